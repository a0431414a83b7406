"""Judges content that has been read: what must be mended before anything is built, and what is worth knowing.

A module a subject; each takes an `Inspection` and yields what it finds. Pure, but for the lines of files with
problems, which are looked up when there is something to say of them.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from heritage.places.checks import (
    conditions,
    counting,
    devices,
    facts,
    ice,
    links,
    pictures,
    positions,
    readability,
    recordings,
    register,
    site,
    statement,
    texts,
    trails,
    translations,
)
from heritage.places.checks.inspection import Inspection
from heritage.places.library import Loaded
from heritage.problems import Problem

_SUBJECTS: tuple[Callable[[Inspection], Iterator[Problem]], ...] = (
    site.check,
    statement.check,
    texts.check,
    translations.check,
    facts.check,
    positions.check,
    trails.check,
    links.check,
    pictures.check,
    recordings.check,
    readability.check,
    ice.check,
    register.check,
    conditions.check,
    devices.check,
    counting.check,
)


def check(
    loaded: Loaded,
    today: date,
    release: bool = False,
    note_months: int = 11,
    statement_stops: bool = True,
    promised: Mapping[str, str] | None = None,
) -> list[Problem]:
    """Every problem of reading and judging, in no order. Nothing can be judged without a library.

    A `release` refuses safety texts that nobody has checked (R-I8). The accessibility assessment is noted
    as old after `note_months` and refused when it is older than its own limit (R-A5), unless not even that
    `statement_stops`: a server or a sign must not wait for it. `promised` tells the places that
    earlier versions of the register gave to codes, where they are known.
    """
    problems = list(loaded.problems)
    if loaded.library is not None:
        inspection = Inspection(
            loaded, loaded.library, today, release, note_months, statement_stops, promised or {}
        )
        for judge in _SUBJECTS:
            problems += judge(inspection)
    return problems
