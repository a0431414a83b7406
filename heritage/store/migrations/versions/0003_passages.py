"""Passages: flows, hours and their sums, imports, manual counts, factors, decisions, events; staff links."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0003"
down_revision = "0002"

_TOLD_OF_DAYS = ["raw", "corrected", "estimated", "expected", "covered", "filled", "flags", "peak"]

Columns = list[sa.Column[Any]]


def upgrade() -> None:
    """Make the tables; moments are whole seconds since 1970, passages in thousandths where they are corrected."""
    _make_hours()
    _make_sums()
    _make_marks()
    _make_imports()
    _make_manual_counts()
    _make_factors()
    _make_decisions()
    _make_staff()


def _of_flow(name: str, kind: TypeEngine[Any]) -> Columns:
    """The key of what is kept of a flow by time."""
    return [
        sa.Column("flow", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column(name, kind, primary_key=True, autoincrement=False),
    ]


def _sums() -> Columns:
    """What days and months have in common."""
    told = [sa.Column(name, sa.BigInteger()) for name in ("raw", "corrected", "estimated")]
    seconds = [sa.Column(name, sa.Integer(), nullable=False) for name in ("expected", "covered", "filled")]
    return [*told, *seconds]


def _undone() -> Columns:
    """Who took back what people entered, when and why."""
    return [
        sa.Column("undone_at", sa.BigInteger()),
        sa.Column("undone_by", sa.String()),
        sa.Column("why_undone", sa.String()),
    ]


def _make_hours() -> None:
    op.create_table(
        "flow",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("point", sa.String(), nullable=False),
        sa.Column("direction", sa.SmallInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("changed_at", sa.BigInteger()),
        sa.UniqueConstraint("point", "direction"),
    )
    op.create_table(
        "passage_hour",
        *_of_flow("hour", sa.BigInteger()),
        sa.Column("raw", sa.Integer()),
        sa.Column("covered", sa.SmallInteger(), nullable=False),
        sa.Column("flags", sa.Integer(), nullable=False),
        sa.Column("corrected", sa.BigInteger()),
        sa.Column("estimated", sa.BigInteger()),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "passage_stretch",
        *_of_flow("start", sa.BigInteger()),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column("raw", sa.Integer(), nullable=False),
        sa.Column("flags", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "passage_gap",
        *_of_flow("start", sa.BigInteger()),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column("estimate", sa.SmallInteger()),
        sa.Column("reference", sa.String()),
        sa.Column("estimated", sa.BigInteger()),
        sa.Column("deviation", sa.BigInteger()),
        sqlite_with_rowid=False,
    )


def _make_sums() -> None:
    op.create_table(
        "passage_day",
        *_of_flow("day", sa.Date()),
        *_sums(),
        sa.Column("flags", sa.Integer(), nullable=False),
        sa.Column("peak", sa.BigInteger()),
        sa.Column("peak_hour", sa.BigInteger()),
        sa.PrimaryKeyConstraint("flow", "day", postgresql_include=_TOLD_OF_DAYS),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "passage_month",
        *_of_flow("month", sa.Date()),
        *_sums(),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "passage_calendar",
        *_of_flow("month", sa.Date()),
        sa.Column("days", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "passage_profile",
        *_of_flow("month", sa.Date()),
        sa.Column("week", sa.LargeBinary(), nullable=False),
    )


def _make_marks() -> None:
    for name in ("count_due", "gap_due"):
        op.create_table(
            name,
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("point", sa.String(), nullable=False),
            sa.Column("first_at", sa.BigInteger(), nullable=False),
            sa.Column("last_at", sa.BigInteger(), nullable=False),
        )
    op.create_table(
        "count_content",
        sa.Column("point", sa.String(), primary_key=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
    )


def _make_imports() -> None:
    op.create_table(
        "count_import",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("point", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("imported_by", sa.String(), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.Column("first_at", sa.BigInteger()),
        sa.Column("last_at", sa.BigInteger()),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.BigInteger()),
        *_undone(),
    )
    op.create_index("ix_count_import_point", "count_import", ["point"])
    op.create_table(
        "count_imported",
        sa.Column("batch", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("direction", sa.SmallInteger(), primary_key=True, autoincrement=False),
        sa.Column("start", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer()),
        sqlite_with_rowid=False,
    )


def _make_manual_counts() -> None:
    op.create_table(
        "manual_count",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key", sa.String(), nullable=False, unique=True),
        sa.Column("point", sa.String(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column("observer", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        *_undone(),
    )
    op.create_index("ix_manual_count_point", "manual_count", ["point"])
    op.create_table(
        "manual_passages",
        sa.Column("manual", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("direction", sa.SmallInteger(), primary_key=True, autoincrement=False),
        sa.Column("traveller", sa.String(), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )


def _make_factors() -> None:
    op.create_table(
        "factor",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("point", sa.String(), nullable=False),
        sa.Column("direction", sa.SmallInteger(), nullable=False),
        sa.Column("traffic", sa.String(), nullable=False),
        sa.Column("busy_from", sa.Integer()),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date()),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("low", sa.Float(), nullable=False),
        sa.Column("high", sa.Float(), nullable=False),
        sa.Column("passages", sa.Integer(), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("counts", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger()),
        sa.Column("withdrawn_by", sa.String()),
        sa.Column("why_withdrawn", sa.String()),
    )
    op.create_index("ix_factor_point", "factor", ["point"])


def _make_decisions() -> None:
    op.create_table(
        "count_decision",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("point", sa.String(), nullable=False),
        sa.Column("direction", sa.SmallInteger()),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("end_at", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        *_undone(),
    )
    op.create_index("ix_count_decision_point", "count_decision", ["point"])
    op.create_table(
        "count_event",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("point", sa.String()),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        *_undone(),
    )


def _make_staff() -> None:
    op.create_table(
        "staff_link",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("hash", sa.String(), nullable=False, unique=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger()),
    )
    op.create_table(
        "report_sent",
        sa.Column("period", sa.String(), primary_key=True),
        sa.Column("telling_at", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger()),
    )
