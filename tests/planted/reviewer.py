"""What a reviewer decides of what was found, and of nothing else: who looks only at the list knows no other fault."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Engine

from heritage.passages.checks.judging import Kind
from heritage.passages.decided import decisions
from heritage.passages.decided.decisions import Ruling, Subject
from tests.planted.plan import FAULTS
from tests.planted.seen import BLOCKED, UNFILLED, Mark, Seen
from tests.planted.year import NOW, in_turn

_REAL = (FAULTS["class"],)
"""What the office's diary knows to be real."""

_RULINGS = {BLOCKED: Ruling.RECONSTRUCTED, UNFILLED: Ruling.RECONSTRUCTED, Kind.NIGHT: Ruling.REJECTED}


def decide(engine: Engine, seen: Mapping[str, Seen]) -> int:
    """How many decisions that makes."""
    rulings = [(point, *one) for point, found in seen.items() for one in _rulings(point, found)]
    for point, mark, ruling in rulings:
        first, end = (datetime.fromtimestamp(second, UTC) for second in (mark.start, mark.end))
        subject = Subject(point, first, end)
        why = "skolklass" if ruling is Ruling.KEPT else mark.kind
        in_turn(
            engine,
            partial(decisions.record, subject=subject, ruling=ruling, who="turistbyrån", why=why, now=NOW),
        )
    return len(rulings)


def _rulings(point: str, found: Seen) -> Iterator[tuple[Mark, Ruling]]:
    """Of what is held the reviewer keeps what the diary knows; the rest stays left out as it is."""
    for mark in found.marks:
        if mark.is_held and any(one.point == point and one.touches(mark.start, mark.end) for one in _REAL):
            yield mark, Ruling.KEPT
        elif mark.kind in _RULINGS:
            yield mark, _RULINGS[mark.kind]
