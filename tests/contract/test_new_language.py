"""A sixth language, written from right to left, costs a catalogue, a line in `site.yaml` and content.

The program is copied as it is, the three are put where they belong, and the site is built. Nothing of the
program is changed for it (R-I9, R-I11, R-I18).
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tests.arabic import ARABIC, with_arabic


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The Arabic site as a folder of pages, made by a copy of the program that has the catalogue."""
    program = with_arabic(tmp_path_factory.mktemp("program"))
    out = program / "site"
    command = ["-m", "heritage", "build", "--content", str(ARABIC / "content"), "--out", str(out)]
    done = subprocess.run(
        [sys.executable, *command], cwd=program, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    yield out


def page(built: Path, path: str) -> str:
    return (built / path / "index.html").read_text(encoding="utf-8")


def test_every_arabic_page_is_in_arabic_and_runs_from_right_to_left(built: Path) -> None:
    pages = sorted((built / "ar").rglob("index.html"))
    assert len(pages) > 10
    for file in pages:
        assert '<html lang="ar" dir="rtl">' in file.read_text(encoding="utf-8"), file


def test_names_in_swedish_codes_and_positions_keep_their_own_direction(built: Path) -> None:
    """R-I11: bdi round them, their language beside it, and their digits as they are read out to 112."""
    html = page(built, "ar/bron")
    assert re.search(r'<span lang="sv"[^>]*>Klossbron</span>', html)
    assert re.search(r'<span lang="fi"[^>]*>Palikkasilta</span>', html)
    assert re.search(r'<bdi lang="sv" dir="ltr">Norra Lådan</bdi>', html)
    assert '<bdi class="position"><span>N 62.50001</span> <span>E 15.60002</span></bdi>' in html
    assert '<bdi class="code">KVA15</bdi>' in html


def test_the_swedish_pages_hold_the_arabic_name_of_the_language_in_its_own_direction(built: Path) -> None:
    html = page(built, "sv/bron")
    assert re.search(r'<a href="/ar/bron/" lang="ar" hreflang="ar" dir="rtl">العربية</a>', html)


def test_the_page_comes_from_the_catalogue_and_not_from_english(built: Path) -> None:
    for path in ("ar", "ar/bron", "ar/leksaksleden", "ar/privacy", "ar/codes", "ar/places"):
        text = re.sub(
            r"<(script|style).*?</\1>|<[^>]*(lang=\"(?:sv|en|fi)\")[^>]*>.*?</|<[^>]+>",
            " ",
            page(built, path),
        )
        english = re.findall(r"\b(?:the|and|you|this|with|Show|Skip|Facts|Sources)\b", text)
        assert english == [], path


def test_arabic_has_its_six_plural_forms_and_numbers_that_use_each() -> None:
    """R-I9: nothing, one, two, a few, many, and the rest are said in six ways."""
    with (ARABIC / "messages.po").open("rb") as source:
        catalogue = read_po(source, locale="ar")
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    words = GNUTranslations(compiled)
    counted = [message for message in catalogue if isinstance(message.id, tuple)]
    assert counted
    for message in counted:
        said = [words.ngettext(*message.id, number) for number in (0, 1, 2, 3, 11, 100)]
        assert said == list(message.string)
        assert len(said) == 6
        assert all(said)
