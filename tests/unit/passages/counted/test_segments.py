"""A counting point's segments: what stood there from when until when, and which way each of its channels counts."""

from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from heritage.passages.counted.segments import Segment, expected_of, segments_of
from heritage.passages.stretches import HOUR_S, midnight
from heritage.places.counting import Counter, CounterMounting, CountingRecord, Technique
from heritage.places.device import Device, Mounting
from heritage.places.library import load
from heritage.places.place import Library
from heritage.store.flags import Direction

LOADED = load(Path(__file__).parents[3] / "data" / "small" / "content").library
assert LOADED is not None
BARE = replace(LOADED, devices={}, counting=CountingRecord())

FIRST, SECOND = "70b3d5e75e0000c1", "70b3d5e75e0000c2"
IN, OUT, BOTH = Direction.IN, Direction.OUT, Direction.BOTH


def with_devices(**devices: Device) -> Library:
    return replace(
        BARE, devices={{"first": FIRST, "second": SECOND}[name]: one for name, one in devices.items()}
    )


def second(year: int, month: int, day: int, hour: int) -> int:
    """Of UTC."""
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp())


def test_a_device_counts_at_a_point_for_whole_local_days() -> None:
    mounting = Mounting(point="kvarnbron", since=date(2026, 3, 29), until=date(2026, 10, 25), height_m=0.8)
    library = with_devices(first=Device("milesight-vs350", (mounting,), interval_minutes=15))
    assert segments_of(library, "kvarnbron") == [
        Segment(
            FIRST,
            second(2026, 3, 28, 23),  # midnight of winter time
            second(2026, 10, 25, 23),  # the day after has begun, of winter time again
            {1: IN, 2: OUT},
            65_536,
            900,
            0.8,
        )
    ]
    assert segments_of(library, "norra-leden") == []


def test_a_device_that_still_stands_has_no_end() -> None:
    library = with_devices(
        first=Device("terabee-people", (Mounting(point="kvarnbron", since=date(2026, 5, 1)),))
    )
    (one,) = segments_of(library, "kvarnbron")
    assert one.until is None
    assert one.modulus == 4_294_967_296
    assert one.holds(one.since)
    assert one.holds(2**40)
    assert not one.holds(one.since - 1)


def test_a_reversed_counters_in_is_the_points_out() -> None:
    mounting = Mounting(point="kvarnbron", since=date(2026, 5, 1), reversed=True)
    (one,) = segments_of(with_devices(first=Device("parametric-pcr2", (mounting,))), "kvarnbron")
    assert one.channels == {1: OUT, 2: IN}


def test_a_counter_that_cannot_tell_the_direction_stays_so_when_reversed() -> None:
    channels = {"pulses": 0, "pulses_total": 0}
    mounting = Mounting(point="kvarnbron", since=date(2026, 5, 1), reversed=True, channels=channels)
    (one,) = segments_of(with_devices(first=Device("elsys-elt", (mounting,))), "kvarnbron")
    assert one.channels == {0: BOTH}
    assert one.modulus == 4_294_967_296


def test_a_move_ends_one_segment_and_begins_another() -> None:
    """R-V20: what stood there before stays what it was."""
    mountings = (
        Mounting(point="kvarnbron", since=date(2026, 5, 1), until=date(2026, 6, 30)),
        Mounting(point="norra-leden", since=date(2026, 7, 1), until=date(2026, 7, 31)),
        Mounting(point="kvarnbron", since=date(2026, 8, 1), reversed=True),
    )
    newer = Device("imbuildings-counter", (Mounting(point="kvarnbron", since=date(2026, 7, 1)),))
    library = with_devices(first=Device("milesight-vs350", mountings), second=newer)
    found = segments_of(library, "kvarnbron")
    assert [(one.device, one.since, one.channels[1]) for one in found] == [
        (FIRST, midnight(date(2026, 5, 1)), IN),
        (SECOND, midnight(date(2026, 7, 1)), IN),
        (FIRST, midnight(date(2026, 8, 1)), OUT),
    ]
    assert found[0].until == found[1].since


def test_a_device_over_two_lines_counts_at_two_points_at_once() -> None:
    mountings = (
        Mounting(point="kvarnbron", since=date(2026, 5, 1)),
        Mounting(point="norra-leden", since=date(2026, 5, 1), line=2),
    )
    library = with_devices(first=Device("milesight-vs133", mountings))
    for point in ("kvarnbron", "norra-leden"):
        assert [(one.device, one.channels) for one in segments_of(library, point)] == [
            (FIRST, {1: IN, 2: OUT})
        ]


def test_a_counter_of_files_tells_its_own_intervals() -> None:
    mounting = CounterMounting(point="kvarnbron", since=date(2024, 1, 1), reversed=True, height_m=0.9)
    counter = Counter(model="A post", technique=Technique.PASSIVE_IR, mountings=(mounting,))
    library = replace(BARE, counting=CountingRecord(counters={"stolpen": counter}))
    assert segments_of(library, "kvarnbron") == [
        Segment("stolpen", midnight(date(2024, 1, 1)), None, {0: BOTH, 1: OUT, 2: IN}, None, HOUR_S, 0.9)
    ]


def test_a_profile_that_there_is_not_has_no_channels_and_a_sensor_no_segment() -> None:
    unknown = Device("unheard-of", (Mounting(point="kvarnbron", since=date(2026, 5, 1)),))
    probe = Device("elsys-elt", (Mounting(place="lillsjon", since=date(2026, 5, 1)),))
    (one,) = segments_of(with_devices(first=unknown, second=probe), "kvarnbron")
    assert (one.device, dict(one.channels), one.modulus) == (FIRST, {}, None)


def test_the_last_day_of_all_has_no_end() -> None:
    mounting = Mounting(point="kvarnbron", since=date(2026, 5, 1), until=date.max)
    (one,) = segments_of(with_devices(first=Device("milesight-vs350", (mounting,))), "kvarnbron")
    assert one.until is None


def segment(since: int, until: int | None) -> Segment:
    return Segment(FIRST, since, until, {1: IN}, None, HOUR_S, None)


def test_segments_that_overlap_or_touch_are_expected_as_one() -> None:
    given_ = [segment(0, 10), segment(5, 20), segment(20, 30), segment(40, None), segment(60, 70)]
    assert expected_of(given_, 100) == [(0, 30), (40, 100)]
    assert expected_of(given_, 45) == [(0, 30), (40, 45)]
    assert expected_of(given_, 0) == []
    assert expected_of([], 100) == []


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40) | st.none()), max_size=6), st.integers(0, 45)
)
def test_a_second_is_expected_where_some_segment_holds_it_and_it_is_past(
    spans: list[tuple[int, int | None]], now: int
) -> None:
    segments = [segment(*span) for span in spans]
    found = expected_of(segments, now)
    for at in range(45):
        is_expected = at < now and any(one.holds(at) for one in segments)
        assert sum(start <= at < end for start, end in found) == is_expected
