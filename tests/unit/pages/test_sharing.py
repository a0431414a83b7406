"""Each task is done once, by whichever process; none goes on when the sharing has ended."""

import os
from functools import partial
from pathlib import Path

import pytest

from heritage.pages.sharing import share_out


def note(folder: Path, number: int) -> None:
    """Leave a file that nobody else may have left."""
    (folder / str(number)).touch(exist_ok=False)


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_every_task_is_done_once(tmp_path: Path, processes: int) -> None:
    share_out([partial(note, tmp_path, number) for number in range(100)], processes)
    assert {path.name for path in tmp_path.iterdir()} == {str(number) for number in range(100)}


@pytest.mark.parametrize(("processes", "elsewhere"), [(1, 0), (2, 2)])
def test_a_task_aside_has_a_process_of_its_own_where_there_are_several(
    tmp_path: Path, processes: int, elsewhere: int
) -> None:
    def sign(name: str) -> None:
        (tmp_path / name).write_text(str(os.getpid()))

    aside = [partial(sign, "one"), partial(sign, "other")]
    share_out([partial(sign, "shared")], processes, aside)
    done_by = {name: int((tmp_path / name).read_text()) for name in ("one", "other", "shared")}
    assert len({done_by["one"], done_by["other"]} - {done_by["shared"], os.getpid()}) == elsewhere


@pytest.mark.parametrize("processes", [1, 2])
def test_a_task_that_fails_aside_is_told(processes: int) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises((ZeroDivisionError, RuntimeError)):
        share_out([], processes, [fail])


def test_no_tasks_are_no_work() -> None:
    share_out([], 2)


@pytest.mark.parametrize("processes", [1, 2])
def test_a_failing_task_is_told(processes: int) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises((ZeroDivisionError, RuntimeError)):
        share_out([fail] * 4, processes)


def test_a_failure_elsewhere_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    ready, go = os.pipe()

    def wait_for_the_other() -> None:
        if os.getpid() == ours:
            os.read(ready, 1)
        else:
            os.write(go, b"x")
            raise ZeroDivisionError

    ours = os.getpid()
    with pytest.raises(RuntimeError, match="ended with 1"):
        share_out([wait_for_the_other] * 2, 2)
    assert "ZeroDivisionError" in capfd.readouterr().err
    os.close(ready)
    os.close(go)
