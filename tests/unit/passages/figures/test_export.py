"""Files of figures: what stands in them, what is empty, and what is not for everybody (R-V8, R-V13, R-P11, R-S16)."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import copy
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine, insert

from heritage.passages.figures.export import LICENCE, Format, Wanted, exported
from heritage.passages.figures.series import Quality, Step
from heritage.passages.periods import Period, month_of, year_of
from heritage.passages.stretches import HOUR_S, midnight
from heritage.store.engine import SQLITE_FILE, open_engine
from heritage.store.flags import Direction
from heritage.store.kind import Kind
from heritage.store.tables import META
from tests.passage_fixtures import Guess, hours_of, library_of, point, steady, write_flow

METHOD = "https://besok.example/sv/counts/method/"
NOW = datetime(2026, 7, 22, 9, tzinfo=UTC)
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)
GUESSED, EMPTY = date(2026, 6, 29), date(2026, 6, 30)
LIBRARY = library_of({"bron": point("=Bron"), "stigen": point("Stigen")})

SPACE = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}

Cells = dict[str, Any]


@pytest.fixture(scope="module")
def engine(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """June at two points: in each hour 2 in and 1 out; at the first a day is estimated, and one is empty."""
    folder = tmp_path_factory.mktemp("export")
    copy(migrated_file, folder / SQLITE_FILE)
    engine = open_engine(None, folder)
    gone = [*hours_of(GUESSED, GUESSED), *hours_of(EMPTY, EMPTY)]
    guessed = hours_of(GUESSED, GUESSED)
    with engine.begin() as connection:
        for direction, each in ((Direction.IN, 2), (Direction.OUT, 1)):
            hours = hours_of(FIRST, LAST)
            guess = Guess(guessed.start, guessed.stop, each * 1000, 5000)
            gap = (midnight(EMPTY), midnight(EMPTY) + 24 * HOUR_S)
            counted = steady(FIRST, LAST, each, skipped=gone)
            write_flow(connection, "bron", direction, hours, counted, [guess], factor=1.5, gaps=[gap])
            write_flow(connection, "stigen", direction, hours, steady(FIRST, LAST, each))
    yield engine
    engine.dispose()


def _file(
    engine: Engine, kind: Format, key: str = "bron", period: Period | None = None, **wanted: Any
) -> bytes:
    asked = Wanted(key, period or month_of(FIRST), kind, METHOD, **{"is_for_staff": True, **wanted})
    with engine.connect() as connection:
        found = exported(connection, LIBRARY, asked, NOW)
    assert found is not None
    return found


def _rows(engine: Engine, key: str = "bron", period: Period | None = None, **wanted: Any) -> list[Cells]:
    rows: list[Cells] = json.loads(_file(engine, Format.JSON, key, period, **wanted))["rows"]
    return rows


def _sheet(book: bytes, number: int) -> list[list[str]]:
    """The cells of a sheet that hold something, row by row."""
    with ZipFile(io.BytesIO(book)) as files:
        sheet = ElementTree.fromstring(files.read(f"xl/worksheets/sheet{number}.xml"))
        texts = [
            "".join(one.itertext()) for one in ElementTree.fromstring(files.read("xl/sharedStrings.xml"))
        ]
    return [
        [
            texts[int(value)] if cell.get("t") == "s" else value
            for cell in row.iterfind("x:c", SPACE)
            if (value := cell.findtext("x:v", namespaces=SPACE)) is not None
        ]
        for row in sheet.iterfind(".//x:row", SPACE)
    ]


def _of(rows: list[Cells], period: str, direction: str = "all") -> Cells:
    (found,) = [one for one in rows if one["period"] == period and one["direction"] == direction]
    return found


def test_each_row_tells_what_its_number_is(engine: Engine) -> None:
    rows = _rows(engine, step=Step.DAY)
    assert len(rows) == 3 * 30
    assert _of(rows, "2026-06-01") == {
        "period": "2026-06-01",
        "first": "2026-06-01",
        "last": "2026-06-01",
        "direction": "all",
        "passages": 108.0,
        "low": 108.0,
        "high": 108.0,
        "corrected": 108.0,
        "estimated": 0.0,
        "is_estimated": False,
        "estimated_share": 0.0,
        "coverage": 1.0,
        "quality": "counted",
        "rounded_to": 0,
        "fewer_than": None,
        "flags": "",
    }
    assert [_of(rows, "2026-06-01", way)["passages"] for way in ("in", "out")] == [72, 36]


def test_an_estimated_day_is_marked_and_an_empty_one_is_null_and_not_zero(engine: Engine) -> None:
    rows = _rows(engine, step=Step.DAY)
    guessed = _of(rows, GUESSED.isoformat())
    assert (guessed["passages"], guessed["corrected"], guessed["estimated"]) == (72, 0, 72)
    assert guessed["is_estimated"] and guessed["quality"] == "estimated" and "estimated" in guessed["flags"]
    empty = _of(rows, EMPTY.isoformat())
    assert (empty["passages"], empty["corrected"], empty["estimated"], empty["quality"]) == (
        None,
        None,
        None,
        "unknown",
    )


def test_estimates_can_be_left_out_and_their_time_is_then_not_covered(engine: Engine) -> None:
    (month,) = [one for one in _rows(engine, step=Step.MONTH) if one["direction"] == "all"]
    (bare,) = [
        one for one in _rows(engine, step=Step.MONTH, with_estimates=False) if one["direction"] == "all"
    ]
    assert (month["passages"], month["estimated"], month["quality"]) == (
        28 * 108 + 72,
        72,
        "partly estimated",
    )
    assert month["coverage"] == round(29 / 30, 4)
    assert (bare["passages"], bare["estimated"], bare["quality"]) == (28 * 108, 0, "counted")
    assert bare["coverage"] == round(28 / 30, 4) and not bare["is_estimated"]
    hours = _rows(engine, step=Step.HOUR, with_estimates=False, period=Period(GUESSED, GUESSED))
    assert {one["passages"] for one in hours} == {None}


def test_hours_are_for_staff_and_carry_their_offset(engine: Engine) -> None:
    rows = _rows(engine, step=Step.HOUR, period=Period(date(2026, 6, 28), EMPTY))
    assert len(rows) == 3 * 3 * 24
    first = _of(rows, "2026-06-28T00:00+02:00")
    assert (first["passages"], first["last"], first["coverage"]) == (4.5, "2026-06-28T01:00+02:00", 1)
    assert _of(rows, "2026-06-29T05:00+02:00", "out")["quality"] == "estimated"
    assert _of(rows, "2026-06-30T05:00+02:00")["passages"] is None
    public = Wanted("bron", month_of(FIRST), Format.CSV, METHOD, Step.HOUR)
    with engine.connect() as connection:
        assert exported(connection, LIBRARY, public, NOW) is None


def test_days_are_public_only_where_each_may_be_told(engine: Engine) -> None:
    days = _rows(engine, "stigen", is_for_staff=False, step=Step.DAY)
    assert _of(days, "2026-06-01")["passages"] == 72 and len(days) == 3 * 30
    hidden = Wanted("bron", month_of(FIRST), Format.CSV, METHOD, Step.DAY)
    with engine.connect() as connection:
        assert exported(connection, LIBRARY, hidden, NOW) is None
    weeks = json.loads(_file(engine, Format.JSON, is_for_staff=False))
    assert weeks["step"] == "week" and weeks["is_published"]
    week = _of(weeks["rows"], "2026-W23")
    assert week["passages"] % week["rounded_to"] == 0 and week["corrected"] is None
    assert week["low"] <= 756 <= week["high"]


def test_weeks_are_whole_and_months_and_years_what_of_them_is_told(engine: Engine) -> None:
    weeks = [one["period"] for one in _rows(engine, "stigen", step=Step.WEEK) if one["direction"] == "all"]
    assert weeks == ["2026-W23", "2026-W24", "2026-W25", "2026-W26"]
    (year,) = [
        one for one in _rows(engine, "stigen", year_of(2026), step=Step.YEAR) if one["direction"] == "all"
    ]
    assert (year["period"], year["first"], year["last"], year["passages"]) == (
        "2026",
        "2026-06-01",
        "2026-06-30",
        2160,
    )


def test_a_csv_is_by_rfc_4180_and_says_in_each_row_where_the_method_stands(engine: Engine) -> None:
    text = _file(engine, Format.CSV, step=Step.DAY).decode()
    assert text.count("\r\n") == 91 and text.endswith("\r\n")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert (
        rows[0]["method"] == METHOD
        and rows[0]["unit"] == "passages"
        and rows[0]["data_until"] == "2026-06-28"
    )
    assert (rows[0]["passages"], rows[0]["is_estimated"], rows[0]["point"]) == ("108", "false", "bron")
    assert rows[-1]["passages"] == "" and rows[-1]["quality"] == "unknown"


def test_a_workbook_holds_numbers_texts_and_empty_cells(engine: Engine) -> None:
    made = _file(engine, Format.XLSX, step=Step.DAY)
    with ZipFile(io.BytesIO(made)) as book:
        assert book.testzip() is None
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        about = book.read("xl/sharedStrings.xml").decode()
    cells = {cell.get("r"): cell for cell in sheet.iterfind(".//x:c", SPACE)}
    assert cells["F2"].findtext("x:v", namespaces=SPACE) == "108" and cells["F2"].get("t") is None
    assert cells["A2"].get("t") == "s" and "F86" in cells and "F89" not in cells
    assert sheet.find(".//x:f", SPACE) is None
    # R-S16: the name of the point begins like a formula.
    assert "'=Bron" in about and METHOD in about


@pytest.mark.parametrize(
    ("is_for_staff", "published", "licence"), [(False, "true", LICENCE), (True, "false", "")]
)
def test_a_file_says_whether_it_is_for_everybody_and_under_which_licence(
    engine: Engine, is_for_staff: bool, published: str, licence: str
) -> None:
    """R-D6: what is exact and for staff is nobody's to pass on."""
    wanted = {"is_for_staff": is_for_staff, "step": Step.WEEK}
    rows = list(csv.DictReader(io.StringIO(_file(engine, Format.CSV, "stigen", **wanted).decode())))
    assert {(row["is_published"], row["licence"], row["is_demo"]) for row in rows} == {
        (published, licence, "false")
    }
    data = json.loads(_file(engine, Format.JSON, "stigen", **wanted))
    assert (data["is_published"], data["licence"], data["is_demo"]) == (
        not is_for_staff,
        licence or None,
        False,
    )
    about = _sheet(_file(engine, Format.XLSX, "stigen", **wanted), 2)
    told = {row[0]: row[-1] for row in about if len(row) > 1}
    assert (told["is_published"], told.get("licence", ""), told["is_demo"]) == (
        str(int(not is_for_staff)),
        licence,
        "0",
    )


def test_the_manual_tells_of_every_column(engine: Engine) -> None:
    manual = (Path(__file__).parents[4] / "docs/counting.md").read_text(encoding="utf-8")
    heads = csv.DictReader(io.StringIO(_file(engine, Format.CSV, "stigen").decode())).fieldnames
    assert heads and [head for head in heads if f"`{head}`" not in manual] == []
    assert [one for one in Quality if f"`{one}`" not in manual] == []


def test_a_file_of_a_demonstration_says_so(engine: Engine) -> None:
    made: dict[Format, bytes] = {}
    with engine.connect() as connection, connection.begin() as transaction:
        connection.execute(insert(META).values(key="kind", value=Kind.DEMO.value))
        for kind in Format:
            asked = Wanted("stigen", month_of(FIRST), kind, METHOD)
            made[kind] = exported(connection, LIBRARY, asked, NOW) or b""
        transaction.rollback()
    rows = list(csv.DictReader(io.StringIO(made[Format.CSV].decode())))
    assert rows and {row["is_demo"] for row in rows} == {"true"}
    assert json.loads(made[Format.JSON])["is_demo"] is True
    assert ["is_demo", "1"] in _sheet(made[Format.XLSX], 2)


@pytest.mark.parametrize("kind", list(Format))
def test_the_same_figures_make_the_same_bytes(engine: Engine, kind: Format) -> None:
    assert _file(engine, kind) == _file(engine, kind)


@pytest.mark.parametrize("kind", list(Format))
def test_a_period_without_figures_makes_a_file_without_rows(engine: Engine, kind: Format) -> None:
    made = _file(engine, kind, period=year_of(2020), step=Step.DAY)
    assert made
    if kind is Format.JSON:
        data = json.loads(made)
        assert data["rows"] == [] and data["first"] is None and data["data_until"] is None
    if kind is Format.CSV:
        assert made.decode().count("\r\n") == 1


def test_a_counter_that_cannot_tell_directions_has_rows_of_all_and_no_others(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        counted = steady(FIRST, FIRST, 4)
        write_flow(connection, "klockan", Direction.BOTH, hours_of(FIRST, FIRST), counted)
        library = library_of({"klockan": point("Klockan")})
        for step in (Step.HOUR, Step.DAY):
            asked = Wanted("klockan", Period(FIRST, FIRST), Format.JSON, METHOD, step, is_for_staff=True)
            found = exported(connection, library, asked, NOW)
            assert found is not None
            rows = json.loads(found)["rows"]
            assert {one["direction"] for one in rows} == {"all"}
            assert sum(one["passages"] for one in rows) == 96
        transaction.rollback()


def test_hours_that_are_not_over_are_not_told(engine: Engine) -> None:
    early = datetime.fromtimestamp(midnight(FIRST), UTC) + timedelta(hours=3, minutes=30)
    asked = Wanted("stigen", month_of(FIRST), Format.JSON, METHOD, Step.HOUR, is_for_staff=True)
    with engine.connect() as connection:
        found = exported(connection, LIBRARY, asked, early)
    assert found is not None and len(json.loads(found)["rows"]) == 3 * 3
