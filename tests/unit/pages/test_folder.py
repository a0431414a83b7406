"""A folder is replaced as a whole or not at all."""

import subprocess
import sys
from pathlib import Path

import pytest

from heritage.pages.folder import MARKER, CannotBuild, exchanged, replacing


def build(out: Path, text: str) -> None:
    """A site of one file."""
    with replacing(out) as folder:
        (folder / "index.html").write_text(text)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_first_build_makes_the_folder_and_those_above_it(tmp_path: Path) -> None:
    build(tmp_path / "a" / "site", "one")
    assert names(tmp_path / "a") == ["site"]
    assert names(tmp_path / "a" / "site") == [MARKER, "index.html"]


def test_a_later_build_replaces_everything(tmp_path: Path) -> None:
    build(tmp_path / "site", "one")
    (tmp_path / "site" / "old.html").write_text("old")
    build(tmp_path / "site", "two")
    assert names(tmp_path) == ["site"]
    assert names(tmp_path / "site") == [MARKER, "index.html"]
    assert (tmp_path / "site" / "index.html").read_text() == "two"


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    build(tmp_path / "site", "one")
    assert (tmp_path / "site" / "index.html").read_text() == "one"


def test_a_link_stays_a_link_to_the_replaced_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "site").symlink_to("real")
    build(tmp_path / "site", "one")
    assert (tmp_path / "site").is_symlink()
    assert (tmp_path / "real" / "index.html").read_text() == "one"


def test_a_folder_that_is_no_build_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "thesis.txt").write_text("x")
    with pytest.raises(CannotBuild, match="not an earlier build"):
        build(tmp_path / "precious", "one")
    assert names(tmp_path) == ["precious"]
    assert names(tmp_path / "precious") == ["thesis.txt"]


def test_a_file_and_the_root_are_no_folders_for_a_site(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(CannotBuild, match="is a file"):
        build(tmp_path / "file", "one")
    with pytest.raises(CannotBuild, match="no folder for a site"):
        build(Path("/"), "one")


def test_a_build_that_fails_leaves_the_earlier_one_and_nothing_beside_it(tmp_path: Path) -> None:
    build(tmp_path / "site", "one")
    with pytest.raises(ZeroDivisionError), replacing(tmp_path / "site") as folder:
        (folder / "index.html").write_text("half")
        raise ZeroDivisionError
    assert names(tmp_path) == ["site"]
    assert (tmp_path / "site" / "index.html").read_text() == "one"


def test_what_a_killed_build_left_is_cleared(tmp_path: Path) -> None:
    left = tmp_path / ".site.building"
    left.mkdir()
    (left / "half.html").write_text("x")
    build(tmp_path / "site", "one")
    assert names(tmp_path) == ["site"]
    assert names(tmp_path / "site") == [MARKER, "index.html"]


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(CannotBuild, match=r"site' cannot be written \(.+\)"):
        build(tmp_path / "file" / "site", "one")


def test_two_folders_change_places_at_once(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert exchanged(tmp_path / "one", tmp_path / "two")
    assert names(tmp_path / "one") == ["two"]
    assert names(tmp_path / "two") == ["one"]


def test_an_exchange_that_cannot_be_made_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    assert not exchanged(tmp_path / "one", tmp_path / "none")
    assert names(tmp_path) == ["one"]


def test_where_there_is_no_exchange_two_renames_replace_the_folder(tmp_path: Path) -> None:
    build(tmp_path / "site", "one")
    with replacing(tmp_path / "site", lambda new, place: False) as folder:
        (folder / "index.html").write_text("two")
    assert names(tmp_path) == ["site"]
    assert (tmp_path / "site" / "index.html").read_text() == "two"


SECOND_BUILD = """
import sys
from pathlib import Path
from heritage.pages.folder import replacing
print("started", flush=True)
with replacing(Path(sys.argv[1])) as folder:
    (folder / "index.html").write_text("second")
"""


def test_builds_in_one_folder_wait_for_one_another(tmp_path: Path) -> None:
    with replacing(tmp_path / "site") as folder:
        command = [sys.executable, "-c", SECOND_BUILD, str(tmp_path / "site")]
        second = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert second.stdout is not None
        assert second.stdout.readline() == "started\n"
        (folder / "index.html").write_text("first")
        assert names(tmp_path) == [".site.building"]
    second.stdout.close()
    assert second.wait(timeout=30) == 0
    assert (tmp_path / "site" / "index.html").read_text() == "second"
