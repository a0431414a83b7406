"""Every table of the database: what is counted, what visitors write, what sensors and weather services send.

R-P5 is the whole list of what a count may hold; no row stands for a visitor. Times are aware and UTC; those of
sensors and services are kept as whole seconds, for there are millions of them.
"""

from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel


class Channel(StrEnum):
    """How a visitor came to a page."""

    SIGN = "sign"
    TYPED = "typed"
    WEB = "web"
    EMBED = "embed"


class Reason(StrEnum):
    """Why a request was set aside instead of being counted (R-P7).

    Visitors who decline by GPC or DNT (R-P9) are in no tally: not even their number is kept.
    """

    BOT = "bot"
    PREVIEW = "preview"
    PREFETCH = "prefetch"
    HEAD = "head"
    REPEAT = "repeat"


class ScanCount(SQLModel, table=True):
    """Visits at one sign in one local hour, by page language and channel (R-P5)."""

    __tablename__ = "scan_count"
    # The primary key is the table: half the size, and one look-up a write.
    __table_args__ = {"sqlite_with_rowid": False}

    code: str = Field(primary_key=True)
    hour: datetime = Field(primary_key=True)
    language: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    count: int


class Tally(SQLModel, table=True):
    """What was set aside at one sign in one local hour, so that the filtering can be audited (R-P7)."""

    __tablename__ = "tally"
    __table_args__ = {"sqlite_with_rowid": False}

    code: str = Field(primary_key=True)
    hour: datetime = Field(primary_key=True)
    reason: str = Field(primary_key=True)
    count: int


class Message(SQLModel, table=True):
    """A visitor's message about a page; who wrote it is neither asked nor kept (R-P19)."""

    __tablename__ = "message"

    id: int | None = Field(default=None, primary_key=True)
    received_at: datetime
    language: str
    page: str  # the path without query (R-P22)
    text: str


METADATA = SQLModel.metadata
SCAN_COUNT: Table = METADATA.tables["scan_count"]
TALLY: Table = METADATA.tables["tally"]
MESSAGE: Table = METADATA.tables["message"]


class Seconds(TypeDecorator[datetime]):
    """An aware moment, kept as whole seconds since 1970 UTC; fractions are cut off."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Raises ValueError for a moment without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return int(value.timestamp() // 1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromtimestamp(value, UTC)


class UplinkState(IntEnum):
    """What has become of a raw event."""

    WAITING = 0
    READ = 1  # its readings are stored, or it had none to give
    UNKNOWN_DEVICE = 2  # in quarantine until the device is adopted
    UNREADABLE = 3  # kept for a better mapping
    FUTURE = 4  # a time in it lies too far ahead (R-S8): kept, and what is of that time never read
    SIMULATED = 5  # a test from a console: never data


def _key_of_a_reading() -> tuple[Column[int], Column[datetime]]:
    return (
        Column("series", Integer, primary_key=True, autoincrement=False),
        Column("observed_at", Seconds, primary_key=True, autoincrement=False),
    )


META = Table(
    "meta", METADATA, Column("key", String, primary_key=True), Column("value", String, nullable=False)
)
"""What the database itself is: the key `kind` has the value `demo` where its readings are made up. How far they have
been made stands in `demo began`, `demo from` and `demo until`, in seconds since 1970."""

SOURCE = Table(
    "source",
    METADATA,
    Column("name", String, primary_key=True),
    Column("kind", String, nullable=False),  # whose envelopes it sends
    Column("created_at", Seconds, nullable=False),
)
SOURCE_TOKEN = Table(
    "source_token",
    METADATA,
    Column("hash", String, primary_key=True),  # SHA-256, hexadecimal: the token itself is kept nowhere (R-S6)
    Column("source", String, nullable=False),
    Column("created_at", Seconds, nullable=False),
    Column("revoked_at", Seconds),
)
UPLINK = Table(
    "uplink",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("source", String, nullable=False),
    Column("key", String, nullable=False),  # what makes the event the same again (R-S8)
    Column("dev_eui", String, nullable=False),
    Column("hint", String, nullable=False),  # what address or topic said of it
    Column("received_at", Seconds, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),  # the event as it came (R-V1)
    UniqueConstraint("source", "key"),
    Index("uplink_by_device", "dev_eui", "id"),
)
Index(
    "uplink_waiting",
    UPLINK.c.id,
    sqlite_where=UPLINK.c.state == UplinkState.WAITING,
    postgresql_where=UPLINK.c.state == UplinkState.WAITING,
)
Index(
    "uplink_set_aside",
    UPLINK.c.dev_eui,
    UPLINK.c.state,
    sqlite_where=UPLINK.c.state > UplinkState.READ,
    postgresql_where=UPLINK.c.state > UplinkState.READ,
)
DEVICE_STATE = Table(
    "device_state",
    METADATA,
    Column("dev_eui", String, primary_key=True),
    Column("source", String, nullable=False),
    Column("first_heard", Seconds, nullable=False),
    Column("last_heard", Seconds, nullable=False),
    Column("battery_percent", Float),
    Column("battery_volt", Float),
    Column("gateway", String),
    Column("rssi", Float),  # dBm
    Column("snr", Float),  # dB
    Column("note", String),  # what the network last said of it
)
SERIES = Table(
    "series",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("place", String, nullable=False),
    Column("device", String, nullable=False),  # dev_eui, or who read it: drilled, reporter:3, imported
    Column("channel", Integer, nullable=False),
    Column("quantity", String, nullable=False),
    Column("method", String, nullable=False),  # sensor, drilled, reported, imported
    UniqueConstraint("place", "device", "channel", "quantity"),
)
READING = Table(
    "reading",
    METADATA,
    *_key_of_a_reading(),
    Column("value", Float),  # None: missing
    Column("quality", SmallInteger, nullable=False),
    Column("lag", Integer, nullable=False),  # seconds from measuring to arrival
    # The primary key is the table: the newest of a series is one seek.
    sqlite_with_rowid=False,
)
READING_DAY = Table(
    "reading_day",
    METADATA,
    Column("series", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),  # the local day
    Column("count", Integer, nullable=False),
    Column("lowest", Float, nullable=False),
    Column("highest", Float, nullable=False),
    Column("total", Float, nullable=False),
    sqlite_with_rowid=False,
)
"""Sums of the good readings of a local day; a day without any has no row."""

DECISION = Table(
    "decision",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("series", Integer, nullable=False, index=True),
    Column("first_at", Seconds, nullable=False),
    Column("last_at", Seconds, nullable=False),  # included
    Column("verdict", String, nullable=False),  # accepted, rejected, unseen
    Column("decided_by", String, nullable=False),
    Column("decided_at", Seconds, nullable=False),
    Column("why", String, nullable=False),
)
"""What people have said of readings afterwards, and the program as `heritage`: a thickness that the frost explains is
accepted, what came into accepted readings later is unseen. The readings themselves stay as they are (R-V1)."""

DRILLING = Table(
    "drilling",
    METADATA,
    *_key_of_a_reading(),
    Column("ice", String, nullable=False),  # clear, snow, unknown
    Column("snow_cm", Float),  # snow on the ice
    Column("observer", String, nullable=False),
    Column("entered_at", Seconds, nullable=False),
    sqlite_with_rowid=False,
)
REPORTER = Table(
    "reporter",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("hash", String, nullable=False, unique=True),  # of the link's secret (R-S6)
    Column("places", String, nullable=False),  # slugs with spaces between
    Column("quantities", String, nullable=False),  # keys with spaces between
    Column("created_at", Seconds, nullable=False),
    Column("revoked_at", Seconds),
)
REPORT = Table(
    "report",
    METADATA,
    Column("key", String, primary_key=True),  # minted with the form: sent twice, it counts once
    Column("reporter", Integer, nullable=False),
    Column("series", Integer, nullable=False),
    Column("observed_at", Seconds, nullable=False),
    Column("received_at", Seconds, nullable=False),
)
IMPORT_BATCH = Table(
    "import_batch",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("file", String, nullable=False),
    Column("digest", String, nullable=False),  # SHA-256 of the file
    Column("imported_at", Seconds, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("undone_at", Seconds),
)
IMPORTED = Table(
    "imported",
    METADATA,
    Column("batch", Integer, primary_key=True, autoincrement=False),
    *_key_of_a_reading(),
    sqlite_with_rowid=False,
)
ALARM = Table(
    "alarm",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("since", Seconds),  # when what it is about began
    Column("opened_at", Seconds, nullable=False),
    Column("closed_at", Seconds),
    # When a mail about it was begun, and when the mail server took it: only what was begun is in doubt after a crash.
    Column("telling_at", Seconds),
    Column("told_at", Seconds),
    Column("end_telling_at", Seconds),
    Column("end_told_at", Seconds),
)
Index(
    "alarm_open",
    ALARM.c.kind,
    ALARM.c.subject,
    unique=True,
    sqlite_where=ALARM.c.closed_at.is_(None),
    postgresql_where=ALARM.c.closed_at.is_(None),
)
FETCHED = Table(
    "fetched",
    METADATA,
    Column("key", String, primary_key=True),  # forecast/smhi/vojen, warnings/smhi
    Column("provider", String, nullable=False),
    Column("checked_at", Seconds),  # the last answer that was good, also 304
    Column("fetched_at", Seconds),  # when `body` came; without one, when it was first asked for
    Column("issued_at", Seconds),
    Column("expires_at", Seconds),  # the service asks not to be asked before
    Column("not_before", Seconds),  # after failures
    Column("failures", Integer, nullable=False),  # in a row
    Column("status", Integer),  # of the last answer
    Column("last_modified", String),
    Column("etag", String),
    Column("note", String),
    Column("body", LargeBinary),  # in our own shape
)
"""Documents of weather services. A failure keeps the last good one."""


class Counted(NamedTuple):
    """The key of one sum of visits; `hour` comes from `hour_of`."""

    code: str
    hour: datetime
    language: str
    channel: str


class SetAside(NamedTuple):
    """The key of one sum of what is set aside; `hour` comes from `hour_of`."""

    code: str
    hour: datetime
    reason: str


Increment = Counted | SetAside
"""One more of what the key names."""


class RawEvent(NamedTuple):
    """An event of a device as it came; where (source, key) is there already it changes nothing (R-S8)."""

    source: str
    key: str
    dev_eui: str
    hint: str
    received_at: datetime
    body: bytes


def hour_of(moment: datetime) -> datetime:
    """The start, in UTC, of the local hour that holds the aware `moment`.

    Sweden's offsets are whole hours, so local hours are whole UTC hours; the two hours called 02 of the
    autumn night stay apart, and the one that spring leaves out never occurs.
    """
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
