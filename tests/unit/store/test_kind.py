"""Real and demo never mix: a database is one of them for ever."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, insert

from heritage.store.engine import StoreError
from heritage.store.kind import Kind, claim_demo, kind_of, refuse_demo, refuse_real
from heritage.store.tables import MESSAGE


def test_a_database_that_says_nothing_is_real(engine: Engine) -> None:
    with engine.connect() as connection:
        assert kind_of(connection) is Kind.REAL
    refuse_demo(engine)
    with pytest.raises(StoreError, match="no demonstration"):
        refuse_real(engine)


def test_an_empty_database_becomes_a_demo_for_ever(engine: Engine) -> None:
    claim_demo(engine)
    claim_demo(engine)
    with engine.connect() as connection:
        assert kind_of(connection) is Kind.DEMO
    refuse_real(engine)
    with pytest.raises(StoreError, match="made up"):
        refuse_demo(engine)


def test_a_database_that_holds_anything_never_becomes_a_demo(engine: Engine) -> None:
    now = datetime(2026, 7, 14, tzinfo=UTC)
    with engine.begin() as connection:
        connection.execute(
            insert(MESSAGE), {"received_at": now, "language": "sv", "page": "/sv/", "text": "Hej"}
        )
    with pytest.raises(StoreError, match="data already"):
        claim_demo(engine)
    with engine.connect() as connection:
        assert kind_of(connection) is Kind.REAL


def test_a_demo_that_has_data_stays_one(engine: Engine) -> None:
    claim_demo(engine)
    now = datetime(2026, 7, 14, tzinfo=UTC)
    with engine.begin() as connection:
        connection.execute(
            insert(MESSAGE), {"received_at": now, "language": "sv", "page": "/sv/", "text": "Hej"}
        )
    claim_demo(engine)
    with engine.connect() as connection:
        assert kind_of(connection) is Kind.DEMO


def test_a_database_without_a_schema_is_a_sentence(empty_engine: Engine) -> None:
    for use in (claim_demo, refuse_demo, refuse_real):
        with pytest.raises(StoreError, match="meta"):
            use(empty_engine)
