"""The tables of passages: what counts them, what was counted hour by hour, and what people have said of it.

Raw values of counters that send to us are readings; rows here are either kept as they came (imports, manual counts,
decisions, factors: nothing of them is ever changed but that they end) or derived from those, and can be made anew.
Corrected and estimated passages are whole thousandths, so that sums are exact in whatever order they are made.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Float,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from heritage.store.tables import METADATA, Seconds

FLOW = Table(
    "flow",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("point", String, nullable=False),
    Column("direction", SmallInteger, nullable=False),
    # One more with each change of its figures.
    Column("version", Integer, nullable=False, server_default="0"),
    Column("changed_at", Seconds),
    UniqueConstraint("point", "direction"),
)
"""One direction of a counting point: what hours, days and months are of."""

PASSAGE_HOUR = Table(
    "passage_hour",
    METADATA,
    Column("flow", Integer, primary_key=True, autoincrement=False),
    Column("hour", Seconds, primary_key=True, autoincrement=False),  # its start; a whole hour of UTC
    Column("raw", Integer),  # as counted; None: nothing was
    Column("covered", SmallInteger, nullable=False),  # seconds of it that were counted
    Column("flags", Integer, nullable=False),
    Column("corrected", BigInteger),  # thousandths; None where nothing usable was counted
    # Thousandths; only where `corrected` is None, or lacks a part of the hour.
    Column("estimated", BigInteger),
    sqlite_with_rowid=False,
)
"""An hour of which nothing is known has no row (R-V8)."""

PASSAGE_STRETCH = Table(
    "passage_stretch",
    METADATA,
    Column("flow", Integer, primary_key=True, autoincrement=False),
    Column("start", Seconds, primary_key=True, autoincrement=False),
    Column("end", Seconds, nullable=False),
    Column("raw", Integer, nullable=False),
    Column("flags", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Passages that were counted somewhere within more than an hour: a difference across a gap belongs to the gap."""

_SUMS = (
    ("raw", BigInteger),  # None: nothing was counted
    ("corrected", BigInteger),
    ("estimated", BigInteger),
    ("expected", Integer),  # seconds that the point was to count
    ("covered", Integer),  # seconds that it did, usably
    ("filled", Integer),  # seconds that are estimated
)


def _sums() -> list[Column[int]]:
    return [Column(name, kind, nullable=name in ("raw", "corrected", "estimated")) for name, kind in _SUMS]


PASSAGE_DAY = Table(
    "passage_day",
    METADATA,
    Column("flow", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),  # the local day (R-V4)
    *_sums(),
    Column("flags", Integer, nullable=False),
    Column("peak", BigInteger),  # thousandths in its highest wholly counted hour
    Column("peak_hour", Seconds),
    # The key holds the row: as days come, a year of one counter lies on as many pages as it has days.
    PrimaryKeyConstraint("flow", "day", postgresql_include=[*(name for name, _ in _SUMS), "flags", "peak"]),
    sqlite_with_rowid=False,
)
"""Each local day on which the point was to count has a row, also one without anything counted."""

PASSAGE_MONTH = Table(
    "passage_month",
    METADATA,
    Column("flow", Integer, primary_key=True, autoincrement=False),
    Column("month", Date, primary_key=True),  # its first day
    *_sums(),
    Column("days", SmallInteger, nullable=False),  # usable ones
    sqlite_with_rowid=False,
)
PASSAGE_CALENDAR = Table(
    "passage_calendar",
    METADATA,
    Column("flow", Integer, primary_key=True, autoincrement=False),
    Column("month", Date, primary_key=True),
    # The columns of its rows of PASSAGE_DAY from `raw` to `flags`: passages.calendars. Two years of them are read for
    # each page.
    Column("days", LargeBinary, nullable=False),
)
"""A month without a day on which the point was to count has no row."""

PASSAGE_PROFILE = Table(
    "passage_profile",
    METADATA,
    Column("flow", Integer, primary_key=True, autoincrement=False),
    Column("month", Date, primary_key=True),
    # Of each local hour of the week: passages.slots.Week. A year of them is read for each page, and in one row a month
    # that takes a tenth of the time.
    Column("week", LargeBinary, nullable=False),
)
"""A month without a wholly counted hour has no row."""

PASSAGE_GAP = Table(
    "passage_gap",
    METADATA,
    Column("flow", Integer, primary_key=True, autoincrement=False),
    Column("start", Seconds, primary_key=True, autoincrement=False),
    Column("end", Seconds, nullable=False),
    Column("estimate", SmallInteger),  # an Estimate; None: it was not filled
    Column("reference", String),  # the neighbouring point that helped
    Column("estimated", BigInteger),  # thousandths, all of it
    Column("deviation", BigInteger),  # thousandths: 1.96 times it to either side holds 95 %
    sqlite_with_rowid=False,
)
"""Where nothing usable was counted, and how it was filled: an estimate is never silent (R-V13)."""

COUNT_DUE = Table(
    "count_due",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("point", String, nullable=False),
    Column("first_at", Seconds, nullable=False),
    Column("last_at", Seconds, nullable=False),  # included
)
"""What has changed under figures that are still to be made anew; written in the transaction that made the change."""

GAP_DUE = Table(
    "gap_due",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("point", String, nullable=False),
    Column("first_at", Seconds, nullable=False),
    Column("last_at", Seconds, nullable=False),  # included
)
"""Gaps whose estimates are to be made anew, for a neighbour measured something else than it had; a point's own counts
are as they were."""

COUNT_CONTENT = Table(
    "count_content",
    METADATA,
    Column("point", String, primary_key=True),
    Column("digest", String, nullable=False),
    Column("seen_at", Seconds, nullable=False),
)
"""By which content a point's figures were made: other content makes all of them due."""


def _taken_back() -> list[Column[object]]:
    """What people enter is never deleted: who took it back, when and why."""
    return [Column("undone_at", Seconds), Column("undone_by", String), Column("why_undone", String)]


COUNT_IMPORT = Table(
    "count_import",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("point", String, nullable=False, index=True),
    Column("kind", String, nullable=False),  # file, eco-counter
    Column("file", String, nullable=False),  # or what was asked for
    Column("digest", String, nullable=False),  # SHA-256
    Column("layout", String, nullable=False),  # what was read as what, as JSON
    Column("imported_by", String, nullable=False),
    Column("imported_at", Seconds, nullable=False),
    Column("first_at", Seconds),
    Column("last_at", Seconds),
    Column("rows", Integer, nullable=False),
    Column("finished_at", Seconds),  # None: it broke off, and is not in force
    *_taken_back(),
)
"""Each a version: of what several tell of one time, the newest that is in force holds."""

COUNT_IMPORTED = Table(
    "count_imported",
    METADATA,
    Column("batch", Integer, primary_key=True, autoincrement=False),
    Column("direction", SmallInteger, primary_key=True, autoincrement=False),
    Column("start", Seconds, primary_key=True, autoincrement=False),
    Column("end", Seconds, nullable=False),
    Column("count", Integer),  # None: the file has an empty cell there
    sqlite_with_rowid=False,
)
MANUAL_COUNT = Table(
    "manual_count",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),  # minted with the form: sent twice, it counts once
    Column("point", String, nullable=False, index=True),
    Column("start", Seconds, nullable=False),
    Column("end", Seconds, nullable=False),
    Column("observer", String, nullable=False),
    Column("method", String, nullable=False),  # on site, pictures, other
    Column("note", String, nullable=False),
    Column("entered_at", Seconds, nullable=False),
    *_taken_back(),
)
MANUAL_PASSAGES = Table(
    "manual_passages",
    METADATA,
    Column("manual", Integer, primary_key=True, autoincrement=False),
    Column("direction", SmallInteger, primary_key=True, autoincrement=False),
    Column("traveller", String, primary_key=True),  # walker, cyclist, skier, snowmobile, dog
    Column("count", Integer, nullable=False),
    sqlite_with_rowid=False,
)
FACTOR = Table(
    "factor",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("point", String, nullable=False, index=True),
    Column("direction", SmallInteger, nullable=False),  # BOTH: every direction
    Column("traffic", String, nullable=False),  # all, quiet, busy
    Column("busy_from", Integer),  # counted passages in an hour from which it is busy
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),  # included; None: until another takes over
    Column("value", Float, nullable=False),
    Column("low", Float, nullable=False),  # of the 95 % interval
    Column("high", Float, nullable=False),
    Column("passages", Integer, nullable=False),  # counted by hand
    Column("sessions", Integer, nullable=False),
    Column("counts", String, nullable=False),  # ids of the manual counts, with spaces between
    Column("method", String, nullable=False),
    Column("made_by", String, nullable=False),
    Column("made_at", Seconds, nullable=False),
    Column("withdrawn_at", Seconds),
    Column("withdrawn_by", String),
    Column("why_withdrawn", String),
)
COUNT_DECISION = Table(
    "count_decision",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("point", String, nullable=False, index=True),
    Column("direction", SmallInteger),  # None: all
    Column("first_at", Seconds, nullable=False),
    Column("end_at", Seconds, nullable=False),  # not included
    Column("verdict", String, nullable=False),  # kept, rejected, reconstructed
    Column("decided_by", String, nullable=False),
    Column("decided_at", Seconds, nullable=False),
    Column("why", String, nullable=False),
    *_taken_back(),
)
COUNT_EVENT = Table(
    "count_event",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("point", String),  # None: the whole trail
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),  # included
    Column("words", String, nullable=False),  # as JSON, by language
    Column("entered_by", String, nullable=False),
    Column("entered_at", Seconds, nullable=False),
    *_taken_back(),
)
"""A race, a storm, a closed bridge: a note on charts (R-V12)."""

STAFF_LINK = Table(
    "staff_link",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("hash", String, nullable=False, unique=True),  # of the link's secret (R-S6)
    Column("name", String, nullable=False),  # whom it was made for
    Column("created_at", Seconds, nullable=False),
    Column("expires_at", Seconds, nullable=False),
    Column("revoked_at", Seconds),
)
REPORT_SENT = Table(
    "report_sent",
    METADATA,
    Column("period", String, primary_key=True),  # 2026-07
    Column("telling_at", Seconds, nullable=False),
    Column("told_at", Seconds),
)
"""A monthly report that was begun to be mailed is not begun again."""
