"""The `heritage` command in a process of its own, forked from one in which Python and the rooms are loaded already."""

import atexit
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from tempfile import TemporaryDirectory

from msgspec import json

from tests.command_server import Order

ROOT = Path(__file__).parents[1]


def surroundings(settings: Mapping[str, str], is_counted: bool = True) -> dict[str, str]:
    """The environment for a process of ours: none of the program's settings but `settings`.

    Where others run the same lines as well, and where nobody lives to tell, coverage need not count them: a server that
    is looked at line by line takes twice the time.
    """
    left_out = ("HERITAGE_",) if is_counted else ("HERITAGE_", "COVERAGE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return {**kept, **settings}


def run(
    *arguments: str, settings: dict[str, str], cwd: Path | None = None, timeout: float = 60
) -> CompletedProcess[str]:
    """Run to its end, for at most so many seconds; of the environment all goes along that is no setting of ours.

    There is nobody to type, and no terminal. Raises TimeoutExpired.
    """
    environment = surroundings({"HERITAGE_LANGUAGE": "en", "COLUMNS": "200", "TERM": "dumb"} | settings)
    server = _server()
    assert server.stdin is not None and server.stdout is not None
    with TemporaryDirectory() as name:
        out, err = Path(name) / "out", Path(name) / "err"
        order = Order(arguments, f"{cwd or Path.cwd()}", environment, f"{out}", f"{err}")
        server.stdin.write(json.encode(order) + b"\n")
        process = int(server.stdout.readline())
        is_late = not select.select([server.stdout], [], [], timeout)[0]
        if is_late:
            os.kill(process, signal.SIGKILL)
        status = int(server.stdout.readline())
        if is_late:
            raise TimeoutExpired(["heritage", *arguments], timeout)
        return CompletedProcess(arguments, status, out.read_text("utf-8"), err.read_text("utf-8"))


@cache
def _server() -> subprocess.Popen[bytes]:
    """Begun with the first command, and gone with us."""
    command = [sys.executable, "-m", "tests.command_server"]
    pipe = subprocess.PIPE
    server = subprocess.Popen(command, cwd=ROOT, env=surroundings({}), stdin=pipe, stdout=pipe, bufsize=0)
    atexit.register(server.communicate)
    return server
