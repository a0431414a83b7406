"""A file of counts is shown as what it would become: how it was understood, and everything that is odd (R-V22)."""

import random
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heritage.passages.files.labels import DateOrder, LabelError
from heritage.passages.files.layouts import Wanted, zone_from
from heritage.passages.files.preview import Fault, Night, Preview, preview
from heritage.passages.files.steps import Gap
from heritage.places.library import load
from heritage.places.place import Library
from heritage.sensors.columns import ImportRefused
from heritage.store.flags import Direction

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
STOCKHOLM = ZoneInfo("Europe/Stockholm")
HOUR_S = 3600
BOTH, IN, OUT = Direction.BOTH, Direction.IN, Direction.OUT
TWO = {IN: "In", OUT: "Ut"}

LIBRARY = load(Path("tests/data/small/content")).library

wanted = partial(Wanted, "kvarnbron")
PLAIN = wanted()


def library() -> Library:
    assert LIBRARY is not None
    return LIBRARY


def shown(text: str | bytes, what: Wanted = PLAIN, now: datetime = NOW) -> Preview:
    return preview(text.encode() if isinstance(text, str) else text, what, library(), now)


def refused(text: str | bytes, what: Wanted = PLAIN) -> str:
    with pytest.raises((ImportRefused, LabelError)) as why:
        shown(text, what)
    return str(why.value)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def counts(found: Preview, direction: Direction = BOTH) -> dict[str, int | None]:
    """By the local time at which each begins."""
    return {
        f"{datetime.fromtimestamp(start, UTC).astimezone(STOCKHOLM):%m-%d %H:%M %z}": count
        for start, _end, count in found.cells[direction]
    }


def rows(*lines: str, head: str = "Tid;Antal") -> str:
    return "\n".join([head, *lines])


def hours(day: str, first: int, last: int, count: int = 5) -> list[str]:
    return [f"{day} {hour:02}:00;{count}" for hour in range(first, last + 1)]


def local_hours(first: datetime, number: int) -> list[datetime]:
    """Hours of time as a clock in Sweden that is changed shows them."""
    return [(first + at * timedelta(hours=1)).astimezone(STOCKHOLM) for at in range(number)]


# The layouts that were seen in the wild


def test_american_hours_with_two_directions_and_a_clock_that_knows_no_summer() -> None:
    """As Seattle exports: the spring hour is there with 0 or blank, the autumn hour once, outages are blank."""
    zone = zone_from("America/Los_Angeles")
    lines = ["Date,West Sidewalk,East Sidewalk"]
    for day in (date(2013, 3, 10), date(2013, 3, 13), date(2013, 11, 3)):
        for hour in range(24):
            written = datetime(day.year, day.month, day.day, hour)
            filled = "0,0" if (day.month, day.day, hour) == (3, 10, 2) else f"{hour},{hour + 1}"
            cells = "," if (day.day, hour) == (13, 9) else filled
            lines.append(f"{written:%m/%d/%Y %I:%M:%S %p},{cells}")
    what = wanted(columns={IN: "west  sidewalk", OUT: "3"}, zone=zone)
    found = shown("\n".join(lines), what)
    assert found.layout.order is DateOrder.MONTH_FIRST
    assert str(found.layout.why_order) == "'03/13/2013' can only have the month first"
    assert (found.step_s, found.rows, found.out_of_order, found.repeated) == (HOUR_S, 72, 0, 0)
    assert found.nights == [(date(2013, 3, 10), Night.SKIPPED_ZERO), (date(2013, 11, 3), Night.ONCE)]
    assert found.cells[IN][0] == (at("2013-03-10T00:00-08:00"), at("2013-03-10T01:00-08:00"), 0)
    once = (at("2013-11-03T01:00-07:00"), at("2013-11-03T02:00-08:00"), 1)
    assert once in found.cells[IN]
    assert once[1] - once[0] == 2 * HOUR_S
    assert found.lacking[IN].blank == 1
    assert found.left_out == []


def test_latin_letters_windows_lines_days_and_columns_without_any_count() -> None:
    """As Montréal exports: Latin-1, CRLF, semicolons, days of which only some tell their order."""
    lines = ["Date;Berri 1;Brébeuf (données non disponibles);Côte-Sainte-Catherine"]
    lines += [f"{day:02}/03/2012;{day * 10};;{day}" for day in range(1, 32)]
    data = "\r\n".join(lines).encode("latin-1")
    found = shown(data, wanted(columns={BOTH: "côte-sainte-catherine"}))
    assert (found.layout.encoding, found.layout.separator) == ("latin-1", ";")
    assert str(found.layout.why_order) == "'13/03/2012' can only have the day first"
    assert len(found.cells[BOTH]) == 31
    assert found.cells[BOTH][24] == (at("2012-03-25T00:00+01:00"), at("2012-03-26T00:00+02:00"), 25)
    assert found.cells[BOTH][24][1] - found.cells[BOTH][24][0] == 23 * HOUR_S
    assert refused(data, wanted(columns={BOTH: "3"})) == "No row has both a time and a count."
    assert "1 Date, 2 Berri 1, 3 Brébeuf" in refused(data)


def test_wide_files_with_decimals_and_long_empty_stretches() -> None:
    """As Sydney's counters are published: a column each, most of them empty most of the time."""
    lines = ["timestamp,Belmore Rd,Middle St A"]
    for number, hour in enumerate(local_hours(datetime(2024, 5, 1, tzinfo=UTC), 96)):
        middle = f"{number}.0" if 40 <= number < 60 and number != 50 else ""
        lines.append(f"{hour:%Y-%m-%d %H:%M:%S},{number % 3}.0,{middle}")
    found = shown("\ufeff" + "\n".join(lines), wanted(columns={BOTH: "Middle St A"}))
    assert found.layout.encoding == "utf-8"
    assert [count for _, _, count in found.cells[BOTH]] == [*range(40, 50), None, *range(51, 60)]
    lacks = found.lacking[BOTH]
    assert (lacks.blank, lacks.absent, lacks.before, lacks.after) == (1, 0, 40, 36)


def test_hours_by_their_ends_in_a_column_of_their_own_in_any_order() -> None:
    lines = [f"2026-07-{day:02};{hour}:00-{hour}:59;{hour}" for day in (1, 2) for hour in range(24)]
    random.Random(5).shuffle(lines)
    found = shown(rows(*lines, head="Datum;Timme;Antal"))
    assert found.layout.time_heading == "Datum + Timme"
    assert [count for _, _, count in found.cells[BOTH]] == [*range(24), *range(24)]
    assert found.out_of_order > 0


def test_quarters_of_an_hour_are_read_through_both_nights() -> None:
    quarters = [datetime(2026, 3, 28, 12, tzinfo=UTC) + n * timedelta(minutes=15) for n in range(200)]
    quarters += [datetime(2026, 10, 24, 12, tzinfo=UTC) + n * timedelta(minutes=15) for n in range(200)]
    written = [f"{one.astimezone(STOCKHOLM):%d.%m.%Y %H:%M};1" for one in quarters]
    found = shown(rows(*written))
    assert found.step_s == 900
    assert [start for start, _, _ in found.cells[BOTH]] == [int(one.timestamp()) for one in quarters]
    assert found.nights == [(date(2026, 10, 25), Night.TWICE)]
    assert str(found.layout.why_order) == "'28.03.2026' can only have the day first"


# Time zones and nights


def test_a_counter_that_shows_utc_all_year_has_every_hour_once() -> None:
    lines = [
        f"{datetime(2026, 10, 24, tzinfo=UTC) + n * timedelta(hours=1):%Y-%m-%d %H:%M};{n}" for n in range(48)
    ]
    for what, text in (
        (wanted(zone=zone_from("UTC")), rows(*lines)),
        (PLAIN, rows(*lines, head="Tid (UTC);Antal")),
    ):
        found = shown(text, what)
        assert [start for start, _, _ in found.cells[BOTH]] == [
            at("2026-10-24T00:00Z") + n * HOUR_S for n in range(48)
        ]
        assert found.nights == []


def test_a_counter_on_normal_time_all_year_is_read_by_its_offset() -> None:
    found = shown(rows(*hours("2026-03-29", 0, 23)), wanted(zone=zone_from("+01:00")))
    assert found.cells[BOTH][2][0] == at("2026-03-29T02:00+01:00")
    assert (len(found.cells[BOTH]), found.nights) == (24, [])


def test_passages_in_an_hour_that_never_was_are_told_and_not_stored() -> None:
    found = shown(rows(*hours("2026-03-29", 0, 23)))
    assert found.nights == [(date(2026, 3, 29), Night.SKIPPED_COUNTED)]
    assert [(one.line, one.fault) for one in found.left_out] == [(4, Fault.NO_SUCH_HOUR)]
    assert len(found.cells[BOTH]) == 23
    assert found.lacking[BOTH].absent == 0


def test_an_hour_that_was_twice_and_stands_twice_is_two_hours() -> None:
    lines = [
        f"{one:%Y-%m-%d %H:%M};{n}"
        for n, one in enumerate(local_hours(datetime(2026, 10, 24, 22, tzinfo=UTC), 25))
    ]
    found = shown(rows(*lines))
    assert found.nights == [(date(2026, 10, 25), Night.TWICE)]
    assert [count for _, _, count in found.cells[BOTH]] == list(range(25))
    assert (found.repeated, found.out_of_order) == (0, 0)


def test_offsets_in_the_file_go_before_any_zone() -> None:
    lines = ["2026-10-25T01:00:00+0200;2", "2026-10-25T02:00:00+0200;1", "2026-10-25T02:00:00+0100;0"]
    found = shown(rows(*lines), wanted(zone=zone_from("UTC")))
    assert found.has_offsets
    assert counts(found) == {"10-25 01:00 +0200": 2, "10-25 02:00 +0200": 1, "10-25 02:00 +0100": 0}
    assert refused(rows(*lines, "2026-10-25T03:00:00;3")).startswith("Some times have an offset to UTC")


def test_times_can_be_ends() -> None:
    """The hour that autumn has twice ends at 02:00 twice; the one that spring leaves out has no end."""
    ends = [
        f"{one:%Y-%m-%d %H:%M};{n}"
        for n, one in enumerate(local_hours(datetime(2026, 10, 24, 23, tzinfo=UTC), 5))
    ]
    found = shown(rows(*ends), wanted(tells_end=True))
    assert [start for start, _, _ in found.cells[BOTH]] == [
        at("2026-10-24T22:00Z") + n * HOUR_S for n in range(5)
    ]


@given(
    st.dates(date(2015, 1, 1), date(2026, 6, 1)),
    st.lists(st.integers(0, 500), min_size=30, max_size=80),
    st.booleans(),
    st.sampled_from(["%Y-%m-%d %H:%M", "%Y/%m/%d %I:%M:%S %p", "%d.%m.%Y %H.%M"]),
)
def test_what_a_counter_wrote_is_what_is_read(
    first: date, values: list[int], is_newest_first: bool, written: str
) -> None:
    """Whatever the season: the same hours with the same counts, none lost and none made up."""
    midnight = datetime(first.year, first.month, first.day, tzinfo=UTC)
    told = list(zip(local_hours(midnight, len(values)), values, strict=True))
    lines = [f"{one.strftime(written)};{count}" for one, count in told]
    order = DateOrder.DAY_FIRST if written.startswith("%d") else DateOrder.YEAR_FIRST
    found = shown(rows(*(lines[::-1] if is_newest_first else lines)), wanted(date_order=order))
    assert found.cells[BOTH] == [
        (int(one.timestamp()), int(one.timestamp()) + HOUR_S, count) for one, count in told
    ]
    assert found.is_newest_first is is_newest_first
    assert (found.out_of_order, found.repeated, found.left_out) == (0, 0, [])


@given(st.integers(0, 2**32), st.integers(1, 20))
def test_order_and_repetition_of_rows_change_nothing(seed: int, repeated: int) -> None:
    lines = [f"2026-07-{day:02} {hour:02}:00;{day * hour}" for day in (1, 2) for hour in range(24)]
    order = random.Random(seed)
    again = lines + order.sample(lines, repeated)
    order.shuffle(again)
    found = shown(rows(*again))
    assert found.cells == shown(rows(*lines)).cells
    assert found.repeated == repeated


# What is odd


def test_rows_that_contradict_each_other_are_all_left_out_and_told() -> None:
    """Nothing is invented: neither the first nor the last is taken."""
    lines = [*hours("2026-07-01", 8, 12), "2026-07-01 10:00;7", "2026-07-01 11:00;5", "2026-07-01 12:00;"]
    found = shown(rows(*lines))
    assert counts(found) == {
        "07-01 08:00 +0200": 5,
        "07-01 09:00 +0200": 5,
        "07-01 10:00 +0200": None,
        "07-01 11:00 +0200": 5,
        "07-01 12:00 +0200": 5,
    }
    assert [(one.line, str(one.why)) for one in found.left_out] == [
        (4, "2026-07-01 10:00 has another count in line 7: neither is stored"),
        (7, "2026-07-01 10:00 has another count in line 4: neither is stored"),
    ]
    assert found.repeated == 2


def test_cells_that_hold_no_count_stay_empty_and_are_told_with_their_lines() -> None:
    lines = [
        f"2026-07-01 {hour:02}:00;{cell}" for hour, cell in enumerate(("3", "-3", "2.5", "mus", "", "4"))
    ]
    found = shown(rows(*lines, "2026-07-01 kl 9;3"), wanted(columns={BOTH: "Antal"}))
    assert [count for _, _, count in found.cells[BOTH]] == [3, None, None, None, None, 4]
    assert [(one.line, one.fault) for one in found.left_out] == [
        (3, Fault.NEGATIVE),
        (4, Fault.NOT_WHOLE),
        (5, Fault.NO_NUMBER),
        (8, Fault.TIME),
    ]
    assert found.lacking[BOTH].blank == 4
    assert found.lacking[BOTH].longest == (Gap(at("2026-07-01T01:00+02:00"), at("2026-07-01T05:00+02:00")),)


def test_what_a_file_says_cannot_command_a_terminal() -> None:
    lines = ["2026-07-01 10:00;\x1b[31m3", "2026-07-01 11:00;4", "\x1b[2J2026;5"]
    found = shown(rows(*lines, head="Tid;An\x1b[31mtal"), wanted(columns={BOTH: "2"}))
    told = [found.layout.head[1], *(str(one.why) for one in found.left_out)]
    assert told == ["An [31mtal", "'[31m3' is no number of passages", "'[2J2026' is no time"]


def test_what_has_not_passed_yet_is_left_out() -> None:
    """Also the hour that is running: it would be stored as a whole one."""
    lines = hours("2026-11-21", 10, 15)
    found = shown(rows(*lines), now=datetime(2026, 11, 21, 12, 30, tzinfo=UTC))
    assert list(counts(found)) == ["11-21 10:00 +0100", "11-21 11:00 +0100", "11-21 12:00 +0100"]
    assert found.faults == {Fault.AHEAD: 3}


def test_missing_rows_are_counted_in_their_own_measure() -> None:
    found = shown(rows(*hours("2026-07-01", 0, 5), *hours("2026-07-01", 9, 23)))
    assert found.lacking[BOTH].absent == 3
    assert found.lacking[BOTH].longest == (Gap(at("2026-07-01T06:00+02:00"), at("2026-07-01T09:00+02:00")),)
    days = [f"2026-{month:02}-{day:02};9" for month, day in ((3, 27), (3, 28), (3, 31), (4, 1))]
    assert shown(rows(*days)).lacking[BOTH].absent == 2


def test_counts_far_above_the_median_are_told_and_stored() -> None:
    lines = [*hours("2026-07-01", 0, 23), "2026-07-02 00:00;900"]
    found = shown(rows(*lines))
    assert [(one.passages, one.median) for one in found.suspicious[BOTH]] == [(900, 5)]
    assert found.cells[BOTH][-1][2] == 900


def test_numbers_that_only_grow_are_told_to_be_a_total() -> None:
    growing = [f"2026-07-01 {hour:02}:00;{100 + 3 * (hour // 2)}" for hour in range(24)]
    assert shown(rows(*growing)).totals == {BOTH}
    fallen = [*growing, "2026-07-02 00:00;2"]
    quiet = [f"2026-07-01 {hour:02}:00;{hour // 20}" for hour in range(24)]
    for counts in (fallen, quiet, growing[:23]):
        assert shown(rows(*counts)).totals == set()


def test_rows_of_two_measures_in_one_file_are_refused_with_the_place() -> None:
    quarters = [datetime(2026, 7, 10) + n * timedelta(minutes=15) for n in range(200)]
    lines = [*hours("2026-07-01", 0, 23), *hours("2026-07-02", 0, 23)]
    lines += [f"{one:%Y-%m-%d %H:%M};1" for one in quarters]
    assert refused(rows(*lines)).startswith("Rows lie 15 minutes apart, but 60 from 2026-07-01 00:00 on")


def test_rows_of_weeks_are_refused() -> None:
    assert "only rows of a day, an hour" in refused(rows("2026-07-01;1", "2026-07-08;2", "2026-07-15;3"))
    assert refused(rows("2026-07-01 10:00;1")) == "One row alone does not tell for how long it counted."


# What is asked for


def test_a_day_that_can_be_two_is_asked_for() -> None:
    text = rows(*(f"0{day}/07/2026;{day}" for day in range(1, 8)))
    assert "--date-order dmy" in refused(text)
    found = shown(text, wanted(date_order=DateOrder.DAY_FIRST))
    assert found.cells[BOTH][0][0] == at("2026-07-01T00:00+02:00")


def test_columns_that_are_not_told_are_asked_for() -> None:
    text = rows("2026-07-01 10:00;1;2", "2026-07-01 11:00;1;2", head="Tid;In;Ut")
    assert refused(text).endswith("with --count: 1 Tid, 2 In, 3 Ut.")
    assert "There is no column 'Uut'" in refused(text, wanted(columns={OUT: "Uut"}))
    assert refused(text, wanted(columns={IN: "2", OUT: "In"})) == "The same column cannot be two things."
    found = shown(text, wanted(columns=TWO))
    assert [cell[2] for cell in found.cells[IN]] == [1, 1]
    assert [cell[2] for cell in found.cells[OUT]] == [2, 2]
    same = rows("2026-07-01 10:00;1;2", "2026-07-01 11:00;1;2", head="Tid;A;A")
    assert "give the number of the one you mean, 2, 3" in refused(same, wanted(columns={BOTH: "A"}))


def test_days_that_come_several_times_need_their_hours() -> None:
    text = rows(*(f"2026-07-01;{hour};3" for hour in range(6)), head="Datum;Nr;Antal")
    assert "say with --hour-column which column holds the hours" in refused(text)
    found = shown(text, wanted(hour_column="Nr"))
    assert list(counts(found))[5] == "07-01 05:00 +0200"


def test_a_zone_in_the_heading_is_asked_about_unless_it_is_utc() -> None:
    text = rows(*hours("2026-07-01", 0, 5), head="Tid (CET);Antal")
    assert refused(text).startswith("The heading 'Tid (CET)' names a time zone: say with --zone")
    assert shown(text, wanted(zone=STOCKHOLM)).cells[BOTH][0][0] == at("2026-07-01T00:00+02:00")
    with pytest.raises(ImportRefused, match="'Mars' is no time zone such as Europe/Stockholm, UTC or"):
        zone_from("Mars")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "The file has no columns"),
        (b"hej\nhopp\n", "The file has no columns"),
        (b"a;b\n1;2\n", "No column holds days such as 2026-02-14"),
        ("Tid;Antal".encode("utf-16"), "The file is written in UTF-16"),
        (b"Tid;Antal\n2026-07-01;\x00\n", "The file is no CSV that can be read."),
        (b"x" * 50_000_001, "The file is larger than 50 MB"),
    ],
)
def test_what_is_no_file_of_counts_is_refused_in_a_sentence(data: bytes, told: str) -> None:
    assert refused(data).startswith(told)


def test_an_unknown_point_is_refused_with_the_known_ones() -> None:
    assert refused(rows("2026-07-01;1"), Wanted("bron")).endswith("there are kvarnbron, norra-leden.")


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_a_sentence(data: bytes) -> None:
    try:
        shown(b"Tid;Antal\n2026-07-01 10:00;3\n2026-07-01 11:00;4\n" + data)
    except (ImportRefused, LabelError) as why:
        assert str(why)
