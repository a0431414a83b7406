"""The documents of the weather services as they are kept: a restart or an outage shows the last good one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from heritage.places.place import Position
from heritage.store.tables import FETCHED
from heritage.weather.forecast import Forecast, KeptForecast, Provider, is_current
from heritage.weather.warnings import TRUSTED_FOR, Bulletin, WarningState, concerning

T = TypeVar("T")

OVERTAKEN_AFTER = timedelta(hours=6)
"""How long after its issue a forecast of SMHI is preferred; from then on a later one of MET Norway is."""

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far ahead of now another machine may have noted a time."""

WARNINGS = "warnings/smhi"
UNIT = "parameters/smhi"


@dataclass(frozen=True)
class Document:
    """A row of `fetched`: the last good document of `key`, and how the last question went."""

    key: str
    provider: str
    checked_at: datetime | None = None
    fetched_at: datetime | None = None
    issued_at: datetime | None = None
    expires_at: datetime | None = None
    not_before: datetime | None = None
    failures: int = 0
    status: int | None = None
    last_modified: str | None = None
    etag: str | None = None
    note: str | None = None
    body: bytes | None = None


class PlacedForecast(msgspec.Struct, frozen=True):
    """A forecast, and the address it was asked for with: a place that has moved needs another one."""

    address: str
    forecast: Forecast


def forecast_key(provider: Provider, slug: str) -> str:
    """The key of a place's forecast."""
    return f"forecast/{provider.value}/{slug}"


def host_key(host: str) -> str:
    """The key under which it stands that a whole host is to be left alone for a while."""
    return f"host/{host}"


def read(connection: Connection, key: str) -> Document | None:
    """The document of `key`, if it was ever asked for."""
    row = connection.execute(select(FETCHED).where(FETCHED.c.key == key)).mappings().first()
    return None if row is None else Document(**row)


def keep(connection: Connection, document: Document) -> None:
    """Put `document` in the place of the one with its key."""
    row = {column.name: getattr(document, column.name) for column in FETCHED.c}
    insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(FETCHED).values(row)
    connection.execute(insert.on_conflict_do_update(index_elements=[FETCHED.c.key], set_=row))


def pack(value: object) -> bytes:
    """A body for `keep`."""
    return msgspec.json.encode(value)


def unpack(document: Document | None, shape: type[T]) -> T | None:
    """The body of a document; None where there is none, or one that an earlier version shaped otherwise."""
    if document is None or document.body is None:
        return None
    try:
        return msgspec.json.decode(document.body, type=shape)
    except msgspec.DecodeError:
        return None


def forecast_for(connection: Connection, slug: str, now: datetime) -> KeptForecast | None:
    """The forecast to show for a place: SMHI's, unless it is overtaken and MET Norway's is later (never both).

    None when there is none that has not expired.
    """
    found = [_current(connection, forecast_key(provider, slug), now) for provider in Provider]
    current = [kept for kept in found if kept is not None]
    if not current:
        return None
    first = current[0]
    is_fresh = first.forecast.provider is Provider.SMHI and first.age <= OVERTAKEN_AFTER
    return first if is_fresh else min(current, key=lambda kept: kept.age)


def _current(connection: Connection, key: str, now: datetime) -> KeptForecast | None:
    document = read(connection, key)
    placed = unpack(document, PlacedForecast)
    if document is None or placed is None or not is_current(placed.forecast, now):
        return None
    return KeptForecast(placed.forecast, document.checked_at, now - placed.forecast.issued_at)


@lru_cache(maxsize=2)
def _bulletin(body: bytes) -> Bulletin | None:
    """Its areas may have thousands of corners, and all pages of a place read the same list."""
    return unpack(Document(WARNINGS, Provider.SMHI.value, body=body), Bulletin)


def warnings_for(
    connection: Connection, position: Position | None, county: int | None, now: datetime
) -> WarningState:
    """The official warnings for a place; without a position those for its county (SCB's number)."""
    document = read(connection, WARNINGS)
    if document is None or document.checked_at is None or document.body is None:
        return WarningState(False, None)
    bulletin = _bulletin(document.body)
    if bulletin is None:
        return WarningState(False, None)
    age = now - document.checked_at
    return WarningState(
        is_known=-CLOCKS_DIFFER <= age <= TRUSTED_FOR,
        checked_at=document.checked_at,
        warnings=concerning(bulletin, position, county, now),
        unread=bulletin.unread,
    )
