"""The documents of the weather services as they are kept: a restart or an outage shows the last good one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple, TypeVar

import msgspec
from sqlalchemy import Connection, bindparam, select

from heritage.places.position import Position
from heritage.store.engine import insert_for
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
    """A row of `fetched`: the last good document of `key`, and how the last question went.

    Where there never was one, `fetched_at` is when it was first asked for.
    """

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


_OF_KEYS = select(FETCHED).where(FETCHED.c.key.in_(bindparam("keys", expanding=True)))


def _read(connection: Connection, keys: list[str]) -> dict[str, Document]:
    """Those of the documents that were ever asked for, by key."""
    rows = connection.execute(_OF_KEYS, {"keys": keys}).mappings()
    return {row["key"]: Document(**row) for row in rows}


def read(connection: Connection, key: str) -> Document | None:
    """The document of `key`, if it was ever asked for."""
    return _read(connection, [key]).get(key)


def keep(connection: Connection, document: Document) -> None:
    """Put `document` in the place of the one with its key."""
    row = {column.name: getattr(document, column.name) for column in FETCHED.c}
    insert = insert_for(connection.dialect, FETCHED).values(row)
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


class Weather(NamedTuple):
    """What the services say of a place; `forecast` is None when there is none that has not expired."""

    forecast: KeptForecast | None
    warnings: WarningState


def weather_for(
    connection: Connection, slug: str, position: Position | None, county: int | None, now: datetime
) -> Weather:
    """The weather to show for a place, by one statement; without a position warnings are those for its county.

    `county` is SCB's number; None: not known.
    """
    keys = [forecast_key(provider, slug) for provider in Provider]
    found = _read(connection, [*keys, WARNINGS])
    return Weather(
        _forecast((found.get(key) for key in keys), now),
        _warnings(found.get(WARNINGS), position, county, now),
    )


def _forecast(documents: Iterable[Document | None], now: datetime) -> KeptForecast | None:
    """SMHI's, unless it is overtaken and MET Norway's is later (never both)."""
    current = [kept for document in documents if (kept := _current(document, now)) is not None]
    return min(current, key=lambda kept: (not _is_preferred(kept), kept.age), default=None)


def _is_preferred(kept: KeptForecast) -> bool:
    return kept.forecast.provider is Provider.SMHI and kept.age <= OVERTAKEN_AFTER


def _current(document: Document | None, now: datetime) -> KeptForecast | None:
    placed = unpack(document, PlacedForecast)
    if document is None or placed is None or not is_current(placed.forecast, now):
        return None
    return KeptForecast(placed.forecast, document.checked_at, now - placed.forecast.issued_at)


@lru_cache(maxsize=2)
def _bulletin(body: bytes) -> Bulletin | None:
    """Its areas may have thousands of corners, and all pages of a place read the same list."""
    return unpack(Document(WARNINGS, Provider.SMHI.value, body=body), Bulletin)


def _warnings(
    document: Document | None, position: Position | None, county: int | None, now: datetime
) -> WarningState:
    if document is None or document.checked_at is None or document.body is None:
        return WarningState(False, None)
    bulletin = _bulletin(document.body)
    if bulletin is None:
        return WarningState(False, None)
    age = now - document.checked_at
    return WarningState(
        is_known=-CLOCKS_DIFFER <= age <= TRUSTED_FOR,
        checked_at=document.checked_at,
        warnings=concerning(bulletin, document.checked_at, position, county, now),
        unread=bulletin.unread,
    )
