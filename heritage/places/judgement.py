"""Everything an editor should mend: the content as read and judged, and the register held against its past.

Where both have something to say of one mistake, the one that knows how to mend it speaks.
"""

from datetime import date
from pathlib import Path

from heritage.places import history
from heritage.places.checks import check
from heritage.places.library import Loaded
from heritage.problems import Problem

SECONDS = 10.0
"""How long Git may take in all."""


def judge(
    loaded: Loaded,
    content: Path,
    today: date,
    release: bool = False,
    statement_stops: bool = True,
    seconds: float = SECONDS,
) -> list[Problem]:
    """Problems and notes of the folder `content`, which was read as `loaded`, in no order.

    An old accessibility statement stops a build, but not a server or a sign: they pass `statement_stops` False.
    A code that is gone or mistyped leaves its place without one, and a mistyped place a code led elsewhere:
    the cause alone is told.
    """
    past = history.look_back(content, seconds)
    problems = check(loaded, today, release, statement_stops=statement_stops, promised=past.places)
    places = (
        frozenset[str]() if loaded.library is None else loaded.library.places.keys() | loaded.broken_slugs
    )
    return [*problems, *history.broken(past, content, places), *past.notes]
