"""Scans stand beside passages as a share with an interval; small numbers tell nothing in public (R-V18, R-P10)."""

import pytest

from heritage.passages.figures.beside import beside
from heritage.passages.figures.values import NOTHING, Amount, Beside

CODES = ("KVA15",)


def passed(value: float, low: float | None = None, high: float | None = None) -> Amount:
    return Amount(value, value if low is None else low, value if high is None else high, 1.0, 0.0)


def for_staff(scans: int, passages: Amount) -> Beside:
    return beside(CODES, scans, passages, small=5, is_public=False)


def for_all(scans: int, passages: Amount) -> Beside:
    return beside(CODES, scans, passages, small=5, is_public=True)


def test_scans_are_told_for_each_hundred_passages() -> None:
    found = for_staff(100, passed(2000))
    assert (found.scans, found.per_hundred, found.is_hidden) == (100, 5.0, False)
    # The exact interval of a count of 100 is 81.36 to 121.63.
    assert found.low == pytest.approx(81.36 / 20, rel=1e-3)
    assert found.high == pytest.approx(121.63 / 20, rel=1e-3)


def test_unsure_passages_widen_the_share() -> None:
    sure, unsure = for_staff(100, passed(2000)), for_staff(100, passed(2000, 1500, 2500))
    assert sure.low is not None and unsure.low is not None and unsure.low < sure.low
    assert sure.high is not None and unsure.high is not None and unsure.high > sure.high
    assert unsure.per_hundred == 5.0


def test_no_scans_at_all_may_still_be_some_in_the_long_run() -> None:
    found = for_staff(0, passed(200, 180, 220))
    assert (found.scans, found.per_hundred, found.low) == (0, 0.0, 0.0)
    assert found.high == pytest.approx(100 * 3.689 / 180)


@pytest.mark.parametrize(("scans", "passages"), [(4, 2000.0), (40, 49.0), (0, 0.0)])
def test_little_is_hidden_in_public_and_not_from_staff(scans: int, passages: float) -> None:
    assert for_all(scans, passed(passages)) == Beside(CODES, None, None, None, None, True)
    staff = for_staff(scans, passed(passages))
    assert (staff.scans, staff.is_hidden) == (scans, False)


def test_enough_is_shown_in_public() -> None:
    found = for_all(5, passed(50))
    assert (found.scans, found.per_hundred, found.is_hidden) == (5, 10.0, False)


def test_the_least_number_of_scans_is_that_of_the_thresholds() -> None:
    assert beside(CODES, 9, passed(500), small=10, is_public=True).is_hidden
    assert not beside(CODES, 10, passed(500), small=10, is_public=True).is_hidden


@pytest.mark.parametrize("scans", [8, 9, 10, 11, 12])
def test_few_scans_are_rounded_before_the_share_is_made_of_them(scans: int) -> None:
    assert for_all(scans, passed(1000)) == for_all(10, passed(1000))
    assert for_all(scans, passed(1000)).scans == 10


def test_rounding_widens_the_public_interval() -> None:
    public, staff = for_all(10, passed(1000)), for_staff(10, passed(1000))
    assert public.low is not None and staff.low is not None and public.low < staff.low
    assert public.high is not None and staff.high is not None and public.high > staff.high


def test_many_scans_are_exact_in_public() -> None:
    assert for_all(52, passed(1000)) == for_staff(52, passed(1000))


@pytest.mark.parametrize("passages", [NOTHING, passed(20, 0, 60), passed(0)])
def test_there_is_no_share_of_passages_that_are_unknown_or_may_be_none(passages: Amount) -> None:
    assert for_staff(7, passages) == Beside(CODES, 7, None, None, None, False)
