"""Series: one quantity of one device at one place. Their readings as plain rows, with times as seconds since 1970.

There are millions of readings, and whole numbers are compared, subtracted and read ten times as fast as moments.
"""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import BigInteger, Connection, Integer, bindparam, select, type_coerce

from heritage.i18n.dates import LOCAL_TIME
from heritage.store.engine import insert_for
from heritage.store.tables import READING, SERIES

observed = type_coerce(READING.c.observed_at, BigInteger)
"""The time of a reading in seconds, for queries that answer with rows."""

Range = tuple[float, float]


# Made once: they are run for each series of each group of readings, and making them takes longer than running them.
_OF_SERIES = select(observed, READING.c.value, READING.c.quality).where(READING.c.series == bindparam("of"))
_START, _END = (bindparam(name, type_=BigInteger) for name in ("start", "end"))
_MOST = bindparam("most", type_=Integer)
_NEWEST_FIRST = _OF_SERIES.order_by(observed.desc()).limit(_MOST)
_FROM = _OF_SERIES.where(observed >= _START).order_by(observed).limit(_MOST)
_BETWEEN = _OF_SERIES.where(observed >= _START, observed < _END).order_by(observed)
_BEFORE = _NEWEST_FIRST.where(observed >= _START, observed < _END)


class Key(NamedTuple):
    """What makes a series the same."""

    place: str
    device: str
    channel: int
    quantity: str


class Series(NamedTuple):
    """A row of the table."""

    id: int
    place: str
    device: str
    channel: int
    quantity: str
    method: str

    @property
    def key(self) -> Key:
        return Key(self.place, self.device, self.channel, self.quantity)


class Row(NamedTuple):
    """A reading as it is stored."""

    at: int
    value: float | None
    quality: int


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970 of an aware moment; fractions are cut off, as in the table."""
    return int(moment.timestamp() // 1)


def moment(at: int) -> datetime:
    """The moment of a second since 1970, in UTC."""
    return datetime.fromtimestamp(at, UTC)


def day_of(at: int) -> date:
    """The local day that holds a second."""
    return datetime.fromtimestamp(at, LOCAL_TIME).date()


def bounds(day: date) -> tuple[int, int]:
    """The first second of a local day, and the first after it: 23, 24 or 25 hours."""
    return _midnight(day), _midnight(day + timedelta(days=1))


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time(), LOCAL_TIME).timestamp())


def find_or_make(connection: Connection, methods: dict[Key, str]) -> dict[Key, Series]:
    """The series of each key, made with its method where there is none.

    On PostgreSQL they are locked until the transaction ends, in one order for everybody: what a reading is worth
    depends on its neighbours, and two servers may bring them at the same moment.
    """
    found = _locked(connection, methods)
    missing = [{**key._asdict(), "method": method} for key, method in methods.items() if key not in found]
    if missing:
        connection.execute(insert_for(connection.dialect, SERIES).on_conflict_do_nothing(), missing)
        found = _locked(connection, methods)
    return found


def number_of(connection: Connection, key: Key) -> int | None:
    """The id of the series of that key, if there is one."""
    return connection.scalar(
        select(SERIES.c.id).where(
            SERIES.c.place == key.place,
            SERIES.c.device == key.device,
            SERIES.c.channel == key.channel,
            SERIES.c.quantity == key.quantity,
        )
    )


def _locked(connection: Connection, keys: Collection[Key]) -> dict[Key, Series]:
    query = (
        select(SERIES)
        .where(
            SERIES.c.place.in_({key.place for key in keys}), SERIES.c.device.in_({key.device for key in keys})
        )
        .order_by(SERIES.c.id)
        .with_for_update()
    )
    found = (Series(*row) for row in connection.execute(query))
    return {series.key: series for series in found}


def lock(connection: Connection, number: int) -> list[Series]:
    """The series of that number, locked like those of `find_or_make`; none where there is none."""
    query = select(SERIES).where(SERIES.c.id == number).with_for_update()
    return [Series(*row) for row in connection.execute(query)]


def tail(connection: Connection, series: int, most: int) -> list[Row]:
    """At most `most` newest readings of a series, in order of time."""
    found = connection.execute(_NEWEST_FIRST, {"of": series, "most": most}).all()
    return [Row(*row) for row in reversed(found)]


def rows_from(connection: Connection, series: int, start: int, most: int) -> list[Row]:
    """At most `most` readings of a series from the second `start` on, in order of time."""
    found = connection.execute(_FROM, {"of": series, "start": start, "most": most}).all()
    return [Row(*row) for row in found]


def rows_between(connection: Connection, series: int, start: int, end: int) -> list[Row]:
    """The readings of a series from the second `start` until before `end`, in order of time."""
    found = connection.execute(_BETWEEN, {"of": series, "start": start, "end": end}).all()
    return [Row(*row) for row in found]


def rows_before(connection: Connection, series: int, before: int, memory: int) -> Iterator[Row]:
    """The readings of a series before the second `before`, at most `memory` seconds older, the newest first."""
    oldest, most = before - memory, 100
    while True:
        wanted = {"of": series, "start": oldest, "end": before, "most": most}
        rows = [Row(*row) for row in connection.execute(_BEFORE, wanted)]
        yield from rows
        if len(rows) < most:
            return
        before, most = rows[-1].at, most * 10


def has_changed(
    connection: Connection, series: int, span: tuple[int, int], value: float, possible: Range
) -> bool:
    """Whether a series has another value than this, among the possible ones, from one second until before another."""
    other = (READING.c.value != value) & READING.c.value.between(*possible)
    query = _BEFORE.where(other)
    return (
        connection.execute(query, {"of": series, "start": span[0], "end": span[1], "most": 1}).first()
        is not None
    )
