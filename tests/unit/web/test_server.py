"""The server process: lets visitors in, finishes what it has begun, and never waits for ever."""

import asyncio
import http.client
import signal
import socket
import threading
from collections.abc import Iterator

import pytest

from heritage.web.answers import Receive, Scope, Send, answer
from heritage.web.server import CannotListen, free_address, serve

HOST = "127.0.0.1"
PATIENCE_S = 20


@pytest.fixture
def port() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        number: int = probe.getsockname()[1]
    yield number


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Says yes; to a POST only when its whole body is there."""
    if scope["method"] == "POST":
        while (await receive())["more_body"]:
            pass
    given = answer(200, [(b"server", b"heritage")], b"yes")
    await send(given.start)
    await send(given.body)


def run(port: int, visit: threading.Thread, drain_s: float = 5.0) -> None:
    async def serve_in_good_time() -> None:
        async with asyncio.timeout(PATIENCE_S):
            await serve(application, free_address(HOST, port), port, visit.start, drain_s)

    asyncio.run(serve_in_good_time())
    visit.join(PATIENCE_S)


def test_visitors_are_answered_until_a_stop_is_asked_for(port: int) -> None:
    replies = []

    def visit() -> None:
        with socket.create_connection((HOST, port), PATIENCE_S):
            connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE_S)
            connection.request("GET", "/")
            reply = connection.getresponse()
            replies.append((reply.status, reply.read(), reply.headers.get_all("server")))
            connection.close()
        signal.raise_signal(signal.SIGTERM)

    run(port, threading.Thread(target=visit))
    assert replies == [(200, b"yes", ["heritage"])]
    with socket.socket() as probe:
        assert probe.connect_ex((HOST, port)) != 0


def test_an_answer_that_is_under_way_is_finished(port: int) -> None:
    replies = []

    def visit() -> None:
        with socket.create_connection((HOST, port), PATIENCE_S) as connection:
            connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na")
            signal.raise_signal(signal.SIGINT)
            connection.sendall(b"b")
            replies.append(connection.recv(1000))

    run(port, threading.Thread(target=visit))
    assert replies[0].startswith(b"HTTP/1.1 200 OK")


def test_a_visitor_who_stalls_does_not_hold_the_server(port: int) -> None:
    stalling = []

    def visit() -> None:
        connection = socket.create_connection((HOST, port), PATIENCE_S)
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na")
        stalling.append(connection)
        signal.raise_signal(signal.SIGTERM)

    run(port, threading.Thread(target=visit), drain_s=0.1)
    stalling[0].close()


def test_a_port_that_is_taken_is_told_before_anything_is_opened() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        number = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=f"Cannot listen at {HOST}, port {number} "):
            free_address(HOST, number)


def test_a_host_that_does_not_exist_is_told_in_a_sentence() -> None:
    with pytest.raises(CannotListen, match=r"Cannot listen at nowhere\.invalid, port 8000 "):
        free_address("nowhere.invalid", 8000)
