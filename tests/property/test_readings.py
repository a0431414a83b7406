"""Readings are kept once and judged alike, however their arrivals are ordered, split and repeated."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, insert, select

from heritage.sensors.days import rebuild
from heritage.sensors.readings import Observation, judge_again, keep
from heritage.sensors.verdicts import Verdict
from heritage.store.engine import writing
from heritage.store.tables import DECISION, READING, READING_DAY, SERIES
from tests.store_fixtures import emptied

START = datetime(2026, 3, 28, 18, 0, 7, tzinfo=UTC)
"""The evening before the night that has 23 hours."""

SPANS = st.sampled_from([1, 10, 10, 10, 10, 30, 60, 60, 180, 720, 1440, 4000])
"""Minutes between two readings."""

CHANGES = st.sampled_from(
    [0, 0, 0, 0, 0.1, -0.1, 0.4, -0.4, 2, -2, 5, -5, 9, -9, 14, -14, 60, None, "stays", "returns"]
)
"""What becomes of the value: it changes by so much, is missing, or stays or returns after a change."""

QUANTITIES = st.sampled_from(
    [
        "air_temperature",
        "water_temperature",
        "snow_depth",
        "ice_thickness",
        "wind_speed",
        "water_level",
        "humidity",
    ]
)


@st.composite
def stories(draw: st.DrawFn) -> list[Observation]:
    """What one sensor sends, in order of time: long equal runs, jumps, spikes, new levels, gaps and nothing."""
    quantity, method = draw(QUANTITIES), draw(st.sampled_from(["sensor", "sensor", "sensor", "drilled"]))
    at, value, before = START, 10.0, 10.0
    found = []
    for minutes, change, times in draw(
        st.lists(
            st.tuples(SPANS, CHANGES, st.sampled_from([1, 1, 1, 2, 3, 4, 9, 40])), min_size=1, max_size=14
        )
    ):
        for number in range(times):
            at += timedelta(minutes=minutes)
            if change == "returns":
                value, before = before, value
            elif isinstance(change, (int, float)) and number == 0:
                value, before = round(value + change, 1), value
            measured = None if change is None else value
            found.append(
                Observation("lillsjon", "probe", 1, quantity, method, at, measured, at + timedelta(seconds=4))
            )
    return found


@st.composite
def arrivals(
    draw: st.DrawFn,
) -> tuple[list[Observation], list[list[Observation]], list[tuple[int, int, Verdict]]]:
    """A story; its readings as they arrive, some of them twice; and what was decided of it before."""
    story = draw(stories())
    repeated = draw(st.lists(st.sampled_from(story), max_size=5))
    shuffled = draw(st.permutations([*story, *repeated])) if draw(st.booleans()) else [*story, *repeated]
    late = draw(st.lists(st.integers(0, len(shuffled) - 1), max_size=3, unique=True))
    ordered = [one for number, one in enumerate(shuffled) if number not in late] + [shuffled[n] for n in late]
    cuts = sorted(draw(st.lists(st.integers(0, len(ordered)), max_size=6)))
    groups = [ordered[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(ordered)], strict=True)]
    indexes = st.integers(0, len(story) - 1)
    decisions = draw(st.lists(st.tuples(indexes, indexes, st.sampled_from(list(Verdict))), max_size=2))
    return story, groups, decisions


def decide(
    connection: Connection, story: list[Observation], decisions: list[tuple[int, int, Verdict]]
) -> None:
    """As if somebody had decided before anything came."""
    one = story[0]
    row = {"id": 1, "place": one.place, "device": one.device, "channel": 1, "quantity": one.quantity}
    connection.execute(insert(SERIES).values(**row, method=one.method))
    for begin, end, verdict in decisions:
        first, last = sorted((story[begin].observed_at, story[end].observed_at))
        words = {"decided_by": "jour", "why": "sett på plats", "decided_at": START, "verdict": verdict.value}
        connection.execute(insert(DECISION).values(series=1, first_at=first, last_at=last, **words))


def stored(engine: Engine) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    with engine.connect() as connection:
        rows = connection.execute(select(READING).order_by(READING.c.observed_at)).all()
        days = connection.execute(select(READING_DAY).order_by(READING_DAY.c.day)).all()
    return [tuple(row) for row in rows], [tuple(day) for day in days]


@settings(max_examples=60)
@given(case=arrivals())
def test_readings_are_idempotent_over_any_order_split_and_repeat(
    case: tuple[list[Observation], list[list[Observation]], list[tuple[int, int, Verdict]]],
    shared_engine: Engine,
) -> None:
    story, groups, decisions = case
    emptied(shared_engine)
    with writing(shared_engine) as connection:
        decide(connection, story, decisions)
        whole = keep(connection, story)
    in_order = stored(shared_engine)
    assert whole == (len(story), 0)
    assert [row[1] for row in in_order[0]] == [one.observed_at for one in story]
    emptied(shared_engine)
    with writing(shared_engine) as connection:
        decide(connection, story, decisions)
    new = repeated = 0
    for group in groups:
        with writing(shared_engine) as connection:
            kept = keep(connection, group)
        new, repeated = new + kept.new, repeated + kept.repeated
    assert stored(shared_engine) == in_order
    assert (new, new + repeated) == (len(story), sum(map(len, groups)))
    with writing(shared_engine) as connection:
        judge_again(connection, 1, story[0].observed_at, story[-1].observed_at)
    assert stored(shared_engine) == in_order
    with writing(shared_engine) as connection:
        connection.execute(delete(READING_DAY))
        rebuild(connection, 1, story[0].observed_at, story[-1].observed_at)
    assert stored(shared_engine) == in_order


@settings(max_examples=30)
@given(case=arrivals(), gone=st.data())
def test_what_is_taken_away_leaves_no_trace(
    case: tuple[list[Observation], list[list[Observation]], list[tuple[int, int, Verdict]]],
    gone: st.DataObject,
    shared_engine: Engine,
) -> None:
    story, _, decisions = case
    first, last = sorted(gone.draw(st.tuples(*[st.integers(0, len(story) - 1)] * 2)))
    rest = [one for number, one in enumerate(story) if not first <= number <= last]
    emptied(shared_engine)
    with writing(shared_engine) as connection:
        decide(connection, story, decisions)
        keep(connection, rest)
    without = stored(shared_engine)
    emptied(shared_engine)
    with writing(shared_engine) as connection:
        decide(connection, story, decisions)
        keep(connection, story)
    begins, ends = story[first].observed_at, story[last].observed_at
    with writing(shared_engine) as connection:
        connection.execute(delete(READING).where(READING.c.observed_at.between(begins, ends)))
        judge_again(connection, 1, begins, ends)
    assert stored(shared_engine) == without


@settings(max_examples=20)
@given(story=stories(), decisions=st.data())
def test_a_decision_made_before_or_after_the_readings_came_is_the_same(
    story: list[Observation], decisions: st.DataObject, shared_engine: Engine
) -> None:
    """But for what is accepted: what was not there to be looked at is not."""
    indexes = st.integers(0, len(story) - 1)
    made = [decisions.draw(st.tuples(indexes, indexes, st.just(Verdict.REJECTED)))]
    emptied(shared_engine)
    with writing(shared_engine) as connection:
        decide(connection, story, made)
        keep(connection, story)
    before = stored(shared_engine)
    emptied(shared_engine)
    with writing(shared_engine) as connection:
        decide(connection, story, [])
        keep(connection, story)
        connection.execute(delete(SERIES))
        decide(connection, story, made)
        begin, end, _ = made[0]
        judge_again(connection, 1, *sorted((story[begin].observed_at, story[end].observed_at)))
    assert stored(shared_engine) == before


@settings(max_examples=20)
@given(minutes=st.lists(st.integers(0, 4 * 24 * 60), min_size=1, max_size=60, unique=True))
def test_counts_and_totals_of_days_add_up_by_the_local_clock(
    minutes: list[int], shared_engine: Engine
) -> None:
    story = [
        Observation("lillsjon", "hand", 1, "water_temperature", "reported", moment, 10.1, moment)
        for moment in (START + timedelta(minutes=number) for number in minutes)
    ]
    emptied(shared_engine)
    with writing(shared_engine) as connection:
        keep(connection, story)
    _, days = stored(shared_engine)
    # Summer time begins on the 29th at 01:00 UTC: until then local midnight is 23:00 UTC, after it 22:00.
    by_day: dict[date, int] = {}
    for one in story:
        offset = timedelta(hours=2 if one.observed_at >= datetime(2026, 3, 29, 1, tzinfo=UTC) else 1)
        day = (one.observed_at + offset).date()
        by_day[day] = by_day.get(day, 0) + 1
    assert [(day, count) for _, day, count, *_ in days] == sorted(by_day.items())
    assert all(total == round(10.1 * count, 3) for _, _, count, _, _, total in days)
