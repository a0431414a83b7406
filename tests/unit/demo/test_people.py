"""People of the demonstration drill in winter, on days that do not change, and each hole counts once."""

from datetime import datetime, timedelta
from pathlib import Path

from msgspec.structs import replace
from sqlalchemy import Engine, func, select

from heritage.demo.people import CLUB, STAFF, drill, drillings
from heritage.demo.senses import World
from heritage.i18n.dates import LOCAL_TIME
from heritage.quantities import IceKind
from heritage.sensors import drilled
from heritage.store.engine import open_engine, writing
from heritage.store.kind import claim_demo
from heritage.store.tables import DRILLING, REPORTER
from tests.demonstration import CONTENT, SUMMER, WINTER, library_of

WORLD = World(int(WINTER.timestamp()))
MONTH = timedelta(days=30)


def span(middle: datetime) -> tuple[int, int]:
    return int((middle - MONTH).timestamp()), int((middle + MONTH).timestamp())


def test_nobody_drills_in_summer() -> None:
    assert drillings(WORLD, library_of(CONTENT), "reporter:1", *span(SUMMER)) == []


def test_in_winter_two_different_people_drill_where_ice_may_be_told_of() -> None:
    holes = drillings(WORLD, library_of(CONTENT), "reporter:1", *span(WINTER))
    assert {hole.place for hole in holes} == {"backetjarn", "vojen"}
    assert {(hole.device, hole.observer) for hole in holes} == {(drilled.STAFF, STAFF), ("reporter:1", CLUB)}
    assert {hole.ice for hole in holes} == set(IceKind)
    for hole in holes:
        assert hole.thickness_cm == int(hole.thickness_cm) and 5 <= hole.thickness_cm < 90
        assert 8 <= hole.observed_at.astimezone(LOCAL_TIME).hour <= 12
        assert hole.snow_cm is not None and 0 <= hole.snow_cm < hole.thickness_cm


def test_each_hole_is_kept_once_in_the_demonstration_of_still_water(engine: Engine) -> None:
    claim_demo(engine)
    library, (start, end) = library_of(), span(WINTER)
    with writing(engine) as connection:
        new = drill(connection, WORLD, library, start, end)
        again = drill(connection, WORLD, library, start, end)
        kept = connection.scalar(select(func.count()).select_from(DRILLING))
        clubs = connection.scalar(select(func.count()).select_from(REPORTER))
    assert new > 15 and (again, kept, clubs) == (0, new, 1)


def test_where_no_ice_is_measured_nobody_drills_and_no_club_is_made(data_dir: Path) -> None:
    dry = replace(library_of(), places={})
    engine = open_engine(None, data_dir)
    with engine.connect() as connection:
        # Nothing is asked of the database, which has no tables yet.
        assert drill(connection, WORLD, dry, *span(WINTER)) == 0
    engine.dispose()
