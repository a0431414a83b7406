"""The private link of a reporter: three taps without script, once however often, and nothing in a log (R-S6)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from heritage.app import REPORTS
from heritage.places.library import load
from heritage.sensors import reporters
from heritage.sensors.drilled import drillings
from heritage.store.engine import open_engine
from heritage.store.tables import READING, REPORTER
from tests.asgi import Reply, Visitor, visiting_small

FORM = {"content-type": "application/x-www-form-urlencoded", "origin": "null"}


@pytest.fixture
def database_kind() -> str:
    """What is stored is tested on both kinds below; a page is the same."""
    return "sqlite"


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
    again = visitor.ask("POST", own, {**FORM, "accept-language": "en"}, body=body.encode())
    assert "This was saved already" in again.text
    assert "18.5°C" in again.text
    with books.connect() as connection:
        assert [row.value for row in connection.execute(select(READING))] == [18.5]


def test_an_earlier_time_is_local(visitor: Visitor, books: Engine) -> None:
    own = link(books, "water_temperature")
    send(visitor, own, "key=k&place=lillsjon&what=water_temperature&value=18&at=2026-07-14T10%3A30")
    with books.connect() as connection:
        (row,) = connection.execute(select(READING)).all()
    assert row.observed_at == datetime(2026, 7, 14, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        ("value=&other=", "other", "Choose a value, or type a number."),
        ("other=tjock", "other", "Choose a value, or type a number."),
        ("value=12&snow=lite", "snow", "Write the snow on the ice as a number of centimetres."),
        ("value=12&snow=900", "snow", "The snow on the ice must lie between 0 and 400 cm."),
        ("other=900", "other", "The thickness must lie between 0 and 150 cm."),
        (
            "value=12&at=2026-03-29T02%3A30",
            "at",
            "29 March 2026 02:30 does not exist: clocks were put forward.",
        ),
        (
            "value=12&other=12%2C5",
            "other",
            "One value is chosen and another is typed. Choose “The typed value”, or empty the field.",
        ),
        (
            "value=12&at=0001-01-01T00%3A00",
            "at",
            "&#39;0001-01-01 00:00&#39; is no time; write it as 2026-02-14 10:30.",
        ),
    ],
)
def test_what_is_wrong_is_told_and_what_was_filled_in_stays(
    visitor: Visitor, books: Engine, body: str, field: str, reason: str
) -> None:
    """R-A22: the field where it is mended points at the reason, and is open."""
    own = link(books)
    sent = f"key=k&place=lillsjon&what=ice_thickness&ice=snow&{body}"
    reply = visitor.ask("POST", own, {**FORM, "accept-language": "en"}, body=sent.encode())
    assert reply.status == 422
    assert f'role="alert">{reason}<' in reply.text
    assert 'value="snow" checked' in reply.text
    assert key_in(reply.text) == "k"
    (wrong,) = re.findall(
        r'<input id="_(\w+)"[^>]* aria-invalid="true" aria-describedby="_error">', reply.text
    )
    assert wrong == field
    opened = re.findall(r"<details open>\s*<summary>([^<]+)<", reply.text)
    assert opened == {"snow": ["Snow on the ice"], "at": ["Measured earlier than now?"]}.get(field, [])
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


def sent(visitor: Visitor, own: str, body: str, language: str = "en") -> Reply:
    return visitor.ask("POST", own, {**FORM, "accept-language": language}, body=body.encode())


def test_all_that_was_saved_is_repeated(visitor: Visitor, books: Engine) -> None:
    own = link(books)
    form = "key=k&place=lillsjon&what=ice_thickness&other=12%2C25&ice=clear&snow=2%2C5&at=2026-01-14T10%3A30"
    page = sent(visitor, own, form, "sv").text
    for words in ("Lillsjön", "12,25\xa0cm", "14 januari 10:30", "2,5\xa0cm"):
        assert words in page
    assert "What kind of ice? Clear, dark ice" in sent(visitor, own, form).text


def test_of_a_ticked_and_a_typed_value_neither_is_lost(visitor: Visitor, books: Engine) -> None:
    own = link(books)
    form = "key=k&place=lillsjon&what=ice_thickness"
    page = sent(visitor, own, f"{form}&value=12&other=14").text
    assert 'name="value" value="12" checked' in page
    assert 'name="other" inputmode="decimal" autocomplete="off" value="14"' in page
    assert 'name="value" value=""' in page
    assert "14\xa0cm" in sent(visitor, own, f"{form}&value=&other=14").text


def test_what_is_ticked_and_typed_alike_is_one_value(visitor: Visitor, books: Engine) -> None:
    own = link(books)
    assert (
        "12\xa0cm" in sent(visitor, own, "key=k&place=lillsjon&what=ice_thickness&value=12&other=12,0").text
    )


@pytest.mark.parametrize("at", ["", "2026-01-14T10%3A30"])
def test_another_value_is_not_called_saved_and_may_be_sent_once_more(
    visitor: Visitor, books: Engine, at: str
) -> None:
    """Whoever goes back and corrects a value has the same form again; what stands is never changed (R-V1)."""
    own = link(books)
    form = "place=lillsjon&what=ice_thickness&ice=clear"
    sent(visitor, own, f"key=a&{form}&value=12&at={at}")
    reply = sent(visitor, own, f"key=a&{form}&value=8&at={at}")
    assert reply.status == 409
    assert 'role="alert">12\xa0cm (Clear, dark ice), measured ' in reply.text
    assert 'name="value" value="8" checked' in reply.text
    key = key_in(reply.text)
    assert key != "a"
    assert "8\xa0cm" in sent(visitor, own, f"key={key}&{form}&value=8&at=2026-01-14T10%3A31").text
    with books.connect() as connection:
        assert sorted(connection.scalars(select(READING.c.value)).all()) == [8, 12]


def test_another_value_of_the_same_second_cannot_be_saved(visitor: Visitor, books: Engine) -> None:
    own = link(books)
    form = "place=lillsjon&what=ice_thickness&at=2026-01-14T10%3A30"
    sent(visitor, own, f"key=a&{form}&value=12")
    assert sent(visitor, own, f"key=b&{form}&value=8").status == 409
    with books.connect() as connection:
        assert connection.scalars(select(READING.c.value)).all() == [12]


def test_a_time_that_autumn_has_twice_is_taken_and_told(visitor: Visitor, books: Engine) -> None:
    own = link(books, "water_temperature")
    reply = sent(visitor, own, "key=k&place=lillsjon&what=water_temperature&value=8&at=2025-10-26T02%3A30")
    assert "it is the second of the two, in winter time." in reply.text
    with books.connect() as connection:
        assert connection.scalar(select(READING.c.observed_at)) == datetime(2025, 10, 26, 1, 30, tzinfo=UTC)


def test_numbers_of_a_refusal_are_written_as_the_language_writes_them(
    visitor: Visitor, books: Engine
) -> None:
    """R-C19."""
    own = link(books, "water_temperature")
    reply = sent(visitor, own, "key=k&place=lillsjon&what=water_temperature&other=45", "sv")
    (said,) = re.findall(r'role="alert">([^<]+)<', reply.text)
    assert "−0,5" in said
    assert "-0.5" not in said


def test_what_is_measured_no_more_cannot_be_reported(visitor: Visitor, books: Engine) -> None:
    own = link(books, "ice_thickness", "water_temperature")
    with books.begin() as connection:
        connection.execute(update(REPORTER).values(places="kvarnen lillsjon"))
    choices = visitor.get(own, {"accept-language": "en"}).text
    assert "place=lillsjon" in choices
    assert "place=kvarnen" not in choices
    assert send(visitor, own, "key=k&place=kvarnen&what=ice_thickness&value=12").status == 404
