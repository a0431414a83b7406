"""Sums of scans, sums of what is set aside, and messages from visitors."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first three tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "scan_count",
        sa.Column("code", sa.String(), primary_key=True),
        sa.Column("hour", moment, primary_key=True),
        sa.Column("language", sa.String(), primary_key=True),
        sa.Column("channel", sa.String(), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tally",
        sa.Column("code", sa.String(), primary_key=True),
        sa.Column("hour", moment, primary_key=True),
        sa.Column("reason", sa.String(), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("received_at", moment, nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        # "HERI" in the file's header: how a backup is known to be ours.
        op.execute("PRAGMA application_id = 1212502601")
