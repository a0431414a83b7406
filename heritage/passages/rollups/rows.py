"""The derived rows of a flow: read, compared with those made anew, and written only where they differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Delete,
    Dialect,
    Integer,
    Select,
    Table,
    bindparam,
    delete,
    select,
    type_coerce,
)

from heritage.store.engine import insert_for
from heritage.store.passage_tables import (
    PASSAGE_CALENDAR,
    PASSAGE_DAY,
    PASSAGE_GAP,
    PASSAGE_HOUR,
    PASSAGE_MONTH,
    PASSAGE_PROFILE,
    PASSAGE_STRETCH,
)
from heritage.store.tables import Seconds

Key = tuple[Any, ...]
Values = tuple[Any, ...]
Rows = Mapping[Key, Values]
"""By all columns of the primary key but the flow; times are seconds."""


class Change(NamedTuple):
    """What is to be written in a table: keys that go, and rows that come or are other than they were."""

    gone: list[Key]
    rows: dict[Key, Values]

    def __bool__(self) -> bool:
        return bool(self.gone or self.rows)

    @property
    def keys(self) -> list[Key]:
        return [*self.gone, *self.rows]


@dataclass(frozen=True)
class Derived:
    """A table of derived rows: its key without the flow, and its other columns, in the table's order."""

    table: Table
    keys: tuple[str, ...]
    values: tuple[str, ...]
    is_plain: bool = False
    """Whether all are numbers that any driver takes as they are."""

    @property
    def columns(self) -> tuple[str, ...]:
        return self.keys + self.values

    def read(
        self, connection: Connection, flow: int, first: int | date, end: int | date
    ) -> dict[Key, Values]:
        """The rows of a flow whose key begins from `first` on and before `end`."""
        width = len(self.keys)
        rows = connection.execute(_reading(self), {"of": flow, "first": first, "end": end}).all()
        return {tuple(row[:width]): tuple(row[width:]) for row in rows}

    def write(self, connection: Connection, flow: int, change: Change) -> None:
        """Take away, put in or put right."""
        if change.gone:
            gone = [{"of": flow, **dict(zip(self.keys, key, strict=True))} for key in change.gone]
            connection.execute(_deleting(self), gone)
        if change.rows:
            rows = [(flow, *key, *values) for key, values in change.rows.items()]
            put = _putting(self, connection.dialect)
            if self.is_plain:
                # There are thousands of hours, and whoever else writes is waiting: this takes a quarter of the time.
                _put_plainly(connection, put, rows)
            else:
                connection.execute(put.statement, [dict(zip(put.names, row, strict=True)) for row in rows])


def compare(stored: Rows, made: Rows) -> Change:
    """What makes of the stored rows those that were made anew."""
    gone = [key for key in stored if key not in made]
    return Change(gone, {key: values for key, values in made.items() if stored.get(key) != values})


HOURS = Derived(PASSAGE_HOUR, ("hour",), ("raw", "covered", "flags", "corrected", "estimated"), is_plain=True)
STRETCHES = Derived(PASSAGE_STRETCH, ("start",), ("end", "raw", "flags"))
GAPS = Derived(PASSAGE_GAP, ("start",), ("end", "estimate", "reference", "estimated", "deviation"))
_SUMS = ("raw", "corrected", "estimated", "expected", "covered", "filled")
DAYS = Derived(PASSAGE_DAY, ("day",), (*_SUMS, "flags", "peak", "peak_hour"))
MONTHS = Derived(PASSAGE_MONTH, ("month",), (*_SUMS, "days"))
CALENDAR = Derived(PASSAGE_CALENDAR, ("month",), ("days",))
PROFILE = Derived(PASSAGE_PROFILE, ("month",), ("week",))

ALL = (HOURS, STRETCHES, GAPS, DAYS, MONTHS, CALENDAR, PROFILE)


def _is_time(column: Column[Any]) -> bool:
    return isinstance(column.type, Seconds)


def _bound(column: Column[Any], name: str) -> Any:
    """A parameter of the column; times go in as the seconds they are."""
    return bindparam(name, type_=BigInteger() if _is_time(column) else column.type)


# Making a statement takes longer than running it: each is made once.
@lru_cache
def _reading(of: Derived) -> Select[Any]:
    columns = [of.table.c[name] for name in of.columns]
    shown = [type_coerce(column, BigInteger) if _is_time(column) else column for column in columns]
    key = columns[0]
    return (
        select(*shown)
        .where(of.table.c.flow == bindparam("of", type_=Integer))
        .where(key >= _bound(key, "first"), key < _bound(key, "end"))
        .order_by(*columns[: len(of.keys)])
    )


@lru_cache
def _deleting(of: Derived) -> Delete:
    same = [of.table.c[name] == _bound(of.table.c[name], name) for name in of.keys]
    return delete(of.table).where(of.table.c.flow == bindparam("of", type_=Integer), *same)


class _Put(NamedTuple):
    """A statement, the names of what it takes in order, and the same in the words of the driver."""

    statement: Any
    names: tuple[str, ...]
    compiled: Any


@lru_cache
def _putting(of: Derived, dialect: Dialect) -> _Put:
    bound = {name: _bound(of.table.c[name], name) for name in of.columns}
    put = insert_for(dialect, of.table).values(flow=bindparam("flow", type_=Integer), **bound)
    changed = {name: put.excluded[name] for name in of.values}
    statement = put.on_conflict_do_update(index_elements=["flow", *of.keys], set_=changed)
    return _Put(statement, ("flow", *of.columns), statement.compile(dialect=dialect))


def _put_plainly(connection: Connection, put: _Put, rows: list[Values]) -> None:
    """By the driver itself, which takes values by place or by name."""
    compiled = put.compiled
    if compiled.positional:
        assert tuple(compiled.positiontup) == put.names
        connection.exec_driver_sql(str(compiled), rows)
    else:
        connection.exec_driver_sql(str(compiled), [dict(zip(put.names, row, strict=True)) for row in rows])
