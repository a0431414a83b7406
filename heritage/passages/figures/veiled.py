"""Means and profiles as everybody may know them: made from public sums and rounded shares (R-P10, R-P11). Pure;
what may be told is settled in `hiding`.
"""

from collections.abc import Collection, Sequence

from heritage.passages.figures.daily import Means
from heritage.passages.figures.hiding import LEAST_WEEKS, shares
from heritage.passages.figures.profile import NOTHING_KNOWN, WEEKEND, WORKDAYS, Profile
from heritage.passages.figures.values import HOURS, WEEKDAYS, Amount, Hours


def mean_of_sum(amount: Amount, days: int) -> float | None:
    """The mean of so many days that may not be told one by one, from their public sum and the time it stands for."""
    return None if amount.value is None else amount.value / (days * amount.coverage)


def veiled_means(means: Means, amount: Amount, days: int, step: int) -> Means:
    """Means of so many days that may not be told one by one: `amount` is their public sum."""
    mean = mean_of_sum(amount, days)
    weekdays = _scaled(shares(means.weekdays, means.least_weekday, step), mean, WEEKDAYS)
    return means._replace(
        mean=mean,
        median=None,
        usable_days=days,
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
