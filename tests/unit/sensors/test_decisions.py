"""People accept and reject readings, which stay as they are; ice that jumped waits for them or for the frost."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, select

from heritage.quantities import Quality
from heritage.sensors import decisions
from heritage.sensors.decisions import DecisionError, Ruling, Subject, Waiting, decide, explain, waiting
from heritage.sensors.readings import judge_again, keep
from heritage.sensors.verdicts import Verdict
from heritage.store.engine import StoreError, writing
from heritage.store.tables import DECISION, READING, READING_DAY
from tests.observed import DEVICE, HOUR, NOON, in_a_row, in_turn, kept, observed, qualities

GOOD, SUSPECT, BAD, MISSING = Quality
ACCEPT = Ruling(Verdict.ACCEPTED, "jouren", "borrat bredvid")
REJECT = Ruling(Verdict.REJECTED, "jouren", "sonden låg på land")
DAY = timedelta(days=1)


def decided(engine: Engine, subject: Subject, ruling: Ruling = ACCEPT) -> int:
    return decide(in_turn(engine), subject, ruling, NOON + 10 * DAY)


def air(first: int, last: int) -> Subject:
    return Subject("lillsjon", "air_temperature", NOON + first * HOUR, NOON + last * HOUR)


def counted(engine: Engine) -> list[tuple[int, float]]:
    with engine.connect() as connection:
        query = select(READING_DAY.c.count, READING_DAY.c.total).order_by(READING_DAY.c.day)
        return [(row.count, row.total) for row in connection.execute(query)]


def listed(engine: Engine, days: int = 1) -> list[Waiting]:
    with engine.connect() as connection:
        return waiting(connection, NOON + days * DAY)


def test_a_decision_says_who_when_and_why_and_leaves_the_readings_as_they_are(engine: Engine) -> None:
    kept(engine, in_a_row([10, 50, 10.5]))
    assert decided(engine, air(1, 1)) == 1
    with engine.connect() as connection:
        moment = NOON + HOUR
        assert connection.execute(select(DECISION)).all() == [
            (1, 1, moment, moment, "accepted", "jouren", NOON + 10 * DAY, "borrat bredvid")
        ]
        assert connection.scalars(select(READING.c.value).order_by(READING.c.observed_at)).all() == [
            10,
            50,
            10.5,
        ]
    assert qualities(engine)[1] is BAD


def test_accepted_readings_count_and_rejected_ones_do_not(engine: Engine) -> None:
    kept(engine, in_a_row([10, 50, 10.5, 11]))
    assert counted(engine) == [(3, 31.5)]
    decided(engine, air(1, 1))
    # What follows is compared with what was accepted, and is suspect beside it.
    assert counted(engine) == [(2, 60.0)]
    decided(engine, air(1, 1), REJECT)
    assert counted(engine) == [(3, 31.5)]
    decided(engine, air(0, 3), REJECT)
    assert counted(engine) == []


def test_the_newest_decision_counts(engine: Engine) -> None:
    kept(engine, in_a_row([10, 11, 12]))
    decided(engine, air(0, 2), REJECT)
    decided(engine, air(1, 1), ACCEPT)
    assert counted(engine) == [(1, 11.0)]


def test_a_late_reading_falls_under_the_decision_on_its_time(engine: Engine) -> None:
    kept(engine, in_a_row([10, 11, 12]))
    decided(engine, air(0, 2), REJECT)
    kept(engine, [observed(NOON + HOUR / 2, 10.4)])
    assert counted(engine) == []


def test_readings_that_come_after_a_decision_are_judged_by_it(engine: Engine) -> None:
    kept(engine, in_a_row([10, 30]))
    decided(engine, air(1, 1))
    kept(engine, [observed(NOON + 2 * HOUR, 31.0)])
    assert qualities(engine) == [GOOD, SUSPECT, GOOD]


def rows(engine: Engine) -> list[list[tuple[object, ...]]]:
    with engine.connect() as connection:
        tables = (READING, READING_DAY)
        return [sorted(tuple(row) for row in connection.execute(select(table))) for table in tables]


@pytest.mark.parametrize("quantity", ["air_temperature", "ice_thickness"])
def test_it_is_all_the_same_in_how_many_pieces_a_decision_is_made(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, quantity: str
) -> None:
    """A year is judged again piece by piece: what devices send comes in between."""
    kept(engine, in_a_row([10, 20, 10, 31, 32, 32, 33, 11, 11, 12, 60, 12] * 4, quantity))
    about = Subject("lillsjon", quantity, NOON + 2.5 * HOUR, NOON + 40 * HOUR)
    found = []
    for piece in (1000, 7, 1):
        monkeypatch.setattr(decisions, "PIECE", piece)
        whole = [(decided(engine, about, ruling), rows(engine)) for ruling in (REJECT, ACCEPT)]
        found.append(whole)
        with engine.connect() as connection:
            last = connection.execute(select(DECISION).order_by(DECISION.c.id.desc()).limit(1)).one()
        assert (last.first_at, last.last_at) == (about.first, about.last)
    assert found == [found[0]] * 3


def test_a_decision_that_broke_off_holds_as_far_as_it_came_and_can_be_taken_again(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(engine, in_a_row([10, 11, 12, 13]))
    monkeypatch.setattr(decisions, "PIECE", 2)

    def gives_up() -> None:
        raise StoreError("the disk is full")

    with pytest.raises(StoreError):
        decide(in_turn(engine), air(0, 3), REJECT, NOON + DAY, pause=gives_up)
    assert counted(engine) == [(2, 25.0)]
    assert decided(engine, air(0, 3), REJECT) == 4
    assert counted(engine) == []


def test_what_the_frost_explains_meanwhile_does_not_go_before_what_somebody_rejects(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(engine, in_a_row([-24.0, -23.5] * 13))
    ice = [(0, 2.0), (12, 2.0), (24, 15.0)]
    kept(engine, [observed(NOON + hour * HOUR, value, "ice_thickness") for hour, value in ice])
    monkeypatch.setattr(decisions, "PIECE", 1)
    about = Subject("lillsjon", "ice_thickness", NOON + 12 * HOUR, NOON + 10 * DAY)
    found = list[int]()
    decide(in_turn(engine), about, REJECT, NOON + 2 * DAY, pause=lambda: found.append(explained(engine)))
    assert sum(found) == 1
    with engine.connect() as connection:
        assert [one.decided_by for one in connection.execute(select(DECISION))] == ["jouren"]
    assert listed(engine, days=2) == []
    assert explained(engine) == 0


def test_what_comes_meanwhile_into_what_was_accepted_before_is_rejected_with_the_rest(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(engine, in_a_row([20, 31, 31, 31], "ice_thickness"))
    about = Subject("lillsjon", "ice_thickness", NOON, NOON + 3 * HOUR)
    decided(engine, about)
    monkeypatch.setattr(decisions, "PIECE", 2)
    late = [observed(NOON + 2.5 * HOUR, 90.0, "ice_thickness")]
    decide(in_turn(engine), about, REJECT, NOON + DAY, pause=lambda: kept(engine, late))
    assert listed(engine) == []
    with engine.connect() as connection:
        assert [one.verdict for one in connection.execute(select(DECISION))] == ["accepted", "rejected"]


def test_a_decision_for_all_time_costs_no_more_than_its_readings(engine: Engine) -> None:
    kept(engine, in_a_row([10, 11, 12]))
    ever = [datetime(year, 1, 1, tzinfo=UTC) for year in (1926, 9999)]
    assert decided(engine, Subject("lillsjon", "air_temperature", *ever), REJECT) == 3
    with engine.connect() as connection:
        decision = connection.execute(select(DECISION)).one()
    assert [decision.first_at, decision.last_at] == ever
    assert counted(engine) == []


def test_a_rejected_reading_is_judged_by_what_follows_it_all_the_same(engine: Engine) -> None:
    """What is stored of it does not depend on whether it was rejected before the next one came."""
    values = in_a_row([10, 15.5, 10], every=1.5 * HOUR)
    about = air(1, 2)
    kept(engine, values)
    decided(engine, about, REJECT)
    at_once = qualities(engine)
    with writing(engine) as connection:
        connection.execute(delete(READING))
        connection.execute(delete(DECISION))
    kept(engine, values[:2])
    decided(engine, about, REJECT)
    kept(engine, values[2:])
    assert qualities(engine) == at_once == [GOOD, SUSPECT, GOOD]


def test_only_one_device_may_be_meant(engine: Engine) -> None:
    kept(engine, [observed(NOON, 10.0), observed(NOON, 11.0, device="other")])
    assert decided(engine, air(0, 0)._replace(device="other"), REJECT) == 1
    assert counted(engine) == [(1, 10.0)]
    assert decided(engine, air(0, 0), REJECT) == 2
    assert counted(engine) == []


@pytest.mark.parametrize(
    ("ruling", "sentence"),
    [
        (ACCEPT._replace(who=" "), "Say who decides, in at most 80 characters."),
        (ACCEPT._replace(who="x" * 81), "Say who decides, in at most 80 characters."),
        (ACCEPT._replace(why=""), "Say why, in at most 500 characters."),
        (ACCEPT._replace(why="x" * 501), "Say why, in at most 500 characters."),
    ],
)
def test_nothing_is_decided_by_nobody_or_without_a_reason(
    engine: Engine, ruling: Ruling, sentence: str
) -> None:
    kept(engine, [observed(NOON, 10.0)])
    with pytest.raises(DecisionError) as refused:
        decided(engine, air(0, 0), ruling)
    assert str(refused.value) == sentence
    with engine.connect() as connection:
        assert connection.execute(select(DECISION)).all() == []


def test_passages_are_decided_on_elsewhere(engine: Engine) -> None:
    kept(engine, [observed(NOON, 10, "passages", place="kvarnbron")])
    with pytest.raises(DecisionError) as refused:
        decided(engine, air(0, 0)._replace(place="kvarnbron", quantity="passages"))
    assert str(refused.value) == "Passages are decided on by hour and day: `heritage counts decide`."
    with engine.connect() as connection:
        assert connection.execute(select(DECISION)).all() == []


def test_nothing_is_decided_where_there_are_no_readings(engine: Engine) -> None:
    kept(engine, [observed(NOON, 10.0)])
    with pytest.raises(DecisionError) as refused:
        decided(engine, air(1, 5))
    assert str(refused.value) == "lillsjon has no readings of air_temperature in that time."


@pytest.mark.parametrize(
    ("place", "quantity", "sentence"),
    [
        ("lilsjon", "air_temperature", "Nothing was ever measured at 'lilsjon'; did you mean 'lillsjon'?"),
        ("lillsjon", "ice_thicknes", "There is no quantity 'ice_thicknes'; there is ice_thickness."),
    ],
)
def test_a_mistyped_place_or_quantity_is_told_with_its_neighbour(
    engine: Engine, place: str, quantity: str, sentence: str
) -> None:
    kept(engine, [observed(NOON, 10.0)])
    with pytest.raises(DecisionError) as refused:
        decided(engine, air(0, 0)._replace(place=place, quantity=quantity))
    assert str(refused.value) == sentence


def test_ice_that_jumped_waits_with_what_was_before_it(engine: Engine) -> None:
    kept(engine, in_a_row([20, 20, 31, 33, 32], "ice_thickness"))
    (group,) = listed(engine)
    assert (group.series.place, group.series.device) == ("lillsjon", DEVICE)
    assert (group.first, group.last, group.readings) == (NOON + 2 * HOUR, NOON + 4 * HOUR, 3)
    assert (group.lowest, group.highest, group.newest) == (31, 33, 32)
    assert (group.before, group.ongoing) == ((NOON + HOUR, 20), True)


def test_ice_that_comes_late_into_what_was_accepted_waits_for_somebody_to_look(engine: Engine) -> None:
    kept(engine, in_a_row([20, 31, 31], "ice_thickness"))
    decided(engine, Subject("lillsjon", "ice_thickness", NOON, NOON + 2 * HOUR))
    assert listed(engine) == []
    late = observed(NOON + 1.5 * HOUR, 90.0, "ice_thickness")
    kept(engine, [late])
    (group,) = listed(engine)
    assert (group.first, group.readings, group.highest) == (NOON + 1.5 * HOUR, 1, 90)
    kept(engine, [late, observed(NOON + HOUR, 31.0, "ice_thickness")])
    assert len(listed(engine)) == 1
    decided(engine, Subject("lillsjon", "ice_thickness", NOON + 1.5 * HOUR, NOON + 1.5 * HOUR), REJECT)
    assert listed(engine) == []


def test_what_comes_late_and_far_apart_into_what_was_accepted_is_noted_in_one_go_or_in_two(
    engine: Engine,
) -> None:
    kept(engine, in_a_row([20, 60, 60], "ice_thickness", every=5 * DAY))
    decided(engine, Subject("lillsjon", "ice_thickness", NOON + DAY, NOON + 10 * DAY))
    late = [observed(NOON + days * DAY, 62.0, "ice_thickness") for days in (2, 6, 6.1, 9)]
    kept(engine, late)
    with engine.connect() as connection:
        notes = connection.execute(select(DECISION).where(DECISION.c.verdict == Verdict.UNSEEN)).all()
    # Two of them come in a row.
    assert [(note.first_at, note.last_at) for note in notes] == [
        (late[0].observed_at, late[0].observed_at),
        (late[1].observed_at, late[2].observed_at),
        (late[3].observed_at, late[3].observed_at),
    ]
    at_once = qualities(engine)
    with writing(engine) as connection:
        judge_again(connection, 1, NOON, NOON + 10 * DAY)
    assert qualities(engine) == at_once


@pytest.mark.parametrize("quantity", ["water_temperature", "ice_thickness"])
def test_a_value_that_comes_in_place_of_an_accepted_one_is_not_accepted(
    engine: Engine, quantity: str
) -> None:
    """Mended mappings and corrected files bring values that nobody has looked at."""
    kept(engine, in_a_row([20, 60, 21], quantity))
    about = Subject("lillsjon", quantity, NOON + HOUR, NOON + HOUR)
    decided(engine, about)
    assert counted(engine)[0][1] >= 80
    with writing(engine) as connection:
        connection.execute(delete(READING).where(READING.c.observed_at == NOON + HOUR))
        keep(connection, [observed(NOON + HOUR, 70.0, quantity)])
        judge_again(connection, 1, NOON + HOUR, NOON + HOUR)
    assert counted(engine) == [(2, 41.0)]


def test_ice_that_came_back_waits_still_but_is_over(engine: Engine) -> None:
    kept(engine, in_a_row([20, 31, 31, 20, 20, 40, 40], "ice_thickness", every=timedelta(hours=6)))
    groups = listed(engine, days=3)
    assert [(group.readings, group.ongoing) for group in groups] == [(2, False), (2, True)]
    assert groups[1].before == (NOON + timedelta(hours=24), 20)


def test_what_was_decided_waits_no_longer(engine: Engine) -> None:
    kept(engine, in_a_row([20, 31, 31], "ice_thickness"))
    ice = Subject("lillsjon", "ice_thickness", NOON, NOON + 2 * HOUR)
    decided(engine, ice, REJECT)
    assert listed(engine) == []
    decided(engine, ice)
    assert listed(engine) == []
    kept(engine, [observed(NOON + 3 * HOUR, 32.0, "ice_thickness")])
    assert (qualities(engine)[3], listed(engine)) == (GOOD, [])


def test_other_suspect_readings_do_not_wait_and_old_winters_are_left_alone(engine: Engine) -> None:
    kept(engine, in_a_row([10, 30]))
    assert listed(engine) == []
    kept(engine, in_a_row([20, 31], "ice_thickness"))
    assert len(listed(engine)) == 1
    assert listed(engine, days=241) == []


def test_the_first_thickness_of_all_may_wait_without_anything_before_it(engine: Engine) -> None:
    kept(engine, in_a_row([120], "ice_thickness", method="drilled"))
    (group,) = listed(engine)
    assert (group.before, group.ongoing, group.highest) == (None, True, 120)


def explained(engine: Engine, hours: int = 48) -> int:
    with writing(engine) as connection:
        return explain(connection, NOON + hours * HOUR)


def test_a_jump_that_the_frost_can_have_made_is_accepted_by_the_program(engine: Engine) -> None:
    kept(engine, in_a_row([-24.0, -23.5] * 13))
    kept(engine, [observed(NOON, 2.0, "ice_thickness"), observed(NOON + 24 * HOUR, 15.0, "ice_thickness")])
    assert len(listed(engine, days=2)) == 1
    assert explained(engine) == 1
    assert listed(engine, days=2) == []
    with engine.connect() as connection:
        decision = connection.execute(select(DECISION)).one()
    assert (decision.verdict, decision.decided_by) == ("accepted", "heritage")
    assert decision.why == "frost sum 23.8 °C days since 2 cm"
    assert explained(engine) == 0


@pytest.mark.parametrize(
    ("temperatures", "after"),
    [
        ([-2.0, -1.5] * 13, "too little frost"),
        ([-24.0] + [None] * 12 + [-24.0] * 13, "nobody knows for half a day"),
        ([], "no sensor of the air"),
    ],
)
def test_a_jump_that_the_frost_cannot_explain_goes_on_waiting(
    engine: Engine, temperatures: list[float | None], after: str
) -> None:
    kept(engine, in_a_row(temperatures))
    kept(engine, [observed(NOON, 2.0, "ice_thickness"), observed(NOON + 24 * HOUR, 15.0, "ice_thickness")])
    assert explained(engine) == 0, after
    assert len(listed(engine, days=2)) == 1


def test_frost_at_another_place_explains_nothing(engine: Engine) -> None:
    kept(engine, in_a_row([-24.0, -23.5] * 13, place="vojen"))
    kept(engine, [observed(NOON, 2.0, "ice_thickness"), observed(NOON + 24 * HOUR, 15.0, "ice_thickness")])
    assert explained(engine) == 0


def test_what_has_waited_for_two_weeks_is_left_to_people(engine: Engine) -> None:
    kept(engine, in_a_row([-24.0, -23.5] * 13))
    kept(engine, [observed(NOON, 2.0, "ice_thickness"), observed(NOON + 24 * HOUR, 15.0, "ice_thickness")])
    assert explained(engine, hours=24 * 14 + 1) == 0


def test_a_rejected_temperature_is_no_frost(engine: Engine) -> None:
    kept(engine, in_a_row([-24.0, -23.5] * 13))
    decided(engine, air(0, 30), REJECT)
    kept(engine, [observed(NOON, 2.0, "ice_thickness"), observed(NOON + 24 * HOUR, 15.0, "ice_thickness")])
    assert explained(engine) == 0


def test_nothing_is_accepted_before_it_is_measured(engine: Engine) -> None:
    """Ice that jumps next week has been seen by nobody; a sensor that is to be mended may be rejected beforehand."""
    days = [(0, 20), (5, 60), (20, 120)]
    kept(engine, [observed(NOON + day * DAY, value, "ice_thickness") for day, value in days])
    season = Subject("lillsjon", "ice_thickness", NOON, NOON + 30 * DAY)
    assert decided(engine, season) == 2
    assert [(group.readings, group.newest) for group in listed(engine, days=25)] == [(1, 120)]
    assert decided(engine, season, REJECT) == 3
    assert listed(engine, days=25) == []
