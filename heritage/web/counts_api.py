"""`/api/v1/counts`: counted passages as open data, as they are published (R-P10, R-P11, R-V23).

Each point is asked for by itself: points along a trail count the same people, so no sum over points is told (R-V7).
"""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from heritage.conditions.published import Data, as_time
from heritage.passages.figures.export import DIRECTIONS, UNIT, Wanted, row_facts, series
from heritage.passages.figures.export import Format as FileFormat
from heritage.passages.figures.public import public_until, published
from heritage.passages.figures.series import Series, Step
from heritage.passages.figures.stored import directions_of
from heritage.passages.figures.values import Figures
from heritage.passages.periods import Period
from heritage.places.counting import COUNTS_PAGE, CountingPoint
from heritage.store.kind import Kind, kind_of
from heritage.web.api import API, LICENCE, ApiDoor, ApiParts, Asked, Document
from heritage.web.parameters import Refused, day_of, known, word_of

PARAMETERS = ("point", "from", "to", "step", "direction", "estimates")

STEPS = (Step.DAY, Step.WEEK, Step.MONTH, Step.YEAR)
PROFILE = "profile"

MOST_DAYS = 3660
"""From the first day to the last of an answer."""

METHOD_PAGE = f"{COUNTS_PAGE}/method"

_KEPT_S = 600


class _Question(NamedTuple):
    """What is asked of one point. `step` None is the profile."""

    key: str
    point: CountingPoint
    period: Period
    step: Step | None
    direction: str
    with_estimates: bool


def counts_door(parts: ApiParts) -> ApiDoor:
    """The door of this resource."""
    return ApiDoor(parts, f"{API}/counts", "", counts)


def counts(asked: Asked, connection: Connection) -> Document:
    """The points, or with `point` the figures of that one."""
    given = known(asked.parameters, PARAMETERS)
    points = asked.shelf.library.counting.points
    if "point" not in given:
        if given:
            raise Refused(400, "Figures are those of one point: ask for 'point'. Points are never added up.")
        listed = [_point(asked, connection, key, point) for key, point in points.items()]
        return Document(_data(asked, connection, listed), _KEPT_S)
    question = _question(asked, connection, given)
    told = _point(asked, connection, question.key, question.point)
    if question.step is None:
        profile = _profile(_published(asked, connection, question))
        return Document(_data(asked, connection, [told], profile=profile), _KEPT_S)
    return Document(_data(asked, connection, [told], figures=_figures(asked, connection, question)), _KEPT_S)


def _data(
    asked: Asked,
    connection: Connection,
    points: list[Data],
    figures: list[Data] | None = None,
    profile: Data | None = None,
) -> Data:
    frame = asked.shelf.frame
    return {
        "at": as_time(asked.now),
        "is_demo": kind_of(connection) is Kind.DEMO,
        "licence": LICENCE,
        "unit": UNIT,
        "method": frame.absolute(frame.address(frame.languages[0], METHOD_PAGE)),
        "public_until": _until(asked).isoformat(),
        "points": points,
        "figures": figures or [],
        "profile": profile,
    }


def _point(asked: Asked, connection: Connection, key: str, point: CountingPoint) -> Data:
    frame, flows = asked.shelf.frame, directions_of(connection, key)
    until = None if flows.until is None else min(flows.until, _until(asked))
    has_figures = flows.since is not None and until is not None and flows.since <= until
    return {
        "id": key,
        "name": dict(point.name),
        "trail": point.trail,
        "km": point.km,
        "directions": {name: dict(words) for name, words in point.directions.items()},
        "visits": point.visits.value,
        "first": flows.since.isoformat() if flows.since is not None and has_figures else None,
        "last": until.isoformat() if until is not None and has_figures else None,
        "url": frame.absolute(frame.address(frame.languages[0], f"{COUNTS_PAGE}/{key}")),
    }


def _question(asked: Asked, connection: Connection, given: dict[str, str]) -> _Question:
    key = given["point"]
    point = asked.shelf.library.counting.points.get(key)
    if point is None:
        raise Refused(400, "'point' is not the id of a counting point.")
    flows, until = directions_of(connection, key), _until(asked)
    last = day_of(given, "to", until)
    first = day_of(given, "from", min(flows.since or last, last))
    if first > last:
        raise Refused(400, "'from' must not be later than 'to'.")
    if (last - first).days >= MOST_DAYS:
        raise Refused(400, f"Ask for at most {MOST_DAYS} days at once, with 'from' and 'to'.")
    return _Question(
        key,
        point,
        Period(first, last),
        _step(given),
        word_of(given, "direction", tuple(DIRECTIONS.values()), "all"),
        word_of(given, "estimates", ("1", "0"), "1") == "1",
    )


def _figures(asked: Asked, connection: Connection, question: _Question) -> list[Data]:
    wanted = Wanted(
        question.key,
        question.period,
        FileFormat.JSON,
        "",
        question.step,
        question.with_estimates,
    )
    found = series(connection, asked.shelf.library, wanted, asked.now)
    if found is None:
        raise Refused(400, "Single days of all of this time are not public; ask for weeks with step=week.")
    return [row for row in _rows(found) if row["direction"] == question.direction]


def _rows(found: Series) -> list[Data]:
    return [{**row_facts(row), "is_calibrated": found.is_calibrated} for row in found.rows]


def _published(asked: Asked, connection: Connection, question: _Question) -> Figures:
    if question.direction != "all":
        raise Refused(400, "Profiles are of all directions together.")
    library, estimates = asked.shelf.library, question.with_estimates
    return published(connection, library, question.key, question.period, asked.now, with_estimates=estimates)


def _profile(figures: Figures) -> Data:
    """Mean passages by weekday from Monday and by local hour, of whole calendar months (R-P11)."""
    told = figures.told
    return {
        "first": told.first.isoformat() if told else None,
        "last": told.last.isoformat() if told else None,
        "weekdays": _rounded(figures.weekdays),
        "hours_workday": _rounded(figures.hours_workday),
        "hours_weekend": _rounded(figures.hours_weekend),
        "heat": [_rounded(hours) for hours in figures.heat],
    }


def _rounded(means: tuple[float | None, ...]) -> list[float | None]:
    return [None if mean is None else round(mean, 2) for mean in means]


def _until(asked: Asked) -> date:
    return public_until(asked.now, asked.shelf.library.counting.checks)


def _step(given: dict[str, str]) -> Step | None:
    names = (*(step.value for step in STEPS), PROFILE)
    found = word_of(given, "step", names, Step.MONTH.value)
    return None if found == PROFILE else Step(found)
