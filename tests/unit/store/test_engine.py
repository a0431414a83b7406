"""Opening the database: its settings, its errors in one sentence, and the hold on the data folder."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, make_url, text

from heritage.store.engine import StoreError, hold, open_engine, told_in_a_sentence, writing
from tests.messages import extracted
from tests.store_fixtures import Postgresql


def test_a_table_made_in_a_transaction_that_fails_is_gone(empty_engine: Engine) -> None:
    with pytest.raises(RuntimeError), empty_engine.begin() as connection:
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        connection.execute(text("INSERT INTO half VALUES (1)"))
        raise RuntimeError
    assert inspect(empty_engine).get_table_names() == []


def test_sqlite_writes_ahead_and_survives_a_power_cut(data_dir: Path) -> None:
    engine = open_engine(None, data_dir)
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
    engine.dispose()


def test_the_data_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "heritage"
    open_engine(None, folder).dispose()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_transaction_that_will_write_waits_for_another_instead_of_failing(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("SELECT count(*) FROM tally"))
        connection.execute(text("DELETE FROM tally"))
    with writing(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM tally")).scalar() == 0


@pytest.mark.parametrize(
    "url", ["postgre://x:secret@y/z", "mysql://x:secret@y/z", "x:secret", "postgresql://x:secret@y:port/z"]
)
def test_a_wrong_address_is_told_in_one_sentence_without_its_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as raised:
        open_engine(url, tmp_path)
    assert str(raised.value) == (
        "HERITAGE_DATABASE_URL: not an address such as postgresql://name@host:5432/database"
    )


def test_a_data_folder_that_cannot_be_made_is_told_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.touch()
    with pytest.raises(StoreError) as raised:
        open_engine(None, file)
    assert str(raised.value) == f"Data folder '{file}' cannot be made (File exists)."
    with pytest.raises(StoreError, match="cannot be used"), hold(file):
        pass


def test_what_the_operator_is_told_is_there_to_be_translated(tmp_path: Path) -> None:
    """R-I18."""
    file = tmp_path / "data"
    file.touch()
    with pytest.raises(StoreError) as raised:
        open_engine(None, file)
    told = raised.value
    assert told.text in extracted("commands")
    catalogue = {told.text: "{folder} går inte att skapa: {reason}", "File exists": "den finns"}
    assert told.message(catalogue.__getitem__) == f"{file} går inte att skapa: den finns"


def test_postgresql_is_reached_by_its_socket_and_over_the_network(
    postgresql: Postgresql, tmp_path: Path
) -> None:
    socket = make_url(postgresql.shared_url)
    network = socket.set(query={}, host="127.0.0.1", port=int(str(socket.query["port"])))
    by = {}
    for way, url in (("socket", socket), ("network", network)):
        engine = open_engine(url.render_as_string(hide_password=False), tmp_path)
        with engine.connect() as connection:
            by[way] = connection.execute(text("SELECT host(inet_server_addr())")).scalar()
        engine.dispose()
    assert by == {"socket": None, "network": "127.0.0.1"}


def test_a_server_that_does_not_answer_is_told_in_one_sentence(tmp_path: Path) -> None:
    engine = open_engine("postgresql://postgres@127.0.0.1:1/none", tmp_path)
    with pytest.raises(StoreError) as raised, told_in_a_sentence(), engine.connect():
        pass
    assert str(raised.value).startswith("The database failed (")
    assert "\n" not in str(raised.value)


def test_a_database_that_stays_locked_is_told_after_a_while(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # SQLite itself gives up at once, as it does when two open a new file; we try again for a while.
    monkeypatch.setattr("heritage.store.engine.BUSY_TIMEOUT_S", 0)
    engine = open_engine(None, data_dir)
    monkeypatch.setattr("heritage.store.engine.BUSY_TIMEOUT_S", 0.05)
    with closing(sqlite3.connect(data_dir / "heritage.sqlite3", isolation_level=None)) as another:
        another.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError) as raised, told_in_a_sentence(), engine.connect():
            pass
    assert str(raised.value) == "The database failed (database is locked)."
    with engine.connect():
        pass
    engine.dispose()


def test_a_missing_driver_is_named_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError) as raised:
        open_engine("postgresql://localhost/heritage", tmp_path)
    assert str(raised.value) == "PostgreSQL needs psycopg: pip install 'heritage[postgresql]'."


def test_a_held_data_folder_is_refused_to_a_second_server_until_the_first_is_gone(data_dir: Path) -> None:
    with hold(data_dir), pytest.raises(StoreError) as raised, hold(data_dir):
        pass
    assert str(raised.value) == f"Data folder '{data_dir}' is in use by a running server."
    with hold(data_dir):
        pass
