"""Drilled ice: thickness, kind, snow, who and when; the same hole twice counts once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from heritage.problems import Refusal
from heritage.quantities import IceKind
from heritage.sensors.drilled import Drilling, add, drillings, standing

NOW = datetime(2026, 2, 14, 12, tzinfo=UTC)


def hole(**changes: object) -> Drilling:
    base = Drilling("lillsjon", NOW - timedelta(hours=2), 12.0, IceKind.CLEAR, 3.0, "Leksaksby fiskeklubb")
    return base._replace(**changes)


def test_a_drilling_is_kept_with_all_that_was_said(engine: Engine) -> None:
    with engine.begin() as connection:
        assert add(connection, hole(), NOW)
        assert drillings(connection, "lillsjon", NOW - timedelta(days=7)) == [hole()]


def test_snow_that_nobody_measured_is_not_none_at_all(engine: Engine) -> None:
    with engine.begin() as connection:
        add(connection, hole(snow_cm=None), NOW)
        (found,) = drillings(connection, "lillsjon", NOW - timedelta(days=7))
    assert found.snow_cm is None


def test_the_same_hole_twice_counts_once_and_stays_as_it_was(engine: Engine) -> None:
    with engine.begin() as connection:
        assert add(connection, hole(), NOW)
        assert not add(connection, hole(thickness_cm=40.0), NOW)
        assert [one.thickness_cm for one in drillings(connection, "lillsjon", NOW - timedelta(days=7))] == [
            12.0
        ]


def test_the_newest_comes_first_and_the_old_ones_are_left_out(engine: Engine) -> None:
    moments = [NOW - timedelta(days=days) for days in (9, 3, 1)]
    with engine.begin() as connection:
        for moment in moments:
            add(connection, hole(observed_at=moment), NOW)
        add(connection, hole(place="storsjon"), NOW)
        found = drillings(connection, "lillsjon", NOW - timedelta(days=7))
    assert [one.observed_at for one in found] == [moments[2], moments[1]]


def test_each_observer_has_a_drilling_of_their_own_at_one_moment(engine: Engine) -> None:
    """The thinner one is never thrown away for having come second."""
    others = [hole(observer="Ånge kommun", thickness_cm=9.0), hole(observer="Hyttan", thickness_cm=10.0)]
    with engine.begin() as connection:
        assert all(add(connection, one, NOW) for one in (hole(), *others))
        assert not add(connection, hole(observer="ånge kommun ", thickness_cm=30.0), NOW)
        found = drillings(connection, "lillsjon", NOW - timedelta(days=7))
        assert sorted(one.thickness_cm for one in found) == [9.0, 10.0, 12.0]
        assert sorted(one.device for one in found) == ["drilled", "drilled:2", "drilled:3"]
        stands = [standing(connection, one) for one in (hole(), *others)]
        assert [one and one.thickness_cm for one in stands] == [12.0, 9.0, 10.0]
        assert standing(connection, hole(observer="Skolan")) is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"thickness_cm": -1.0}, "The thickness must lie between 0 and 150 cm."),
        ({"thickness_cm": 1200.0}, "The thickness must lie between 0 and 150 cm."),
        ({"snow_cm": -2.0}, "The snow on the ice must lie between 0 and 400 cm."),
        ({"observed_at": NOW + timedelta(minutes=1)}, "The time lies ahead of now."),
        (
            {"observed_at": NOW - timedelta(days=401)},
            "The time is more than a year ago. The municipality takes such values from a file, by "
            "'heritage reading import'.",
        ),
        ({"observer": "  "}, "Say who drilled, in at most 80 characters."),
    ],
)
def test_what_cannot_have_been_measured_is_refused_and_nothing_kept(
    engine: Engine, changes: dict[str, object], reason: str
) -> None:
    with engine.begin() as connection:
        with pytest.raises(Refusal) as raised:
            add(connection, hole(**changes), NOW)
        assert str(raised.value) == reason
        assert drillings(connection, "lillsjon", NOW - timedelta(days=800)) == []
