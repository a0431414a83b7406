"""An invented library with two places, a trail and signs in every state, built by hand."""

from datetime import date

import pytest

from heritage.places.place import Library, Place, Sign, SignState, Text, Trail, Waypoint
from heritage.places.position import Position
from heritage.places.site_record import AccessibilityStatement, Contact, SiteRecord

LEDES = {
    "sv": "En väderkvarn av plåt från en leksaksask, med vingar som snurrar åt båda hållen när det blåser.",
    "en": "A tin windmill from a toy box, with sails that turn both ways when the wind blows.",
    "de": "Eine Windmühle aus Blech, deren Flügel sich bei Wind in beide Richtungen drehen.",
}


def text(slug: str, language: str, name: str) -> Text:
    return Text(
        language=language,
        path=f"content/{slug}/{language}.md",
        name=name,
        lede=LEDES[language],
        html="<p></p>",
        links=(),
        images=(),
        body_hash="now",
        checked_by="Test",
        checked_on=date(2026, 11, 1),
        translated_from=None if language == "sv" else "now",
    )


def texts(slug: str, **names: str) -> dict[str, Text]:
    return {language: text(slug, language, name) for language, name in names.items()}


def sign(
    code: str,
    place: str,
    line: int,
    state: SignState = SignState.MOUNTED,
    position: Position | None = None,
    instead: str | None = None,
    exposed: bool = False,
) -> Sign:
    return Sign(code, line, place, state, date(2026, 6, 1), position, instead, exposed)


@pytest.fixture
def library() -> Library:
    contact = Contact("Leksaksby")
    mill = Place(
        slug="kvarnen",
        path="content/kvarnen/sv.md",
        texts=texts("kvarnen", sv="Kvarnen", en="The Mill", de="Die Mühle"),
        names={"sma": "Mïllŋe"},
        sources=(),
        kind="industry",
        parish="Klossbo",
        position=Position(62.5, 15.6, 100),
    )
    lake = Place(
        slug="lillsjon",
        path="content/lillsjon/sv.md",
        texts=texts("lillsjon", sv="Lillsjön", en="Lillsjön"),
        names={},
        sources=(),
        kind="lake",
        parish="Klossbo",
        position=None,
    )
    signless = Place(
        slug="smedjan",
        path="content/smedjan/sv.md",
        texts=texts("smedjan", sv="Smedjan", en="The Smithy", de="Die Schmiede"),
        names={},
        sources=(),
        kind="industry",
        parish="Klossbo",
        position=None,
    )
    trail = Trail(
        slug="leksaksleden",
        path="content/leksaksleden/sv.md",
        texts=texts("leksaksleden", sv="Leksaksleden", en="The Toy Trail"),
        names={},
        sources=(),
        waypoints=(
            Waypoint(km=0, place="lillsjon"),
            Waypoint(km=1, name="X"),
            Waypoint(km=2, place="kvarnen"),
        ),
    )
    signs = [
        sign("KVA15", "kvarnen", 2, position=Position(62.50001, 15.60002, 5)),
        sign("BR9N6", "lillsjon", 7, SignState.PLANNED, position=Position(62.41, 15.61, 101)),
        sign("STANV", "kvarnen", 8, SignState.ORDERED, exposed=True),
        sign("GAM1X", "smedjan", 9, SignState.REMOVED, instead="lillsjon"),
    ]
    return Library(
        folder="content",
        site=SiteRecord(
            name={"sv": "Besök Leksaksby"},
            owner="Leksaksby kommun",
            base_url="https://leksak.example",
            languages=("sv", "en", "de"),
            welcome={},
            area="Leksaksby",
            contact=contact,
            controller=contact,
            data_protection_officer=contact,
        ),
        accessibility=AccessibilityStatement("delvis", date(2026, 1, 1), date(2026, 1, 1), "self_assessment"),
        places={"kvarnen": mill, "lillsjon": lake, "smedjan": signless},
        trails={"leksaksleden": trail},
        themes={},
        safety={},
        signs={one.code: one for one in signs},
    )
