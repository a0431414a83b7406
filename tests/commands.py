"""The `heritage` command in a process of its own, which begins where Python and the rooms are loaded already.

Starting Python and importing the database layer takes longer than most commands. A server that has done both once forks
for each command; what the command line itself imports, and in which language, is settled anew in each.
"""

import os
import sys
from collections.abc import Mapping
from multiprocessing import get_context
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from tempfile import TemporaryDirectory

_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload(
    ["typer.testing", "heritage.app", "heritage.reporting.document", "heritage.signs.press"]
)


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
    with TemporaryDirectory() as name:
        out, err = Path(name) / "out", Path(name) / "err"
        process = _FORKS.Process(
            target=_command, args=(arguments, f"{cwd or Path.cwd()}", environment, f"{out}", f"{err}")
        )
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            raise TimeoutExpired(["heritage", *arguments], timeout)
        return CompletedProcess(arguments, process.exitcode, out.read_text("utf-8"), err.read_text("utf-8"))


def _command(arguments: tuple[str, ...], cwd: str, environment: dict[str, str], out: str, err: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    for number, path in ((1, out), (2, err)):
        written = os.open(path, os.O_WRONLY | os.O_CREAT)
        os.dup2(written, number)
        os.close(written)
    sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))
    sys.argv = ["heritage", *arguments]
    from heritage.cli import main

    main()
