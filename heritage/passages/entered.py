"""What people enter about counts is signed: who, and where something is judged or taken back, why (R-V12)."""

from datetime import datetime

from sqlalchemy import Connection, Table, update

from heritage.problems import N_, Refusal

LONGEST_NAME = 80
LONGEST_REASON = 500

NOT_IN_ORDER = N_("The end must come after the start.")


class EntryError(Refusal):
    """Why something that was entered is not taken."""


def signed(who: str) -> str:
    """The name without spaces around it. Raises EntryError for none, or one that is too long."""
    name = who.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise EntryError(N_("Say who does this, in at most {most} characters."), most=LONGEST_NAME)
    return name


def explained(why: str) -> str:
    """The reason without spaces around it. Raises EntryError for none, or one that is too long."""
    reason = why.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise EntryError(N_("Say why, in at most {most} characters."), most=LONGEST_REASON)
    return reason


def in_order(start: datetime, end: datetime) -> None:
    """Raises EntryError where the end is not after the start."""
    if end <= start:
        raise EntryError(NOT_IN_ORDER)


def take_back(connection: Connection, table: Table, number: int, by: str, why: str, now: datetime) -> bool:
    """Note in a row of `table` that it is undone, and why; False where there is no such row in force.

    Raises EntryError where nobody or no reason is named.
    """
    note = {"undone_at": now, "undone_by": signed(by), "why_undone": explained(why)}
    in_force = (table.c.id == number) & table.c.undone_at.is_(None)
    return connection.execute(update(table).where(in_force).values(note)).rowcount == 1
