"""The lines of facts."""

from pathlib import Path

import pytest

from heritage.places.lines import Lines

SMALL = Path(__file__).parents[2] / "data" / "small" / "content"


@pytest.mark.parametrize(
    ("path", "keys", "line"),
    [
        ("content/kvarnen/sv.md", ("name",), 3),
        ("content/kvarnen/sv.md", ("position", "lat"), 7),
        ("content/kvarnen/sv.md", ("picture", "alt", "de"), 25),
        ("content/kvarnen/sv.md", ("sources", 1), 28),
        ("content/leksaksleden/sv.md", ("waypoints", 2, "services"), 9),
        ("content/kvarnen/en.md", ("checked_on",), 4),
        ("content/codes.yaml", ("KVA15", "position"), 6),
        ("content/codes.yaml", ("BR9N6", "state"), 8),
        ("content/site.yaml", ("languages", 1), 8),
    ],
)
def test_a_fact_is_found_on_its_line(path: str, keys: tuple[str | int, ...], line: int) -> None:
    assert Lines(SMALL).of(path, *keys) == line


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("picture", "alt", "fi"), 22),
        (("sources", 7, "url"), 26),
        (("name", "deeper"), 3),
        (("missing",), 1),
        ((), 1),
    ],
)
def test_for_a_missing_fact_the_nearest_line_above_is_told(keys: tuple[str | int, ...], line: int) -> None:
    assert Lines(SMALL).of("content/kvarnen/sv.md", *keys) == line


def test_a_relative_content_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site.yaml").write_text("# a\nowner: B\n")
    monkeypatch.chdir(tmp_path)

    assert Lines(Path(".")).of(f"{tmp_path.name}/site.yaml", "owner") == 2


@pytest.mark.parametrize(
    "raw", [b"", b"owner: 'a\n", b"\xff", b"\nowner: &a [*a]\n", b"[" * 30_000, b"---\nno front matter"]
)
def test_a_file_that_cannot_be_read_has_its_facts_on_line_one(tmp_path: Path, raw: bytes) -> None:
    for name in ("site.yaml", "sv.md"):
        (tmp_path / name).write_bytes(raw)

        assert Lines(tmp_path).of(f"{tmp_path.name}/{name}", "owner") == 1


def test_a_file_that_is_gone_has_its_facts_on_line_one(tmp_path: Path) -> None:
    lines = Lines(tmp_path)
    assert lines.of(f"{tmp_path.name}/site.yaml", "owner") == 1
    assert lines.of_words(f"{tmp_path.name}/is/sv.md", "isen håller", "Nu vet du att isen håller") == 1
