"""Passages: flows, hours and their sums, imports, manual counts, factors, decisions, events; staff links."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_TOLD_OF_DAYS = ["raw", "corrected", "estimated", "expected", "covered", "filled", "flags", "peak"]


def upgrade() -> None:
    """Make the tables; moments are whole seconds since 1970, passages in thousandths where they are corrected."""
    _make_figures()
    _make_marks()
    _make_sources()
    _make_judgements()
    _make_staff()


def _make_figures() -> None:
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
        sa.Column("flow", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("hour", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("raw", sa.Integer()),
        sa.Column("covered", sa.SmallInteger(), nullable=False),
        sa.Column("flags", sa.Integer(), nullable=False),
        sa.Column("corrected", sa.BigInteger()),
        sa.Column("estimated", sa.BigInteger()),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "passage_stretch",
        sa.Column("flow", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("start", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column("raw", sa.Integer(), nullable=False),
        sa.Column("flags", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "passage_day",
        sa.Column("flow", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("raw", sa.BigInteger()),
        sa.Column("corrected", sa.BigInteger()),
        sa.Column("estimated", sa.BigInteger()),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("covered", sa.Integer(), nullable=False),
        sa.Column("filled", sa.Integer(), nullable=False),
        sa.Column("flags", sa.Integer(), nullable=False),
        sa.Column("peak", sa.BigInteger()),
        sa.Column("peak_hour", sa.BigInteger()),
        sa.PrimaryKeyConstraint("flow", "day", postgresql_include=_TOLD_OF_DAYS),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "passage_month",
        sa.Column("flow", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("month", sa.Date(), primary_key=True),
        sa.Column("raw", sa.BigInteger()),
        sa.Column("corrected", sa.BigInteger()),
        sa.Column("estimated", sa.BigInteger()),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("covered", sa.Integer(), nullable=False),
        sa.Column("filled", sa.Integer(), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "passage_profile",
        sa.Column("flow", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("month", sa.Date(), primary_key=True),
        sa.Column("week", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "passage_gap",
        sa.Column("flow", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("start", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column("estimate", sa.SmallInteger()),
        sa.Column("reference", sa.String()),
        sa.Column("estimated", sa.BigInteger()),
        sa.Column("deviation", sa.BigInteger()),
        sqlite_with_rowid=False,
    )


def _make_marks() -> None:
    op.create_table(
        "count_due",
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


def _make_sources() -> None:
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
        sa.Column("undone_at", sa.BigInteger()),
        sa.Column("undone_by", sa.String()),
        sa.Column("why_undone", sa.String()),
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
        sa.Column("undone_at", sa.BigInteger()),
        sa.Column("undone_by", sa.String()),
        sa.Column("why_undone", sa.String()),
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


def _make_judgements() -> None:
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
        sa.Column("undone_at", sa.BigInteger()),
        sa.Column("undone_by", sa.String()),
        sa.Column("why_undone", sa.String()),
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
        sa.Column("undone_at", sa.BigInteger()),
        sa.Column("undone_by", sa.String()),
        sa.Column("why_undone", sa.String()),
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
