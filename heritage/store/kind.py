"""Real or demo: a database whose readings are made up says so for ever, and never becomes the other (R-C1)."""

from enum import StrEnum

from sqlalchemy import Connection, Engine, insert, select

from heritage.problems import N_
from heritage.store.engine import StoreError, told_in_a_sentence, writing
from heritage.store.schema import TABLES
from heritage.store.tables import META


class Kind(StrEnum):
    """What the readings of a database are."""

    REAL = "real"
    DEMO = "demo"


_KEY = "kind"


def kind_of(connection: Connection) -> Kind:
    """Of a migrated database; one that says nothing is real."""
    told = connection.scalar(select(META.c.value).where(META.c.key == _KEY))
    return Kind.REAL if told is None else Kind(told)


def claim_demo(engine: Engine) -> None:
    """Make a database a demo for ever. Raises StoreError when it holds anything and is none yet."""
    with told_in_a_sentence(), writing(engine) as connection:
        if kind_of(connection) is Kind.DEMO:
            return
        for table in TABLES:
            if connection.execute(select(table).limit(1)).first() is not None:
                raise StoreError(
                    N_("The database has data already; a demo begins with an empty one of its own.")
                )
        connection.execute(insert(META), {"key": _KEY, "value": Kind.DEMO})


def refuse_real(engine: Engine) -> None:
    """Raises StoreError for what is no demo: to look into a database does not make it one."""
    with told_in_a_sentence(), engine.connect() as connection:
        if kind_of(connection) is not Kind.DEMO:
            raise StoreError(
                N_("The database holds no demonstration: `serve --demo` or `simulate` begins one.")
            )


def refuse_demo(engine: Engine) -> None:
    """Raises StoreError for a demo: where real readings are shown, none may be made up."""
    with told_in_a_sentence(), engine.connect() as connection:
        if kind_of(connection) is Kind.DEMO:
            raise StoreError(N_("The readings of this database are made up: only `serve --demo` shows them."))
