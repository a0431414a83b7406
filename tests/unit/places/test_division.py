"""Content read by two processes is the same as read by one."""

import os
import shutil
from pathlib import Path

import pytest

from heritage.places.division import WORTH_DIVIDING, handed_out, load_divided, processes_for, taken
from heritage.places.library import load

SMALL = Path(__file__).parents[2] / "data" / "small" / "content"


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """So many pages that they are divided, one of them with something to mend."""
    content = tmp_path / "content"
    shutil.copytree(SMALL, content)
    for number in range(WORTH_DIVIDING):
        shutil.copytree(SMALL / "smedjan", content / f"smedja-{number}")
    (content / "smedja-7" / "en.md").write_text("---\nlede: [\n---\nText.\n")
    (content / "smedja-8" / "sv.md").unlink()
    return content


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_it_does_not_matter_how_many_read(many: Path, processes: int) -> None:
    expected, found = load(many), load_divided(many, processes)
    assert found.library == expected.library
    assert sorted(problem.as_line() for problem in found.problems) == sorted(
        problem.as_line() for problem in expected.problems
    )
    assert found.problems
    assert found.broken_slugs == expected.broken_slugs
    assert found.broken_paths == expected.broken_paths


@pytest.mark.parametrize("processes", [1, 2])
def test_other_work_is_done_before_this_process_reads(many: Path, processes: int) -> None:
    done: list[tuple[int, object]] = []
    found = load_divided(
        many, processes, meanwhile=lambda shared: done.append((os.getpid(), shared.languages))
    )
    assert done == [(os.getpid(), ("sv", "en", "de"))]
    assert found.library == load(many).library


def test_each_number_is_taken_once() -> None:
    pipe = handed_out(3)
    first = next(taken(pipe))
    assert [first, *taken(pipe)] == [0, 1, 2]
    assert list(taken(pipe)) == []
    os.close(pipe)


def test_little_content_is_left_to_one_process_and_much_to_two_at_most() -> None:
    assert processes_for(WORTH_DIVIDING) == 1
    assert processes_for(WORTH_DIVIDING + 1) in (1, 2)
    assert load_divided(SMALL).library == load(SMALL).library


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert load_divided(tmp_path / "none", 2).library is None
