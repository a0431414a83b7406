"""Sources and their tokens (R-S6): shown once, kept as a hash, two at a time, revocable."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, text

from heritage.sensors.sources import KeyRing, SourceError, add, kinds, revoke, rotate, sources
from heritage.store.engine import StoreError
from heritage.store.tables import SOURCE_TOKEN

NOW = datetime(2026, 7, 14, 11, tzinfo=UTC)
LATER = NOW + timedelta(days=30)


def made(engine: Engine, name: str = "servanet", kind: str = "chirpstack4") -> str:
    with engine.begin() as connection:
        return add(connection, name, kind, NOW)


def ring(engine: Engine) -> KeyRing:
    keys = KeyRing(engine)
    keys.read()
    return keys


def digits(engine: Engine, name: str = "servanet") -> list[str]:
    with engine.connect() as connection:
        (source,) = (source for source in sources(connection) if source.name == name)
    return [token.digits for token in source.tokens]


def test_a_token_is_kept_nowhere_but_with_its_owner(engine: Engine) -> None:
    token = made(engine)
    assert len(token) >= 43, "256 bits, six in a letter"
    with engine.connect() as connection:
        (row,) = connection.execute(select(SOURCE_TOKEN)).all()
        assert sources(connection)[0].tokens[0].digits == row.hash[:8]
    assert token not in str(tuple(row))
    assert (row.source, row.created_at, row.revoked_at) == ("servanet", NOW, None)


def test_no_two_tokens_are_the_same(engine: Engine) -> None:
    assert len({made(engine, f"source-{number}") for number in range(50)}) == 50


def test_whoever_has_the_token_is_let_in_and_nobody_else(engine: Engine) -> None:
    token, other = made(engine), made(engine, "kommunen", "generic")
    keys = ring(engine)
    assert keys.kind("servanet", token.encode()) == "chirpstack4"
    assert keys.kind("kommunen", other.encode()) == "generic"
    for name, wrong in (
        ("servanet", other),
        ("servanet", ""),
        ("servanet", token[:-1]),
        ("servanet", token + " "),
        ("nobody", token),
        ("", token),
    ):
        assert keys.kind(name, wrong.encode()) is None


@pytest.mark.parametrize("name", ["", "Servanet", "serva net", "-servanet", "../x", "å", "x" * 65, "x\n"])
def test_a_name_that_could_not_stand_in_an_address_is_refused(engine: Engine, name: str) -> None:
    with pytest.raises(SourceError, match="is no name of a source"):
        made(engine, name)


def test_a_kind_that_nobody_can_read_is_refused_with_those_that_are(engine: Engine) -> None:
    with pytest.raises(SourceError, match="chirpstack3, chirpstack4, ttn, netmore, generic"):
        made(engine, kind="chirpstack5")
    with engine.connect() as connection:
        assert sources(connection) == []


def test_a_source_is_made_once(engine: Engine) -> None:
    made(engine)
    with pytest.raises(SourceError, match="exists already"):
        made(engine, kind="ttn")
    with engine.connect() as connection:
        assert kinds(connection) == {"servanet": "chirpstack4"}


def test_a_second_token_holds_beside_the_first_and_a_third_is_refused(engine: Engine) -> None:
    first = made(engine)
    with engine.begin() as connection:
        second = rotate(connection, "servanet", LATER)
    keys = ring(engine)
    assert {keys.kind("servanet", token.encode()) for token in (first, second)} == {"chirpstack4"}
    with engine.begin() as connection, pytest.raises(SourceError, match="two tokens already"):
        rotate(connection, "servanet", LATER)


def test_a_revoked_token_is_refused_and_the_other_still_holds(engine: Engine) -> None:
    first = made(engine)
    old = digits(engine)[0]
    with engine.begin() as connection:
        second = rotate(connection, "servanet", LATER)
        assert revoke(connection, "servanet", old, LATER) == 1
    keys = ring(engine)
    assert keys.kind("servanet", first.encode()) is None
    assert keys.kind("servanet", second.encode()) == "chirpstack4"
    assert old not in digits(engine)


def test_all_tokens_can_be_revoked_and_a_new_one_given(engine: Engine) -> None:
    first = made(engine)
    with engine.begin() as connection:
        rotate(connection, "servanet", LATER)
        assert revoke(connection, "servanet", None, LATER) == 2
        assert revoke(connection, "servanet", None, LATER) == 0
    assert ring(engine).kind("servanet", first.encode()) is None
    assert digits(engine) == []
    with engine.begin() as connection:
        third = rotate(connection, "servanet", LATER)
    assert ring(engine).kind("servanet", third.encode()) == "chirpstack4"


def test_digits_that_name_no_token_revoke_none(engine: Engine) -> None:
    token = made(engine)
    shown = digits(engine)[0]
    for wrong in ("00000000", shown[:7], "", "%"):
        with engine.begin() as connection, pytest.raises(SourceError, match="has no such token"):
            revoke(connection, "servanet", wrong, LATER)
    assert ring(engine).kind("servanet", token.encode()) == "chirpstack4"


@pytest.mark.parametrize(
    "change",
    [
        lambda connection: rotate(connection, "nobody", NOW),
        lambda connection: revoke(connection, "nobody", None, NOW),
    ],
)
def test_an_unknown_source_is_said_in_a_sentence(engine: Engine, change: Callable[..., object]) -> None:
    with engine.begin() as connection, pytest.raises(SourceError, match="There is no source 'nobody'"):
        change(connection)


def test_a_server_takes_notice_of_changes_once_its_copy_is_old(engine: Engine) -> None:
    keys = KeyRing(engine, look_again_s=0.0)
    assert keys.is_old()
    assert not keys.was_read
    keys.read()
    assert keys.was_read
    token = made(engine)
    keys.read()
    assert keys.kind("servanet", token.encode()) == "chirpstack4"
    with engine.begin() as connection:
        revoke(connection, "servanet", None, LATER)
    keys.read()
    assert keys.kind("servanet", token.encode()) is None


def test_a_copy_that_is_fresh_costs_no_question(engine: Engine) -> None:
    keys = KeyRing(engine, look_again_s=60.0)
    keys.read()
    made(engine)
    assert not keys.is_old()
    keys.read()
    assert keys.kind("servanet", b"") is None
    assert keys._known == {}


def test_while_the_database_fails_those_known_so_far_hold(engine: Engine) -> None:
    token = made(engine)
    keys = KeyRing(engine, look_again_s=0.0)
    keys.read()
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE source_token RENAME TO elsewhere"))
    with pytest.raises(StoreError, match="source_token"):
        keys.read()
    assert keys.kind("servanet", token.encode()) == "chirpstack4"
