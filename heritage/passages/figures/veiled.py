"""Means and profiles as everybody may know them: made from public sums and rounded shares (R-P10, R-P11). Pure;
what may be told is settled in `hiding`.
"""

from collections.abc import Collection, Sequence

from heritage.passages.figures.daily import Means
from heritage.passages.figures.hiding import LEAST_WEEKS, shares
from heritage.passages.figures.profile import NOTHING_KNOWN, WEEKEND, WORKDAYS, Profile
from heritage.passages.figures.values import HOURS, WEEKDAYS, Hours


def veiled_means(means: Means, total: float | None, days: int, step: int) -> Means:
    """Means of days that may not be told one by one: `total` is the public sum of all `days`."""
    mean = None if total is None else total / days
    weekdays = _scaled(shares(means.weekdays, means.least_weekday, step), mean, WEEKDAYS)
    return means._replace(
        mean=mean,
        median=None,
        weekdays=weekdays,
        workday=_mean_of(weekdays, WORKDAYS),
        weekend=_mean_of(weekdays, WEEKEND),
    )


def veiled_profile(profile: Profile, means: Means, step: int) -> Profile:
    """Hours as shares of the public means; nothing where there are fewer than four weeks."""
    if profile.least_heat < LEAST_WEEKS:
        return profile._replace(
            workday=NOTHING_KNOWN, weekend=NOTHING_KNOWN, heat=(NOTHING_KNOWN,) * WEEKDAYS
        )
    cells = [mean for hours in profile.heat for mean in hours]
    heat = _scaled(shares(cells, profile.least_heat, step), means.mean, WEEKDAYS)
    return profile._replace(
        workday=_scaled(shares(profile.workday, profile.least_workday, step), means.workday, 1),
        weekend=_scaled(shares(profile.weekend, profile.least_weekend, step), means.weekend, 1),
        heat=tuple(tuple(heat[day * HOURS : (day + 1) * HOURS]) for day in range(WEEKDAYS)),
    )


def _scaled(found: Sequence[float | None], mean: float | None, days: int) -> Hours:
    """Shares of so many days' sum as passages, each day with the public mean."""
    return tuple(None if share is None or mean is None else share * mean * days for share in found)


def _mean_of(weekdays: Sequence[float | None], wanted: Collection[int]) -> float | None:
    known = [mean for weekday in wanted if (mean := weekdays[weekday]) is not None]
    return sum(known) / len(known) if len(known) == len(wanted) else None
