"""A count by hand, sent from beside the trail by a private link: kept once, mended where it is wrong (R-V19)."""

import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import Engine

from heritage.i18n.dates import LOCAL_TIME
from heritage.passages.decided.manuals import Traveller, manual_counts
from heritage.places.library import load
from heritage.sensors import reporters
from heritage.sensors.reporters import ReporterError
from heritage.store.flags import Direction
from tests.asgi import SMALL, Reply, Visitor
from tests.outline import Outline

FORM = {"content-type": "application/x-www-form-urlencoded", "origin": "null"}
DAY = datetime.now(LOCAL_TIME).date() - timedelta(days=30)


@pytest.fixture
def database_kind() -> str:
    """What is stored is tested on both kinds elsewhere; a page is the same."""
    return "sqlite"


def link(books: Engine, *points: str) -> str:
    library = load(SMALL).library
    assert library is not None
    with books.begin() as connection:
        secret = reporters.add(
            connection,
            library,
            "Hembygdsföreningen",
            points or ("kvarnbron",),
            ["passages"],
            datetime.now(UTC),
        )
    return f"/report/{secret}/"


def key_in(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def send(visitor: Visitor, own: str, key: str, **fields: str) -> Reply:
    given = {
        "key": key,
        "place": "kvarnbron",
        "what": "passages",
        "start": f"{DAY}T10:00",
        "end": f"{DAY}T12:00",
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }
    return visitor.ask("POST", own, FORM | {"accept-language": "en"}, body=urlencode(given).encode())


def stored(books: Engine) -> list[dict[tuple[Direction, Traveller], int]]:
    with books.connect() as connection:
        return [dict(one.manual.seen) for one in manual_counts(connection)]


def test_a_count_is_kept_once_however_often_it_is_sent(visitor: Visitor, books: Engine) -> None:
    own = link(books)
    page = visitor.get(own, {"accept-language": "en"}).text
    assert "How many passed?" in page and "Write 0 where nobody came." in page
    key = key_in(page)
    first = send(visitor, own, key, in_walker="12", out_walker="0", in_dog="2")
    assert (first.status, "Thank you, your count is saved" in first.text) == (200, True)
    assert "12" in first.text and "On foot" in first.text
    again = send(visitor, own, key, in_walker="12", out_walker="0", in_dog="2")
    assert (again.status, "This count was saved already" in again.text) == (200, True)
    assert stored(books) == [
        {
            (Direction.IN, Traveller.WALKER): 12,
            (Direction.OUT, Traveller.WALKER): 0,
            (Direction.IN, Traveller.DOG): 2,
        }
    ]
    with books.connect() as connection:
        (kept,) = manual_counts(connection)
    assert kept.manual.observer == "Hembygdsföreningen"
    assert kept.manual.start.astimezone(LOCAL_TIME).isoformat(timespec="minutes").startswith(f"{DAY}T10:00")


@pytest.mark.parametrize(
    "otherwise",
    [
        {"in_walker": "15"},
        {"in_walker": "12", "end": f"{DAY}T13:00"},
        {"in_walker": "12", "place": "norra-leden"},
    ],
)
def test_a_form_that_comes_back_with_something_else_is_not_passed_over(
    visitor: Visitor, books: Engine, otherwise: dict[str, str]
) -> None:
    """Who goes back and counts again, or mends a number, is told; sent once more it is another count."""
    own = link(books, "kvarnbron", "norra-leden")
    assert send(visitor, own, "k1", in_walker="12").status == 200
    reply = send(visitor, own, "k1", **otherwise)
    assert (reply.status, "This form was sent before with something else in it" in reply.text) == (409, True)
    assert f'value="{otherwise["in_walker"]}"' in reply.text
    assert len(stored(books)) == 1
    key = key_in(reply.text)
    assert key != "k1" and send(visitor, own, key, **otherwise).status == 200
    assert len(stored(books)) == 2


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"end": f"{DAY}T09:00"}, "end"),
        ({"end": f"{DAY + timedelta(days=2)}T12:00"}, "end"),
        ({"start": "1 juli"}, "start"),
        ({"in_walker": "tolv"}, "in-walker"),
        ({"start": f"{DAY.replace(year=1999)}T10:00"}, "start"),
        ({"note": "n" * 501}, "note"),
    ],
)
def test_what_is_wrong_is_shown_at_its_field(
    visitor: Visitor, books: Engine, fields: dict[str, str], at: str
) -> None:
    reply = send(visitor, link(books), "k1", **{"in_walker": "3"} | fields)
    (field,) = (one for one in Outline(reply.text).all("input") if one.get("aria-invalid"))
    assert (field["name"], field["aria-describedby"]) == (at, "_error")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Enter how many passed: whole numbers from 0 to 100,000."),
        ({"in_walker": "tolv"}, "“tolv” is no whole number."),
        ({"in_walker": "-3"}, "“-3” is no whole number."),
        ({"in_walker": "3,5"}, "“3,5” is no whole number."),
        ({"in_walker": "3", "end": ""}, "Say from when until when you counted."),
        ({"in_walker": "3", "end": f"{DAY}T09:00"}, "The end must come after the start."),
        ({"in_walker": "3", "start": "1 juli"}, "1 juli"),
        ({"in_walker": "3", "start": "1999-07-01T10:00"}, "The time is more than a year ago."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_filled_in_stays(
    visitor: Visitor, books: Engine, fields: dict[str, str], sentence: str
) -> None:
    own = link(books)
    reply = send(visitor, own, "k1", note="Långt <b>lopp</b>", **fields)
    assert reply.status == 422
    assert sentence in reply.text
    assert "Långt &lt;b&gt;lopp&lt;/b&gt;" in reply.text
    assert 'role="alert"' in reply.text
    assert stored(books) == []


def test_a_link_for_several_points_asks_which(visitor: Visitor, books: Engine) -> None:
    own = link(books, "kvarnbron", "norra-leden")
    page = visitor.get(own, {"accept-language": "en"}).text
    assert "Passages, counted by hand" in page
    assert "place=norra-leden&amp;what=passages" in page


def test_a_link_for_one_point_is_none_for_another(visitor: Visitor, books: Engine) -> None:
    own = link(books)
    reply = send(visitor, own, "k1", place="norra-leden", in_walker="3")
    assert reply.status == 409
    assert stored(books) == []


def test_two_links_may_mint_the_same_key(visitor: Visitor, books: Engine) -> None:
    for own in (link(books), link(books)):
        assert send(visitor, own, "k1", in_walker="3").status == 200
    assert len(stored(books)) == 2


def test_a_point_that_is_none_gets_no_link(books: Engine, visitor: Visitor) -> None:
    with pytest.raises(ReporterError, match="'kvarnen' is no counting point"):
        link(books, "kvarnen")


def autumn_night() -> date:
    """The newest on which clocks were put back."""
    today = datetime.now(LOCAL_TIME).date()
    days = (today - timedelta(days=number) for number in range(1, 370))
    return next(day for day in days if day.month == 10 and day.weekday() == 6 and day.day > 24)


def test_of_an_hour_that_clocks_showed_twice_it_is_asked_which_is_meant(
    visitor: Visitor, books: Engine
) -> None:
    """R-V4: a count by hand is compared with the counter's in the same minutes."""
    own, night = link(books), autumn_night()
    fields = {"start": f"{night}T02:00", "end": f"{night}T02:30", "in_walker": "3"}
    asked = send(visitor, own, "k1", **fields)
    assert (asked.status, stored(books)) == (422, [])
    assert "Clocks were put back that night and showed" in asked.text
    radios = [one["name"] for one in Outline(asked.text).all("input") if one.get("type") == "radio"]
    assert radios == ["start-turn"] * 2 + ["end-turn"] * 2
    half = send(visitor, own, "k1", **fields, start_turn="0")
    (chosen,) = (one for one in Outline(half.text).all("input") if "checked" in one.attributes)
    assert (half.status, chosen["name"], chosen["value"]) == (422, "start-turn", "0")
    kept = send(visitor, own, "k1", **fields, start_turn="0", end_turn="1")
    assert kept.status == 200
    assert "02:00 (the first of the two, in summer time)" in kept.text
    assert "02:30 (the second of the two, in winter time)" in kept.text
    with books.connect() as connection:
        (one,) = manual_counts(connection)
    assert one.manual.end - one.manual.start == timedelta(minutes=90)


def test_an_hour_that_clocks_showed_once_is_not_asked_for(visitor: Visitor, books: Engine) -> None:
    reply = send(visitor, link(books), "k1", in_walker="tolv")
    assert reply.status == 422 and 'type="radio"' not in reply.text
