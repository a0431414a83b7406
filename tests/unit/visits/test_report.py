"""The staff's figures: local days and hours, exact, with what was set aside, safe in a spreadsheet."""

import asyncio
import csv
import io
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, text

from heritage.store.engine import StoreError
from heritage.store.tables import Channel, Counted, Reason, SetAside, hour_of
from heritage.store.writer import Writer
from heritage.visits.report import Report, ScanRow, SetAsideRow, as_csv, report

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NAMES = {"7K3FX": "Flataklocken"}


def local(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=STOCKHOLM, fold=fold)


def counted(
    moment: datetime, language: str = "sv", channel: Channel = Channel.SIGN, code: str = "7K3FX"
) -> Counted:
    return Counted(code, hour_of(moment), language, channel)


def count(writer: Writer, increments: list[Counted | SetAside]) -> None:
    asyncio.run(writer.add(increments))


def test_sums_are_given_by_local_day_with_channel_and_language(engine: Engine, writer: Writer) -> None:
    count(
        writer,
        [
            counted(local(2026, 7, 14, 0, 30)),
            counted(local(2026, 7, 14, 23, 30)),
            counted(local(2026, 7, 14, 12), language="en"),
            counted(local(2026, 7, 14, 12), channel=Channel.TYPED),
            counted(local(2026, 7, 15, 0, 30)),
            counted(local(2026, 7, 14, 9), code="V1KB2"),
            SetAside("7K3FX", hour_of(local(2026, 7, 14, 3)), Reason.BOT),
            SetAside("7K3FX", hour_of(local(2026, 7, 14, 4)), Reason.BOT),
        ],
    )
    day = local(2026, 7, 14)
    assert report(engine, names=NAMES) == Report(
        hourly=False,
        scans=(
            ScanRow(day, "7K3FX", "Flataklocken", "sign", "en", 1),
            ScanRow(day, "7K3FX", "Flataklocken", "sign", "sv", 2),
            ScanRow(day, "7K3FX", "Flataklocken", "typed", "sv", 1),
            ScanRow(day, "V1KB2", "", "sign", "sv", 1),
            ScanRow(local(2026, 7, 15), "7K3FX", "Flataklocken", "sign", "sv", 1),
        ),
        set_aside=(SetAsideRow(day, "7K3FX", "Flataklocken", "bot", 2),),
    )


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (None, None, [13, 14, 15]),
        (date(2026, 7, 14), None, [14, 15]),
        (None, date(2026, 7, 14), [13, 14]),
        (date(2026, 7, 14), date(2026, 7, 14), [14]),
        (date(2026, 7, 16), None, []),
    ],
)
def test_a_period_includes_its_first_and_last_local_day(
    first: date | None, last: date | None, days: list[int], engine: Engine, writer: Writer
) -> None:
    # The last hour of the 13th and the first of the 15th lie beside the 14th.
    moments = [local(2026, 7, 13, 23), local(2026, 7, 14), local(2026, 7, 14, 23), local(2026, 7, 15)]
    for moment in moments:
        count(writer, [counted(moment), SetAside("7K3FX", hour_of(moment), Reason.HEAD)])
    figures = report(engine, first=first, last=last)
    assert [row.start.day for row in figures.scans] == days
    assert [row.start.day for row in figures.set_aside] == days


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 29), 23), ((2026, 7, 14), 24), ((2026, 10, 25), 25)])
def test_every_hour_of_a_short_and_a_long_day_belongs_to_it(
    day: tuple[int, int, int], hours: int, engine: Engine, writer: Writer
) -> None:
    start = local(*day).astimezone(UTC)
    count(writer, [counted(start + timedelta(hours=hour)) for hour in range(-1, hours + 1)])
    figures = report(engine, first=date(*day), last=date(*day))
    assert [(row.start, row.count) for row in figures.scans] == [(local(*day), hours)]
    by_hour = report(engine, first=date(*day), last=date(*day), hourly=True)
    assert [row.count for row in by_hour.scans] == [1] * hours
    assert len({row.start.isoformat() for row in by_hour.scans}) == hours


def test_the_two_hours_called_two_of_the_autumn_night_are_two_rows(engine: Engine, writer: Writer) -> None:
    summer, winter = local(2026, 10, 25, 2, 30), local(2026, 10, 25, 2, 30, fold=1)
    count(writer, [counted(summer), counted(winter), counted(winter)])
    lines = as_csv(report(engine, hourly=True)).splitlines()
    assert [(line.split(",")[0], line.split(",")[5]) for line in lines[1:]] == [
        ("2026-10-25T02:00+02:00", "1"),
        ("2026-10-25T02:00+01:00", "2"),
    ]


def test_no_data_is_no_row(engine: Engine, writer: Writer) -> None:
    count(writer, [counted(local(2026, 7, 14, 12)), counted(local(2026, 7, 16, 12))])
    assert [row.start.day for row in report(engine).scans] == [14, 16]


def test_the_csv_keeps_what_is_counted_and_what_is_set_aside_in_columns_of_their_own(
    engine: Engine, writer: Writer
) -> None:
    count(writer, [counted(local(2026, 7, 14, 12))] * 3)
    count(writer, [SetAside("7K3FX", hour_of(local(2026, 7, 14, 12)), Reason.PREVIEW)])
    assert as_csv(report(engine, names=NAMES)) == (
        "day,code,place,channel,language,scans,reason,set_aside\r\n"
        "2026-07-14,7K3FX,Flataklocken,sign,sv,3,,\r\n"
        "2026-07-14,7K3FX,Flataklocken,,,,preview,1\r\n"
    )


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_a_name_that_a_spreadsheet_would_run_gets_a_quote_before_it(sign: str) -> None:
    row = ScanRow(local(2026, 7, 14), "7K3FX", f"{sign}1+2", "sign", "sv", 3)
    text = as_csv(Report(hourly=False, scans=(row,), set_aside=()))
    (cells,) = list(csv.DictReader(io.StringIO(text, newline="")))
    assert cells["place"] == f"'{sign}1+2"
    assert cells["scans"] == "3"


def test_a_name_with_comma_and_quotes_survives() -> None:
    row = SetAsideRow(local(2026, 7, 14), "7K3FX", 'Bron, "Vikbron"\ni Borgsjö', "bot", 1)
    text = as_csv(Report(hourly=False, scans=(), set_aside=(row,)))
    (cells,) = list(csv.DictReader(io.StringIO(text, newline="")))
    assert cells["place"] == 'Bron, "Vikbron"\ni Borgsjö'


def test_a_database_that_cannot_be_read_is_told_in_one_sentence(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE tally"))
    with pytest.raises(StoreError, match="tally"):
        report(engine)
