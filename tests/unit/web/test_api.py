"""The read API: what may be asked, how it is answered and refused, and what is never told (R-D10, R-D11, R-C20)."""

import asyncio
import dataclasses
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Engine, text
from starlette.requests import Request

from heritage.places.library import load
from heritage.places.place import Library, Water
from heritage.quantities import IceKind
from heritage.sensors.drilled import Drilling, add
from heritage.sensors.readings import Observation, keep
from heritage.store.engine import writing
from heritage.store.kind import claim_demo
from heritage.weather import kept as weather
from heritage.weather.forecast import Forecast, Provider, Step
from heritage.weather.kept import PlacedForecast, forecast_key, pack
from heritage.weather.warnings import Bulletin, OfficialWarning, Passage, Words
from heritage.web.api import READERS, api_doors
from tests.asgi import SMALL, visiting_small
from tests.interface import Interface, Told, interface

NOW = datetime(2027, 1, 20, 11, tzinfo=UTC)
HOUR = timedelta(hours=1)
READINGS, CONDITIONS = "/api/v1/readings", "/api/v1/places/lillsjon/conditions"
PROBE = "70b3d5e75e000001"


@pytest.fixture
def api(engine: Engine) -> Iterator[Interface]:
    with interface(engine, NOW) as opened:
        yield opened


def put(
    engine: Engine,
    quantity: str,
    value: float | None,
    at: datetime,
    device: str = PROBE,
    method: str = "sensor",
) -> None:
    reading = Observation("lillsjon", device, 1, quantity, method, at, value, at + timedelta(seconds=4))
    with writing(engine) as connection:
        keep(connection, [reading])


def drill(engine: Engine, cm: float, at: datetime, ice: IceKind = IceKind.CLEAR) -> None:
    with writing(engine) as connection:
        add(connection, Drilling("lillsjon", at, cm, ice, 3, "Kim Kloss"), NOW)


def regulated() -> Library:
    library = load(SMALL).library
    assert library is not None
    place = library.places["lillsjon"]
    assert place.conditions is not None
    conditions = msgspec.structs.replace(place.conditions, water=Water.REGULATED)
    places = {**library.places, "lillsjon": msgspec.structs.replace(place, conditions=conditions)}
    return msgspec.structs.replace(library, places=places)


def assert_is_problem(told: Told, status: int, path: str = READINGS) -> str:
    """Its detail."""
    assert told.status == status
    assert told.headers["content-type"] == "application/problem+json"
    assert told.headers["cache-control"] == "no-store"
    assert told.headers["access-control-allow-origin"] == "*"
    body = told.data
    assert (body["type"], body["status"], body["instance"]) == ("about:blank", status, path)
    detail: str = body["detail"]
    assert detail.endswith(".")
    return detail


def test_a_reading_comes_with_all_that_makes_it_understood(engine: Engine, api: Interface) -> None:
    put(engine, "water_temperature", 4.25, NOW - 7 * HOUR)
    told = api.ask(READINGS)
    assert told.status == 200
    assert told.data == {
        "at": "2027-01-20T11:00:00Z",
        "is_demo": False,
        "licence": "http://creativecommons.org/publicdomain/zero/1.0/",
        "limit": 20,
        "page": 1,
        "next": None,
        "readings": [
            {
                "place": "lillsjon",
                "quantity": "water_temperature",
                "channel": 1,
                "value": 4.25,
                "unit": "°C",
                "quality": "good",
                "estimated": False,
                "method": "sensor",
                "observed_at": "2027-01-20T04:00:00Z",
                "age_seconds": 25_200,
                "state": "stale",
                "is_demo": False,
                "received_lag_seconds": 4,
            }
        ],
    }


@pytest.mark.parametrize(("hours", "state"), [(1, "fresh"), (6, "stale"), (47, "stale"), (48, "expired")])
def test_the_state_follows_from_the_age(engine: Engine, api: Interface, hours: int, state: str) -> None:
    put(engine, "water_temperature", 4, NOW - hours * HOUR)
    (reading,) = api.ask(READINGS).data["readings"]
    assert reading["state"] == state


def test_a_value_that_is_missing_or_bad_is_null_and_says_why(engine: Engine, api: Interface) -> None:
    put(engine, "water_temperature", None, NOW - 2 * HOUR)
    put(engine, "water_temperature", 85, NOW - HOUR)
    found = [(reading["value"], reading["quality"]) for reading in api.ask(READINGS).data["readings"]]
    assert found == [(None, "bad"), (None, "missing")]


def test_pages_hold_every_reading_once(engine: Engine, api: Interface) -> None:
    for minutes in range(45):
        put(engine, "water_temperature", 4 + minutes % 2 * 0.1, NOW - timedelta(minutes=minutes))
    first = api.ask(READINGS).data
    assert len(first["readings"]) == 20
    assert first["next"] == "https://leksak.example/api/v1/readings?page=2"
    second = api.ask(READINGS, "page=2").data
    third = api.ask(READINGS, "page=3").data
    assert (len(third["readings"]), third["next"]) == (5, None)
    moments = [reading["observed_at"] for page in (first, second, third) for reading in page["readings"]]
    assert len(set(moments)) == 45
    assert moments == sorted(moments, reverse=True)
    asked = api.ask(READINGS, "limit=7&place=lillsjon&quantity=water_temperature").data
    assert len(asked["readings"]) == 7
    assert asked["next"].endswith("?limit=7&place=lillsjon&quantity=water_temperature&page=2")


def test_times_are_asked_for_with_their_offset(engine: Engine, api: Interface) -> None:
    for hours in (1, 2, 3):
        put(engine, "water_temperature", hours, NOW - hours * HOUR)

    def values(query: str) -> list[float]:
        return [reading["value"] for reading in api.ask(READINGS, query).data["readings"]]

    assert values("from=2027-01-20T09:00:00Z") == [1, 2]
    assert values("to=2027-01-20T09:00:00Z") == [3]
    assert values("from=2027-01-20T09:30:00%2B01:00&to=2027-01-20T10:00:00.5+01:00") == [2]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("hours=3", "'hours' is not known; the parameters are place, quantity, from, to, limit, page."),
        ("limit=0", "'limit' is a whole number from 1 to 1000."),
        ("limit=1001", "'limit'"),
        ("limit=-1", "'limit'"),
        ("limit=2.5", "'limit'"),
        ("limit=%D9%A2", "'limit'"),
        ("page=0", "'page'"),
        ("page=501&limit=20", "Pages go back 10000 readings; ask for older ones with 'to'."),
        ("place=kvarnen", "'place'"),
        ("place=../lillsjon", "'place'"),
        ("quantity=temperature", "'quantity' is one of air_temperature, water_temperature,"),
        ("quantity=ice_temperature", "'quantity'"),
        ("quantity=passages", "'quantity' is one of air_temperature,"),
        ("quantity=passages_total", "'quantity'"),
        ("place=kvarnbron", "'place'"),
        ("from=2027-01-20", "'from' is a time by RFC 3339 with its offset"),
        ("from=2027-01-20T10:00:00", "'from'"),
        ("to=2027-02-30T10:00:00Z", "'to'"),
        ("to=0001-01-01T00:00:00%2B14:00", "'to'"),
        ("from=2027-01-20T10:00:00Z&to=2027-01-20T10:00:00Z", "'from' must be earlier than 'to'."),
        ("limit=3&limit=4", "'limit' is given twice."),
        ("place=", "'place' is empty or too long."),
        ("place=" + "a" * 101, "'place' is empty or too long."),
        ("%3Cscript%3E=1", "'?script?' is not known"),
        ("&".join(f"a{number}=1" for number in range(21)), "There are too many parameters."),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(api: Interface, query: str, named: str) -> None:
    assert named in assert_is_problem(api.ask(READINGS, query), 400)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/places/nowhere/conditions",
        "/api/v1/places/kvarnen/conditions",
        "/api/v1/places/lillsjon/",
        "/api/v1/places/lillsjon/conditions/",
        "/api/v1/places/",
        "/api/v1/readings/",
        "/api/v1/devices",
        "/api/v2/readings",
    ],
)
def test_what_there_is_not_is_a_problem_for_machines(api: Interface, path: str) -> None:
    assert_is_problem(api.ask(path), 404, path)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", [READINGS, CONDITIONS, "/api/v1/api-info"])
def test_it_is_for_reading_only(api: Interface, method: str, path: str) -> None:
    told = api.ask(path, method=method)
    assert_is_problem(told, 405, path)
    assert told.headers["allow"] == "GET, HEAD"


def test_the_other_addresses_take_no_parameters(api: Interface) -> None:
    for path in (CONDITIONS, "/api/v1/api-info", "/api/v1/openapi.json"):
        assert_is_problem(api.ask(path, "page=2"), 400, path)


def test_head_has_the_headers_and_no_body(engine: Engine, api: Interface) -> None:
    put(engine, "water_temperature", 4, NOW - HOUR)
    full, head = api.ask(READINGS), api.ask(READINGS, method="HEAD")
    assert (head.status, head.headers, head.body) == (200, full.headers, b"")
    refused = api.ask(READINGS, "page=0", method="HEAD")
    assert (refused.status, refused.body) == (400, b"")


def test_any_origin_may_read_and_nobody_may_frame(api: Interface) -> None:
    headers = api.ask(READINGS).headers
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-type"] == "application/json"
    assert headers["cache-control"] == "public, max-age=60"


def test_it_comes_packed_to_those_who_take_it(engine: Engine, api: Interface) -> None:
    put(engine, "water_temperature", 4, NOW - HOUR)
    packed = api.ask(READINGS, headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "Accept-Encoding"
    assert packed.data == api.ask(READINGS).data


def test_what_has_only_grown_older_is_not_modified(engine: Engine, api: Interface) -> None:
    put(engine, "water_temperature", 4, NOW - HOUR)
    first = api.ask(READINGS)
    assert first.headers["etag"].startswith('W/"')
    assert first.headers["last-modified"] == "Wed, 20 Jan 2027 10:00:04 GMT"
    api.now += timedelta(minutes=10)
    again = api.ask(READINGS, headers={"if-none-match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert "content-type" not in again.headers
    # Now it is old, and that is news.
    api.now = NOW + 5 * HOUR
    stale = api.ask(READINGS, headers={"if-none-match": first.headers["etag"]})
    assert stale.status == 200
    put(engine, "water_temperature", 5, NOW)
    assert api.ask(READINGS, headers={"if-none-match": stale.headers["etag"]}).status == 200


def test_who_asks_too_often_waits(engine: Engine) -> None:
    with interface(engine, NOW, burst=2) as api:
        assert [api.ask(READINGS).status for _ in range(3)] == [200, 200, 429]
        told = api.ask(READINGS)
        assert int(told.headers["retry-after"]) > 0
        assert_is_problem(told, 429)
        assert api.ask(READINGS, sender="203.0.113.8").status == 200


def test_a_database_in_trouble_is_told_without_its_words(engine: Engine, api: Interface) -> None:
    with writing(engine) as connection:
        connection.execute(text("DROP TABLE series"))
    told = api.ask(READINGS)
    detail = assert_is_problem(told, 503)
    assert "series" not in detail
    assert told.headers["retry-after"] == "30"


def test_a_database_that_does_not_answer_holds_nobody_up(engine: Engine) -> None:
    with interface(engine, NOW, patience_s=0.05) as api:
        answered = threading.Event()
        for _ in range(READERS):
            api.parts.readers.submit(answered.wait)
        assert_is_problem(api.ask(READINGS), 503)
        answered.set()


def test_a_fault_of_ours_is_told_without_its_words(api: Interface) -> None:
    def broken() -> datetime:
        raise RuntimeError("the secret of the house")

    parts = dataclasses.replace(api.parts, clock=broken)
    door = next(door for door in api_doors(parts) if door.route == READINGS)
    scope = {"type": "http", "method": "GET", "path": READINGS, "query_string": b"", "headers": []}
    given = asyncio.run(door.answer(api.shelf, Request(scope), {}))
    assert given.status == 500
    assert b"secret" not in given.body["body"]
    assert json.loads(given.body["body"])["instance"] == READINGS


# Ice


def test_a_thickness_carries_its_warning_in_the_list_too(engine: Engine, api: Interface) -> None:
    drill(engine, 14, NOW - HOUR)
    put(engine, "ice_thickness", 40, NOW - 2 * HOUR)
    drilled, sensed = api.ask(READINGS).data["readings"]
    assert (drilled["ice_kind"], drilled["advice"]) == ("clear", "measured")
    assert drilled["warning"]["en"][0].startswith("The ice may be weaker in other places")
    assert (sensed["ice_kind"], sensed["advice"]) == (None, "warning")
    assert sensed["warning"]["en"][0] == "Do not go out on the ice."
    for reading in (drilled, sensed):
        said = " ".join(reading["warning"]["en"])
        assert "112" in said and "issäkerhet.se" in said and "Knowledge – Equipment – Company" in said


def test_of_regulated_water_neither_address_tells_a_thickness(engine: Engine) -> None:
    drill(engine, 47, NOW - HOUR)
    put(engine, "ice_thickness", 48, NOW - 2 * HOUR)
    with interface(engine, NOW, regulated()) as api:
        assert api.ask(READINGS).data["readings"] == []
        assert api.ask(READINGS, "quantity=ice_thickness&place=lillsjon").data["readings"] == []
        told = api.ask(CONDITIONS)
    ice = told.data["ice"]
    assert (ice["advice"], ice["measured"], ice["last_measured_at"]) == ("not_still", [], None)
    assert ice["warning"]["en"][0] == "Do not go out on the ice."
    assert "47" not in told.text and "48" not in told.text


def test_in_spring_neither_address_tells_a_thickness(engine: Engine, api: Interface) -> None:
    api.now = datetime(2027, 4, 2, 11, tzinfo=UTC)
    with writing(engine) as connection:
        add(connection, Drilling("lillsjon", api.now - HOUR, 63, IceKind.CLEAR, None, "Kim"), api.now)
    assert api.ask(READINGS).data["readings"] == []
    told = api.ask(CONDITIONS)
    assert told.data["ice"]["advice"] == "spring"
    assert told.data["ice"]["measured"] == []
    assert "63" not in told.text


# Conditions


def test_conditions_tell_what_the_panel_tells(engine: Engine, api: Interface) -> None:
    put(engine, "water_temperature", 4, NOW - HOUR)
    put(engine, "snow_depth", 30, NOW - 100 * HOUR)
    drill(engine, 8, NOW - HOUR)
    told = api.ask(CONDITIONS)
    assert told.headers["cache-control"] == "public, max-age=60"
    data = told.data
    assert data["place"] == {
        "id": "lillsjon",
        "name": {"sv": "Lillsjön", "en": "The Little Lake", "de": "Der Kleine See"},
        "url": "https://leksak.example/sv/lillsjon/conditions/",
    }
    (reading,) = data["readings"]
    assert (reading["value"], reading["state"], reading["depth_m"]) == (4, "fresh", 0.5)
    assert reading["stale_at"] == "2027-01-20T16:00:00Z"
    assert data["changes_at"] == "2027-01-20T16:00:00Z"
    whole = {"is_one_of_many": False, "height_m": None, "depth_m": None}
    assert data["silent"] == [
        {"quantity": "snow_depth", "since": "2027-01-16T07:00:00Z", **whole},
        {"quantity": "air_temperature", "since": None, **whole},
    ]
    (measured,) = data["ice"]["measured"]
    assert (data["ice"]["advice"], measured["value"], measured["snow_on_ice_cm"]) == ("below_ten", 8, 3)
    assert data["advice"]["en"] == ["Always make your own judgement."]
    assert data["sun"]["noon"].startswith("2027-01-20T11:0")


def test_what_changes_soon_is_not_kept_for_longer(engine: Engine, api: Interface) -> None:
    put(engine, "water_temperature", 4, NOW - 6 * HOUR + timedelta(seconds=25))
    assert api.ask(CONDITIONS).headers["cache-control"] == "public, max-age=25"


def test_of_a_forecast_only_its_source_and_times_are_told(engine: Engine, api: Interface) -> None:
    steps = tuple(Step(valid_at=NOW + hour * HOUR, air_temperature=-17.3) for hour in range(48))
    body = pack(PlacedForecast("https://smhi.example/x", Forecast(Provider.SMHI, NOW - HOUR, steps)))
    document = weather.Document(forecast_key(Provider.SMHI, "lillsjon"), "smhi", checked_at=NOW, body=body)
    with writing(engine) as connection:
        weather.keep(connection, document)
    told = api.ask(CONDITIONS)
    assert told.data["forecast"] == {
        "provider": "smhi",
        "issued_at": "2027-01-20T10:00:00Z",
        "checked_at": "2027-01-20T11:00:00Z",
        "source": {
            "name": "SMHI",
            "url": "https://www.smhi.se/",
            "licence": "CC BY 4.0",
            "licence_url": "https://creativecommons.org/licenses/by/4.0/",
        },
    }
    assert "17.3" not in told.text


def test_official_warnings_are_unchanged_and_silence_is_not_taken_for_none(
    engine: Engine, api: Interface
) -> None:
    before = api.ask(CONDITIONS).data["warnings"]
    assert (before["is_known"], before["is_none"], before["warnings"]) == (False, False, [])
    put_warnings(engine)
    state = api.ask(CONDITIONS).data["warnings"]
    assert state["is_known"] and not state["is_none"]
    assert state["source"]["name"] == "SMHI"
    assert state["warnings"] == [
        {
            "id": "42/1",
            "level": "YELLOW",
            "level_name": {"sv": "Gul", "en": "Yellow"},
            "event": {"sv": "Snöfall", "en": "Snowfall"},
            "area": {"sv": "Norra Lådan", "en": None},
            "passages": [
                {
                    "title": {"sv": "Vad händer", "en": None},
                    "text": {"sv": "Det snöar.\nMycket.", "en": None},
                }
            ],
            "starts_at": "2027-01-20T10:00:00Z",
            "ends_at": "2027-01-20T12:00:00Z",
            "published_at": "2027-01-20T08:00:00Z",
        }
    ]


def put_warnings(engine: Engine) -> None:
    """One for everybody, in words of its own."""
    warning = OfficialWarning(
        id="42/1",
        level="YELLOW",
        level_name=Words("Gul", "Yellow"),
        event=Words("Snöfall", "Snowfall"),
        area_name=Words("Norra Lådan", None),
        passages=(Passage(Words("Vad händer", None), Words("Det snöar.\nMycket.", None)),),
        starts_at=NOW - HOUR,
        ends_at=NOW + HOUR,
        published_at=NOW - 3 * HOUR,
        counties=(),
        areas=(),
    )
    document = weather.Document(weather.WARNINGS, "smhi", checked_at=NOW, body=pack(Bulletin((warning,))))
    with writing(engine) as connection:
        weather.keep(connection, document)


# What is never told


def test_nothing_of_devices_nor_of_who_measured_is_public(engine: Engine, api: Interface) -> None:
    put(engine, "water_temperature", 4, NOW - HOUR)
    put(engine, "water_temperature", 5, NOW - HOUR, device="reporter:7", method="reported")
    drill(engine, 14, NOW - HOUR)
    for path in (READINGS, CONDITIONS):
        said = api.ask(path).text.casefold()
        for secret in (PROBE, "reporter:7", "kim kloss", "battery", "rssi", "gateway", "dev_eui"):
            assert secret not in said, (path, secret)


def test_a_demonstration_says_so_with_every_value(engine: Engine, api: Interface) -> None:
    claim_demo(engine)
    put(engine, "water_temperature", 4, NOW - HOUR)
    listed = api.ask(READINGS).data
    assert listed["is_demo"] and all(reading["is_demo"] for reading in listed["readings"])
    known = api.ask(CONDITIONS).data
    assert known["is_demo"] and all(reading["is_demo"] for reading in known["readings"])


# About itself


def test_it_says_which_interface_it_is(api: Interface) -> None:
    told = api.ask("/api/v1/api-info")
    assert told.data == {
        "apiName": "Leksaksby kommun: conditions",
        "apiVersion": "1.0.0",
        "apiReleased": "2026-11-21",
        "apiDocumentation": "https://leksak.example/api/v1/openapi.json",
        "apiStatus": "active",
    }


def test_below_a_base_path_it_stands_there(engine: Engine) -> None:
    with interface(engine, NOW, base_url="https://leksak.example/besok") as api:
        told = api.ask("/besok/api/v1/api-info").data
        assert told["apiDocumentation"] == "https://leksak.example/besok/api/v1/openapi.json"
        told = api.ask("/besok/api/v1/places/lillsjon/conditions").data
        assert told["place"]["url"] == "https://leksak.example/besok/sv/lillsjon/conditions/"
        assert_is_problem(api.ask("/besok/api/v1/readings", "page=0"), 400, "/besok/api/v1/readings")


def test_the_served_application_answers_it(data_dir: Path, database_url: str | None) -> None:
    with visiting_small(data_dir, database_url) as visitor:
        found = visitor.get(READINGS)
        lost = visitor.get("/api/v1/nothing")
        path = "/api/v1/places/lillsjon/conditions"
        known = visitor.get(path)
    assert (found.status, json.loads(found.text)["readings"]) == (200, [])
    assert (lost.status, lost.headers["content-type"]) == (404, "application/problem+json")
    assert json.loads(known.text)["place"]["id"] == "lillsjon"


def test_only_our_words_for_an_address_stand_in_the_log(api: Interface) -> None:
    routes = {
        READINGS: READINGS,
        CONDITIONS: "/api/v1/places/{id}/conditions",
        "/api/v1/secret": "/api/{unknown}",
    }
    for path, route in routes.items():
        assert api.door(path).route == route
