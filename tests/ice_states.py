"""Every state of the ice, drawn by everything that speaks of it, in one language.

`python -m tests.ice_states ar` prints the documents as JSON, so that a copy of the program with another catalogue can
be asked too.
"""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import msgspec

from heritage.conditions import ice_words
from heritage.conditions.state import Conditions, HiddenIce, Ice, IceAdvice, IceMeasured, Shown
from heritage.i18n.catalogues import gettext_for
from heritage.pages.curves import Past
from heritage.pages.render import Renderer
from heritage.pages.site import Site, assemble
from heritage.places.library import load
from heritage.places.place import Place, PlaceConditions, Water
from heritage.quantities import IceKind
from heritage.sensors.lines import Day, Point, Season, SeasonLine, WeekLine
from heritage.weather.warnings import WarningState
from tests.asgi import SMALL

NOW = datetime(2027, 1, 20, 11, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

DRILLED_CM, SENSED_CM, THIN_CM = 47, 53, 8
"""Thicknesses that stand for nothing else on these pages."""

SECRETS = (str(DRILLED_CM), str(SENSED_CM))

_ALWAYS = HiddenIce(NOW - 10_000 * DAY, NOW + 10_000 * DAY, IceAdvice.SPRING)


def _measured(
    cm: float, advice: IceAdvice, kind: IceKind | None, age: timedelta = HOUR, snow_cm: float | None = None
) -> IceMeasured:
    method = "sensor" if kind is None else "drilled"
    return IceMeasured(Shown("lillsjon", "ice_thickness", 1, cm, method, NOW - age), advice, kind, snow_cm)


_MEASURED = _measured(DRILLED_CM, IceAdvice.MEASURED, IceKind.CLEAR, snow_cm=4)
_THIN = _measured(THIN_CM, IceAdvice.BELOW_TEN, IceKind.CLEAR)
_SENSED = _measured(SENSED_CM, IceAdvice.WARNING, None)
_SNOW = _measured(DRILLED_CM, IceAdvice.WARNING, IceKind.SNOW)
_UNKNOWN_KIND = _measured(DRILLED_CM, IceAdvice.WARNING, IceKind.UNKNOWN)

HIDDEN = {
    "not still": Ice(IceAdvice.NOT_STILL),
    "spring": Ice(IceAdvice.SPRING),
    "never measured": Ice(IceAdvice.UNKNOWN),
    "measured long ago": Ice(IceAdvice.UNKNOWN, since=NOW - 9 * DAY),
    "waiting": Ice(IceAdvice.UNKNOWN, since=NOW - HOUR, is_waiting=True),
}
"""States without a number."""

TOLD = {
    "clear ice": Ice(IceAdvice.MEASURED, drilled=_MEASURED),
    "old clear ice": Ice(
        IceAdvice.MEASURED, drilled=_measured(DRILLED_CM, IceAdvice.MEASURED, IceKind.CLEAR, 6 * DAY)
    ),
    "thin clear ice": Ice(IceAdvice.BELOW_TEN, drilled=_THIN),
    "no ice": Ice(IceAdvice.BELOW_TEN, drilled=_measured(0, IceAdvice.BELOW_TEN, IceKind.CLEAR)),
    "snow ice": Ice(IceAdvice.WARNING, drilled=_SNOW),
    "unknown kind": Ice(IceAdvice.WARNING, drilled=_UNKNOWN_KIND),
    "sensor": Ice(IceAdvice.WARNING, sensor=_SENSED),
    "old sensor": Ice(IceAdvice.WARNING, sensor=_measured(SENSED_CM, IceAdvice.WARNING, None, 3 * DAY)),
    "drilled and sensor": Ice(IceAdvice.WARNING, drilled=_MEASURED, sensor=_SENSED),
    "clear ice, and one waits": Ice(IceAdvice.MEASURED, drilled=_MEASURED, is_waiting=True),
}

STATES = HIDDEN | TOLD


def site() -> Site:
    library = load(SMALL).library
    assert library is not None
    return assemble(library)


def conditions(ice: Ice, is_demo: bool = False) -> Conditions:
    is_told = bool(ice.measured)
    return Conditions(
        place="lillsjon",
        at=NOW,
        readings=(),
        silent=(),
        ice=ice,
        hidden_ice=None if is_told else _ALWAYS,
        wind_chill=None,
        forecast=None,
        warnings=WarningState(False, None),
        sun=None,
        is_demo=is_demo,
        water_is_assumed=is_demo,
        changes_at=NOW + HOUR,
    )


def _past() -> Past:
    """A winter that was measured, by hand and by a sensor."""
    lines = [("drilled", DRILLED_CM), ("sensor", SENSED_CM)]
    week = [
        WeekLine(1, method, tuple(Point(NOW - hours * HOUR, cm, False) for hours in (40, 20)), 30 * HOUR)
        for method, cm in lines
    ]
    days = [
        SeasonLine(1, method, tuple(Day(date(2027, 1, day), cm, cm, cm, 8) for day in (3, 4, 5)))
        for method, cm in lines
    ]
    season = Season(date(2026, 7, 1), date(2027, 6, 30), tuple(days))
    return Past("ice_thickness", week, season, Season(date(2025, 7, 1), date(2026, 6, 30), ()))


def drawn(ice: Ice, language: str, made: Site) -> Iterator[tuple[str, str]]:
    """What every page says of a state, as HTML, and what data and plain text say."""
    draw = Renderer(made.library, language, made.frame)
    for word, is_demo in (("", False), ("demo ", True)):
        known = conditions(ice, is_demo)
        yield f"{word}panel", draw.panel(known)
        yield f"{word}now", draw.now(known)
        yield f"{word}point", draw.panel(known, True)
        yield f"{word}overview", draw.overview_now([known], NOW)
    yield "curves", draw.curves(conditions(ice), [_past()])
    yield "data", "\n\n".join(ice_words.in_full(ice, gettext_for(language).gettext))


def without_server(language: str, made: Site) -> Iterator[tuple[str, str]]:
    """What is said of the ice where the database or the server is missing."""
    for water in (Water.STILL, Water.REGULATED, None):
        place = _with_water(made.library.places["lillsjon"], water)
        library = msgspec.structs.replace(made.library, places={**made.library.places, "lillsjon": place})
        draw = Renderer(library, language, made.frame)
        yield f"trouble, {water}", draw.panel_trouble(place, NOW)
        yield f"spring trouble, {water}", draw.panel_trouble(place, NOW + 70 * DAY)
        yield f"elsewhere, {water}", draw.panel_elsewhere(place)


def _with_water(place: Place, water: Water | None) -> Place:
    conditions = PlaceConditions(measures=("ice_thickness",), water=water)
    return msgspec.structs.replace(place, conditions=conditions)


def documents(language: str) -> dict[str, str]:
    """All of them, by a name that begins with the state's."""
    made = site()
    found = {
        f"{name}: {kind}": text for name, ice in STATES.items() for kind, text in drawn(ice, language, made)
    }
    return found | {f"without server: {name}": text for name, text in without_server(language, made)}


if __name__ == "__main__":
    print(json.dumps(documents(sys.argv[1])))
