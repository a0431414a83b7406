"""The private link of a reporter: three taps without script, once however often, and nothing in a log (R-S6)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from heritage.app import REPORTS
from heritage.places.library import load
from heritage.sensors import reporters
from heritage.sensors.drilled import drillings
from heritage.store.engine import open_engine
from heritage.store.tables import READING
from tests.asgi import Reply, Visitor, visiting_small

FORM = {"content-type": "application/x-www-form-urlencoded", "origin": "null"}


@pytest.fixture
def visitor(data_dir: Path, database_url: str | None) -> Iterator[Visitor]:
    with visiting_small(data_dir, database_url) as someone:
        yield someone


@pytest.fixture
def books(data_dir: Path, database_url: str | None) -> Iterator[Engine]:
    opened = open_engine(database_url, data_dir)
    yield opened
    opened.dispose()


def link(books: Engine, *quantities: str) -> str:
    library = load(Path("tests/data/small/content")).library
    assert library is not None
    with books.begin() as connection:
        chosen = quantities or ("ice_thickness",)
        secret = reporters.add(connection, library, "Fiskeklubben", ["lillsjon"], chosen, datetime.now(UTC))
    return f"/report/{secret}/"


def key_in(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def send(visitor: Visitor, own: str, body: str) -> Reply:
    return visitor.ask("POST", own, FORM, body=body.encode())


def test_a_link_for_one_value_opens_its_form_at_once(visitor: Visitor, books: Engine) -> None:
    own = link(books)
    reply = visitor.get(own, {"accept-language": "en"})
    assert reply.status == 200
    assert "How thick is the ice?" in reply.text
    assert f'action="{own}" method="post"' in reply.text
    assert "<script" not in reply.text.partition("<body")[2].replace("application/ld+json", "")


def test_the_link_is_not_sent_on_and_the_page_is_kept_by_nobody(visitor: Visitor, books: Engine) -> None:
    reply = visitor.get(link(books))
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["x-robots-tag"] == "noindex"
    assert "canonical" not in reply.text


def test_a_link_for_several_values_asks_which(visitor: Visitor, books: Engine) -> None:
    own = link(books, "ice_thickness", "water_temperature")
    choices = visitor.get(own, {"accept-language": "en"}).text
    assert "What have you measured?" in choices
    assert f'href="{own}?place=lillsjon&amp;what=water_temperature"' in choices
    form = visitor.get(own, {"accept-language": "en"}, query="place=lillsjon&what=water_temperature").text
    assert "How warm is the water?" in form
    assert "What kind of ice?" not in form


def test_value_kind_and_send_make_a_drilling(visitor: Visitor, books: Engine) -> None:
    own = link(books)
    key = key_in(visitor.get(own).text)
    reply = send(
        visitor, own, f"key={key}&place=lillsjon&what=ice_thickness&value=12&other=&ice=clear&snow=2%2C5&at="
    )
    assert reply.status == 200
    assert "12\xa0cm" in reply.text
    with books.connect() as connection:
        (hole,) = drillings(connection, "lillsjon", datetime.now(UTC) - timedelta(minutes=5))
    assert (hole.thickness_cm, hole.ice.value, hole.snow_cm, hole.observer) == (
        12.0,
        "clear",
        2.5,
        "Fiskeklubben",
    )


def test_the_same_form_sent_twice_counts_once(visitor: Visitor, books: Engine) -> None:
    own = link(books, "water_temperature")
    key = key_in(visitor.get(own).text)
    body = f"key={key}&place=lillsjon&what=water_temperature&other=18%2C5"
    assert (
        "Thank you, it is saved"
        in visitor.ask("POST", own, {**FORM, "accept-language": "en"}, body=body.encode()).text
    )
    again = visitor.ask(
        "POST", own, {**FORM, "accept-language": "en"}, body=body.replace("18", "25").encode()
    )
    assert "This was saved already" in again.text
    assert "18.5\xa0°C" in again.text
    with books.connect() as connection:
        assert [row.value for row in connection.execute(select(READING))] == [18.5]


def test_an_earlier_time_is_local(visitor: Visitor, books: Engine) -> None:
    own = link(books, "water_temperature")
    send(visitor, own, "key=k&place=lillsjon&what=water_temperature&value=18&at=2026-07-14T10%3A30")
    with books.connect() as connection:
        (row,) = connection.execute(select(READING)).all()
    assert row.observed_at == datetime(2026, 7, 14, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("value=&other=", "Choose a value, or type a number."),
        ("other=tjock", "Choose a value, or type a number."),
        ("value=12&snow=lite", "Write the snow on the ice as a number of centimetres."),
        ("value=12&other=900", "The thickness must lie between 0 and 150 cm."),
        ("value=12&at=2026-03-29T02%3A30", "2026-03-29 02:30 does not exist: clocks were put forward."),
        (
            "value=12&at=0001-01-01T00%3A00",
            "&#39;0001-01-01 00:00&#39; is no time; write it as 2026-02-14 10:30.",
        ),
    ],
)
def test_what_is_wrong_is_told_and_what_was_filled_in_stays(
    visitor: Visitor, books: Engine, body: str, reason: str
) -> None:
    own = link(books)
    sent = f"key=k&place=lillsjon&what=ice_thickness&ice=snow&{body}"
    reply = visitor.ask("POST", own, {**FORM, "accept-language": "en"}, body=sent.encode())
    assert reply.status == 422
    assert f'role="alert">{reason}<' in reply.text
    assert 'value="snow" checked' in reply.text
    assert key_in(reply.text) == "k"
    with books.connect() as connection:
        assert connection.execute(select(READING)).all() == []


def test_a_wrong_or_revoked_link_is_a_page_that_does_not_exist(visitor: Visitor, books: Engine) -> None:
    own = link(books)
    assert visitor.get("/report/gissning/").status == 404
    assert visitor.get("/report/").status == 404
    with books.begin() as connection:
        reporters.revoke(connection, 1, datetime.now(UTC))
    assert visitor.get(own).status == 404
    assert send(visitor, own, "key=k&place=lillsjon&what=ice_thickness&value=12").status == 404


def test_guessing_links_is_slowed_down(visitor: Visitor, books: Engine) -> None:
    statuses = [visitor.get(f"/report/gissning{number}/").status for number in range(40)]
    assert statuses[0] == 404
    assert statuses[-1] == 429


def test_more_than_people_can_measure_is_asked_to_wait_and_keeps_what_was_filled_in(
    visitor: Visitor, books: Engine
) -> None:
    own = link(books, "water_temperature")
    body = "key=k{}&place=lillsjon&what=water_temperature&other=18%2C5"
    replies = [send(visitor, own, body.format(number)) for number in range(REPORTS[0] + 1)]
    assert {reply.status for reply in replies[:-1]} == {200}
    assert replies[-1].status == 429
    assert 'value="18,5"' in replies[-1].text


def test_a_place_or_value_that_the_link_is_not_for_is_not_there(visitor: Visitor, books: Engine) -> None:
    own = link(books)
    assert send(visitor, own, "key=k&place=kvarnen&what=ice_thickness&value=12").status == 404
    assert send(visitor, own, "key=k&place=lillsjon&what=snow_depth&value=12").status == 404


def test_a_form_that_is_no_form_is_refused(visitor: Visitor, books: Engine) -> None:
    assert visitor.ask("POST", link(books), {"content-type": "application/json"}, body=b"{}").status == 415


def test_what_goes_wrong_tells_the_link_to_nobody_either(visitor: Visitor, books: Engine) -> None:
    """A proxy logs where its visitors came from (R-S6)."""
    own = link(books)
    replies = [
        send(visitor, own, "key=k&place=kvarnen&what=ice_thickness&value=12"),
        visitor.ask("POST", own, {"content-type": "application/json"}, body=b"{}"),
        visitor.get("/report/gissning/"),
    ]
    assert [reply.headers["referrer-policy"] for reply in replies] == ["no-referrer"] * 3


def test_another_value_of_the_same_minute_reads_what_stands(visitor: Visitor, books: Engine) -> None:
    own = link(books)
    form = "place=lillsjon&what=ice_thickness&ice=clear&at=2026-01-14T10%3A30"
    send(visitor, own, f"key=a&{form}&value=12")
    reply = visitor.ask("POST", own, {**FORM, "accept-language": "en"}, body=f"key=b&{form}&value=8".encode())
    assert "This was saved already" in reply.text
    assert "12\xa0cm" in reply.text
