"""Far more passages than is typical of the same local weekday and hour in the weeks around (R-V9). Pure."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from heritage.passages.slots import DAY_S, Slots, hours_between, slots, weeks_around
from heritage.passages.stretches import HOUR_S, HourCount, Stretch
from heritage.places.counting import Thresholds
from heritage.store.flags import Flag

_LEAST_WEEKS = 3
_LONGEST_S = 6 * DAY_S
"""With the weeks around it, so long a stretch lies within the radius of the checks."""


def typical(values: Mapping[int, int], around: Iterable[int]) -> float | None:
    """The median of the values that there are; None of fewer than three."""
    known = [values[one] for one in around if one in values]
    return median(known) if len(known) >= _LEAST_WEEKS else None


def with_spikes(
    stretches: Sequence[Stretch], hours: Iterable[HourCount], checks: Thresholds
) -> list[Stretch]:
    """Stretches of a flow, with SPIKE on those of six days at most that hold far more than is typical of their hours.

    A counter that goes back to an old total while nobody hears it, for instance, seems to have counted all of it.
    """
    large = [
        one for one in stretches if one.raw >= checks.spike_hour_least and one.end - one.start <= _LONGEST_S
    ]
    if not large:
        return list(stretches)
    whole = [one for one in hours if one.covered == HOUR_S]
    starts = [*(one.start for one in large), *(one.hour for one in whole)]
    ends = [*(one.end for one in large), *(one.hour + HOUR_S for one in whole)]
    frame = slots(min(starts), max(ends))
    values = {frame.cells[one.hour]: one.raw for one in whole if one.raw is not None}
    odd = {one.start for one in large if _is_spike(one, values, frame, checks)}
    return [one._replace(flags=one.flags | Flag.SPIKE) if one.start in odd else one for one in stretches]


def _is_spike(one: Stretch, values: Mapping[int, int], frame: Slots, checks: Thresholds) -> bool:
    weeks = weeks_around(checks.neighbour_weeks)
    whole = 0.0
    for hour, seconds in hours_between(one.start, one.end):
        of_hour = typical(values, [frame.cells[hour] + week for week in weeks])
        if of_hour is None:
            return False
        whole += of_hour * seconds / HOUR_S
    return one.raw >= checks.spike_hour_factor * whole
