"""Clubs and bathing hosts who report by a private link: each for some places and quantities, until it is revoked.

The link is the key itself (R-S6): at least 128 bits, kept as a hash only, never in a log.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import product
from typing import Any

from sqlalchemy import Connection, Executable, Row, insert, select, update

from heritage.places.place import Library
from heritage.problems import N_, Refusal
from heritage.quantities import QUANTITIES, IceKind
from heritage.sensors import drilled
from heritage.sensors.admission import is_measured, refuse_unmeasured
from heritage.sensors.drilled import Drilling
from heritage.sensors.moments import refuse_untimely
from heritage.sensors.readings import Observation, keep
from heritage.sensors.series import Key, number_of
from heritage.store.engine import insert_for
from heritage.store.tables import DRILLING, READING, REPORT, REPORTER, SERIES

SECRET_BYTES = 20

PASSAGES = "passages"
"""Counted by hand at a counting point, to calibrate its counter: kept elsewhere, and no reading (R-V19)."""

REPORTABLE = ("ice_thickness", "water_temperature", "snow_depth", PASSAGES)
"""What a person can measure at the water's edge with a drill, a thermometer or a stick, or count beside a trail."""

AGAIN = timedelta(minutes=10)
"""The same once more within this time is the same report: going back and sending again takes a minute or two on a
slow network, and a value that has not changed for so long tells nothing new."""


class ReporterError(Refusal):
    """Why a reporter cannot be added or a report cannot be taken."""


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who may report what, where."""

    id: int
    name: str
    places: tuple[str, ...]
    quantities: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None = None

    @property
    def device(self) -> str:
        """The name of their series."""
        return f"reporter:{self.id}"

    def may_report(self, place: str, quantity: str) -> bool:
        return place in self.places and quantity in self.quantities


@dataclass(frozen=True, slots=True)
class Report:
    """One value as it was sent. `key` was minted with the form: the same key again is the same report.

    `is_timed` is false where no time was told, and `observed_at` is when it came.
    """

    key: str
    place: str
    quantity: str
    value: float
    observed_at: datetime
    ice: IceKind = IceKind.UNKNOWN
    snow_cm: float | None = None
    is_timed: bool = True


@dataclass(frozen=True, slots=True)
class Taken:
    """What is stored of a report, and whether it was stored just now. `ice` is None for all but ice."""

    place: str
    quantity: str
    value: float
    observed_at: datetime
    ice: IceKind | None
    snow_cm: float | None
    is_new: bool

    def is_what(self, report: Report) -> bool:
        """Whether it is what a report says, its time apart: sent twice it may have been sent at two."""
        is_same_ice = self.ice is None or (self.ice, self.snow_cm) == (report.ice, report.snow_cm)
        return self.value == report.value and is_same_ice


def add(
    connection: Connection,
    library: Library,
    name: str,
    places: Sequence[str],
    quantities: Sequence[str],
    now: datetime,
) -> str:
    """Make a reporter; the secret of the link, which is told this once.

    Each place must measure one of the quantities, and each quantity must be measured at one of the places. Raises
    ReporterError or AdmissionError.
    """
    if not 1 <= len(name.strip()) <= drilled.LONGEST_NAME:
        raise ReporterError(
            N_("A reporter needs a name, at most {most} characters."), most=drilled.LONGEST_NAME
        )
    for quantity in quantities:
        if quantity not in REPORTABLE:
            known = ", ".join(REPORTABLE)
            raise ReporterError(
                N_("'{quantity}' cannot be reported; these can: {known}."), quantity=quantity, known=known
            )
    if not places or not quantities:
        raise ReporterError(N_("A reporter needs at least one place and one quantity."))
    _refuse_unmeasured(library, places, quantities)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row = {
        "name": name.strip(),
        "hash": _hash(secret),
        "places": " ".join(dict.fromkeys(places)),
        "quantities": " ".join(dict.fromkeys(quantities)),
        "created_at": now,
    }
    connection.execute(insert(REPORTER), row)
    return secret


def is_reportable(library: Library, place: str, quantity: str) -> bool:
    """Whether the content has a use for it: a place that measures it, or a counting point."""
    if quantity == PASSAGES:
        return place in library.counting.points
    return is_measured(library, place, quantity)


def _refuse_unmeasured(library: Library, places: Iterable[str], quantities: Iterable[str]) -> None:
    """Raises ReporterError or AdmissionError."""
    pairs = list(product(places, quantities))
    measured = [pair for pair in pairs if is_reportable(library, *pair)]
    known = {word for pair in measured for word in pair}
    for place, quantity in pairs:
        if place in known and quantity in known:
            continue
        if quantity == PASSAGES:
            points = ", ".join(library.counting.points) or "–"
            raise ReporterError(
                N_("'{key}' is no counting point of counting.yaml; there are {known}."),
                key=place,
                known=points,
            )
        refuse_unmeasured(library, place, quantity)


def revoke(connection: Connection, number: int, now: datetime) -> bool:
    """Close a reporter's link for good; False when there is no such open one. What was reported stays."""
    is_open = (REPORTER.c.id == number) & REPORTER.c.revoked_at.is_(None)
    return connection.execute(update(REPORTER).where(is_open).values(revoked_at=now)).rowcount > 0


def reporters(connection: Connection) -> list[Reporter]:
    """All, in the order they were added."""
    return [_reporter(row) for row in connection.execute(select(REPORTER).order_by(REPORTER.c.id))]


def by_secret(connection: Connection, secret: str) -> Reporter | None:
    """Whose link it is; None for an unknown or revoked one. Found by its hash: no comparison to time."""
    found = connection.execute(
        select(REPORTER).where(REPORTER.c.hash == _hash(secret), REPORTER.c.revoked_at.is_(None))
    ).first()
    return None if found is None else _reporter(found)


def take(connection: Connection, reporter: Reporter, report: Report, now: datetime) -> Taken | None:
    """Store a report once, however often it is sent, and tell what stands; None when the key is somebody else's.

    Where they have measured something at that very second already, that stays and is told, as for a form sent twice;
    so it is where they sent the same, without a time of its own, up to AGAIN ago. Raises ReporterError, DrillingError
    or MomentError.
    """
    known = _taken(connection, reporter, report.key)
    if known is not None:
        return known
    if report.quantity == PASSAGES or not reporter.may_report(report.place, report.quantity):
        raise ReporterError(N_("This link is not for that place or value."))
    before = None if report.is_timed else _sent_before(connection, reporter, report)
    is_new = before is None and _keep(connection, reporter, report, now)
    row = {
        "key": report.key,
        "reporter": reporter.id,
        "series": number_of(connection, _series(reporter, report)),
        "observed_at": report.observed_at if before is None else before.observed_at,
        "received_at": now,
    }
    connection.execute(insert_for(connection.dialect, REPORT).on_conflict_do_nothing(), row)
    taken = _taken(connection, reporter, report.key)
    return None if taken is None else replace(taken, is_new=is_new)


def _keep(connection: Connection, reporter: Reporter, report: Report, now: datetime) -> bool:
    if report.quantity == drilled.QUANTITY:
        drilling = Drilling(
            report.place,
            report.observed_at,
            report.value,
            report.ice,
            report.snow_cm,
            reporter.name,
            reporter.device,
        )
        return drilled.add(connection, drilling, now)
    _judge(report, now)
    return keep(connection, [_observation(reporter, report, now)]).new > 0


def _taken(connection: Connection, reporter: Reporter, key: str) -> Taken | None:
    """What is stored for the form of that key."""
    is_read = (READING.c.series == REPORT.c.series) & (READING.c.observed_at == REPORT.c.observed_at)
    of_form = _TOLD.join(REPORT, is_read).where(REPORT.c.key == key, REPORT.c.reporter == reporter.id)
    return _told(connection, of_form)


def _sent_before(connection: Connection, reporter: Reporter, report: Report) -> Taken | None:
    """The newest of theirs, if it is what the report says and is not older than AGAIN."""
    newest = (
        _TOLD.where(READING.c.series == number_of(connection, _series(reporter, report)))
        .where(READING.c.observed_at.between(report.observed_at - AGAIN, report.observed_at))
        .order_by(READING.c.observed_at.desc())
    )
    known = _told(connection, newest.limit(1))
    return known if known is not None and known.is_what(report) else None


_TOLD = (
    select(
        SERIES.c.place,
        SERIES.c.quantity,
        READING.c.value,
        READING.c.observed_at,
        DRILLING.c.ice,
        DRILLING.c.snow_cm,
    )
    .join_from(READING, SERIES, SERIES.c.id == READING.c.series)
    .join(
        DRILLING,
        (DRILLING.c.series == READING.c.series) & (DRILLING.c.observed_at == READING.c.observed_at),
        isouter=True,
    )
)


def _told(connection: Connection, query: Executable) -> Taken | None:
    row = connection.execute(query).first()
    if row is None:
        return None
    ice = None if row.ice is None else IceKind(row.ice)
    return Taken(row.place, row.quantity, row.value, row.observed_at, ice, row.snow_cm, is_new=False)


def _series(reporter: Reporter, report: Report) -> Key:
    return Key(report.place, reporter.device, 0, report.quantity)


def _judge(report: Report, now: datetime) -> None:
    least, most = QUANTITIES[report.quantity].hard
    if not least <= report.value <= most:
        raise ReporterError(N_("The value must lie between {least} and {most}."), least=least, most=most)
    refuse_untimely(report.observed_at, now)


def _observation(reporter: Reporter, report: Report, now: datetime) -> Observation:
    return Observation(
        report.place, reporter.device, 0, report.quantity, "reported", report.observed_at, report.value, now
    )


def _reporter(row: Row[Any]) -> Reporter:
    return Reporter(
        row.id,
        row.name,
        tuple(row.places.split()),
        tuple(row.quantities.split()),
        row.created_at,
        row.revoked_at,
    )


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
