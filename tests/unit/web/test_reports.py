"""The private link of a reporter: three taps without script, once however often, and nothing in a log (R-S6)."""

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from heritage.app import REPORTS
from heritage.i18n.dates import LOCAL_TIME, format_date
from heritage.places.library import load
from heritage.sensors import reporters
from heritage.sensors.drilled import drillings
from heritage.store.tables import READING, REPORTER
from heritage.web.reports import NOT_FOR_THAT
from tests.asgi import Reply, Visitor

FORM = {"content-type": "application/x-www-form-urlencoded", "origin": "null"}


@pytest.fixture
def database_kind() -> str:
    """What is stored is tested on both kinds below; a page is the same."""
    return "sqlite"


DAY = datetime.now(LOCAL_TIME).date() - timedelta(days=30)


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


def sent(visitor: Visitor, own: str, body: str, language: str = "en") -> Reply:
    return visitor.ask("POST", own, {**FORM, "accept-language": language}, body=body.encode())


def test_a_link_for_one_value_opens_its_form_at_once(visitor: Visitor, books: Engine) -> None:
    own = link(books)
    reply = visitor.get(own, {"accept-language": "en"})
    assert reply.status == 200
    assert "How thick is the ice?" in reply.text
    assert f'action="{own}?lang=en" method="post"' in reply.text
    assert "Report something else" not in reply.text
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
    assert f'href="{own}?place=lillsjon&amp;what=water_temperature&amp;lang=en"' in choices
    form = visitor.get(own, {"accept-language": "en"}, query="place=lillsjon&what=water_temperature").text
    assert "How warm is the water?" in form
    assert "What kind of ice?" not in form
    elsewhere = f'href="{own}?lang=en">Report something else<'
    assert elsewhere in form
    assert elsewhere in sent(visitor, own, "key=k&place=lillsjon&what=water_temperature&value=18").text


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
    send(visitor, own, f"key=k&place=lillsjon&what=water_temperature&value=18&at={DAY}T10%3A30")
    with books.connect() as connection:
        (row,) = connection.execute(select(READING)).all()
    assert row.observed_at == datetime.combine(DAY, time(10, 30), LOCAL_TIME)


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
        (
            "value=12&at=1926-01-14T10%3A30",
            "at",
            "The time is more than a year ago. The municipality takes such values from a file, by "
            "&#39;heritage reading import&#39;.",
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


def test_a_wrong_or_revoked_link_says_so_to_whoever_opens_it_or_sends_by_it(
    visitor: Visitor, books: Engine
) -> None:
    """A browser shows a fault of its own in place of an answer without a body."""
    own = link(books)
    with books.begin() as connection:
        reporters.revoke(connection, 1, datetime.now(UTC))
    replies = [
        *(visitor.get(path, {"accept-language": "en"}) for path in (own, "/report/gissning/", "/report/")),
        sent(visitor, own, "key=k&place=lillsjon&what=ice_thickness&value=12"),
    ]
    assert [reply.status for reply in replies] == [404] * 4
    assert len({reply.text for reply in replies}) == 1
    assert "The link is wrong or closed. Ask the municipality for a new one." in replies[0].text
    assert visitor.ask("HEAD", own).body == b""


def test_the_language_may_be_changed_at_the_link(visitor: Visitor, books: Engine) -> None:
    own = link(books)
    pair = "place=lillsjon&what=ice_thickness"
    form = visitor.get(own, {"accept-language": "sv"}).text
    assert re.findall(r'<a href="([^"]+)" lang="en"', form) == [
        f"{own}?{pair.replace('&', '&amp;')}&amp;lang=en"
    ]
    asked = visitor.get(own, {"accept-language": "sv"}, query=f"{pair}&lang=en").text
    assert "How thick is the ice?" in asked
    reply = visitor.ask("POST", own, {**FORM, "accept-language": "sv"}, "lang=en", f"key=k&{pair}".encode())
    assert "Choose a value, or type a number." in reply.text
    assert f'<a href="{own}?{pair.replace("&", "&amp;")}&amp;lang=sv" lang="sv"' in reply.text
    unknown = visitor.get(own, {"accept-language": "sv"}, query="lang=xx").text
    assert unknown.replace(key_in(unknown), key_in(form)) == form


def test_going_back_and_sending_again_counts_once(visitor: Visitor, books: Engine) -> None:
    """The page is not kept, so that going back brings a new key beside the phone's old choices."""
    own = link(books)
    replies = []
    for _ in range(2):
        key = key_in(visitor.get(own).text)
        replies.append(
            sent(visitor, own, f"key={key}&place=lillsjon&what=ice_thickness&value=12&ice=clear&snow=2")
        )
    assert "Thank you, it is saved" in replies[0].text
    assert "This was saved already" in replies[1].text
    with books.connect() as connection:
        assert connection.scalars(select(READING.c.value)).all() == [12]


def test_a_value_may_be_typed_with_its_unit(visitor: Visitor, books: Engine) -> None:
    own = link(books, "ice_thickness", "water_temperature")
    ice = sent(visitor, own, "key=a&place=lillsjon&what=ice_thickness&other=12,5+cm&snow=3cm").text
    assert "12.5\xa0cm" in ice
    assert "3\xa0cm" in ice
    water = sent(visitor, own, "key=b&place=lillsjon&what=water_temperature&other=18+%C2%B0C").text
    assert "18°C" in water
    other = sent(visitor, own, "key=c&place=lillsjon&what=ice_thickness&other=120+mm")
    assert other.status == 422


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


def test_a_place_or_value_that_the_link_is_not_for_is_told_beside_what_it_is_for(
    visitor: Visitor, books: Engine
) -> None:
    """Also for one that was dropped while the form was open: the value is not saved, nor lost without a word."""
    own = link(books)
    for pair in ("place=kvarnen&what=ice_thickness", "place=lillsjon&what=snow_depth"):
        reply = sent(visitor, own, f"key=k&{pair}&value=&other=12%2C5")
        assert reply.status == 409
        assert f'role="alert">{NOT_FOR_THAT}<' in reply.text
        assert "You sent <bdi>12,5</bdi>." in reply.text
        assert f'href="{own}?place=lillsjon&amp;what=ice_thickness&amp;lang=en"' in reply.text
    with books.connect() as connection:
        assert connection.execute(select(READING)).all() == []


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


def test_all_that_was_saved_is_repeated(visitor: Visitor, books: Engine) -> None:
    own = link(books)
    form = f"key=k&place=lillsjon&what=ice_thickness&other=12%2C25&ice=clear&snow=2%2C5&at={DAY}T10%3A30"
    page = sent(visitor, own, form, "sv").text
    for words in ("Lillsjön", "12,25\xa0cm", f"{format_date(DAY, 'sv')} 10:30", "2,5\xa0cm"):
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


@pytest.mark.parametrize("at", ["", f"{DAY}T10%3A30"])
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
    assert ("with a time of its own" in reply.text) is bool(at)
    key = key_in(reply.text)
    assert key != "a"
    assert "8\xa0cm" in sent(visitor, own, f"key={key}&{form}&value=8&at={DAY}T10%3A31").text
    with books.connect() as connection:
        assert sorted(connection.scalars(select(READING.c.value)).all()) == [8, 12]


def test_another_value_of_the_same_second_cannot_be_saved(visitor: Visitor, books: Engine) -> None:
    own = link(books)
    form = f"place=lillsjon&what=ice_thickness&at={DAY}T10%3A30"
    sent(visitor, own, f"key=a&{form}&value=12")
    assert sent(visitor, own, f"key=b&{form}&value=8").status == 409
    with books.connect() as connection:
        assert connection.scalars(select(READING.c.value)).all() == [12]


def last_autumn_change() -> date:
    """The last Sunday of October that is over: always less than 371 days ago."""
    today = datetime.now(UTC).date()
    days = (today - timedelta(days=days) for days in range(1, 372))
    return next(day for day in days if (day.month, day.isoweekday()) == (10, 7) and day.day > 24)


def test_a_time_that_autumn_has_twice_is_taken_and_told(visitor: Visitor, books: Engine) -> None:
    own = link(books, "water_temperature")
    at = f"{last_autumn_change()}T02%3A30"
    reply = sent(visitor, own, f"key=k&place=lillsjon&what=water_temperature&value=8&at={at}")
    assert "it is the second of the two, in winter time." in reply.text
    with books.connect() as connection:
        measured = connection.scalar(select(READING.c.observed_at))
    assert measured == datetime.combine(last_autumn_change(), time(1, 30), UTC)


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
    assert send(visitor, own, "key=k&place=kvarnen&what=ice_thickness&value=12").status == 409
