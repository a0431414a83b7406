"""Alarms: opened when something is wrong with what measures, closed when it is well again, told once each by mail.

One outage of the network is one alarm, not one for each sensor that is silent meanwhile.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, Row, func, select, update

from heritage.places.place import Library
from heritage.sensors import decisions
from heritage.sensors.health import Outage, Watched, outages, watched
from heritage.store.engine import insert_for
from heritage.store.tables import ALARM, DEVICE_STATE, FETCHED, UPLINK, UplinkState

NOT_RENEWED = timedelta(hours=6)
"""When a place's forecast could not be renewed for so long, somebody is told."""

FIRST_ROUND = timedelta(minutes=15)
"""So long a server has time to ask for every forecast, before it says that one could not be renewed."""

RUN_OUT = timedelta(hours=12)
"""So long after its issue a forecast is shown no more, however often the service has said that it is its newest."""

CLOCKS_DIFFER = timedelta(minutes=15)
"""As in R-S8."""

_LATELY = timedelta(hours=1)
_FROM_AHEAD = 3
"""Events from the future within an hour that make an alarm: one may be a device's own mistake."""


class Kind(StrEnum):
    """What is wrong, and what the alarm's subject names."""

    NETWORK = "network"  # source: its devices fell silent together
    SILENT = "silent"  # dev_eui
    BATTERY = "battery"  # dev_eui
    ICE = "ice"  # place: a thickness waits for a human
    FORECAST = "forecast"  # ALL: that of a place, or of several, could not be renewed
    CLOCK = "clock"  # source whose events come from the future
    COUNTER = "counter"  # counting point: its maker's service has told nothing new
    BLOCKED = "blocked"  # counting point: far fewer than neighbour or last year let expect, for days
    SIGN = "sign"  # code: nobody scans it, while other signs are scanned


ALL = "all"


class Trouble(NamedTuple):
    """Something that is wrong; `since` is when it began, where that is known."""

    kind: Kind
    subject: str
    since: datetime | None = None


class Alarm(NamedTuple):
    """A row of the table."""

    id: int
    kind: Kind
    subject: str
    since: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    telling_at: datetime | None
    told_at: datetime | None
    end_telling_at: datetime | None
    end_told_at: datetime | None


class Others(Protocol):
    """Tells of what other rooms watch; `ringing` are the subjects of open alarms by kind."""

    def __call__(
        self, connection: Connection, library: Library, ringing: Mapping[Kind, Collection[str]], now: datetime
    ) -> Iterable[Trouble]: ...


def nothing_else(
    connection: Connection, library: Library, ringing: Mapping[Kind, Collection[str]], now: datetime
) -> Iterable[Trouble]:
    """No other room watches anything."""
    return ()


class Round(NamedTuple):
    """What a look at everything has found: what is newly wrong, what is well again, and ice the frost explained."""

    opened: tuple[Trouble, ...]
    closed: tuple[Trouble, ...]
    explained: int


def look(
    connection: Connection, library: Library, now: datetime, up_since: datetime, others: Others = nothing_else
) -> Round:
    """Open an alarm for each trouble that has none, and close those whose trouble is over.

    Ice that the weather explains is accepted before. `up_since` is when this server began to listen: what it could
    not hear is no silence.
    """
    explained = decisions.explain(connection, now)
    ringing = {(alarm.kind, alarm.subject): alarm for alarm in _open(connection)}
    found = {
        (trouble.kind, trouble.subject): trouble
        for trouble in (
            *_troubles(connection, library, ringing, now, up_since),
            *others(connection, library, _subjects(ringing), now),
        )
    }
    opened = [trouble for key, trouble in found.items() if key not in ringing]
    closed = [alarm for key, alarm in ringing.items() if key not in found]
    if opened:
        rows = [{**trouble._asdict(), "opened_at": now} for trouble in opened]
        # Another server may look at the same moment: of each trouble there is one open alarm.
        connection.execute(insert_for(connection.dialect, ALARM).on_conflict_do_nothing(), rows)
    for alarm in closed:
        connection.execute(update(ALARM).where(ALARM.c.id == alarm.id).values(closed_at=now))
    return Round(tuple(opened), tuple(Trouble(*alarm[1:4]) for alarm in closed), explained)


def alarms(connection: Connection, most: int) -> list[Alarm]:
    """All that are open and the newest others, `most` of those: the open ones first, each the newest first."""
    past = select(ALARM).where(ALARM.c.closed_at.is_not(None)).order_by(ALARM.c.id.desc()).limit(most)
    return [*reversed(_open(connection)), *map(alarm_of, connection.execute(past))]


def _open(connection: Connection) -> list[Alarm]:
    query = select(ALARM).where(ALARM.c.closed_at.is_(None)).order_by(ALARM.c.id)
    return [alarm_of(row) for row in connection.execute(query)]


def alarm_of(row: Row[Any]) -> Alarm:
    """A row of the table."""
    values = row._asdict()
    return Alarm(**{**values, "kind": Kind(values["kind"])})


_Ringing = dict[tuple[Kind, str], Alarm]


def _subjects(ringing: _Ringing) -> Mapping[Kind, Collection[str]]:
    return {kind: {subject for of, subject in ringing if of is kind} for kind in Kind}


def _troubles(
    connection: Connection, library: Library, ringing: _Ringing, now: datetime, up_since: datetime
) -> Iterable[Trouble]:
    devices = watched(library, connection, now, up_since)
    down = outages(devices, now)
    for outage in down:
        yield Trouble(Kind.NETWORK, outage.source, outage.since)
    recoveries = _recoveries(connection, ringing, {outage.source for outage in down}, now)
    yield from _silent(devices, down, recoveries, ringing, now)
    for one in devices:
        if one.is_low(is_alarmed=(Kind.BATTERY, one.dev_eui) in ringing):
            yield Trouble(Kind.BATTERY, one.dev_eui)
    yield from _ice(connection, library, now)
    if (Kind.FORECAST, ALL) in ringing or now - up_since >= FIRST_ROUND:
        yield from _forecast(connection, library, now)
    yield from _clock(connection, now)


def _silent(
    devices: Sequence[Watched],
    down: Sequence[Outage],
    recoveries: dict[str, datetime],
    ringing: _Ringing,
    now: datetime,
) -> Iterable[Trouble]:
    """No new one while the network is down, nor until each device has had time to be heard again."""
    sources = {outage.source for outage in down}
    for one in devices:
        if not one.is_silent(now):
            continue
        if (Kind.SILENT, one.dev_eui) not in ringing and one.source is not None:
            recovered = recoveries.get(one.source)
            if one.source in sources or (recovered is not None and now - recovered <= one.silent_after):
                continue
        yield Trouble(Kind.SILENT, one.dev_eui, one.last_heard)


def _recoveries(
    connection: Connection, ringing: _Ringing, down: Collection[str], now: datetime
) -> dict[str, datetime]:
    """When the last outage of each source ended: now, where its alarm still rings."""
    query = (
        select(ALARM.c.subject, func.max(ALARM.c.closed_at))
        .where(ALARM.c.kind == Kind.NETWORK, ALARM.c.closed_at.is_not(None))
        .group_by(ALARM.c.subject)
    )
    ended = dict(tuple(connection.execute(query)))
    just_now = {source: now for kind, source in ringing if kind is Kind.NETWORK and source not in down}
    return ended | just_now


def _ice(connection: Connection, library: Library, now: datetime) -> Iterable[Trouble]:
    """A place whose newest thickness waits for somebody."""
    found: dict[str, datetime] = {}
    for group in decisions.waiting(connection, now):
        place = group.series.place
        if group.ongoing and place in library.places:
            found[place] = min(group.first, found.get(place, group.first))
    return [Trouble(Kind.ICE, place, since) for place, since in found.items()]


def _forecast(connection: Connection, library: Library, now: datetime) -> Iterable[Trouble]:
    """One alarm for all places: mostly a service is down, which has no news for any of them."""
    missed = [
        issued if now - issued >= RUN_OUT else renewed
        for slug, (renewed, issued) in _renewals(connection).items()
        if slug in library.places
        and library.places[slug].has_forecast
        and (now - renewed > NOT_RENEWED or now - issued >= RUN_OUT)
    ]
    if missed:
        yield Trouble(Kind.FORECAST, ALL, min(missed))


def _renewals(connection: Connection) -> dict[str, tuple[datetime, datetime]]:
    """When the forecast of each place was renewed last, and when that was issued; a place has what any service has.

    One that never had any, because that failed, waits since it was first asked for.
    """
    good: dict[str, tuple[datetime, datetime]] = {}
    asked: dict[str, tuple[datetime, datetime]] = {}
    names = ("key", "checked_at", "issued_at", "fetched_at", "failures")
    query = select(*(FETCHED.c[name] for name in names)).where(FETCHED.c.key.startswith("forecast/"))
    for key, checked_at, issued_at, fetched_at, failures in connection.execute(query):
        slug = key.rpartition("/")[2]
        if checked_at is not None:
            renewed, issued = good.get(slug, (checked_at, issued_at or checked_at))
            good[slug] = max(renewed, checked_at), max(issued, issued_at or checked_at)
        elif fetched_at is not None and failures:
            asked[slug] = min(asked.get(slug, (fetched_at, fetched_at)), (fetched_at, fetched_at))
    return asked | good


def _clock(connection: Connection, now: datetime) -> Iterable[Trouble]:
    """Sources that sent several events from the future lately; and whatever was heard of after now."""
    query = (
        select(UPLINK.c.source, func.min(UPLINK.c.received_at))
        .where(UPLINK.c.received_at > now - _LATELY, UPLINK.c.state == UplinkState.FUTURE)
        .group_by(UPLINK.c.source)
        .having(func.count() >= _FROM_AHEAD)
    )
    found = dict(tuple(connection.execute(query)))
    ahead = select(DEVICE_STATE.c.source).where(DEVICE_STATE.c.last_heard > now + CLOCKS_DIFFER).distinct()
    for source in connection.scalars(ahead):
        found.setdefault(source, now)
    return [Trouble(Kind.CLOCK, source, since) for source, since in found.items()]
