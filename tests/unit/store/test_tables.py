"""The tables hold sums and messages, and nothing about anyone (R-P5, R-P19)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, insert
from sqlalchemy.exc import StatementError

from heritage.store.schema import METADATA
from heritage.store.tables import MESSAGE, SCAN_COUNT, TALLY, hour_of

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def test_the_whole_database_has_no_other_columns_than_these() -> None:
    columns = {table.name: [column.name for column in table.columns] for table in METADATA.tables.values()}
    assert columns == {
        "scan_count": ["code", "hour", "language", "channel", "count"],
        "tally": ["code", "hour", "reason", "count"],
        "message": ["id", "received_at", "language", "page", "text"],
        "alarm": [
            "id",
            "kind",
            "subject",
            "since",
            "opened_at",
            "closed_at",
            "telling_at",
            "told_at",
            "end_telling_at",
            "end_told_at",
        ],
        "flow": ["id", "point", "direction", "version", "changed_at"],
        "passage_hour": ["flow", "hour", "raw", "covered", "flags", "corrected", "estimated"],
        "passage_stretch": ["flow", "start", "end", "raw", "flags"],
        "passage_day": [
            "flow",
            "day",
            "raw",
            "corrected",
            "estimated",
            "expected",
            "covered",
            "filled",
            "flags",
            "peak",
            "peak_hour",
        ],
        "passage_month": [
            "flow",
            "month",
            "raw",
            "corrected",
            "estimated",
            "expected",
            "covered",
            "filled",
            "days",
        ],
        "passage_calendar": ["flow", "month", "days"],
        "passage_profile": ["flow", "month", "week"],
        "passage_gap": ["flow", "start", "end", "estimate", "reference", "estimated", "deviation"],
        "count_due": ["id", "point", "first_at", "last_at"],
        "gap_due": ["id", "point", "first_at", "last_at"],
        "count_content": ["point", "digest", "seen_at"],
        "count_import": [
            "id",
            "point",
            "kind",
            "file",
            "digest",
            "layout",
            "imported_by",
            "imported_at",
            "first_at",
            "last_at",
            "rows",
            "finished_at",
            "undone_at",
            "undone_by",
            "why_undone",
        ],
        "count_imported": ["batch", "direction", "start", "end", "count"],
        "manual_count": [
            "id",
            "key",
            "point",
            "start",
            "end",
            "observer",
            "method",
            "note",
            "entered_at",
            "undone_at",
            "undone_by",
            "why_undone",
        ],
        "manual_passages": ["manual", "direction", "traveller", "count"],
        "factor": [
            "id",
            "point",
            "direction",
            "traffic",
            "busy_from",
            "first_day",
            "last_day",
            "value",
            "low",
            "high",
            "passages",
            "sessions",
            "counts",
            "method",
            "made_by",
            "made_at",
            "withdrawn_at",
            "withdrawn_by",
            "why_withdrawn",
        ],
        "count_decision": [
            "id",
            "point",
            "direction",
            "first_at",
            "end_at",
            "verdict",
            "decided_by",
            "decided_at",
            "why",
            "undone_at",
            "undone_by",
            "why_undone",
        ],
        "count_event": [
            "id",
            "point",
            "first_day",
            "last_day",
            "words",
            "entered_by",
            "entered_at",
            "undone_at",
            "undone_by",
            "why_undone",
        ],
        "staff_link": ["id", "hash", "name", "created_at", "expires_at", "revoked_at"],
        "report_sent": ["period", "telling_at", "told_at"],
        "decision": ["id", "series", "first_at", "last_at", "verdict", "decided_by", "decided_at", "why"],
        "device_state": [
            "dev_eui",
            "source",
            "first_heard",
            "last_heard",
            "battery_percent",
            "battery_volt",
            "gateway",
            "rssi",
            "snr",
            "note",
        ],
        "drilling": ["series", "observed_at", "ice", "snow_cm", "observer", "entered_at"],
        "fetched": [
            "key",
            "provider",
            "checked_at",
            "fetched_at",
            "issued_at",
            "expires_at",
            "not_before",
            "failures",
            "status",
            "last_modified",
            "etag",
            "note",
            "body",
        ],
        "import_batch": ["id", "file", "digest", "imported_at", "rows", "undone_at"],
        "imported": ["batch", "series", "observed_at"],
        "meta": ["key", "value"],
        "reading": ["series", "observed_at", "value", "quality", "lag"],
        "reading_day": ["series", "day", "count", "lowest", "highest", "total"],
        "report": ["key", "reporter", "series", "observed_at", "received_at"],
        "reporter": ["id", "name", "hash", "places", "quantities", "created_at", "revoked_at"],
        "series": ["id", "place", "device", "channel", "quantity", "method"],
        "source": ["name", "kind", "created_at"],
        "source_token": ["hash", "source", "created_at", "revoked_at"],
        "uplink": ["id", "source", "key", "dev_eui", "hint", "received_at", "state", "body"],
    }


def test_the_hour_is_the_utc_start_of_the_local_hour() -> None:
    local = datetime(2026, 7, 14, 13, 59, 59, 999999, STOCKHOLM)
    assert hour_of(local) == datetime(2026, 7, 14, 11, tzinfo=UTC)
    assert hour_of(local).tzinfo is UTC


def test_the_two_hours_called_two_of_the_autumn_night_stay_apart() -> None:
    summer = datetime(2026, 10, 25, 2, 30, tzinfo=STOCKHOLM, fold=0)
    winter = datetime(2026, 10, 25, 2, 30, tzinfo=STOCKHOLM, fold=1)
    assert hour_of(winter) - hour_of(summer) == timedelta(hours=1)


@pytest.mark.parametrize("table", [SCAN_COUNT, TALLY, MESSAGE], ids=lambda table: table.name)
def test_a_time_without_zone_is_refused(engine: Engine, table) -> None:
    row = {column.name: "x" for column in table.columns if column.name not in ("id", "count")}
    if "count" in table.columns:
        row["count"] = 1
    row["hour" if "hour" in table.columns else "received_at"] = datetime(2026, 7, 14, 11)
    with pytest.raises(StatementError, match="timezone"), engine.begin() as connection:
        connection.execute(insert(table), row)
