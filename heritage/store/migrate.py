"""Brings the schema up to date, forward only, each run in one transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from heritage.problems import N_
from heritage.store.engine import StoreError, told_in_a_sentence, writing
from heritage.store.schema import METADATA

STEPS = Path(__file__).parent / "migrations"

_LOCK_KEY = 0x48455249  # any number that is ours alone in this database


def migrate(engine: Engine, steps: Path = STEPS) -> int:
    """Run the steps that are missing and return how many they were.

    The steps and their records share one transaction: after a failure the database is as it was. Of two
    processes that migrate at once the second waits and finds nothing to do. Raises StoreError.
    """
    with told_in_a_sentence(), writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
        missing = _missing(connection, steps)
        if missing:
            config = _config(steps)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        return missing


def pending(engine: Engine, steps: Path = STEPS) -> int:
    """How many steps the database is behind this program. Raises StoreError when that cannot be read."""
    with told_in_a_sentence(), engine.connect() as connection:
        return _missing(connection, steps)


def ready(engine: Engine) -> None:
    """Make the database fit to serve from: SQLite is migrated, PostgreSQL must have been (StoreError)."""
    if engine.dialect.name == "sqlite":
        migrate(engine)
        return
    missing = pending(engine)
    if missing:
        raise StoreError(
            N_("The database lacks migrations of this version ({count}); run `heritage migrate`."),
            count=missing,
        )


def version(connection: Connection) -> str | None:
    """The last step the database has run; None for an empty one, and for nothing else."""
    heads = MigrationContext.configure(connection).get_current_heads()
    if heads:
        return heads[0]
    strays = sorted(set(inspect(connection).get_table_names()) & set(METADATA.tables))
    if strays:
        # Taking this for an empty database would run the first step over somebody's data.
        raise StoreError(
            N_("The database has a table '{table}' but no record of its migrations."), table=strays[0]
        )
    return None


def _missing(connection: Connection, steps: Path) -> int:
    scripts = ScriptDirectory.from_config(_config(steps))
    newest_first = [script.revision for script in scripts.walk_revisions()]
    present = version(connection)
    if present is None:
        return len(newest_first)
    if present not in newest_first:
        raise StoreError(
            N_("The database is at step '{step}', which this version of heritage does not know."),
            step=present,
        )
    return newest_first.index(present)


def _config(steps: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(steps).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
