"""Raw events of sensors, readings with what people say of them, alarms, and documents of weather services."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables; moments are whole seconds since 1970."""
    _make_intake()
    _make_readings()
    _make_people()
    op.create_table(
        "alarm",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger()),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger()),
        sa.Column("telling_at", sa.BigInteger()),
        sa.Column("told_at", sa.BigInteger()),
        sa.Column("end_telling_at", sa.BigInteger()),
        sa.Column("end_told_at", sa.BigInteger()),
    )
    is_open = sa.text("closed_at IS NULL")
    columns = ["kind", "subject"]
    op.create_index(
        "alarm_open", "alarm", columns, unique=True, sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_table(
        "fetched",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("checked_at", sa.BigInteger()),
        sa.Column("fetched_at", sa.BigInteger()),
        sa.Column("issued_at", sa.BigInteger()),
        sa.Column("expires_at", sa.BigInteger()),
        sa.Column("not_before", sa.BigInteger()),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("last_modified", sa.String()),
        sa.Column("etag", sa.String()),
        sa.Column("note", sa.String()),
        sa.Column("body", sa.LargeBinary()),
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("value", sa.String(), nullable=False),
    )


def _make_intake() -> None:
    op.create_table(
        "source",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "source_token",
        sa.Column("hash", sa.String(), primary_key=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger()),
    )
    op.create_table(
        "uplink",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("dev_eui", sa.String(), nullable=False),
        sa.Column("hint", sa.String(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("source", "key"),
    )
    op.create_index("uplink_by_device", "uplink", ["dev_eui", "id"])
    waiting = sa.text("state = 0")
    op.create_index("uplink_waiting", "uplink", ["id"], sqlite_where=waiting, postgresql_where=waiting)
    aside = sa.text("state > 1")
    columns = ["dev_eui", "state"]
    op.create_index("uplink_set_aside", "uplink", columns, sqlite_where=aside, postgresql_where=aside)
    op.create_table(
        "device_state",
        sa.Column("dev_eui", sa.String(), primary_key=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("first_heard", sa.BigInteger(), nullable=False),
        sa.Column("last_heard", sa.BigInteger(), nullable=False),
        sa.Column("battery_percent", sa.Float()),
        sa.Column("battery_volt", sa.Float()),
        sa.Column("gateway", sa.String()),
        sa.Column("rssi", sa.Float()),
        sa.Column("snr", sa.Float()),
        sa.Column("note", sa.String()),
    )


def _make_readings() -> None:
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("channel", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.UniqueConstraint("place", "device", "channel", "quantity"),
    )
    op.create_table(
        "reading",
        sa.Column("series", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("observed_at", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("value", sa.Float()),
        sa.Column("quality", sa.SmallInteger(), nullable=False),
        sa.Column("lag", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reading_day",
        sa.Column("series", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("lowest", sa.Float(), nullable=False),
        sa.Column("highest", sa.Float(), nullable=False),
        sa.Column("total", sa.Float(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("series", sa.Integer(), nullable=False, index=True),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
    )
    op.create_table(
        "drilling",
        sa.Column("series", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("observed_at", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("ice", sa.String(), nullable=False),
        sa.Column("snow_cm", sa.Float()),
        sa.Column("observer", sa.String(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )


def _make_people() -> None:
    op.create_table(
        "reporter",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False, unique=True),
        sa.Column("places", sa.String(), nullable=False),
        sa.Column("quantities", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger()),
    )
    op.create_table(
        "report",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("reporter", sa.Integer(), nullable=False),
        sa.Column("series", sa.Integer(), nullable=False),
        sa.Column("observed_at", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.BigInteger()),
    )
    op.create_table(
        "imported",
        sa.Column("batch", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("series", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("observed_at", sa.BigInteger(), primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
