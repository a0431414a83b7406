"""Series from CSV files: shown first, stored once, taken back whole (R-V22), and nothing done in silence (R-V8)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select

from heritage.places.library import load
from heritage.places.place import Library
from heritage.sensors import imports
from heritage.sensors.admission import AdmissionError
from heritage.sensors.decisions import Ruling, Subject
from heritage.sensors.imports import ImportRefused, Preview, Wanted
from heritage.sensors.readings import Observation, Run, keep
from heritage.sensors.verdicts import Verdict
from heritage.store.engine import StoreError, writing
from heritage.store.tables import READING, READING_DAY
from tests.observed import decided

T = TypeVar("T")

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
STOCKHOLM = ZoneInfo("Europe/Stockholm")
WANTED = Wanted("lillsjon", "water_temperature", STOCKHOLM)

PLAIN = b"time;water\n2021-07-01 10:00;18,4\n2021-07-01 11:00;18,6\n2021-07-01 12:00;18,9\n"


@pytest.fixture(scope="module")
def library() -> Library:
    library = load(Path("tests/data/small/content")).library
    assert library is not None
    return library


def rows(connection: Connection) -> list[tuple[datetime, float | None]]:
    query = select(READING.c.observed_at, READING.c.value).order_by(READING.c.observed_at)
    return [(row.observed_at, row.value) for row in connection.execute(query)]


def test_the_preview_tells_what_was_found(library: Library) -> None:
    shown = imports.preview(PLAIN, WANTED, library, NOW)
    assert (shown.encoding, shown.separator) == ("utf-8", ";")
    assert (shown.time_heading, shown.value_heading, shown.has_offsets) == ("time", "water", False)
    assert (shown.rows, len(shown.points), shown.empty, shown.faults) == (3, 3, 0, [])
    assert shown.first == datetime(2021, 7, 1, 8, tzinfo=UTC)
    assert shown.points[0][1] == 18.4


def test_latin_letters_dots_for_days_and_a_long_head_are_read(library: Library) -> None:
    data = "Mätpunkt;Backsjön\n\nTid;Temperatur (°C)\n1.7.2021 10:00;18.4\n2.7.2021 10:00;19\n".encode(
        "latin-1"
    )
    shown = imports.preview(data, WANTED, library, NOW)
    assert (shown.encoding, shown.time_heading, shown.value_heading) == ("latin-1", "Tid", "Temperatur (°C)")
    assert [value for _, value in shown.points] == [18.4, 19.0]


SMHI = (
    "\ufeffStationsnamn;Stationsnummer;Mäthöjd\nStorsjön;1;2.0\n\nParameternamn;Beskrivning;Enhet\n"
    "Vattentemperatur;momentanvärde;celsius\n\nTidsperiod (fr.o.m);Tidsperiod (t.o.m);Höjd;Latitud;Longitud\n"
    "2021-07-01 00:00:00;2021-07-31 23:59:59;293.0;63.1;14.4\n\n"
    "Datum;Tid (UTC);Vattentemperatur;Kvalitet;;Tidsutsnitt:\n"
    "2021-07-01;00:00:00;18.5;Y;;Kvalitetskontrollerade data\n2021-07-01;13:00:00;18.9;Y;;\n"
).encode()


def test_day_and_clock_in_two_columns_are_one_time_in_the_zone_that_the_heading_names(
    library: Library,
) -> None:
    shown = imports.preview(SMHI, WANTED, library, NOW)
    assert (shown.time_heading, shown.wanted.zone.key, shown.faults) == ("Datum + Tid (UTC)", "UTC", [])
    assert shown.points == [
        (datetime(2021, 7, 1, tzinfo=UTC), 18.5),
        (datetime(2021, 7, 1, 13, tzinfo=UTC), 18.9),
    ]


@pytest.mark.parametrize("day", ["2021-07-01", "1.7.2021", "2021-07-01 00:00:00"])
def test_a_clock_beside_a_day_is_local_where_no_zone_is_named(library: Library, day: str) -> None:
    data = f"day;clock;water\n{day};9:05;18,4\n{day};10:05;18,6\n{day};;18,7\n".encode()
    shown = imports.preview(data, WANTED, library, NOW)
    assert [moment.hour for moment, _ in shown.points] == [7, 8]
    assert [(line, fault.message()) for line, fault in shown.faults] == [(4, f"'{day} ' is no time")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("day;from;to;water\n2021-07-01;10:00;11:00;18,4\n", "several columns hold clock times (from, to)"),
        ("day;hour;water\n2021-07-01;kl 10;18,4\n2021-07-01;kl 11;18,5\n", "'day' holds only days"),
        ("time (CET);water\n2021-07-01 10:00;18,4\n", "names a time zone that is not that of --zone"),
        ("time UTC+1;water\n2021-07-01 10:00;18,4\n", "names a time zone that is not that of --zone"),
    ],
)
def test_times_that_are_likely_others_than_written_are_refused(
    library: Library, data: str, words: str
) -> None:
    with pytest.raises(ImportRefused) as raised:
        imports.preview(data.encode(), WANTED, library, NOW)
    assert words in str(raised.value)


def test_the_zone_of_a_heading_is_that_of_times_without_an_offset(library: Library) -> None:
    for time, hour in (("2021-07-01 10:00", 10), ("2021-07-01 10:00+02:00", 8)):
        for heading in ("time (UTC)", "time_utc", "Tid GMT"):
            shown = imports.preview(f"{heading};water\n{time};18,4\n".encode(), WANTED, library, NOW)
            assert shown.points[0][0].hour == hour
    cet = imports.preview(b"time (CET);water\n2021-07-01 10:00+02:00;18,4\n", WANTED, library, NOW)
    assert cet.points[0][0].hour == 8


def test_the_chosen_column_is_read_where_several_could_be(library: Library) -> None:
    data = b"time,air,water\n2021-07-01 10:00,22.1,18.4\n2021-07-01 11:00,22.9,18.6\n"
    with pytest.raises(ImportRefused) as raised:
        imports.preview(data, WANTED, library, NOW)
    assert str(raised.value) == "Say with --value-column which column holds the values: time, air, water."
    for column in ("water", "3"):
        wanted = Wanted("lillsjon", "water_temperature", STOCKHOLM, value_column=column)
        assert imports.preview(data, wanted, library, NOW).points[0][1] == 18.4
    with pytest.raises(ImportRefused, match="There is no column 'snow'"):
        imports.preview(
            data, Wanted("lillsjon", "water_temperature", STOCKHOLM, value_column="snow"), library, NOW
        )


def test_everything_odd_is_counted_and_nothing_becomes_zero(library: Library) -> None:
    data = (
        b"time;water\n2021-07-01 12:00;18,4\n2021-07-01 11:00;\n2021-07-01 10:00;NA\n2021-07-01 09:00;18,0\n"
        b"2021-07-01 09:00;18,0\n2021-07-01 09:00;17,0\n2021-07-01 13:00;varmt\n2021-07-01 14:00;99\n"
        b"2021-03-28 02:30;4,0\n"
    )
    shown = imports.preview(data, WANTED, library, NOW)
    assert (shown.rows, shown.empty, shown.repeated, shown.out_of_order, shown.out_of_range) == (
        9,
        2,
        2,
        1,
        1,
    )
    assert [value for _, value in shown.points] == [18.0, 18.4]
    assert [(line, fault.message()) for line, fault in shown.faults] == [
        (7, "this moment stands there already with another value"),
        (8, "'varmt' is no number"),
        (9, "nobody can have measured '99' here"),
        (10, "2021-03-28 02:30 does not exist: clocks were put forward."),
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The file has no columns: expected are a time and a value in each row."),
        (b"hello\nworld\n", "The file has no columns: expected are a time and a value in each row."),
        (b"a;b\nx;1\ny;2\n", "No column holds times such as 2026-02-14 10:30."),
        (
            b"time;water\n2021-07-01 10:00;x\n",
            "Say with --value-column which column holds the values: time, water.",
        ),
    ],
)
def test_a_file_that_is_no_series_is_refused_with_a_reason(
    library: Library, data: bytes, reason: str
) -> None:
    with pytest.raises(ImportRefused) as raised:
        imports.preview(data, WANTED, library, NOW)
    assert str(raised.value) == reason


def test_a_file_in_another_encoding_is_told_to_be_one(library: Library) -> None:
    with pytest.raises(ImportRefused, match="UTF-16"):
        imports.preview(PLAIN.decode().encode("utf-16"), WANTED, library, NOW)


def test_days_that_can_be_read_in_two_ways_are_not_read(library: Library) -> None:
    with pytest.raises(ImportRefused, match="No column holds times"):
        imports.preview(b"time;water\n03/04/2021;18,4\n04/04/2021;18,6\n", WANTED, library, NOW)


def test_what_would_be_shown_nowhere_is_refused(library: Library) -> None:
    with pytest.raises(AdmissionError):
        imports.preview(PLAIN, Wanted("lillsjon", "wind_speed", STOCKHOLM), library, NOW)


def test_what_lies_ahead_of_now_is_left_out(library: Library) -> None:
    """It would be shown as fresh until its time had come and gone: a day and a month that were read the wrong way."""
    data = b"time;water\n2026-09-01 14:00;18,4\n2026-09-01 14:01;18,6\n2026-12-01 10:00;18,9\n"
    shown = imports.preview(data, WANTED, library, NOW)
    assert [moment for moment, _ in shown.points] == [NOW]
    assert [(line, fault.message()) for line, fault in shown.faults] == [
        (3, "The time lies ahead of now."),
        (4, "The time lies ahead of now."),
    ]


@pytest.mark.parametrize("time", ["0001-01-01 00:00", "9999-12-31 23:59-05:00"])
def test_a_time_that_is_in_no_calendar_is_a_fault_of_its_row(library: Library, time: str) -> None:
    shown = imports.preview(PLAIN + f"{time};18,0\n".encode(), WANTED, library, NOW)
    assert (len(shown.points), [line for line, _ in shown.faults]) == (3, [5])


def at_once(connection: Connection) -> Run:
    """All in one transaction."""

    def run(work: Callable[[Connection], T]) -> T:
        return work(connection)

    return run


def stored(connection: Connection, library: Library, data: bytes = PLAIN) -> tuple[int, int, int]:
    shown = imports.preview(data, WANTED, library, NOW)
    batch, known = imports.store(at_once(connection), shown, "vatten.csv", data, NOW)
    return batch.id, batch.rows, known


def test_the_same_file_again_adds_nothing(engine: Engine, library: Library) -> None:
    with engine.begin() as connection:
        assert stored(connection, library)[1:] == (3, 0)
        before = rows(connection)
        assert stored(connection, library)[1:] == (0, 3)
        assert rows(connection) == before
        assert [batch.rows for batch in imports.batches(connection)] == [0, 3]


def test_a_corrected_file_is_told_what_stands_there_already(engine: Engine, library: Library) -> None:
    """Nothing is changed in silence, and a correction is not lost in silence either (R-V8)."""
    with engine.begin() as connection:
        number, _, _ = stored(connection, library)
        same = imports.preview(PLAIN, WANTED, library, NOW)
        assert imports.standing(connection, same) is None
        mended = PLAIN.replace(b"18,6", b"28,6").replace(b"18,9", b"28,9") + b"2021-07-01 13:00;29\n"
        shown = imports.preview(mended, WANTED, library, NOW)
        found = imports.standing(connection, shown)
        assert found == imports.Standing(2, datetime(2021, 7, 1, 9, tzinfo=UTC), 18.6, (number,))
        imports.undo(at_once(connection), number, NOW)
        assert imports.standing(connection, shown) is None


def test_undoing_takes_back_that_import_alone(engine: Engine, library: Library) -> None:
    more = PLAIN + b"2021-07-02 10:00;19,1\n"
    with engine.begin() as connection:
        first, _, _ = stored(connection, library)
        second, new, _ = stored(connection, library, more)
        assert new == 1
        assert imports.undo(at_once(connection), second, NOW) == 1
        assert [value for _, value in rows(connection)] == [18.4, 18.6, 18.9]
        days = connection.execute(select(READING_DAY.c.day, READING_DAY.c.count)).all()
        assert [tuple(day) for day in days] == [(date(2021, 7, 1), 3)]
        assert imports.undo(at_once(connection), first, NOW) == 3
        assert rows(connection) == []
        assert connection.execute(select(READING_DAY)).all() == []
        assert imports.undo(at_once(connection), first, NOW) is None
        assert imports.undo(at_once(connection), 99, NOW) is None


def test_what_is_imported_again_is_not_accepted_because_it_was_before(
    engine: Engine, library: Library
) -> None:
    turns = Turns(engine)
    shown = imports.preview(PLAIN, WANTED, library, NOW)
    batch, _ = imports.store(turns, shown, "vatten.csv", PLAIN, NOW)
    day = Subject("lillsjon", "water_temperature", NOW.replace(year=2021, month=7, day=1, hour=0), NOW)
    decided(engine, day, Ruling(Verdict.ACCEPTED, "jouren", "jämfört med protokollet"), NOW)
    imports.undo(turns, batch.id, NOW)
    mended = PLAIN.replace(b"18,6", b"28,6")
    imports.store(turns, imports.preview(mended, WANTED, library, NOW), "vatten.csv", mended, NOW)
    with engine.connect() as connection:
        days = connection.execute(select(READING_DAY.c.count, READING_DAY.c.highest)).all()
    assert [tuple(one) for one in days] == [(2, 18.9)]


def test_undoing_leaves_a_sensor_alone(engine: Engine, library: Library) -> None:
    moment = datetime(2021, 7, 1, 8, tzinfo=UTC)
    sensor = Observation(
        "lillsjon", "70b3d5e75e000001", 0, "water_temperature", "sensor", moment, 18.0, moment
    )
    with engine.begin() as connection:
        keep(connection, [sensor])
        number, _, _ = stored(connection, library)
        imports.undo(at_once(connection), number, NOW)
        assert rows(connection) == [(moment, 18.0)]


class Turns:
    """Runs each piece of work in a transaction of its own, and from the `ends`th on none."""

    def __init__(self, engine: Engine, ends: int = 99) -> None:
        self._engine = engine
        self._ends = ends
        self.number = 0

    def __call__(self, work: Callable[[Connection], T]) -> T:
        self.number += 1
        if self.number >= self._ends:
            raise StoreError("the disk is full")
        with writing(self._engine) as connection:
            return work(connection)


def long_series(library: Library) -> Preview:
    began = datetime(2025, 7, 1, tzinfo=UTC)
    lines = [f"{began + timedelta(minutes=10 * number)};{number % 7}" for number in range(2500)]
    return imports.preview(("time;water\n" + "\n".join(lines)).encode(), WANTED, library, NOW)


def test_a_long_file_lets_others_write_meanwhile(engine: Engine, library: Library) -> None:
    """Messages of devices come all the time, and a network server that is refused does not send them again."""
    turns, pauses = Turns(engine), list[int]()
    batch, known = imports.store(
        turns, long_series(library), "vatten.csv", b"", NOW, lambda: pauses.append(turns.number)
    )
    assert (batch.rows, known) == (2500, 0)
    assert pauses == [2, 3, 4]
    with engine.connect() as connection:
        assert [one.rows for one in imports.batches(connection)] == [2500]
    assert imports.undo(turns, batch.id, NOW) == 2500
    with engine.connect() as connection:
        assert rows(connection) == []
        assert connection.execute(select(READING_DAY)).all() == []


def test_readings_that_lie_far_apart_are_stored_a_few_at_a_time(engine: Engine, library: Library) -> None:
    """Each is judged by itself, which takes longer."""
    days = [datetime(2023, 1, 2, tzinfo=UTC) + timedelta(days=7 * number) for number in range(160)]
    shown = imports.preview(
        ("time;water\n" + "\n".join(f"{day};4" for day in days)).encode(), WANTED, library, NOW
    )
    stored = list[int]()

    def look() -> None:
        with engine.connect() as connection:
            stored.append(len(rows(connection)))

    assert imports.store(Turns(engine), shown, "vatten.csv", b"", NOW, look)[1] == 0
    assert stored == [53, 106, 159, 160]


def test_an_import_that_broke_off_is_finished_by_doing_it_again(engine: Engine, library: Library) -> None:
    shown = long_series(library)
    with pytest.raises(StoreError):
        imports.store(Turns(engine, ends=3), shown, "vatten.csv", b"", NOW)
    batch, known = imports.store(Turns(engine), shown, "vatten.csv", b"", NOW)
    assert (batch.rows, known) == (1500, 1000)
    with engine.connect() as connection:
        assert [one.rows for one in imports.batches(connection)] == [1500, 1000]
        assert len(rows(connection)) == 2500


def test_an_undoing_that_broke_off_is_finished_by_doing_it_again(engine: Engine, library: Library) -> None:
    batch, _ = imports.store(Turns(engine), long_series(library), "vatten.csv", b"", NOW)
    with pytest.raises(StoreError):
        imports.undo(Turns(engine, ends=3), batch.id, NOW)
    with engine.connect() as connection:
        assert (len(rows(connection)), imports.batches(connection)[0].undone_at) == (1500, None)
    assert imports.undo(Turns(engine), batch.id, NOW) == 1500
    with engine.connect() as connection:
        assert (rows(connection), imports.batches(connection)[0].undone_at) == ([], NOW)


@given(data=st.binary(max_size=400))
def test_any_file_is_read_or_refused(library: Library, data: bytes) -> None:
    try:
        shown = imports.preview(data, WANTED, library, NOW)
    except ImportRefused:
        return
    assert isinstance(shown, Preview)
    assert shown.points


@given(
    st.lists(
        st.tuples(
            st.datetimes(datetime(2020, 1, 1), datetime(2020, 2, 28)).map(
                lambda moment: moment.replace(microsecond=0)
            ),
            st.decimals("-0.5", 30, places=1),
        ),
        min_size=2,
        unique_by=lambda point: point[0],
    ),
    st.sampled_from(";\t|"),
    st.booleans(),
)
def test_what_was_written_is_what_is_read(
    library: Library, points: list[tuple[datetime, object]], separator: str, has_comma: bool
) -> None:
    lines = [
        f"{moment}{separator}{str(value).replace('.', ',') if has_comma else value}"
        for moment, value in points
    ]
    shown = imports.preview(
        ("time" + separator + "water\n" + "\n".join(lines)).encode(), WANTED, library, NOW
    )
    expected = sorted(
        (moment.replace(tzinfo=STOCKHOLM).astimezone(UTC), float(str(value))) for moment, value in points
    )
    assert shown.points == expected
