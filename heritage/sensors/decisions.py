"""What people decide of readings: they are accepted or rejected by somebody, with a reason, and stay as read (R-V1).

A thickness of ice that jumped waits for such a decision; where the frost explains the jump, the program takes it.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from difflib import get_close_matches
from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from heritage.problems import N_, Refusal
from heritage.quantities import COUNTED, QUANTITIES, Quality
from heritage.sensors.quality import can_freeze, frost_sum
from heritage.sensors.readings import Run, judge_again
from heritage.sensors.series import (
    Row,
    Series,
    lock,
    moment,
    observed,
    rows_before,
    rows_between,
    rows_from,
    seconds,
)
from heritage.sensors.verdicts import NEVER_SHOWN_UNSEEN, Spans, Verdict, counts, spans_of, verdict_on, waits
from heritage.store.tables import DECISION, READING, SERIES, Seconds

LONGEST_REASON = 500
LONGEST_NAME = 80

PIECE = 1000
"""Readings that are judged again in one transaction, for devices must not wait for a year of them: 0.1 to 0.3 s, and
up to a second for ice that was measured every ten minutes, where all that follows in the winter is judged again."""

BY_WEATHER = "heritage"
"""Who decides where the weather explains a thickness."""

_WINTER = timedelta(days=240)
_FROST_KNOWN = timedelta(days=14)
"""For so long back the frost is looked at; what has waited for longer is left to people."""

_CAN_WAIT = SERIES.c.quantity.in_(NEVER_SHOWN_UNSEEN)

_FIRST_SUSPECT = (
    select(func.min(observed))
    .where(READING.c.series == bindparam("of"), READING.c.quality == Quality.SUSPECT)
    .where(READING.c.observed_at.between(bindparam("start", type_=Seconds), bindparam("end", type_=Seconds)))
)

_BEFOREHAND_S = 6 * 3600
"""So much earlier the first temperature may have been measured."""


class DecisionError(Refusal):
    """Why nothing is decided."""


class Subject(NamedTuple):
    """The readings of a place and quantity from `first` to `last`, both included; of one device, or of all."""

    place: str
    quantity: str
    first: datetime
    last: datetime
    device: str | None = None


class Ruling(NamedTuple):
    """Who decides what, and why."""

    verdict: Verdict
    who: str
    why: str


class Waiting(NamedTuple):
    """Readings of one series that wait for a human: so many, from `first` to `last`, between two values.

    `before` is the newest reading before them that counts, with its time; None where there is none. They are
    `ongoing` where none has counted since.
    """

    series: Series
    first: datetime
    last: datetime
    readings: int
    lowest: float
    highest: float
    newest: float
    before: tuple[datetime, float] | None
    ongoing: bool


def decide(
    run: Run,
    subject: Subject,
    ruling: Ruling,
    now: datetime,
    pause: Callable[[], object] = lambda: None,
) -> int:
    """Record the decision and return how many readings it is about. A later one goes before an earlier one.

    What is accepted ends `now`: nobody has looked at what is yet to be measured. A decision reaches as far as its
    readings are judged again, from transaction to transaction; `pause` is called in between, and where one fails it
    can be taken again. Raises DecisionError where there are none, or where nobody or no reason is named.
    """
    if not 1 <= len(ruling.who.strip()) <= LONGEST_NAME:
        raise DecisionError(N_("Say who decides, in at most {most} characters."), most=LONGEST_NAME)
    if not 1 <= len(ruling.why.strip()) <= LONGEST_REASON:
        raise DecisionError(N_("Say why, in at most {most} characters."), most=LONGEST_REASON)
    if subject.quantity in COUNTED:
        raise DecisionError(N_("Passages are decided on by hour and day: `heritage counts decide`."))
    if ruling.verdict is Verdict.ACCEPTED:
        subject = subject._replace(last=min(subject.last, now))
    concerned = run(partial(_concerned, subject=subject))
    if not concerned:
        raise run(partial(_nothing_there, subject=subject))
    for series, _ in concerned:
        decision, begins = run(partial(_begin, series=series, subject=subject, ruling=ruling, now=now))
        while begins is not None:
            pause()
            begins = run(partial(_go_on, decision=decision, series=series, first=begins, last=subject.last))
        pause()
    return sum(number for _, number in concerned)


def _nothing_there(connection: Connection, subject: Subject) -> DecisionError:
    """Why there are no readings: a name may be mistyped."""
    place, quantity = subject.place, subject.quantity
    if quantity not in QUANTITIES:
        near = get_close_matches(quantity, QUANTITIES, 1)
        known = ", ".join(near or QUANTITIES)
        return DecisionError(
            N_("There is no quantity '{quantity}'; there is {known}."), quantity=quantity, known=known
        )
    places = list(connection.scalars(select(SERIES.c.place).distinct()))
    near = get_close_matches(place, places, 1)
    if place not in places and near:
        return DecisionError(
            N_("Nothing was ever measured at '{place}'; did you mean '{near}'?"), place=place, near=near[0]
        )
    return DecisionError(
        N_("{place} has no readings of {quantity} in that time."), place=place, quantity=quantity
    )


def _concerned(connection: Connection, subject: Subject) -> list[tuple[int, int]]:
    """The series that have readings there, and how many."""
    query = (
        select(SERIES.c.id, func.count())
        .join_from(SERIES, READING, READING.c.series == SERIES.c.id)
        .where(SERIES.c.place == subject.place, SERIES.c.quantity == subject.quantity)
        .where(READING.c.observed_at.between(subject.first, subject.last))
        .group_by(SERIES.c.id)
    )
    if subject.device is not None:
        query = query.where(SERIES.c.device == subject.device)
    return [(number, count) for number, count in connection.execute(query)]


def _begin(
    connection: Connection, series: int, subject: Subject, ruling: Ruling, now: datetime
) -> tuple[int, datetime | None]:
    """Decide on the first readings: the decision's number, and from when on it has yet to reach."""
    decision = _record(connection, series, subject.first, ruling, now)
    return decision, _go_on(connection, decision, series, subject.first, subject.last)


def _record(connection: Connection, series: int, at: datetime, ruling: Ruling, now: datetime) -> int:
    """The number of a decision on a single moment."""
    row = {
        "series": series,
        "first_at": at,
        "last_at": at,
        "verdict": ruling.verdict.value,
        "decided_by": ruling.who.strip(),
        "decided_at": now,
        "why": ruling.why.strip(),
    }
    return int(connection.execute(insert(DECISION).values(row).returning(DECISION.c.id)).scalar_one())


def _go_on(
    connection: Connection, decision: int, series: int, first: datetime, last: datetime
) -> datetime | None:
    """Let a decision reach over some more readings from `first` on, up to `last`; from when on it has yet to reach."""
    lock(connection, series)
    rows = [row for row in rows_from(connection, series, seconds(first), PIECE) if row.at <= seconds(last)]
    is_end = len(rows) < PIECE
    until = last if is_end else moment(rows[-1].at)
    reach = update(DECISION).where(DECISION.c.id == decision).values(last_at=until)
    if connection.scalar(reach.returning(DECISION.c.verdict)) == Verdict.REJECTED:
        _withdraw_later(connection, decision, series, first, until)
    if rows:
        judge_again(connection, series, moment(rows[0].at), moment(rows[-1].at))
    return None if is_end else until + timedelta(seconds=1)


def _withdraw_later(
    connection: Connection, decision: int, series: int, first: datetime, until: datetime
) -> None:
    """What the program has noted since the decision was begun, where it had yet to reach, does not go before it."""
    noted = (DECISION.c.series == series) & (DECISION.c.id > decision) & (DECISION.c.decided_by == BY_WEATHER)
    connection.execute(delete(DECISION).where(noted, DECISION.c.first_at.between(first, until)))


def waiting(connection: Connection, now: datetime) -> list[Waiting]:
    """What waits for a human, of the last winter, in order of place and time; readings in a row stand together."""
    series = _series_that_wait(connection)
    spans = spans_of(connection, [one.id for one in series]) if series else {}
    found = (_waiting_of(connection, one, spans.get(one.id, ()), now) for one in series)
    return [group for groups in found for group in groups]


def _series_that_wait(connection: Connection) -> list[Series]:
    query = select(SERIES).where(_CAN_WAIT).order_by(SERIES.c.place, SERIES.c.id)
    return [Series(*row) for row in connection.execute(query)]


def _waiting_of(connection: Connection, series: Series, spans: Spans, now: datetime) -> Iterator[Waiting]:
    first = connection.scalar(_FIRST_SUSPECT, {"of": series.id, "start": now - _WINTER, "end": now})
    if first is None:
        return
    before = _newest_counted(connection, series, spans, first)
    group: list[Row] = []
    for row in rows_between(connection, series.id, first, seconds(now) + 1):
        verdict = verdict_on(spans, row.at)
        if waits(series.quantity, row.quality, verdict):
            group.append(row)
        elif counts(row.value, row.quality, verdict):
            if group:
                yield _together(series, group, before, ongoing=False)
            before, group = row, []
    if group:
        yield _together(series, group, before, ongoing=True)


def _newest_counted(connection: Connection, series: Series, spans: Spans, before: int) -> Row | None:
    earlier = rows_before(connection, series.id, before, int(_WINTER.total_seconds()))
    return next((row for row in earlier if counts(row.value, row.quality, verdict_on(spans, row.at))), None)


def _together(series: Series, group: Sequence[Row], before: Row | None, ongoing: bool) -> Waiting:
    values = [row.value for row in group if row.value is not None]
    return Waiting(
        series,
        moment(group[0].at),
        moment(group[-1].at),
        len(group),
        min(values),
        max(values),
        values[-1],
        None if before is None or before.value is None else (moment(before.at), before.value),
        ongoing,
    )


def explain(connection: Connection, now: datetime) -> int:
    """Accept the newest thickness of each series that waits, where the frost can have made it; return how many.

    The air must have been measured at the place itself since the reading before the jump, 14 days ago at most.
    What is accepted is what the next readings are compared with; older ones that wait go on waiting.
    """
    # Else somebody might reject meanwhile what is accepted here.
    connection.execute(select(SERIES.c.id).where(_CAN_WAIT).order_by(SERIES.c.id).with_for_update()).all()
    accepted = 0
    for group in waiting(connection, now):
        if not group.ongoing or group.before is None or group.before[0] < now - _FROST_KNOWN:
            continue
        since, before_cm = group.before
        frost = _frost(connection, group.series.place, seconds(since), seconds(group.last))
        if frost is not None and can_freeze(before_cm, group.newest, frost):
            why = f"frost sum {frost:.1f} °C days since {before_cm:g} cm"
            ruling = Ruling(Verdict.ACCEPTED, BY_WEATHER, why)
            _record(connection, group.series.id, group.last, ruling, now)
            judge_again(connection, group.series.id, group.last, group.last)
            accepted += 1
    return accepted


def _frost(connection: Connection, place: str, start: int, end: int) -> float | None:
    """The frost sum at a place by its own sensor of the air, if it has one that was well all the time."""
    query = select(SERIES).where(
        SERIES.c.place == place, SERIES.c.quantity == "air_temperature", SERIES.c.method == "sensor"
    )
    for row in connection.execute(query.order_by(SERIES.c.id.desc())).all():
        spans = spans_of(connection, [row.id]).get(row.id, ())
        rows = rows_between(connection, row.id, start - _BEFOREHAND_S, end + 1)
        counted = [
            (one.at, one.value)
            for one in rows
            if one.value is not None and counts(one.value, one.quality, verdict_on(spans, one.at))
        ]
        frost = frost_sum(counted, start, end)
        if frost is not None:
            return frost
    return None
