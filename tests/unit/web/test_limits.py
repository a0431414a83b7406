"""Limits per sender (R-S20)."""

from heritage.web.limits import DAY_S, MOST_SENDERS, Limit


def test_a_burst_is_let_through_and_then_the_wait_is_told() -> None:
    limit = Limit(burst=3, seconds_each=10)
    assert [limit.wait_s("a", 0.0) for _ in range(5)] == [0, 0, 0, 10, 10]


def test_who_waits_as_told_is_let_through() -> None:
    limit = Limit(burst=1, seconds_each=10)
    assert limit.wait_s("a", 0.0) == 0
    assert limit.wait_s("a", 4.0) == 6
    assert limit.wait_s("a", 10.0) == 0
    assert limit.wait_s("a", 10.5) == 10


def test_senders_do_not_hinder_each_other() -> None:
    limit = Limit(burst=1, seconds_each=10)
    assert [limit.wait_s(sender, 0.0) for sender in ("a", "b", "a")] == [0, 0, 10]


def test_a_new_day_forgets_everybody() -> None:
    limit = Limit(burst=1, seconds_each=10 * DAY_S)
    assert limit.wait_s("a", 0.0) == 0
    assert limit.wait_s("a", DAY_S - 1) > 0
    assert limit.wait_s("a", DAY_S) == 0


def test_many_senders_do_not_fill_the_memory() -> None:
    limit = Limit(burst=1, seconds_each=DAY_S)
    for number in range(MOST_SENDERS + 10):
        assert limit.wait_s(str(number), 0.0) == 0
    assert limit.wait_s(str(MOST_SENDERS + 9), 0.0) > 0
    assert limit.wait_s("0", 0.0) == 0, "the one unheard of for longest was let go"


def test_addresses_are_not_kept_readable() -> None:
    limit = Limit(burst=1, seconds_each=10)
    limit.wait_s("203.0.113.7", 0.0)
    assert "203.0.113.7" not in repr(limit)
