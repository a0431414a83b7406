"""Raw events of sensors, readings with what people say of them, alarms, and documents of weather services."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables; moments are whole seconds since 1970."""
    _make_sources()
    _make_uplinks()
    _make_readings()
    _make_decisions()
    _make_reporters()
    _make_imports()
    _make_alarms()
    _make_documents()


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _moment(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _key_of_a_reading() -> tuple[sa.Column[int], sa.Column[int]]:
    return (
        sa.Column("series", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("observed_at", sa.BigInteger(), primary_key=True, autoincrement=False),
    )


def _make_sources() -> None:
    op.create_table(
        "source",
        sa.Column("name", sa.String(), primary_key=True),
        _text("kind"),
        _moment("created_at"),
    )
    op.create_table(
        "source_token",
        sa.Column("hash", sa.String(), primary_key=True),
        _text("source"),
        _moment("created_at"),
        sa.Column("revoked_at", sa.BigInteger()),
    )


def _make_uplinks() -> None:
    op.create_table(
        "uplink",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("source"),
        _text("key"),
        _text("dev_eui"),
        _text("hint"),
        _moment("received_at"),
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
        _text("source"),
        _moment("first_heard"),
        _moment("last_heard"),
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
        _text("place"),
        _text("device"),
        sa.Column("channel", sa.Integer(), nullable=False),
        _text("quantity"),
        _text("method"),
        sa.UniqueConstraint("place", "device", "channel", "quantity"),
    )
    op.create_table(
        "reading",
        *_key_of_a_reading(),
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


def _make_decisions() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("series", sa.Integer(), nullable=False, index=True),
        _moment("first_at"),
        _moment("last_at"),
        _text("verdict"),
        _text("decided_by"),
        _moment("decided_at"),
        _text("why"),
    )
    op.create_table(
        "drilling",
        *_key_of_a_reading(),
        _text("ice"),
        sa.Column("snow_cm", sa.Float()),
        _text("observer"),
        _moment("entered_at"),
        sqlite_with_rowid=False,
    )


def _make_reporters() -> None:
    op.create_table(
        "reporter",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("name"),
        sa.Column("hash", sa.String(), nullable=False, unique=True),
        _text("places"),
        _text("quantities"),
        _moment("created_at"),
        sa.Column("revoked_at", sa.BigInteger()),
    )
    op.create_table(
        "report",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("reporter", sa.Integer(), nullable=False),
        sa.Column("series", sa.Integer(), nullable=False),
        _moment("observed_at"),
        _moment("received_at"),
    )


def _make_imports() -> None:
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("file"),
        _text("digest"),
        _moment("imported_at"),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.BigInteger()),
    )
    op.create_table(
        "imported",
        sa.Column("batch", sa.Integer(), primary_key=True, autoincrement=False),
        *_key_of_a_reading(),
        sqlite_with_rowid=False,
    )


def _make_alarms() -> None:
    op.create_table(
        "alarm",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("kind"),
        _text("subject"),
        sa.Column("since", sa.BigInteger()),
        _moment("opened_at"),
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


def _make_documents() -> None:
    op.create_table(
        "fetched",
        sa.Column("key", sa.String(), primary_key=True),
        _text("provider"),
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
        _text("value"),
    )
