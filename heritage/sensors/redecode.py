"""Reads raw events again after a mapping was mended, and puts right the readings that came of them.

Raw events stay as they are (R-V1), and so do people's decisions. A reading belongs to the event that arrived when the
reading did: only readings whose own event is there and says otherwise are replaced or taken away.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, delete, select, update

from heritage.places.device import Device
from heritage.quantities import COUNTED, Quality
from heritage.sensors import readings
from heritage.sensors.intake import as_raw, raws
from heritage.sensors.meaning import Raw, meaning_of
from heritage.sensors.readings import Observation
from heritage.sensors.series import Key, moment, observed, seconds
from heritage.store.engine import told_in_a_sentence, writing
from heritage.store.tables import READING, SERIES, UPLINK, UplinkState

BATCH = 300
"""Events read, or readings written, at a time: a server beside us waits for a moment only."""


class Redecoded(NamedTuple):
    """How many events were read, how many of them cannot be, and what becomes of the readings."""

    events: int = 0
    unreadable: int = 0
    changed: int = 0
    new: int = 0
    gone: int = 0

    def plus(self, other: "Redecoded") -> "Redecoded":
        return Redecoded(*map(sum, zip(self, other, strict=True)))


def redecode(
    engine: Engine,
    devices: Mapping[str, Device],
    since: datetime,
    *,
    is_trial: bool = False,
    pause: Callable[[], object] = lambda: None,
) -> Redecoded:
    """Read all that has come from `devices` since then; a trial only tells what would change.

    `pause` is called between two transactions. Raises StoreError; done again, it goes on where it was.
    """
    total = Redecoded()
    for dev_eui in sorted(devices):
        with told_in_a_sentence():
            # The readings first: each that is there by now has its event there as well.
            arrived = observed + READING.c.lag >= seconds(since)
            stored = _stored(engine, dev_eui, arrived)
            said = _said(engine, dev_eui, devices, since)
            first = min((at for _, at in said.observations), default=seconds(since))
            earlier = _stored(engine, dev_eui, ~arrived & (observed >= first))
            differences = _compare(stored, earlier, said)
            if not is_trial:
                _apply(engine, differences, pause)
                _note_states(engine, said, pause)
        total = total.plus(_counted(said, differences))
    return total


class _Said:
    """What the raw events of a device say today."""

    def __init__(self) -> None:
        self.events = 0
        self.unreadable = 0
        self.arrivals: set[int] = set()
        self.observations: dict[tuple[Key, int], Observation] = {}
        self.states: dict[UplinkState, list[int]] = {}
        """Events whose state is another than the stored one."""

    def add(self, raw: Raw, devices: Mapping[str, Device]) -> None:
        meaning = meaning_of(raw, devices)
        self.events += 1
        self.unreadable += meaning.state is UplinkState.UNREADABLE
        self.arrivals.add(seconds(raw.received_at))
        for one in meaning.observations:
            # The first to come stays, as on arrival.
            self.observations.setdefault((one.key, seconds(one.observed_at)), one)
        if meaning.state is not raw.state:
            self.states.setdefault(meaning.state, []).append(raw.id)


class _Difference(NamedTuple):
    """One reading that is not as it should be. Nothing new: it is gone; nothing old: it is new."""

    key: Key
    at: int
    series: int | None  # of the old one
    observation: Observation | None


class _Old(NamedTuple):
    series: int
    value: float | None
    arrival: int
    quality: int

    def is_as(self, new: Observation) -> bool:
        """Whether an event says today what was kept then, also of how far a counter trusts its own number."""
        if new.value != self.value:
            return False
        is_possible = self.quality in (Quality.GOOD, Quality.SUSPECT) and new.quantity in COUNTED
        return not is_possible or new.is_suspect == (self.quality == Quality.SUSPECT)


_Readings = dict[tuple[Key, int], _Old]

_IN_HAND = (UplinkState.WAITING, UplinkState.UNKNOWN_DEVICE)
"""What the intake has yet to read."""


def _said(engine: Engine, dev_eui: str, devices: Mapping[str, Device], since: datetime) -> _Said:
    said = _Said()
    last = 0
    while True:
        wanted = raws(
            UPLINK.c.dev_eui == dev_eui,
            UPLINK.c.id > last,
            UPLINK.c.received_at >= since,
            UPLINK.c.state.not_in(_IN_HAND),
        )
        with engine.connect() as connection:
            rows = connection.execute(wanted.limit(BATCH)).all()
        for row in rows:
            said.add(as_raw(row), devices)
        if len(rows) < BATCH:
            return said
        last = rows[-1].id


def _stored(engine: Engine, dev_eui: str, condition: ColumnElement[bool]) -> _Readings:
    """The readings of a device."""
    query = (
        select(SERIES, observed.label("at"), READING.c.value, READING.c.lag, READING.c.quality)
        .join_from(SERIES, READING, READING.c.series == SERIES.c.id)
        .where(SERIES.c.device == dev_eui, condition)
    )
    with engine.connect() as connection:
        return {
            (Key(row.place, row.device, row.channel, row.quantity), row.at): _Old(
                row.id, row.value, row.at + row.lag, row.quality
            )
            for row in connection.execute(query)
        }


def _compare(stored: _Readings, earlier: _Readings, said: _Said) -> list[_Difference]:
    """By series and in order of time; what an `earlier` event brought is not ours to change."""
    found = []
    for (key, at), old in stored.items():
        if old.arrival in said.arrivals:
            new = said.observations.get((key, at))
            if new is None or not old.is_as(new):
                found.append(_Difference(key, at, old.series, new))
    for (key, at), new in said.observations.items():
        if (key, at) not in stored and (key, at) not in earlier:
            found.append(_Difference(key, at, None, new))
    return sorted(found, key=lambda one: (one.key, one.at))


def _apply(engine: Engine, differences: list[_Difference], pause: Callable[[], object]) -> None:
    for some in _batches(differences):
        with writing(engine) as connection:
            for _, of_series in itertools.groupby(some, key=lambda one: one.key):
                _replace(connection, list(of_series))
        pause()


def _replace(connection: Connection, differences: list[_Difference]) -> None:
    """Of one series: take away what was there, keep what should be, and judge and sum up anew."""
    old = {one.series for one in differences if one.series is not None}
    ats = [one.at for one in differences if one.series is not None]
    for series in old:
        connection.execute(delete(READING).where(READING.c.series == series, observed.in_(ats)))
    readings.keep(connection, [one.observation for one in differences if one.observation is not None])
    for series in old:
        readings.judge_again(connection, series, moment(min(ats)), moment(max(ats)))


def _note_states(engine: Engine, said: _Said, pause: Callable[[], object]) -> None:
    for state, ids in said.states.items():
        for some in _batches(ids):
            with writing(engine) as connection:
                connection.execute(update(UPLINK).where(UPLINK.c.id.in_(some)).values(state=state))
            pause()


_Item = TypeVar("_Item")


def _batches(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))


def _counted(said: _Said, differences: Iterable[_Difference]) -> Redecoded:
    counts = {"changed": 0, "new": 0, "gone": 0}
    for one in differences:
        kind = "new" if one.series is None else "gone" if one.observation is None else "changed"
        counts[kind] += 1
    return Redecoded(said.events, said.unreadable, **counts)
