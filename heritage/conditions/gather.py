"""Reads what is known of places at a moment from the database: readings, ice, forecast, warnings, sun."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection

from heritage.conditions import ice as rules
from heritage.conditions.air import AIR_TEMPERATURE, daily_means
from heritage.conditions.ice import ICE_THICKNESS
from heritage.conditions.ice_readings import ice_readings, waiting
from heritage.conditions.shown import as_shown
from heritage.conditions.state import (
    Conditions,
    Freshness,
    HiddenIce,
    Ice,
    Shown,
    Silent,
    WindChill,
    freshness,
)
from heritage.i18n.dates import LOCAL_TIME, midnight
from heritage.places.place import Library, Place, PlaceConditions, Water
from heritage.places.position import Position
from heritage.quantities import Quality
from heritage.sensors.current import Latest, latest
from heritage.sensors.fitting import taken_by
from heritage.sensors.health import mounting_on
from heritage.sensors.reporters import reporters
from heritage.store.kind import Kind, kind_of
from heritage.weather.forecast import EXPIRES_AFTER, KeptForecast
from heritage.weather.kept import OVERTAKEN_AFTER, weather_for
from heritage.weather.sun import SunDay, sun_day
from heritage.weather.warnings import TRUSTED_FOR, WarningState
from heritage.weather.wind import wind_chill

WIND_SPEED = "wind_speed"

REPORTED = "reported"
"""The method of what somebody with a private link has measured."""

WIND_HEIGHTS_M = (8, 12)
"""Where a wind meter may stand for wind chill, which is made for 10 m; one of unknown height is taken for right."""

VAGUEST_M = 5_000
"""How vague a position may be for the times of the sun: 5 km make half a minute."""

_JUST_AFTER = timedelta(seconds=1)  # where the last moment of a time still belongs to it
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def conditions_of(connection: Connection, library: Library, place: Place, now: datetime) -> Conditions:
    """What is known of a place at `now`. Raises ValueError for a place without conditions."""
    return _gathered(connection, library, place, now, kind_of(connection) is Kind.DEMO)


def overview(connection: Connection, library: Library, now: datetime) -> list[Conditions]:
    """All places with conditions: those last measured first, then as the library has them."""
    is_demo = kind_of(connection) is Kind.DEMO
    found = [
        _gathered(connection, library, place, now, is_demo)
        for place in library.places.values()
        if place.conditions is not None
    ]
    return sorted(found, key=_last_measured, reverse=True)


def hidden_ice(
    connection: Connection, library: Library, place: Place, now: datetime, is_demo: bool
) -> HiddenIce | None:
    """Which thicknesses of ice of a place with conditions are not told, as current or as history; None: none."""
    conditions = _conditions(place)
    means: dict[date, float] = {}
    if rules.counts_as_still(conditions.water, is_demo):
        means = daily_means(connection, library, place, _local_day(now), rules.DAYS_BACK)
    return rules.hidden_ice(conditions, means, now, is_demo)


def _gathered(
    connection: Connection, library: Library, place: Place, now: datetime, is_demo: bool
) -> Conditions:
    conditions = _conditions(place)
    heard = [one for one in latest(connection, place.slug) if one.quantity in conditions.measures]
    told = list(_all_shown(library, heard, _reporter_names(connection, heard)))
    readings, silent = _sorted_out(place, conditions, told, now)
    silent += tuple(dict.fromkeys(_silent_sensors(library, place, heard, readings, now)))
    ice, hidden = None, None
    if rules.speaks_of_ice(conditions):
        hidden = hidden_ice(connection, library, place, now, is_demo)
        ice = _ice(connection, library, conditions, heard, hidden, now)
    weather = weather_for(connection, place.slug, place.position, library.site.county, now)
    forecast = weather.forecast if place.has_forecast else None
    return Conditions(
        place=place.slug,
        at=now,
        readings=readings,
        silent=silent,
        ice=ice,
        hidden_ice=hidden,
        wind_chill=_wind_chill(readings, now),
        forecast=forecast,
        warnings=weather.warnings,
        sun=_sun(place.position, _local_day(now)),
        is_demo=is_demo,
        water_is_assumed=is_demo and conditions.water is Water.ASSUMED_STILL,
        changes_at=_changes_at(told, forecast, weather.warnings, now),
    )


def _conditions(place: Place) -> PlaceConditions:
    if place.conditions is None:
        raise ValueError(f"{place.slug} has no conditions")
    return place.conditions


def _last_measured(conditions: Conditions) -> datetime:
    moments = [shown.observed_at for shown in conditions.readings]
    if conditions.ice is not None:
        moments += [one.shown.observed_at for one in conditions.ice.measured]
    return max(moments, default=_LONG_AGO)


def _sorted_out(
    place: Place, conditions: PlaceConditions, told: Iterable[Shown], now: datetime
) -> tuple[tuple[Shown, ...], tuple[Silent, ...]]:
    """Current readings by quantity, the newest first, and the quantities without any; neither holds ice."""
    oldest_first = sorted(told, key=lambda shown: shown.observed_at)
    readings: list[Shown] = []
    silent: list[Silent] = []
    for quantity in conditions.measures:
        if quantity == ICE_THICKNESS:
            continue
        found = [shown for shown in oldest_first if shown.quantity == quantity]
        current = [shown for shown in found if shown.freshness(now) is not Freshness.EXPIRED]
        # A sensor that was replaced goes on as another series of the same channel: the newest of them counts.
        by_channel = {(shown.channel, shown.method): shown for shown in current}
        readings += [shown for shown in reversed(current) if shown in by_channel.values()]
        if not current:
            silent.append(Silent(place.slug, quantity, found[-1].observed_at if found else None))
    return tuple(readings), tuple(silent)


def _silent_sensors(
    library: Library, place: Place, heard: Iterable[Latest], readings: Sequence[Shown], now: datetime
) -> Iterator[Silent]:
    """The sensors that hang there without any current value while others have one of the same quantity."""
    last = {
        (one.device, one.quantity): one.observed_at
        for one in heard
        if one.value is not None and one.observed_at is not None
    }
    alive = {
        device
        for (device, quantity), observed_at in last.items()
        if freshness(quantity, observed_at, now) is not Freshness.EXPIRED
    }
    current = [shown.quantity for shown in readings]
    for dev_eui, device in library.devices.items():
        mounting = mounting_on(device, _local_day(now))
        if mounting is None or mounting.place != place.slug or dev_eui in alive:
            continue
        taken = taken_by(device, mounting)
        for quantity in dict.fromkeys(current):
            if quantity in taken:
                since = last.get((dev_eui, quantity))
                yield Silent(place.slug, quantity, since, True, mounting.height_m, mounting.depth_m)


def _reporter_names(connection: Connection, heard: Iterable[Latest]) -> Mapping[str, str]:
    """Who reports, by the device of their series: it is told beside what they measured (R-C1)."""
    if not any(one.method == REPORTED for one in heard):
        return {}
    return {reporter.device: reporter.name for reporter in reporters(connection)}


def _all_shown(library: Library, heard: Iterable[Latest], names: Mapping[str, str]) -> Iterator[Shown]:
    """Those that have a reading at all, whatever its age; `names` are those of reporters, by their device."""
    for one in heard:
        if one.observed_at is not None and one.value is not None:
            is_suspect = one.quality is Quality.SUSPECT
            yield as_shown(library, one, one.observed_at, one.value, is_suspect, names.get(one.device, ""))


def _ice(
    connection: Connection,
    library: Library,
    conditions: PlaceConditions,
    heard: Sequence[Latest],
    hidden: HiddenIce | None,
    now: datetime,
) -> Ice | None:
    readings = ice_readings(connection, library, heard, now)
    return rules.judge(conditions, readings, waiting(heard), hidden, now)


def _wind_chill(readings: Iterable[Shown], now: datetime) -> WindChill | None:
    """From fresh, good readings only (R-C13, R-C18)."""
    usable = {shown.quantity: shown for shown in reversed(tuple(readings)) if shown.is_fresh_and_good(now)}
    air, wind = usable.get(AIR_TEMPERATURE), usable.get(WIND_SPEED)
    if air is None or wind is None:
        return None
    least, most = WIND_HEIGHTS_M
    if wind.height_m is not None and not least <= wind.height_m <= most:
        return None
    felt = wind_chill(air.value, wind.value)
    return None if felt is None else WindChill(felt, air, wind)


def _sun(position: Position | None, day: date) -> SunDay | None:
    if position is None or position.precision_m > VAGUEST_M:
        return None
    return sun_day(position.lat, position.lon, day)


def _changes_at(
    told: Iterable[Shown], forecast: KeptForecast | None, warnings: WarningState, now: datetime
) -> datetime:
    """The next moment after `now` at which something changes by itself."""
    moments = [midnight(_local_day(now) + timedelta(days=1))]
    for shown in told:
        moments += [shown.stale_at, shown.expires_at]
    if forecast is not None:
        issued_at = forecast.forecast.issued_at
        moments += [issued_at + OVERTAKEN_AFTER + _JUST_AFTER, issued_at + EXPIRES_AFTER]
        moments += [step.valid_at for step in forecast.forecast.steps]
    if warnings.checked_at is not None:
        moments.append(warnings.checked_at + TRUSTED_FOR + _JUST_AFTER)
    for warning in warnings.warnings:
        leaves_at = warnings.checked_at and warning.leaves_at(warnings.checked_at)
        moments += [
            moment for moment in (warning.starts_at, warning.ends_at, leaves_at) if moment is not None
        ]
    return min(moment for moment in moments if moment > now)


def _local_day(now: datetime) -> date:
    return now.astimezone(LOCAL_TIME).date()
