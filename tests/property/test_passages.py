"""However a counter's messages are lost, repeated and mixed up, what was told is counted once, and no more (R-V3)."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import NamedTuple

from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from heritage.passages.counted.hours import LONGEST_IN_HOURS, combine, lay_out
from heritage.passages.counted.spans import Told, spans
from heritage.passages.stretches import HOUR_S, Span, day_bounds
from heritage.store.flags import Flag

MODULUS = 65_536
MOST_PER_HOUR = 1000
NONE = Flag(0)
START = 1_760_000_000

some = examples(max_examples=100)


class Sent(NamedTuple):
    """A message as it left the counter: `life` grows with each time that it began again."""

    at: int
    total: int
    interval: int
    life: int
    passed: int  # in truth, ever


class Story(NamedTuple):
    """All that a counter sent, and which of it arrived."""

    interval_s: int
    sent: list[Sent]
    totals: list[int]  # indices of the messages that arrived
    intervals: list[int]

    def told(self, totals: Sequence[int], intervals: Sequence[int], lag: int = 0) -> list[Span]:
        return spans(
            [Told(self.sent[at].at, self.sent[at].total) for at in totals],
            [Told(self.sent[at].at + lag, self.sent[at].interval) for at in intervals],
            since=START,
            until=START + 10**7,
            modulus=MODULUS,
            interval_s=self.interval_s,
            most_per_hour=MOST_PER_HOUR,
        )


@st.composite
def stories(draw: st.DrawFn, may_restart: bool = True) -> Story:
    """A counter near its largest total or far from it, whose clock strays a little, with some messages lost."""
    interval_s = draw(st.sampled_from([600, 3600, 21_600]))
    steps = draw(
        st.lists(
            st.tuples(
                st.integers(0, 12),
                st.integers(0, interval_s // 10),
                st.booleans() if may_restart else st.just(False),
            ),
            min_size=1,
            max_size=30,
        )
    )
    total = draw(st.sampled_from([0, 7, 30_000, MODULUS - 40, MODULUS - 1]))
    at, life, passed = START, 0, 0
    sent = [Sent(at, total, 0, 0, 0)]
    for passages, stray, restarts in steps:
        at += interval_s + stray - interval_s // 20
        passed += passages
        # A counter that begins again near its largest total looks like one that comes round: no total tells them apart.
        if restarts and 5_000 < total < 60_000:
            total, life = passages, life + 1
        else:
            total = (total + passages) % MODULUS
        sent.append(Sent(at, total, passages, life, passed))
    arrived = st.lists(st.sampled_from(range(len(sent))), unique=True)
    return Story(interval_s, sent, sorted(draw(arrived)), sorted(draw(arrived)))


def told_between(before: Sent, after: Sent) -> int:
    """What two totals tell by what really became of the counter."""
    if before.life == after.life:
        return (after.total - before.total) % MODULUS
    return after.total if after.total < before.total else after.total - before.total


def total_of(found: Sequence[Span]) -> int:
    return sum(span.passages or 0 for span in found)


@some
@given(stories())
def test_totals_give_what_they_tell_whatever_was_lost(story: Story) -> None:
    arrived = [story.sent[at] for at in story.totals]
    found = story.told(story.totals, [])
    assert [span.passages for span in found] == [told_between(*pair) for pair in pairwise(arrived)]
    for span, (before, after) in zip(found, pairwise(arrived), strict=True):
        assert (span.start, span.end) == (before.at, after.at)
        assert 0 <= (span.passages or 0) <= after.passed - before.passed


@some
@given(stories(may_restart=False))
def test_without_a_restart_the_spans_hold_what_really_passed(story: Story) -> None:
    found = story.told(story.totals, story.intervals)
    passed = {sent.at: sent.passed for sent in story.sent}
    for span in found:
        if span.start in passed and span.end in passed:
            assert span.passages == passed[span.end] - passed[span.start]
    if len(story.totals) > 1:
        first, last = (story.sent[story.totals[at]] for at in (0, -1))
        within = [span for span in found if first.at <= span.start and span.end <= last.at]
        assert total_of(within) == last.passed - first.passed
        assert sum(span.end - span.start for span in within) == last.at - first.at


@some
@given(stories(), st.integers(0, 40))
def test_with_intervals_between_them_totals_still_decide_the_sum(story: Story, lag: int) -> None:
    found = story.told(story.totals, story.intervals, lag)
    arrived = [story.sent[at] for at in story.totals]
    for before, after in pairwise(arrived):
        within = [span for span in found if before.at <= span.start and span.end <= after.at]
        is_clear = before.life == after.life or lag == 0
        assert not is_clear or total_of(within) == told_between(before, after)
    assert all(span.passages is None or span.passages >= 0 for span in found)
    assert all(
        one.start < one.end <= other.start for one, other in pairwise([*found, Span(2**40, 2**41, 0, NONE)])
    )


@some
@given(stories(), st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(story: Story, chance: Random) -> None:
    totals, intervals = story.totals * 2, story.intervals * 3
    chance.shuffle(totals)
    chance.shuffle(intervals)
    assert story.told(totals, intervals) == story.told(story.totals, story.intervals)


@some
@given(stories(), st.data())
def test_the_spans_of_a_part_follow_from_the_messages_around_it(story: Story, data: st.DataObject) -> None:
    last = story.sent[-1].at
    start = data.draw(st.integers(START, last))
    end = data.draw(st.integers(start, last + 1))
    totals = [story.sent[at].at for at in story.totals]
    around = 2 * story.interval_s
    first_at = max((at for at in totals if at <= start), default=start) - around
    last_at = min((at for at in totals if at >= end), default=end) + around

    def near(indices: Sequence[int]) -> list[int]:
        return [at for at in indices if first_at <= story.sent[at].at <= last_at]

    def touching(found: Sequence[Span]) -> list[Span]:
        return [span for span in found if span.start < end and span.end > start]

    whole, part = (
        story.told(story.totals, story.intervals),
        story.told(near(story.totals), near(story.intervals)),
    )
    assert touching(part) == touching(whole)


@st.composite
def rows_of_spans(draw: st.DrawFn, most: int = 12) -> list[Span]:
    """Spans that may touch but not overlap, minutes to days long, some of them without a count."""
    found, at = [], START + draw(st.integers(0, 4 * HOUR_S))
    for gap, length, passages in draw(
        st.lists(
            st.tuples(
                st.sampled_from([0, 0, 0, 1, 600, 5000]),
                st.sampled_from([1, 599, 600, 3600, 5400, 5401, 90_000]),
                st.none() | st.integers(0, 60),
            ),
            max_size=most,
        )
    ):
        found.append(Span(at + gap, at + gap + length, passages, NONE))
        at += gap + length
    return found


@some
@given(rows_of_spans())
def test_laid_out_in_hours_no_passage_is_lost_or_added(row: list[Span]) -> None:
    hours, stretches = lay_out(row)
    assert sum(hour.raw or 0 for hour in hours) + sum(one.raw for one in stretches) == total_of(row)
    known = [span for span in row if span.passages is not None]
    covered = sum(hour.covered for hour in hours) + sum(one.end - one.start for one in stretches)
    assert covered == sum(span.end - span.start for span in known)
    assert all(0 < hour.covered <= HOUR_S and hour.hour % HOUR_S == 0 for hour in hours)
    assert all((hour.covered < HOUR_S) is bool(hour.flags & Flag.PARTIAL) for hour in hours)
    assert all(one.end - one.start > LONGEST_IN_HOURS for one in stretches)
    assert [hour.hour for hour in hours] == sorted({hour.hour for hour in hours})


@some
@given(st.lists(rows_of_spans(6), max_size=4))
def test_of_several_sources_none_is_counted_twice(layers: list[list[Span]]) -> None:
    found = combine(layers)
    assert all(one.end <= other.start for one, other in pairwise(found))
    told = {second for layer in layers for span in layer if span.passages is not None for second in span[:2]}
    for start, end in pairwise(sorted(told)):
        sources = [
            layer
            for layer in layers
            if any(one.passages is not None and one.start <= start and end <= one.end for one in layer)
        ]
        assert bool(sources) is any(one.start <= start and end <= one.end for one in found)
    assert total_of(found) <= sum(total_of(layer) for layer in layers)
    if layers:
        newest = [span for span in layers[0] if span.passages is not None]
        kept = [(one.start, one.end, one.passages) for one in found]
        assert all((one.start, one.end, one.passages) in kept for one in newest)


@some
@given(rows_of_spans())
def test_the_same_file_twice_is_the_same_figures(row: list[Span]) -> None:
    once, twice = combine([row]), combine([row, row])
    assert [span[:3] for span in twice] == [span[:3] for span in once]
    assert all(span.flags & Flag.DUPLICATE for span in twice)


@some
@given(
    st.dates(date(2020, 1, 1), date(2035, 12, 31)) | st.sampled_from([date(2026, 3, 29), date(2026, 10, 25)]),
    st.lists(st.integers(0, 9), min_size=150, max_size=150),
    st.integers(0, 599),
)
def test_every_local_day_has_its_own_hours_and_all_its_passages(
    day: date, counts: list[int], shift: int
) -> None:
    start, end = day_bounds(day)
    row = [
        Span(start + 600 * at + shift, start + 600 * (at + 1) + shift, counts[at], NONE)
        for at in range((end - start) // 600)
    ]
    hours, stretches = lay_out(row)
    within = [hour for hour in hours if start <= hour.hour < end]
    assert not stretches
    assert len(within) == (end - start) // HOUR_S
    assert len(within) in (23, 24, 25)
    is_change = day_bounds(day + timedelta(days=1))[0] - start != 24 * HOUR_S
    assert (len(within) != 24) is is_change
    assert sum(hour.raw or 0 for hour in hours) == total_of(row)
    assert shift or [hour.covered for hour in within] == [HOUR_S] * len(within)
