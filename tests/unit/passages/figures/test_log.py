"""What stands in the log of changes of a point: each with the direction that it is of (R-V5)."""

from datetime import UTC, date, datetime

from sqlalchemy import Engine

from heritage.passages.decided import factors
from heritage.passages.decided.calibration import Ratio
from heritage.passages.decided.factors import Wanted
from heritage.passages.figures.log import public_changes
from heritage.store.engine import writing
from heritage.store.flags import Direction
from tests.passing import BRIDGE, library_with

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
FIRST, LAST = date(2026, 5, 1), date(2026, 5, 31)


def test_a_factor_tells_in_the_log_which_direction_it_is_of(engine: Engine) -> None:
    value = Ratio(1.25, 1.2, 1.3, 400, 4, False)
    with writing(engine) as connection:
        for way, last in ((Direction.IN, None), (Direction.OUT, LAST), (Direction.BOTH, None)):
            wanted = Wanted(BRIDGE, way, FIRST, last)
            factors.give(connection, wanted, value, "leverantören", "Anna", NOW)
        factors.withdraw(connection, 1, "Anna", "fel punkt", NOW)
        told = {
            one.text.format(**one.values) for one in public_changes(connection, library_with({}), [BRIDGE])
        }
    assert told == {
        "Inwards, a calibration factor of 1.25 was set from 2026-05-01 on.",
        "Outwards, a calibration factor of 1.25 was set from 2026-05-01 to 2026-05-31.",
        "A calibration factor of 1.25 was set from 2026-05-01 on.",
        "The calibration factor of 1.25 inwards from 2026-05-01 on was withdrawn.",
    }
