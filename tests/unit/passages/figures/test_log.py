"""What stands in the log of changes of a point: corrections with their direction (R-V5), and its counters (R-V20)."""

from datetime import UTC, date, datetime

from msgspec import structs
from sqlalchemy import Engine

from heritage.i18n.dates import LOCAL_TIME
from heritage.passages.decided import factors
from heritage.passages.decided.calibration import Ratio
from heritage.passages.decided.factors import Wanted
from heritage.passages.figures.log import changes, public_changes
from heritage.passages.figures.notes import notes_of
from heritage.passages.figures.values import NoteKind
from heritage.passages.periods import Period
from heritage.store.engine import writing
from heritage.store.flags import Direction
from tests.passing import BRIDGE, COUNTER, OTHER, library_with, mounted

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
FIRST, LAST = date(2026, 5, 1), date(2026, 5, 31)


def test_a_factor_tells_in_the_log_which_direction_it_is_of(engine: Engine) -> None:
    value = Ratio(1.25, 1.2, 1.3, 400, 4, False)
    with writing(engine) as connection:
        for way, last in ((Direction.IN, None), (Direction.OUT, LAST), (Direction.BOTH, None)):
            wanted = Wanted(BRIDGE, way, FIRST, last)
            factors.give(connection, wanted, value, "leverantören", "Anna", NOW)
        factors.withdraw(connection, 1, "Anna", "fel punkt", NOW)
        found = public_changes(connection, library_with({}), [BRIDGE])
    days = Period(FIRST, LAST)
    assert {(one.text, tuple(one.values.items())) for one in found} == {
        (
            "{direction}: a calibration factor of {value} was set from {first} on.",
            (("direction", Direction.IN), ("value", 1.25), ("first", FIRST)),
        ),
        (
            "{direction}: a calibration factor of {value} was set for {days}.",
            (("direction", Direction.OUT), ("value", 1.25), ("days", days)),
        ),
        ("A calibration factor of {value} was set from {first} on.", (("value", 1.25), ("first", FIRST))),
        (
            "{direction}: the calibration factor of {value} from {first} on was withdrawn.",
            (("direction", Direction.IN), ("value", 1.25), ("first", FIRST)),
        ),
    }


def test_a_counter_that_is_set_otherwise_neither_comes_nor_goes(engine: Engine) -> None:
    """R-V20."""
    first = mounted(BRIDGE, date(2026, 5, 4), date(2026, 5, 31), height_m=0.8)
    higher = structs.replace(first.mountings[0], since=date(2026, 6, 1), until=date(2026, 6, 9), height_m=1.2)
    as_before = structs.replace(higher, since=date(2026, 6, 10), until=date(2026, 6, 20))
    back = structs.replace(higher, since=date(2026, 6, 25), until=None)
    library = library_with(
        {COUNTER: structs.replace(first, mountings=(first.mountings[0], higher, as_before, back))}
    )
    with engine.connect() as connection:
        told = [
            (one.at.astimezone(LOCAL_TIME).date(), one.text)
            for one in reversed(public_changes(connection, library, [BRIDGE]))
        ]
        notes = notes_of(connection, library, BRIDGE, date(2026, 5, 1), date(2026, 6, 30))
    otherwise = "The counter was mounted or set in another way; it goes on counting here."
    assert told == [
        (date(2026, 5, 4), "A counter was put up."),
        (date(2026, 6, 1), otherwise),
        (date(2026, 6, 20), "A counter was taken down."),
        (date(2026, 6, 25), "A counter was put up."),
    ]
    assert [(note.first, note.kind) for note in notes] == [
        (date(2026, 5, 4), NoteKind.DEVICE),
        (date(2026, 6, 1), NoteKind.MOUNTING),
        (date(2026, 6, 25), NoteKind.DEVICE),
    ]


def test_another_counter_on_the_next_day_is_put_up(engine: Engine) -> None:
    library = library_with(
        {
            COUNTER: mounted(BRIDGE, date(2026, 5, 4), date(2026, 5, 31)),
            OTHER: mounted(BRIDGE, date(2026, 6, 1)),
        }
    )
    with engine.connect() as connection:
        told = [(one.text, one.source) for one in reversed(changes(connection, library, [BRIDGE]))]
    assert told == [
        ("A counter was put up.", COUNTER),
        ("A counter was taken down.", COUNTER),
        ("A counter was put up.", OTHER),
    ]
