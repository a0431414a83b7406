"""The process that commands are forked from: `python -m tests.command_server`, begun by `tests.commands`.

Starting Python and importing the database layer takes longer than most commands, and so does getting ready to look at
lines. Here all is done once; what the command line itself imports, and in which language, is settled anew in each.
"""

import gc
import os
import sys
from importlib import import_module

from coverage import Coverage
from msgspec import Struct, json

AHEAD = ("typer", "heritage.app", "heritage.reporting.document", "heritage.signs.press")


class Order(Struct):
    """A command: what follows `heritage`, where, in which environment, and the files for what it says."""

    arguments: tuple[str, ...]
    cwd: str
    environment: dict[str, str]
    out: str
    err: str


def is_command() -> bool:
    """Answer each line, an order as JSON, with the number of its process and then with its exit status; to the end.

    True in each such process: one that is to run the command and then to end as any does.
    """
    coverage = Coverage.current()
    if coverage is not None:
        coverage.stop()  # what is only imported would be told by each copy anew
    for module in AHEAD:
        import_module(module)
    gc.freeze()  # what is there stays; a copy need not look through it when it ends
    while line := sys.stdin.buffer.readline():
        process = os.fork()
        if process == 0:
            _become(json.decode(line, type=Order))
            if coverage is not None and "COVERAGE_PROCESS_CONFIG" in os.environ:  # see tests.unseen
                coverage.start()
            return True
        _tell(process)
        _tell(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
    return False


def _tell(number: int) -> None:
    os.write(1, b"%d\n" % number)


def _become(order: Order) -> None:
    """The process of a command that is about to begin."""
    os.environ.clear()
    os.environ.update(order.environment)
    os.chdir(order.cwd)
    for number, path in enumerate((os.devnull, order.out, order.err)):
        opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))
    sys.argv = ["heritage", *order.arguments]


if __name__ == "__main__" and is_command():
    import_module("heritage.cli").main()
