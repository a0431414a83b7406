"""Files opened without leaving the folder, and told when they cannot be."""

from pathlib import Path

from heritage.places import files
from heritage.problems import Problem


def test_entries_come_in_order_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b", "a", ".git", "README.md", "c"):
        (tmp_path / name).write_text("x")

    listing = files.listed(str(tmp_path), "content", str(tmp_path))

    assert [entry.name for entry in listing.entries] == ["a", "b", "c"]
    assert listing.problems == []


def test_a_file_that_vanishes_while_it_is_read_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "sv.md").write_text("x")
    (entry,) = files.listed(str(tmp_path), "content", str(tmp_path)).entries
    (tmp_path / "sv.md").unlink()

    assert files.read(entry, "content/sv.md") == Problem(
        "content/sv.md",
        0,
        "the file cannot be opened ({reason})",
        {"reason": "No such file or directory"},
    )


def test_a_file_of_the_limit_is_read_and_a_larger_one_is_not(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * files.FILE_LIMIT)
    (tmp_path / "b").write_bytes(b"x" * (files.FILE_LIMIT + 1))
    small, large = files.listed(str(tmp_path), "content", str(tmp_path)).entries

    assert files.read(small, "content/a") == b"x" * files.FILE_LIMIT
    refused = files.read(large, "content/b")
    assert isinstance(refused, Problem)
    assert refused.message() == "the file is larger than 1000 kB; shorten it or split it"
