"""What the weather services send, read with care: whatever the bytes are, a value comes out or a reason."""

from datetime import UTC, datetime
from math import isfinite
from typing import TypeVar

import msgspec

from heritage.quantities import QUANTITIES

T = TypeVar("T")

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""No forecast speaks of other times, and arithmetic between these never overflows."""


class Unreadable(Exception):
    """Why a document cannot be used, in one phrase for the operator."""


def decode(body: bytes, shape: type[T]) -> T:
    """The JSON of `body` as `shape`. Raises Unreadable."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Unreadable(str(error)) from error


def convert(value: object, shape: type[T]) -> T:
    """Like `decode`, for a part of a document that is JSON already."""
    try:
        return msgspec.convert(value, shape)
    except (msgspec.ValidationError, RecursionError) as error:
        raise Unreadable(str(error)) from error


def moment(text: str) -> datetime:
    """An RFC 3339 time as UTC. Raises Unreadable for any other text, one without a zone, and far-off years."""
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is not None and EARLIEST <= found <= LATEST:
            return found.astimezone(UTC)
    except ValueError:
        pass
    raise Unreadable(f"{text[:40]!r} is no time")


def number(value: object) -> float | None:
    """A finite JSON number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if isfinite(found) else None


def measured(value: object, quantity: str) -> float | None:
    """A number within the hard range of `quantity`; anything else is missing.

    That turns 9999, the services' mark for a missing value, into None, and -9 and -8 too where no such value
    can be; an air temperature of -9 °C stays what it is.
    """
    found = number(value)
    low, high = QUANTITIES[quantity].hard
    return found if found is not None and low <= found <= high else None
