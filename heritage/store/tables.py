"""Every table of the database: sums of scans, sums of what is set aside, and messages from visitors.

R-P5 is the whole list of what a count may hold; no row stands for a visitor. Times are aware and UTC.
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Table
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
TABLES = (SCAN_COUNT, TALLY, MESSAGE)


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


def hour_of(moment: datetime) -> datetime:
    """The start, in UTC, of the local hour that holds the aware `moment`.

    Sweden's offsets are whole hours, so local hours are whole UTC hours; the two hours called 02 of the
    autumn night stay apart, and the one that spring leaves out never occurs.
    """
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
