"""Runs the application under granian as one process, and stops it without losing an answer.

granian's usual form is a supervisor with a child that goes on answering when the supervisor is killed; its
embedded form is this process itself, at the same speed. One process on one machine is all we want.
"""

import asyncio
import signal
import socket
from collections.abc import Callable
from contextlib import suppress

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.embed import Server

from heritage.problems import N_, Refusal
from heritage.web.answers import Application
from heritage.web.journal import JsonLines

DRAIN_S = 5.0
"""How long answers under way may take once a stop is asked for; a stalled visitor holds us no longer."""

ANNOUNCED_WITHIN_S = 1.0

HEADERS_WITHIN_MS = 10_000
MOST_HEADER_BYTES = 32_768
MOST_AT_ONCE = 1_024


class CannotListen(Refusal):
    """Why nobody would reach the server; for the operator."""


async def serve(
    application: Application,
    address: str,
    port: int,
    is_listening: Callable[[], None],
    drain_s: float = DRAIN_S,
) -> None:
    """Answer at `address`, which `free_address` gave, until SIGINT or SIGTERM; answers begun are finished."""
    server = _server(application, address, port)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    serving = asyncio.create_task(server.serve())
    stopping = asyncio.create_task(stop.wait())
    opening = asyncio.create_task(_announce(address, port, is_listening))
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if stopping.done():
        # However soon the stop comes, the log says first that visitors were let in.
        await asyncio.wait({opening}, timeout=ANNOUNCED_WITHIN_S)
    opening.cancel()
    end: Callable[[], None] = server.stop
    end()
    _, late = await asyncio.wait({serving}, timeout=drain_s)
    if late:
        serving.cancel()
    stopping.cancel()
    with suppress(asyncio.CancelledError):
        await serving


def _server(application: Application, address: str, port: int) -> Server:
    return Server(
        application,
        address=address,
        port=port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=HEADERS_WITHIN_MS, max_buffer_size=MOST_HEADER_BYTES
        ),
        websockets=False,
        backlog=MOST_AT_ONCE,
        log_access=False,
        log_level=LogLevels.error,
        log_dictconfig={"formatters": {"generic": {"()": JsonLines}, "access": {"()": JsonLines}}},
    )


async def _announce(address: str, port: int, is_listening: Callable[[], None]) -> None:
    """Try until somebody is let in; granian itself does not tell."""
    while True:
        try:
            _, writer = await asyncio.open_connection(address, port)
        except OSError:
            await asyncio.sleep(0.01)
        else:
            writer.close()
            return is_listening()


def free_address(host: str, port: int) -> str:
    """The IP address of `host`, once it is sure that nobody listens there. Raises CannotListen.

    granian shares its port (SO_REUSEPORT): a second server would silently get half of the visitors.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        raise CannotListen(
            N_("Cannot listen at {host}, port {port} ({reason})."),
            host=host,
            port=port,
            reason=error.strerror or error,
        ) from error
    return str(address[0])
