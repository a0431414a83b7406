"""Lists of entries in the order of their language (R-I15)."""

import pytest

from heritage.i18n.catalogues import gettext_for
from heritage.pages.frame import Asset, Frame
from heritage.pages.listing import (
    Tile,
    card,
    how_many,
    joined,
    linked,
    row,
    source_rows,
    tiles_in_order,
)
from heritage.pages.naming import Worded
from heritage.places.place import Place, Source, Text

FRAME = Frame.at("https://leksak.example", ("sv", "en"))


def place(slug: str, name: str) -> Place:
    text = Text("sv", f"content/{slug}/sv.md", name, f"Om {name}.", "", (), (), "h")
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


def test_a_row_is_a_card_with_paragraphs_under_it() -> None:
    shown = linked(place("a", "A & B"), "sv", FRAME)
    assert row(shown.card) == '<li><a href="/sv/a/">A &amp; B</a></li>'
    assert joined([row(shown.card, shown.told), row(shown.card)]) == (
        '<li><a href="/sv/a/">A &amp; B</a>\n<p>Om A &amp; B.</p></li>\n<li><a href="/sv/a/">A &amp; B</a></li>'
    )


def test_sources_are_rows_that_link_where_they_can_and_tell_their_language() -> None:
    sources = (
        Source("Bok & <b>"),
        Source("The <i>Atlas</i>", "https://example.org/?a=1&b=2", "en"),
    )
    assert source_rows(sources) == (
        "<li>Bok &amp; &lt;b&gt;</li>\n"
        '<li lang="en" dir="ltr"><a href="https://example.org/?a=1&amp;b=2">The &lt;i&gt;Atlas&lt;/i&gt;</a></li>'
    )


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
