"""Lists of entries in the order of their language (R-I15)."""

import pytest

from heritage.i18n import gettext_for
from heritage.pages.frame import Asset, Frame
from heritage.pages.listing import Tile, card, how_many, in_order, linked, tiles_in_order
from heritage.pages.naming import Worded
from heritage.places.place import Place, Text

FRAME = Frame.at("https://leksak.example", ("sv", "en"))


def place(slug: str, name: str) -> Place:
    text = Text("sv", f"content/{slug}/sv.md", name, f"Om {name}.", "", "", (), (), "h")
    return Place(
        slug=slug,
        path=text.path,
        texts={"sv": text},
        names={},
        sources=(),
        kind="lake",
        parish=None,
        position=None,
    )


def test_an_entry_is_linked_in_the_language_of_the_list_with_its_own_words_marked() -> None:
    shown = linked(place("asjon", "Åsjön"), "en", FRAME)
    assert shown.address == "/en/asjon/"
    assert (shown.name.text, shown.name.attributes) == ("Åsjön", ' lang="sv" dir="ltr"')
    assert (shown.lede.text, shown.lede.attributes) == ("Om Åsjön.", ' lang="sv" dir="ltr"')


def test_a_card_is_the_drawing_and_the_name_and_no_name_is_markup() -> None:
    drawn = Frame(FRAME.origin, "", FRAME.languages, assets={"kinds/lake.svg": Asset("/static/lake.1.svg")})
    assert card(place("a", "A & <b>"), "sv", drawn) == (
        '<img src="/static/lake.1.svg" width="120" height="90" alt="" loading="lazy">'
        '<a href="/sv/a/">A &amp; &lt;b&gt;</a>'
    )
    assert card(place("a", "A"), "en", FRAME) == '<a href="/en/a/" lang="sv" dir="ltr">A</a>'


def test_swedish_sorts_its_last_letters_last() -> None:
    places = [place("a", "Östersjön"), place("b", "Åsjön"), place("c", "Zinksjön"), place("d", "Ärtsjön")]
    names = [entry.name.text for entry in in_order((linked(each, "sv", FRAME) for each in places), "sv")]
    assert names == ["Zinksjön", "Åsjön", "Ärtsjön", "Östersjön"]


def test_tiles_are_sorted_as_the_language_sorts() -> None:
    tiles = [Tile(f"/{name}/", Worded(name), "") for name in ("Öar", "Åar", "Zoon")]
    assert [tile.name.text for tile in tiles_in_order(tiles, "sv")] == ["Zoon", "Åar", "Öar"]
    assert [tile.name.text for tile in tiles_in_order(tiles, "en")] == ["Åar", "Öar", "Zoon"]


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 places"), (1, "1 place"), (2, "2 places"), (1234, "1,234 places")]
)
def test_numbers_of_places_have_the_plural_of_the_language(number: int, said: str) -> None:
    """R-I9, R-I10."""
    assert how_many(number, "en", gettext_for("en")) == said
