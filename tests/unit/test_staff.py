"""Links of the staff: signed, short-lived, revocable, and nowhere kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, select

from heritage import staff
from heritage.staff import LONGEST, StaffError
from heritage.store.engine import writing
from heritage.store.passage_tables import STAFF_LINK

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
KEY = b"k" * 32
NOWHERE = create_engine("sqlite://")


def made(engine: Engine, lasts: timedelta = 8 * HOUR) -> str:
    with writing(engine) as connection:
        return staff.make(connection, KEY, " Turistenheten ", lasts, NOW)


def name_of(engine: Engine, token: str, now: datetime = NOW, key: bytes = KEY) -> str | None:
    with engine.connect() as connection:
        link = staff.opened(connection, key, token, now)
    return link and link.name


def test_a_link_opens_until_it_expires(engine: Engine) -> None:
    token = made(engine)
    assert name_of(engine, token) == "Turistenheten"
    assert name_of(engine, token, NOW + 8 * HOUR - timedelta(seconds=1)) == "Turistenheten"
    assert name_of(engine, token, NOW + 8 * HOUR) is None


def test_a_revoked_link_opens_nothing_and_is_revoked_once(engine: Engine) -> None:
    token = made(engine)
    with writing(engine) as connection:
        (link,) = staff.links(connection)
        assert staff.revoke(connection, link.id, NOW)
        assert not staff.revoke(connection, link.id, NOW)
        assert not staff.revoke(connection, link.id + 1, NOW)
    assert name_of(engine, token) is None


def test_another_key_opens_nothing_though_the_link_is_known(engine: Engine) -> None:
    assert name_of(engine, made(engine), key=b"x" * 32) is None


def test_a_link_cannot_be_made_to_live_longer_by_its_holder(engine: Engine) -> None:
    expiry, secret, signature = made(engine).split(".")
    assert name_of(engine, f"{int(expiry, 16) + 3600:x}.{secret}.{signature}") is None


def test_what_opens_a_link_is_not_in_the_database(engine: Engine) -> None:
    token = made(engine)
    with engine.connect() as connection:
        kept = " ".join(str(value) for row in connection.execute(select(STAFF_LINK)) for value in row)
    assert not any(part in kept for part in token.split("."))


@given(st.text(max_size=80))
def test_no_other_text_opens_anything(text: str) -> None:
    # The signature is wrong, so the database, which has no tables here, is never asked.
    with NOWHERE.connect() as connection:
        assert staff.opened(connection, KEY, text, NOW) is None


@pytest.mark.parametrize("lasts", [timedelta(), -HOUR, LONGEST + timedelta(seconds=1)])
def test_a_link_for_no_time_or_too_long_is_refused(engine: Engine, lasts: timedelta) -> None:
    with pytest.raises(StaffError, match="at most 7 days"):
        made(engine, lasts)


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_a_link_is_for_somebody(engine: Engine, name: str) -> None:
    with writing(engine) as connection, pytest.raises(StaffError, match="name"):
        staff.make(connection, KEY, name, HOUR, NOW)


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: staff.key_of(None, folder), range(32)))
    assert [len(key) for key in keys] == [32]
    assert (folder / staff.KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert [file.name for file in folder.iterdir()] == [staff.KEY_FILE]


def test_a_key_of_ones_own_is_long_enough(tmp_path: Path) -> None:
    assert staff.key_of("a" * 32, tmp_path) == b"a" * 32
    with pytest.raises(StaffError, match="at least 32"):
        staff.key_of("secret", tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StaffError, match="cannot be read or made"):
        staff.key_of(None, tmp_path / "data")
