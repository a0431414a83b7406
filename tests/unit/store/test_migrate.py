"""Migrations: forward only, all or nothing, and never run over what is not understood."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from heritage.store.engine import StoreError, open_engine
from heritage.store.migrate import STEPS, migrate, pending, ready
from heritage.store.schema import METADATA

ALL = len(list((STEPS / "versions").glob("[0-9]*.py")))


def further_steps(folder: Path, *bodies: str) -> Path:
    """A copy of our steps, followed by steps with these bodies."""
    steps = folder / "steps"
    shutil.copytree(STEPS, steps)
    for number, body in enumerate(bodies, ALL + 1):
        step = f"""from alembic import op
revision = "{number:04}"
down_revision = "{number - 1:04}"
def upgrade() -> None:
    {body}
"""
        (steps / "versions" / f"{number:04}_further.py").write_text(step)
    return steps


def test_the_migrated_schema_is_that_of_the_tables(empty_engine: Engine) -> None:
    migrate(empty_engine)
    with empty_engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_each_step_runs_once(empty_engine: Engine) -> None:
    assert pending(empty_engine) == ALL
    assert migrate(empty_engine) == ALL
    assert pending(empty_engine) == 0
    assert migrate(empty_engine) == 0


def test_a_later_step_finds_the_data_of_the_earlier_ones(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO tally VALUES ('7K3FX', '2026-07-14 11:00:00', 'bot', 3)"))
    steps = further_steps(tmp_path, "op.execute('UPDATE tally SET count = count + 1')")
    assert migrate(engine, steps) == 1
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count FROM tally")) == 4


def test_a_step_that_fails_leaves_the_database_as_it_was(engine: Engine, tmp_path: Path) -> None:
    steps = further_steps(
        tmp_path,
        "op.execute('CREATE TABLE half (id INTEGER)')",
        "op.execute('CREATE TABLE whole (id INTEGER)'); op.execute('nonsense')",
    )
    with pytest.raises(StoreError, match="nonsense"):
        migrate(engine, steps)
    assert set(inspect(engine).get_table_names()) == {*METADATA.tables, "alembic_version"}
    assert pending(engine, steps) == 2


def test_of_two_that_migrate_at_once_one_finds_nothing_to_do(empty_url: str | None, data_dir: Path) -> None:
    engines = [open_engine(empty_url, data_dir) for _ in range(2)]
    with ThreadPoolExecutor() as threads:
        assert sorted(threads.map(migrate, engines)) == [0, ALL]
    for engine in engines:
        engine.dispose()


def test_sqlite_is_made_ready_and_postgresql_must_have_been(empty_engine: Engine) -> None:
    if empty_engine.dialect.name == "sqlite":
        ready(empty_engine)
    else:
        with pytest.raises(
            StoreError,
            match=rf"^The database lacks migrations of this version \({ALL}\); run `heritage migrate`\.$",
        ):
            ready(empty_engine)
        migrate(empty_engine)
        ready(empty_engine)
    assert pending(empty_engine) == 0


def test_a_database_of_a_later_version_is_refused(engine: Engine, tmp_path: Path) -> None:
    migrate(engine, further_steps(tmp_path, "pass"))
    with pytest.raises(StoreError) as raised:
        ready(engine)
    unknown = f"The database is at step '{ALL + 1:04}', which this version of heritage does not know."
    assert str(raised.value) == unknown


def test_a_version_that_cannot_be_read_is_not_taken_for_none(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE alembic_version RENAME COLUMN version_num TO number"))
    for use in (pending, migrate, ready):
        with pytest.raises(StoreError, match="version_num"):
            use(engine)


def test_tables_without_a_record_of_migrations_are_not_taken_for_an_empty_database(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    with pytest.raises(StoreError) as raised:
        migrate(engine)
    assert str(raised.value) == "The database has a table 'alarm' but no record of its migrations."


def test_a_file_that_is_no_database_is_told_in_one_sentence(data_dir: Path) -> None:
    engine = open_engine(None, data_dir)
    Path(str(engine.url.database)).write_bytes(b"not a database " * 100)
    with pytest.raises(StoreError) as raised:
        ready(engine)
    assert str(raised.value) == "The database failed (file is not a database)."
    engine.dispose()
