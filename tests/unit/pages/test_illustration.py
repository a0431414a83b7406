"""The picture of a page, or the drawing that stands in for it."""

from dataclasses import replace

import msgspec
import pytest

from heritage.pages.illustration import DRAWING_SIZE, illustration, thumbnail
from heritage.places.place import Entry
from tests.rendering import LIBRARY, SITE


def without_picture(entry: Entry) -> Entry:
    return msgspec.structs.replace(entry, picture=None)


def test_an_own_picture_has_its_words_and_credit() -> None:
    shown = illustration(LIBRARY.places["kvarnen"], "de", SITE.frame)
    assert shown is not None
    assert shown.address == SITE.frame.picture("kvarnen", "kvarnen.svg").address
    assert shown.alt.text == "Eine Mühle mit vier Flügeln aus Klötzchen."
    assert shown.credit == "Leksaksby kommun"


@pytest.mark.parametrize(
    ("entry", "drawing"),
    [
        (LIBRARY.places["kvarnen"], "industry"),
        (LIBRARY.trails["leksaksleden"], "trail"),
        (LIBRARY.themes["leksaker"], "theme"),
        (LIBRARY.safety["is"], "ice"),
    ],
)
def test_a_missing_picture_is_replaced_by_a_silent_drawing_of_its_kind(entry: Entry, drawing: str) -> None:
    shown = illustration(without_picture(entry), "en", SITE.frame)
    assert shown is not None
    assert shown.address == SITE.frame.asset(f"kinds/{drawing}.svg")
    assert (shown.alt.text, shown.credit) == ("", "")
    assert (shown.width, shown.height) == DRAWING_SIZE


def test_where_there_is_no_drawing_there_is_no_picture() -> None:
    bare = replace(SITE.frame, assets={})
    assert illustration(without_picture(LIBRARY.safety["is"]), "en", bare) is None
    assert thumbnail(without_picture(LIBRARY.safety["is"]), bare) is None


def test_a_thumbnail_is_the_same_picture() -> None:
    for entry in (LIBRARY.places["kvarnen"], LIBRARY.places["smedjan"], LIBRARY.themes["leksaker"]):
        shown = illustration(entry, "en", SITE.frame)
        assert shown is not None
        assert thumbnail(entry, SITE.frame) == shown.address
