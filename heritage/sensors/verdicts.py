"""What people have said of readings, and what follows from it: which count, which wait, which may be shown."""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import BigInteger, Connection, select, type_coerce

from heritage.quantities import Quality
from heritage.store.tables import DECISION

NEVER_SHOWN_UNSEEN = frozenset({"ice_thickness"})
"""Quantities whose suspect readings wait for a human instead of being shown with a mark."""


class Verdict(StrEnum):
    """What somebody has decided of readings (R-V12)."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNSEEN = "unseen"  # came into a stretch that was accepted before, so nobody has looked at it


class Span(NamedTuple):
    """A decision on the readings from `first` to `last`, both included, in seconds since 1970."""

    first: int
    last: int
    verdict: Verdict


Spans = tuple[Span, ...]
"""The decisions on one series, the newest first."""


def verdict_on(spans: Spans, at: int) -> Verdict | None:
    """The newest decision on the reading of the second `at`; what nobody has looked at has none."""
    for first, last, verdict in spans:
        if first <= at <= last:
            return None if verdict is Verdict.UNSEEN else verdict
    return None


def spans_of(connection: Connection, series: Collection[int]) -> dict[int, Spans]:
    """The decisions on each of `series` that has any."""
    columns = (
        DECISION.c.series,
        type_coerce(DECISION.c.first_at, BigInteger),
        type_coerce(DECISION.c.last_at, BigInteger),
        DECISION.c.verdict,
    )
    query = select(*columns).where(DECISION.c.series.in_(series)).order_by(DECISION.c.id.desc())
    return _by_series(connection.execute(query))


def _by_series(rows: Iterable[tuple[int, int, int, str]]) -> dict[int, Spans]:
    found: dict[int, list[Span]] = {}
    for series, first, last, verdict in rows:
        found.setdefault(series, []).append(Span(first, last, Verdict(verdict)))
    return {series: tuple(spans) for series, spans in found.items()}


def counts(value: float | None, quality: int, verdict: Verdict | None) -> bool:
    """Whether a reading goes into sums and may be compared with: a good one, unless rejected, or an accepted one."""
    if value is None or verdict is Verdict.REJECTED:
        return False
    return quality == Quality.GOOD or verdict is Verdict.ACCEPTED


def waits(quantity: str, quality: int, verdict: Verdict | None) -> bool:
    """Whether a reading is kept back until somebody decides."""
    return quality == Quality.SUSPECT and verdict is None and quantity in NEVER_SHOWN_UNSEEN


def shown_as(quantity: str, value: float | None, quality: int, verdict: Verdict | None) -> Quality | None:
    """With which quality a reading is public: good, suspect (R-C3), or None where it is not."""
    if counts(value, quality, verdict):
        return Quality.GOOD
    is_suspect = value is not None and quality == Quality.SUSPECT and verdict is None
    return Quality.SUSPECT if is_suspect and quantity not in NEVER_SHOWN_UNSEEN else None
