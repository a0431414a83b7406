"""The two edits that commands make: one line each, everything else as the editor left it."""

import shutil
from datetime import date
from pathlib import Path
from random import Random

import pytest

from heritage.places.codes import is_code
from heritage.places.edits import EditError, add_sign, stamp
from heritage.places.library import load
from heritage.places.place import Library, SignState

SMALL = Path(__file__).parents[2] / "data/small/content"
TODAY = date(2026, 11, 21)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path / "content")
    return tmp_path / "content"


def read(content: Path) -> Library:
    library = load(content).library
    assert library is not None
    return library


def test_a_new_sign_is_appended_and_nothing_else_changes(content: Path) -> None:
    before = (content / "codes.yaml").read_text(encoding="utf-8")
    code = add_sign(read(content), "kvarnen", TODAY, Random(1))
    after = (content / "codes.yaml").read_text(encoding="utf-8")
    assert is_code(code)
    assert after == f'{before}"{code}": {{place: kvarnen, state: planned, since: 2026-11-21}}\n'
    sign = read(content).signs[code]
    assert (sign.place, sign.state, sign.since) == ("kvarnen", SignState.PLANNED, TODAY)


def test_a_register_without_a_last_line_feed_is_mended(content: Path) -> None:
    register = content / "codes.yaml"
    register.write_text(register.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    code = add_sign(read(content), "kvarnen", TODAY, Random(2))
    assert code in read(content).signs
    assert len(read(content).signs) == 6


def test_many_signs_never_share_a_code(content: Path) -> None:
    """The same seed would give the same code again: a taken one is passed over."""
    codes = [add_sign(read(content), "kvarnen", TODAY, Random(3)) for _ in range(5)]
    assert len(set(codes)) == 5


def test_a_sign_for_an_unknown_place_is_refused(content: Path) -> None:
    before = (content / "codes.yaml").read_bytes()
    with pytest.raises(EditError, match="no place 'kvarnenn'"):
        add_sign(read(content), "kvarnenn", TODAY, Random(1))
    assert (content / "codes.yaml").read_bytes() == before


def test_a_translation_is_stamped_with_todays_swedish_text(content: Path) -> None:
    library = read(content)
    file = content / "kvarnen/de.md"
    before = file.read_text(encoding="utf-8")
    assert stamp(library, "kvarnen", "de") == "content/kvarnen/de.md"
    stamped = read(content).places["kvarnen"]
    assert stamped.texts["de"].translated_from == library.places["kvarnen"].texts["sv"].body_hash
    assert stamped.texts["de"].html == library.places["kvarnen"].texts["de"].html
    added = set(file.read_text(encoding="utf-8").splitlines()) - set(before.splitlines())
    assert len(added) == 1


def test_a_second_stamp_takes_the_place_of_the_first(content: Path) -> None:
    stamp(read(content), "kvarnen", "de")
    once = (content / "kvarnen/de.md").read_text(encoding="utf-8")
    stamp(read(content), "kvarnen", "de")
    assert (content / "kvarnen/de.md").read_text(encoding="utf-8") == once


def test_windows_line_ends_survive_a_stamp(content: Path) -> None:
    file = content / "kvarnen/de.md"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    stamp(read(content), "kvarnen", "de")
    assert read(content).places["kvarnen"].texts["de"].translated_from is not None
    assert file.read_bytes().count(b"\n") == file.read_bytes().count(b"\r\n")


@pytest.mark.parametrize(("slug", "language"), [("kvarnen", "sv"), ("smedjan", "de"), ("finns-inte", "de")])
def test_only_a_translation_can_be_stamped(content: Path, slug: str, language: str) -> None:
    with pytest.raises(EditError):
        stamp(read(content), slug, language)
