"""Whatever a service sends, it is read or refused with a reason; and what is told of it adds up."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heritage.places.position import Position
from heritage.weather import met, smhi, warnings
from heritage.weather.forecast import EXPIRES_AFTER, Forecast, Provider, Step, assemble, is_current, next_days
from heritage.weather.sun import CIVIL, RISE, elevation, sun_day
from heritage.weather.wind import wind_chill
from heritage.weather.wire import Unreadable
from tests.weather_server import example

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(9999),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)

READERS: list[tuple[str, Callable[[bytes], object]]] = [
    ("snow1g", lambda body: smhi.read_forecast(body, "kg/m2")),
    ("parameters", smhi.read_unit),
    ("met", met.read_forecast),
    ("warnings", warnings.read_bulletin),
]
"""Each parser, with an example that it can read."""

NOW = datetime(2026, 11, 21, 9, 40, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("read", [read for _name, read in READERS])
@given(body=st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_and_any_json_are_refused_with_a_reason_or_read(
    read: Callable[[bytes], object], body: bytes
) -> None:
    try:
        read(body)
    except Unreadable as reason:
        assert str(reason)


@pytest.mark.parametrize(("name", "read"), READERS)
@given(data=st.data())
def test_an_answer_with_a_part_of_it_changed_or_gone_is_refused_with_a_reason_or_read(
    name: str, read: Callable[[bytes], object], data: st.DataObject
) -> None:
    document = json.loads(example(name))
    for _ in range(data.draw(st.integers(1, 3))):
        damage(document, data)
    try:
        read(json.dumps(document).encode())
    except Unreadable as reason:
        assert str(reason)


def damage(part: Any, data: st.DataObject) -> None:
    """Walk down some way; then replace what is there with anything, or take it out."""
    while isinstance(part, (dict, list)) and part:
        key: Any = data.draw(st.sampled_from(sorted(part) if isinstance(part, dict) else range(len(part))))
        if not isinstance(part[key], (dict, list)) or not part[key] or data.draw(st.integers(0, 3)) == 0:
            if data.draw(st.booleans()):
                part[key] = data.draw(JSON)
            else:
                del part[key]
            return
        part = part[key]


@given(cut=st.integers(0, 400))
def test_half_a_forecast_is_none(cut: int) -> None:
    body = example("snow1g").rstrip()
    with pytest.raises(Unreadable):
        smhi.read_forecast(body[: len(body) - 1 - cut], "kg/m2")


AMOUNTS = st.lists(st.integers(0, 40).map(lambda tenths: tenths / 10), min_size=1, max_size=60)
LENGTHS = st.sampled_from([1, 1, 1, 6, 12])


@given(amounts=AMOUNTS, data=st.data(), start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))
def test_the_days_together_have_exactly_what_falls(
    amounts: list[float], data: st.DataObject, start: datetime
) -> None:
    """Across midnights, and the two days of 23 and 25 hours."""
    moment = start.replace(minute=0, second=0, microsecond=0, tzinfo=UTC)
    now = first = moment
    steps = []
    for amount in amounts:
        end = moment + data.draw(LENGTHS) * HOUR
        steps.append(Step(valid_at=end, interval_start=moment, precipitation=amount))
        moment = end
    days = next_days(assemble(Provider.SMHI, first, steps), now, count=40)
    known = [day.precipitation for day in days if day.precipitation is not None]
    assert len(known) == len(days)
    if days:
        expected = share_within(steps, days[0].starts_at, days[-1].ends_at)
        assert sum(known) == pytest.approx(expected)
    assert all(later.starts_at == earlier.ends_at for earlier, later in pairwise(days))


def share_within(steps: list[Step], start: datetime, end: datetime) -> float:
    """Hour by hour: every interval here begins and ends with one."""
    total = 0.0
    for step in steps:
        assert step.interval_start is not None
        hours = int((step.valid_at - step.interval_start) / HOUR)
        inside = sum(start <= step.interval_start + number * HOUR < end for number in range(hours))
        total += (step.precipitation or 0) * inside / hours
    return total


@given(age=st.timedeltas(timedelta(-2), timedelta(2)))
def test_what_is_shown_is_never_older_than_twelve_hours(age: timedelta) -> None:
    forecast = Forecast(Provider.MET, NOW - age, (Step(valid_at=NOW + 72 * HOUR, air_temperature=0.0),))
    assert is_current(forecast, NOW) == (-HOUR <= age < EXPIRES_AFTER)


@given(lat=st.floats(55, 70), lon=st.floats(5, 25), box=st.tuples(*[st.floats(0.01, 3)] * 4))
def test_a_box_around_a_place_contains_it_and_one_beside_it_does_not(
    lat: float, lon: float, box: tuple[float, float, float, float]
) -> None:
    west, east, south, north = lon - box[0], lon + box[1], lat - box[2], lat + box[3]
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    entry = json.loads(example("warnings"))[0]
    entry["warningAreas"] = entry["warningAreas"][:1]
    spot = Position(lat=lat, lon=lon, precision_m=50)
    for shift, inside in ((0.0, True), (box[0] + box[1], False)):
        moved = [[x + shift + (0.001 if shift else 0), y] for x, y in ring]
        entry["warningAreas"][0]["area"]["geometry"] = {"type": "Polygon", "coordinates": [moved]}
        (warning,) = warnings.read_bulletin(json.dumps([entry]).encode()).warnings
        assert warning.concerns(spot, 22) is inside


@given(temperature=st.floats(-55, 45), speed=st.floats(0, 45))
def test_wind_never_warms(temperature: float, speed: float) -> None:
    felt = wind_chill(temperature, speed)
    assert (felt is None) == (temperature > 10 or speed <= 1.3)
    assert felt is None or felt < temperature


DAYS = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]


@pytest.mark.parametrize(("lat", "lon"), [(62.52, 15.66), (63.43, 10.40)], ids=["Ånge", "Trondheim"])
def test_every_day_of_the_year_the_sun_rises_and_sets_in_order(lat: float, lon: float) -> None:
    """R-C16."""
    before = None
    for day in DAYS:
        sun = sun_day(lat, lon, day)
        assert sun.sunrise is not None
        assert sun.sunset is not None
        passes = [moment for moment in (sun.dawn, sun.sunrise, sun.noon, sun.sunset, sun.dusk) if moment]
        assert passes == sorted(passes)
        assert sun.noon.date() == day
        assert abs(elevation(lat, lon, sun.sunrise) - RISE) < 0.02
        assert abs(elevation(lat, lon, sun.sunset) - RISE) < 0.02
        assert sun.dusk is None or abs(elevation(lat, lon, sun.dusk) - CIVIL) < 0.02
        assert (sun.dusk is None) == sun.is_white_night
        assert not (sun.is_up_all_day or sun.is_down_all_day)
        assert elevation(lat, lon, sun.noon) >= max(
            elevation(lat, lon, sun.noon + hour * HOUR) for hour in (-1, 1)
        )
        if before is not None:
            assert abs(sun.sunrise - before - timedelta(days=1)) < timedelta(minutes=5)
        before = sun.sunrise


@given(lat=st.floats(-90, 90), lon=st.floats(-180, 180), day=st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_everywhere_the_sun_is_up_or_down_or_passes_the_horizon(lat: float, lon: float, day: date) -> None:
    sun = sun_day(lat, lon, day)
    assert not (sun.is_up_all_day and sun.is_down_all_day)
    if sun.is_up_all_day or sun.is_down_all_day:
        assert (sun.sunrise, sun.sunset) == (None, None)
    else:
        assert sun.sunrise is not None or sun.sunset is not None
