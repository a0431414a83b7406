"""What holds for mountings of sensors and counters: their dates, and that nothing hangs in two places at once."""

from collections.abc import Iterator, Sequence
from datetime import date

from heritage.places.checks.inspection import Inspection, Keys
from heritage.places.counting import CounterMounting
from heritage.places.device import Mounting
from heritage.places.library import COUNTING
from heritage.problems import N_, Problem

Hung = Mounting | CounterMounting


def span(inspection: Inspection, path: str, keys: Keys, mounting: Hung) -> Iterator[Problem]:
    """It ends after it began, and has begun."""
    if mounting.until is not None and mounting.until < mounting.since:
        told = N_("it was taken down ('until') before it was put up ('since'); mend one of the dates")
        yield inspection.problem(path, (*keys, "until"), told)
    if mounting.since > inspection.today:
        told = N_("'since' lies in the future: until then nothing of what it sends or counts is used")
        yield inspection.note(path, (*keys, "since"), told)


def overlaps(inspection: Inspection, path: str, keys: Keys, mountings: Sequence[Hung]) -> Iterator[Problem]:
    """A mounting lasts through the day of its `until`, so the next begins on a later one.

    Only different lines of one counter may count in different places on the same day.
    """
    begun: list[Hung] = []
    for number, mounting in sorted(enumerate(mountings), key=lambda pair: pair[1].since):
        still = [
            one for one in begun if mounting.since <= end(one) and not are_different_lines(one, mounting)
        ]
        if still:
            longest = max(still, key=end)
            told = N_("on {day} it still hung at '{place}'; give that mounting an 'until' before this day")
            at = (*keys, number, "since")
            yield inspection.problem(path, at, told, day=mounting.since, place=longest.spot)
        begun.append(mounting)


def are_different_lines(one: Hung, other: Hung) -> bool:
    """Whether two mountings of a counter take different lines; each takes the first unless it says another."""
    return _line(one) != _line(other)


def _line(mounting: Hung) -> int:
    return (mounting.line if isinstance(mounting, Mounting) else None) or 1


def end(mounting: Hung) -> date:
    """The last day of a mounting."""
    return mounting.until or date.max


def point_slug(inspection: Inspection, path: str, keys: Keys, slug: str) -> Iterator[Problem]:
    """A problem if `slug`, which stands at `keys` of the file `path`, names no counting point."""
    points = inspection.library.counting.points
    if slug in points or inspection.path(COUNTING) in inspection.loaded.broken_paths:
        return
    near = inspection.near(slug, points)
    if near:
        told = N_("'{point}' is no counting point; did you mean '{suggestion}'?")
    else:
        told = N_("'{point}' is no counting point; write it among the 'points' of counting.yaml")
    yield inspection.problem(path, keys, told, point=slug, suggestion=near)
