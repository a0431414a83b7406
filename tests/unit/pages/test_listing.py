"""Lists of entries in the order of their language (R-I15)."""

from heritage.pages.frame import Frame
from heritage.pages.listing import grouped, in_order, linked
from heritage.places.place import Place, Text

FRAME = Frame.at("https://leksak.example", ("sv", "en"))


def place(slug: str, name: str, parish: str = "Torp") -> Place:
    text = Text("sv", f"content/{slug}/sv.md", name, f"Om {name}.", "", "", (), (), "h")
    return Place(
        slug=slug,
        path=text.path,
        texts={"sv": text},
        names={},
        sources=(),
        kind="lake",
        parish=parish,
        position=None,
    )


def test_an_entry_is_linked_in_the_language_of_the_list_with_its_own_words_marked() -> None:
    shown = linked(place("asjon", "Åsjön"), "en", FRAME)
    assert shown.address == "/en/asjon/"
    assert (shown.name.text, shown.name.attributes) == ("Åsjön", ' lang="sv" dir="ltr"')
    assert (shown.lede.text, shown.lede.attributes) == ("Om Åsjön.", ' lang="sv" dir="ltr"')


def test_swedish_sorts_its_last_letters_last() -> None:
    places = [place("a", "Östersjön"), place("b", "Åsjön"), place("c", "Zinksjön"), place("d", "Ärtsjön")]
    names = [entry.name.text for entry in in_order(places, "sv", FRAME)]
    assert names == ["Zinksjön", "Åsjön", "Ärtsjön", "Östersjön"]


def test_groups_and_their_places_are_both_sorted() -> None:
    places = [place("a", "Bsjön", "Ö"), place("b", "Csjön", "Torp"), place("c", "Asjön", "Ö")]
    groups = grouped(places, lambda place: place.parish, "sv", FRAME)
    assert [(group.heading, [e.name.text for e in group.entries]) for group in groups] == [
        ("Torp", ["Csjön"]),
        ("Ö", ["Asjön", "Bsjön"]),
    ]
