"""What a counter told becomes spans: totals decide how many, intervals when, and nothing is invented (R-V3, R-V4)."""

from heritage.passages.counted.spans import Told, spans
from heritage.passages.stretches import Span
from heritage.store.flags import Flag

NONE = Flag(0)
MINUTE, HOUR, DAY = 60, 3600, 86_400
TEN = 10 * MINUTE
SIXTEEN_BITS = 65_536
LATE = 1_000 * DAY


def counted(
    totals: dict[int, int] | None = None,
    intervals: dict[int, int] | None = None,
    *,
    since: int = 0,
    until: int = LATE,
    modulus: int | None = SIXTEEN_BITS,
    interval_s: int = TEN,
) -> list[Span]:
    return spans(
        [Told(at, value) for at, value in (totals or {}).items()],
        [Told(at, value) for at, value in (intervals or {}).items()],
        since=since,
        until=until,
        modulus=modulus,
        interval_s=interval_s,
        most_per_hour=1000,
    )


def test_the_difference_of_two_totals_was_counted_between_them() -> None:
    assert counted({TEN: 100, 2 * TEN: 103, 3 * TEN: 103}) == [
        Span(TEN, 2 * TEN, 3, NONE),
        Span(2 * TEN, 3 * TEN, 0, NONE),
    ]


def test_a_first_total_has_no_past() -> None:
    assert counted({TEN: 41_000}) == []
    assert counted() == []


def test_a_difference_across_a_gap_belongs_to_the_whole_gap() -> None:
    assert counted({0: 100, TEN: 101, 3 * DAY: 250}) == [
        Span(0, TEN, 1, NONE),
        Span(TEN, 3 * DAY, 149, NONE),
    ]


def test_messages_count_once_in_whatever_order_and_however_often_they_come() -> None:
    messages = [Told(TEN, 100), Told(2 * TEN, 103), Told(3 * TEN, 104)]
    frame = {"since": 0, "until": LATE, "modulus": None, "interval_s": TEN, "most_per_hour": 1000}

    late_and_twice = spans([*reversed(messages), messages[1]], [], **frame)

    assert late_and_twice == spans(messages, [], **frame)
    assert sum(span.passages or 0 for span in late_and_twice) == 4


def test_a_total_that_passes_its_largest_number_is_no_loss() -> None:
    assert counted({0: 65_530, TEN: 4}) == [Span(0, TEN, 10, Flag.WRAP)]


def test_a_total_that_passes_its_largest_number_in_a_gap_counts_for_the_gap() -> None:
    assert counted({0: 65_400, 2 * DAY: 150}) == [Span(0, 2 * DAY, 286, Flag.WRAP)]


def test_a_counter_of_32_bits_comes_round_as_well() -> None:
    assert counted({0: 2**32 - 3, TEN: 2}, modulus=2**32) == [Span(0, TEN, 5, Flag.WRAP)]


def test_a_total_that_begins_again_counts_what_came_since() -> None:
    assert counted({0: 41_200, TEN: 3, 2 * TEN: 9}) == [
        Span(0, TEN, 3, Flag.RESET),
        Span(TEN, 2 * TEN, 6, NONE),
    ]


def test_a_new_battery_after_days_is_not_taken_for_thousands_of_passages() -> None:
    # 65 536 - 41 200 + 12 passages could have come in a month; none would believe it of a counter that was silent.
    for days in (1, 3, 30):
        assert counted({0: 41_200, days * DAY: 12}) == [Span(0, days * DAY, 12, Flag.RESET)]


def test_a_gap_makes_no_more_passages_likely_than_come_between_two_messages() -> None:
    # 5 548 passages of three days would bring this total round; so would a new battery, and that is likelier.
    assert counted({0: 60_000, 3 * DAY: 12}) == [Span(0, 3 * DAY, 12, Flag.RESET)]
    assert counted({0: 30_000, 7 * DAY: 12}, interval_s=7 * DAY) == [Span(0, 7 * DAY, 12, Flag.RESET)]


def test_a_drop_near_the_largest_number_is_a_reset_where_the_interval_says_so() -> None:
    totals = {0: 65_530, TEN: 4}

    assert counted(totals, {TEN: 10}) == [Span(0, TEN, 10, Flag.WRAP)]
    assert counted(totals, {TEN: 4}) == [Span(0, TEN, 4, Flag.RESET)]


def test_a_counter_whose_largest_number_is_unknown_only_begins_again() -> None:
    assert counted({0: 65_530, TEN: 4}, modulus=None) == [Span(0, TEN, 4, Flag.RESET)]


def test_a_counter_that_sends_every_six_hours_may_come_round_with_as_many_as_fit_in_them() -> None:
    assert counted({0: 63_000, 6 * HOUR: 500}, interval_s=6 * HOUR) == [Span(0, 6 * HOUR, 3036, Flag.WRAP)]


def test_a_total_that_goes_back_to_a_saved_number_tells_nothing_of_that_time() -> None:
    # Restarted, it went on from what it had last saved; 41 190 passages in ten minutes are none.
    assert counted({0: 41_205, TEN: 41_190, 2 * TEN: 41_192}) == [
        Span(0, TEN, None, Flag.RESET),
        Span(TEN, 2 * TEN, 2, NONE),
    ]


def test_intervals_tell_of_the_time_in_which_a_total_went_back() -> None:
    assert counted({0: 41_205, TEN: 41_190}, {0: 1, TEN: 2}) == [Span(0, TEN, 2, Flag.RESET)]


def test_a_low_total_that_goes_back_to_a_saved_number_is_told_by_its_interval() -> None:
    # 480 could be the passages of ten minutes with a new battery; the counter says that two have passed.
    assert counted({0: 495, TEN: 480, 2 * TEN: 481}, {0: 1, TEN: 2, 2 * TEN: 1}) == [
        Span(0, TEN, 2, Flag.RESET),
        Span(TEN, 2 * TEN, 1, NONE),
    ]


def test_an_interval_reaches_back_to_the_message_before_it() -> None:
    early, late = 2 * TEN - 30, 3 * TEN + 60
    assert counted(intervals={TEN: 5, early: 6, late: 7}) == [
        Span(0, TEN, 5, NONE),
        Span(TEN, early, 6, NONE),
        Span(early, late, 7, NONE),
    ]


def test_time_before_an_interval_whose_message_before_is_lost_is_a_gap() -> None:
    assert counted(intervals={TEN: 5, 3 * TEN: 6}) == [
        Span(0, TEN, 5, NONE),
        Span(2 * TEN, 3 * TEN, 6, NONE),
    ]


def test_an_interval_that_comes_again_from_memory_some_seconds_beside_counts_once() -> None:
    live = {TEN: 4, 2 * TEN: 7, 3 * TEN: 7}
    for beside in (-20, 5, 60):
        again = {at + beside: value for at, value in live.items()}
        found = counted(intervals=live | again, since=-HOUR)
        assert sum(span.passages or 0 for span in found) == 18
        assert len(found) == 3


def test_another_number_soon_after_an_interval_or_the_same_a_while_after_is_counted() -> None:
    assert counted(intervals={TEN: 4, TEN + 5: 1}) == [Span(0, TEN, 4, NONE), Span(TEN, TEN + 5, 1, NONE)]
    assert sum(span.passages or 0 for span in counted(intervals={TEN: 4, TEN + 61: 4})) == 8
    of_a_minute = counted(intervals={MINUTE * number: 2 for number in range(1, 11)}, interval_s=MINUTE)
    assert sum(span.passages or 0 for span in of_a_minute) == 20


def test_an_interval_from_memory_that_tells_of_a_fault_marks_the_one_that_it_repeats() -> None:
    frame = {"since": 0, "until": LATE, "modulus": None, "interval_s": TEN, "most_per_hour": 1000}
    found = spans([], [Told(TEN, 4), Told(TEN + 5, 4, is_suspect=True)], **frame)
    assert found == [Span(0, TEN, 4, Flag.SUSPECT_READING)]


def test_an_interval_that_began_before_the_segment_was_counted_elsewhere() -> None:
    assert counted(intervals={TEN: 5, 2 * TEN: 6}, since=TEN - 1) == [Span(TEN, 2 * TEN, 6, NONE)]


def test_a_total_at_the_first_second_of_a_segment_is_where_it_begins() -> None:
    assert counted({0: 5, TEN: 7, 2 * TEN: 20}, since=TEN) == [Span(TEN, 2 * TEN, 13, NONE)]


def test_what_is_told_after_the_segment_is_of_another() -> None:
    assert counted({0: 5, TEN: 7, 2 * TEN: 20}, until=TEN) == [Span(0, TEN, 2, NONE)]


def test_the_interval_of_the_first_total_counts_and_later_ones_are_in_the_totals() -> None:
    assert counted({TEN: 15, 2 * TEN: 18}, {TEN: 15, 2 * TEN: 3}) == [
        Span(0, TEN, 15, NONE),
        Span(TEN, 2 * TEN, 3, NONE),
    ]


def test_a_first_interval_above_its_total_is_no_error() -> None:
    assert counted({TEN: 10}, {TEN: 15}) == [Span(0, TEN, 15, NONE)]


def test_of_a_total_and_an_interval_that_differ_the_total_holds() -> None:
    assert counted({0: 10, TEN: 14}, {TEN: 9}) == [Span(0, TEN, 4, NONE)]


def test_in_a_gap_the_last_interval_has_its_own_and_the_rest_is_of_the_time_before() -> None:
    assert counted({0: 10, 5 * TEN: 50}, {0: 1, 5 * TEN: 4}) == [
        Span(0, 4 * TEN, 36, NONE),
        Span(4 * TEN, 5 * TEN, 4, NONE),
    ]


def test_intervals_that_tell_of_more_than_the_totals_are_not_used() -> None:
    assert counted({0: 10, 5 * TEN: 12}, {5 * TEN: 4}) == [Span(0, 5 * TEN, 2, NONE)]


def test_where_intervals_hold_all_passages_the_rest_of_a_gap_had_none() -> None:
    assert counted({0: 10, 5 * TEN: 16}, {2 * TEN: 2, 5 * TEN: 4}) == [
        Span(0, TEN, 0, NONE),
        Span(TEN, 2 * TEN, 2, NONE),
        Span(2 * TEN, 4 * TEN, 0, NONE),
        Span(4 * TEN, 5 * TEN, 4, NONE),
    ]


def test_what_came_in_one_of_several_gaps_is_of_the_time_from_the_first_to_the_last() -> None:
    totals, intervals = (
        {0: 0, 8 * TEN: 30},
        {TEN: 1, 3 * TEN: 2, 4 * TEN: 3, 6 * TEN: 4, 7 * TEN: 5, 8 * TEN: 6},
    )
    assert counted(totals, intervals) == [
        Span(0, TEN, 1, NONE),
        Span(TEN, 5 * TEN, 2 + 3 + 9, NONE),
        Span(5 * TEN, 6 * TEN, 4, NONE),
        Span(6 * TEN, 7 * TEN, 5, NONE),
        Span(7 * TEN, 8 * TEN, 6, NONE),
    ]


def test_intervals_that_cover_a_gap_but_lack_passages_are_not_used() -> None:
    assert counted({0: 0, 2 * TEN: 30}, {TEN: 1, 2 * TEN: 2}) == [Span(0, 2 * TEN, 30, NONE)]


def test_totals_and_intervals_in_frames_of_their_own_belong_together() -> None:
    # A VS133 sends its totals, and its periods some seconds later; of the third round the totals are lost.
    totals = {0: 100, TEN: 104, 3 * TEN: 111}
    intervals = {7: 1, TEN + 5: 4, 2 * TEN + 8: 5, 3 * TEN + 6: 2}
    assert counted(totals, intervals) == [
        Span(0, TEN, 4, NONE),
        Span(TEN, 2 * TEN + 8, 5, NONE),
        Span(2 * TEN + 8, 3 * TEN, 2, NONE),
    ]


def test_intervals_go_on_alone_where_totals_end() -> None:
    assert counted({0: 5, TEN: 6}, {TEN: 1, 2 * TEN: 3, 3 * TEN: 4}) == [
        Span(0, TEN, 1, NONE),
        Span(TEN, 2 * TEN, 3, NONE),
        Span(2 * TEN, 3 * TEN, 4, NONE),
    ]


def test_an_interval_that_lies_on_both_sides_of_the_last_total_does_not_count_twice() -> None:
    assert counted({0: 5, TEN: 6}, {TEN + 200: 1, 2 * TEN + 200: 9}) == [
        Span(0, TEN, 1, NONE),
        Span(TEN + 200, 2 * TEN + 200, 9, NONE),
    ]


def test_a_message_in_which_the_counter_finds_fault_with_itself_marks_what_it_ends() -> None:
    totals = [Told(0, 5), Told(TEN, 6), Told(2 * TEN, 6, is_suspect=True), Told(3 * TEN, 7)]
    found = spans(totals, [], since=0, until=LATE, modulus=None, interval_s=TEN, most_per_hour=1000)
    assert [span.flags for span in found] == [NONE, Flag.SUSPECT_READING, NONE]


def test_more_than_can_pass_is_marked_and_kept() -> None:
    assert counted({0: 5, TEN: 1006, 2 * TEN: 1006}) == [
        Span(0, TEN, 1001, Flag.SPIKE),
        Span(TEN, 2 * TEN, 0, NONE),
    ]
    assert counted({0: 5, 2 * HOUR: 1006}) == [Span(0, 2 * HOUR, 1001, NONE)]
