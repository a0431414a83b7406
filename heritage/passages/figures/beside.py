"""Scans of signs beside the passages of people who pass them: a share that scans, never visits (R-V18). Pure."""

from math import exp, log, sqrt

from heritage.passages.figures.values import Amount, Beside
from heritage.passages.stretches import SURE

LEAST_PASSAGES = 50
"""Fewer make no public share."""

_COARSE, _COARSE_BELOW, _COARSE_REACH = 5, 50, 2
_SCANS_OF_NONE = 3.689
"""-ln 0.025: up to so many were to be expected where none came."""

_HUNDRED = 100


def beside(codes: tuple[str, ...], scans: int, passages: Amount, *, small: int, is_public: bool) -> Beside:
    """Scans for each 100 passages, with a 95 % interval; `scans` are those of `codes` in the period of `passages`.

    In public fewer scans than `small`, or fewer than 50 passages, hide everything, and fewer than 50 scans are rounded
    to 5; `passages` are to be as they are published, so that the share tells no more than its parts (R-P10). There is
    no share where the passages are no number, none, or so unsure that there may have been none.

    One who passes twice and scans once is one scan in two passages. Scans are taken as a count of Poisson, with Byar's
    approximation of its exact interval (Breslow & Day, Statistical Methods in Cancer Research II, 1987, p. 69). It is
    joined with that of the passages on the scale of logarithms by the method of variance estimates recovery (Zou &
    Donner, Statistics in Medicine 27, 2008): each side's squared distances are added. Rounding widens the scans' side
    by what it may have moved them.
    """
    value = passages.value
    if is_public and (scans < small or (value is not None and value < LEAST_PASSAGES)):
        return Beside(codes, None, None, None, None, True)
    is_coarse = is_public and scans < _COARSE_BELOW
    told = _COARSE * round(scans / _COARSE) if is_coarse else scans
    if value is None or not passages.low or passages.high is None:
        return Beside(codes, told, None, None, None, False)
    low, high = _bounds(told, _COARSE_REACH if is_coarse else 0)
    share = _HUNDRED * told / value
    up, down = log(value / passages.low), log(passages.high / value)
    if told == 0:
        return Beside(codes, 0, 0.0, 0.0, _HUNDRED * high / passages.low, False)
    lowest = share * exp(-sqrt(log(told / low) ** 2 + down**2))
    highest = share * exp(sqrt(log(high / told) ** 2 + up**2))
    return Beside(codes, told, share, lowest, highest, False)


def _bounds(scans: int, reach: int) -> tuple[float, float]:
    """The 95 % interval of what a count of events stands for, where the count itself may be off by `reach`."""
    least, most = max(scans - reach, 0), scans + reach
    if scans == 0:
        return 0.0, _SCANS_OF_NONE
    least = max(least, 1)
    low = least * (1 - 1 / (9 * least) - SURE / (3 * sqrt(least))) ** 3
    above = most + 1
    return low, above * (1 - 1 / (9 * above) + SURE / (3 * sqrt(above))) ** 3
