"""The past of a place: a week and two seasons, in pictures, sentences and tables."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from heritage.conditions.state import HiddenIce, IceAdvice
from heritage.pages.curves import Curves, Past, Plotter
from heritage.pages.figures import week_axis
from heritage.pages.values import Speaker
from heritage.sensors.history import season_of
from heritage.sensors.lines import Day, Point, Season, SeasonLine, WeekLine
from tests.moments import DAY, HOUR, SUMMER, WINTER
from tests.outline import Outline


def week(*points: tuple[datetime, float], method: str = "sensor", channel: int = 0) -> WeekLine:
    found = tuple(Point(at, value, False) for at, value in points)
    return WeekLine(channel, method, found, 3 * HOUR)


def seasons(quantity: str, now: datetime, this: list[date], before: list[date]) -> tuple[Season, Season]:
    first, last = season_of(quantity, now.date())
    begins, ends = season_of(quantity, first - timedelta(days=1))

    def line(days: list[date]) -> tuple[SeasonLine, ...]:
        found = tuple(Day(day, float(day.day), 1, 2, 24) for day in days)
        return (SeasonLine(0, "sensor", found),) if found else ()

    return Season(first, last, line(this)), Season(begins, ends, line(before))


def past(quantity: str, *lines: WeekLine, now: datetime = SUMMER) -> Past:
    return Past(quantity, lines, *seasons(quantity, now, [], []))


def plotted(each: Past, now: datetime = SUMMER, hidden: HiddenIce | None = None) -> list[Curves]:
    return list(Plotter(Speaker("en", now), hidden).curves(each))


def test_a_week_is_told_in_a_sentence_with_both_ends_and_their_times() -> None:
    line = week((SUMMER - 3 * HOUR, 16.2), (SUMMER - 2 * HOUR, 18.94), (SUMMER - HOUR, 17))
    (curves,) = plotted(past("water_temperature", line))
    (figure,) = curves.figures
    assert curves.heading == "Water temperature"
    assert figure.sentences == [
        "In the last seven days (24 Jun\u2009–\u20091 Jul) it was lowest at 16.2°C (1 July 2026, 11:00) and highest "
        "at 18.9°C (1 July 2026, 12:00)."
    ]
    assert figure.name == "Water temperature: seven days, 24 Jun\u2009–\u20091 Jul"
    assert figure.expires == ""


def test_a_week_that_never_changed_is_told_in_fewer_words() -> None:
    (curves,) = plotted(past("snow_depth", week((SUMMER - HOUR, 3), (SUMMER, 3))))
    assert curves.figures[0].sentences == [
        "Every measurement of the last seven days (24 Jun\u2009–\u20091 Jul) gave 3\xa0cm."
    ]


def test_of_one_reading_no_more_is_said_than_that() -> None:
    (curves,) = plotted(past("ice_thickness", week((WINTER - HOUR, 8.7)), now=WINTER), WINTER)
    assert curves.figures[0].sentences == ["One reading: 8\xa0cm, 20 January 2026, 12:00."]


def test_a_week_of_ice_leaves_a_saved_page_as_its_number_does() -> None:
    """R-C2: a week after the last of it was measured."""
    (curves,) = plotted(past("ice_thickness", week((WINTER - DAY, 24), (WINTER, 25)), now=WINTER), WINTER)
    figure = curves.figures[0]
    assert figure.expires == "2026-01-27T12:00:00Z"
    assert figure.last is not None
    assert figure.last.text == "20 January 2026, 13:00"


def test_ice_is_never_rounded_up() -> None:
    """R-C7: 9.6 cm is less than 10 cm wherever it is written."""
    line = week((WINTER - HOUR, 9.6), (WINTER, 11.9), method="drilled")
    days = (Day(date(2026, 1, 10), 9.6, 9.6, 9.6, 1), Day(date(2026, 1, 11), 11.9, 11.9, 11.9, 1))
    this, before = seasons("ice_thickness", WINTER, [], [])
    this = this._replace(lines=(SeasonLine(0, "drilled", days),))
    (curves,) = plotted(Past("ice_thickness", [line], this, before), WINTER)
    for figure in curves.figures:
        told = " ".join([*figure.sentences, *(cell for _, cells in figure.rows for cell in cells)])
        assert "9\xa0cm" in told
        assert "10\xa0cm" not in told and "12\xa0cm" not in told


def test_of_several_holes_of_a_day_the_thinnest_is_drawn_and_told() -> None:
    """R-C7."""
    days = (Day(date(2026, 1, 10), 20, 8, 32, 3), Day(date(2026, 1, 11), 25, 12, 40, 2))
    this, before = seasons("ice_thickness", WINTER, [], [])
    this = this._replace(lines=(SeasonLine(0, "drilled", days),))
    (curves,) = plotted(Past("ice_thickness", [], this, before), WINTER)
    (figure,) = curves.figures
    assert figure.sentences == [
        "This season (2025–2026, until 20 January 2026) the thinnest of each day was between 8\xa0cm and 12\xa0cm."
    ]
    assert [cells[0] for _, cells in figure.rows] == ["8\xa0cm"]


def test_days_that_are_all_alike_are_told_by_one_number() -> None:
    for quantity, told in (("snow_depth", "the daily mean"), ("ice_thickness", "the thinnest of each day")):
        this, before = seasons(quantity, WINTER, [date(2026, 1, 1)], [date(2025, 1, 1)])
        (curves,) = plotted(Past(quantity, [], this, before), WINTER)
        assert curves.figures[0].sentences == [
            f"This season (2025–2026, until 20 January 2026) {told} was 1\xa0cm."
        ]
        (only,) = plotted(Past(quantity, [], this._replace(lines=()), before), WINTER)
        assert only.figures[0].sentences == [f"In the season before (2024–2025) {told} was 1\xa0cm."]


def test_what_was_measured_once_is_told_as_one_measurement() -> None:
    days = (Day(date(2026, 1, 10), 8.7, 8.7, 8.7, 1),)
    this, before = seasons("ice_thickness", WINTER, [], [])
    line = (SeasonLine(0, "drilled", days),)
    (curves,) = plotted(Past("ice_thickness", [], this._replace(lines=line), before), WINTER)
    assert curves.figures[0].sentences == [
        "This season (2025–2026, until 20 January 2026) it was measured once: 8\xa0cm on 10 January 2026."
    ]
    earlier = (SeasonLine(0, "drilled", (days[0]._replace(day=date(2025, 1, 10)),)),)
    (curves,) = plotted(Past("ice_thickness", [], this, before._replace(lines=earlier)), WINTER)
    assert curves.figures[0].sentences == [
        "In the season before (2024–2025) it was measured once: 8\xa0cm on 10 January 2025."
    ]


def test_the_table_has_each_days_lowest_and_highest_by_local_days() -> None:
    """23:30 UTC is tomorrow in Sweden."""
    late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    (curves,) = plotted(past("water_temperature", week((late - HOUR, 12), (late, 14), (late + 2 * HOUR, 15))))
    figure = curves.figures[0]
    assert figure.heads == ["Day", "Lowest", "Highest"]
    assert figure.rows == [
        (figure.rows[0][0], ["12.0°C", "12.0°C"]),
        (figure.rows[1][0], ["14.0°C", "15.0°C"]),
    ]
    assert ("30 Jun" in figure.rows[0][0], "1 Jul" in figure.rows[1][0]) == (True, True)


def test_a_broken_line_and_doubtful_values_are_told() -> None:
    line = week((SUMMER - 9 * HOUR, 16), (SUMMER - 2 * HOUR, 18))
    doubtful = line._replace(points=(*line.points, Point(SUMMER, 25, True)))
    (curves,) = plotted(past("water_temperature", doubtful))
    assert curves.figures[0].sentences[1:] == [
        "Where the line is broken, nothing was measured.",
        "A ring marks an unusual value that nobody has checked yet.",
    ]


def test_extremes_are_those_of_good_values_and_unusual_ones_stand_apart() -> None:
    """R-C3, R-C18: a spike that nobody has checked is neither the highest of the week nor of its day."""
    good = week((SUMMER - DAY, 16), (SUMMER - HOUR, 17.5))
    spikes = [Point(SUMMER - 2 * HOUR, 0.1, True), Point(SUMMER, 25, True)]
    line = good._replace(points=tuple(sorted([*good.points, *spikes])))
    (curves,) = plotted(past("water_temperature", line))
    (figure,) = curves.figures
    assert figure.sentences[0].endswith(
        "it was lowest at 16.0°C (30 June 2026, 14:00) and highest at 17.5°C (1 July 2026, 13:00)."
    )
    assert figure.heads == ["Day", "Lowest", "Highest", "Unusual"]
    assert [cells for _, cells in figure.rows] == [
        ["16.0°C", "16.0°C", "–"],
        ["17.5°C", "17.5°C", "0.1°C – 25.0°C"],
    ]
    (curves,) = plotted(past("water_temperature", good._replace(points=tuple(spikes))))
    (figure,) = curves.figures
    assert "there were only unusual values that nobody has checked yet." in figure.sentences[0]
    assert [cells for _, cells in figure.rows] == [["–", "–", "0.1°C – 25.0°C"]]


def test_this_season_stands_beside_the_one_before() -> None:
    this = [date(2026, 6, day) for day in (1, 2, 3)]
    before = [date(2025, 6, day) for day in (2, 3, 4, 30)]
    each = Past("water_temperature", [], *seasons("water_temperature", SUMMER, this, before))
    (curves,) = plotted(each)
    (figure,) = curves.figures
    assert figure.heads == ["Week from", "2026", "2025"]
    assert [row[1][0] for row in figure.rows][-1] == "–"
    texts = [text.words for text in Outline(figure.picture).all("text")]
    assert {"2025", "2026", "Jun"} <= set(texts)
    assert figure.name == "Water temperature: this season until 1 July 2026, and the one before"


def test_seasons_are_compared_by_the_days_of_both_and_not_by_fewer_than_seven() -> None:
    """R-V17: equal spans, and it is said how many days they are."""
    this = [date(2026, 6, day) for day in range(1, 21)]
    compared = (
        "Days measured in both seasons: 7. On these the daily mean was between 14.0°C and 20.0°C this season and "
        "between 14.0°C and 20.0°C in the season before (2025)."
    )
    for first, told in ((14, [compared]), (15, [])):
        before = [date(2025, 6, day) for day in range(first, 31)]
        each = Past("water_temperature", [], *seasons("water_temperature", SUMMER, this, before))
        (curves,) = plotted(each)
        assert curves.figures[0].sentences == [
            "This season (2026, until 1 July 2026) the daily mean was between 1.0°C and 20.0°C.",
            *told,
        ]


def rain(first: date, *days: tuple[float, float]) -> SeasonLine:
    """Days from `first` on, each with its millimetres in 24 hours and how much of it was measured."""
    found = [
        Day(first + number * DAY, mm / 24, 0, mm, 24, coverage) for number, (mm, coverage) in enumerate(days)
    ]
    return SeasonLine(0, "sensor", tuple(found))


def rained(this: SeasonLine, *before: SeasonLine, now: datetime = SUMMER) -> list[Curves]:
    season, earlier = seasons("precipitation", now, [], [])
    each = Past("precipitation", [], season._replace(lines=(this,)), earlier._replace(lines=before))
    return plotted(each, now)


def test_rain_is_summed_by_day_and_week_and_never_averaged() -> None:
    """A day of 36 mm in 24 hours is 36 mm, and no 1.5 mm."""
    (curves,) = rained(rain(date(2026, 6, 17), (0.0, 1.0), (36.0, 1.0), *[(1.0, 1.0)] * 12))
    by_day, by_week = curves.figures
    assert by_day.sentences == ["In the last seven whole days (24–30 Jun) the sum of a day was 1.0\xa0mm."]
    assert by_day.heads == ["Day", "Sum"]
    assert [cells for _, cells in by_day.rows] == [["1.0\xa0mm"]] * 7
    assert by_week.sentences == [
        "This season (2026, until 30 June 2026) the sum of a day was between 0.0\xa0mm and 36.0\xa0mm.",
        "Each bar is the sum of seven days.",
    ]
    assert by_week.rows == [("18 Jun", ["42.0\xa0mm", "–"])]
    assert by_week.name.startswith("Precipitation, the sum of each week: this season until ")


def test_a_day_that_was_not_measured_in_full_has_no_sum() -> None:
    """R-V8, R-V15: nine tenths at least; a gap is no 0, and a 0 has a bar."""
    days = [(0.0, 1.0), (5.0, 0.89), (5.0, 0.9), (2.0, 1.0), (0.0, 0.0), (2.0, 1.0), (2.0, 1.0)]
    (curves,) = rained(rain(date(2026, 6, 24), *days))
    (figure,) = curves.figures
    told = [cell.replace("\xa0", " ") for _, (cell,) in figure.rows]
    assert told == ["0.0 mm", "–", "5.0 mm", "2.0 mm", "–", "2.0 mm", "2.0 mm"]
    (bars,) = Outline(figure.picture).all("path", class_="amount")
    assert bars["d"].count("M") == 5
    assert "at least nine tenths" in curves.note
    assert rained(rain(date(2026, 6, 24), (5.0, 0.5))) == []


def test_a_week_bears_a_short_gap_but_not_a_day() -> None:
    """R-V15, by the week: three hours are missing of 168, then 24."""
    first = date(2026, 6, 11)
    (curves,) = rained(rain(first, *[(1.0, 1.0)] * 6, (1.0, 0.875)))
    assert curves.figures[0].rows == [("11 Jun", ["7.0\xa0mm", "–"])]
    assert rained(rain(first, *[(1.0, 1.0)] * 6)) == []


def test_the_rain_of_two_seasons_is_compared_day_by_day() -> None:
    (curves,) = rained(
        rain(date(2026, 6, 11), *[(1.0, 1.0)] * 14), rain(date(2025, 6, 11), *[(2.0, 1.0)] * 14)
    )
    figure = curves.figures[-1]
    assert figure.sentences[1] == (
        "Days measured in both seasons: 14. On these the sum of a day was 1.0\xa0mm this season and 2.0\xa0mm in the "
        "season before (2025)."
    )
    kinds = [path["class"] for path in Outline(figure.picture).all("path")]
    assert kinds.count("amount before") == kinds.count("amount") == 2


def test_the_rain_of_a_week_is_told_across_the_new_year() -> None:
    this = rain(date(2026, 1, 1), (3.0, 1.0), (4.0, 1.0))
    before = rain(date(2025, 12, 27), *[(2.0, 1.0)] * 5)
    (curves,) = rained(this, before, now=datetime(2026, 1, 3, 12, tzinfo=UTC))
    told = [cell.replace("\xa0", " ") for _, (cell,) in curves.figures[0].rows]
    assert told == [*["2.0 mm"] * 5, "3.0 mm", "4.0 mm"]


def test_what_few_ask_for_is_folded() -> None:
    line = week((SUMMER - HOUR, 60), (SUMMER, 70))
    folded = {
        key: plotted(past(key, line))[0].is_folded for key in ("humidity", "pressure", "air_temperature")
    }
    assert folded == {"humidity": True, "pressure": True, "air_temperature": False}


def test_weeks_begin_on_days_as_the_language_writes_them() -> None:
    each = Past("snow_depth", [], *seasons("snow_depth", WINTER, [date(2025, 12, 30)], []))
    (curves,) = Plotter(Speaker("de", WINTER), None).curves(each)
    assert [week for week, _ in curves.figures[0].rows] == ["30. Dez."]


def test_a_winter_is_one_season() -> None:
    this, before = [date(2025, 12, 24), date(2026, 1, 10)], [date(2025, 1, 10)]
    each = Past("snow_depth", [], *seasons("snow_depth", WINTER, this, before))
    (curves,) = plotted(each, WINTER)
    assert curves.figures[0].heads == ["Week from", "2025–2026", "2024–2025"]
    assert "Where the line is broken, nothing was measured." in curves.figures[0].sentences


def test_a_leap_day_shifts_nothing() -> None:
    """1 March lies above 1 March."""
    days = [date(2024, 2, 28), date(2024, 2, 29), *(date(2024, 3, day) for day in range(1, 8))]
    this = [date(2025, 3, day) for day in range(1, 8)]
    later = datetime(2025, 6, 1, tzinfo=UTC)
    each = Past("air_temperature", [], *seasons("air_temperature", later, this, days))
    (curves,) = plotted(each, later)
    assert curves.figures[0].sentences[1] == (
        "Days measured in both seasons: 7. On these the daily mean was between 1.0°C and 7.0°C this season and between "
        "1.0°C and 7.0°C in the season before (2024)."
    )


def test_only_the_season_before_is_told_as_such() -> None:
    each = Past("air_temperature", [], *seasons("air_temperature", SUMMER, [], [date(2025, 3, 1)]))
    (curves,) = plotted(each)
    assert curves.figures[0].sentences == ["In the season before (2025) the daily mean was 1.0°C."]


def test_hidden_ice_is_drawn_nowhere() -> None:
    """R-C8, R-C9."""
    line = week((WINTER - HOUR, 24), (WINTER, 25))
    this, before = [date(2026, 1, 10)], [date(2025, 1, 10)]
    each = Past("ice_thickness", [line], *seasons("ice_thickness", WINTER, this, before))
    never = HiddenIce(WINTER - 9999 * DAY, WINTER + 9999 * DAY, IceAdvice.NOT_STILL)
    assert plotted(each, WINTER, never) == []
    spring = HiddenIce(datetime(2025, 7, 1, tzinfo=UTC), WINTER + 9999 * DAY, IceAdvice.SPRING)
    (curves,) = plotted(each, WINTER, spring)
    assert len(curves.figures) == 1
    assert "2025–2026" not in curves.figures[0].picture
    assert len(plotted(each, WINTER)[0].figures) == 2


def test_a_day_that_is_hidden_in_part_is_hidden() -> None:
    each = Past("ice_thickness", [], *seasons("ice_thickness", WINTER, [date(2026, 1, 10)], []))
    in_the_morning = datetime(2026, 1, 10, 6, tzinfo=UTC)
    hidden = HiddenIce(datetime(2025, 7, 1, tzinfo=UTC), in_the_morning, IceAdvice.UNKNOWN)
    assert plotted(each, WINTER, hidden) == []
    ended = replace(hidden, ends=datetime(2026, 1, 9, 23, tzinfo=UTC))
    assert len(plotted(each, WINTER, ended)) == 1


def test_lines_of_different_makers_stand_apart_under_their_names() -> None:
    """R-C7: drilled and measured by sensor are two things."""
    lines = [
        week((WINTER, 24), method="drilled"),
        week((WINTER, 22), method="sensor"),
        week((WINTER, 21), method="sensor", channel=1),
    ]
    found = plotted(past("ice_thickness", *lines, now=WINTER), WINTER)
    assert [curves.heading for curves in found] == [
        "Ice thickness, in drilled holes",
        "Ice thickness, by a sensor (1)",
        "Ice thickness, by a sensor (2)",
    ]
    assert len({curves.key for curves in found}) == 3


def test_in_a_demonstration_each_picture_and_table_says_so_itself() -> None:
    line = week((SUMMER - HOUR, 16.2), (SUMMER, 18.9))
    plotter = Plotter(Speaker("en", SUMMER), None, is_demo=True)
    (curves,) = plotter.curves(past("water_temperature", line))
    (figure,) = curves.figures
    assert figure.name == "Water temperature: seven days, 24 Jun\u2009–\u20091 Jul (demo)"
    assert "°C (demo)" in [text.words for text in Outline(figure.picture).all("text")]
    (plain,) = plotted(past("water_temperature", line))
    assert "demo" not in plain.figures[0].picture


def test_a_direction_has_no_curve() -> None:
    assert plotted(past("wind_direction", week((SUMMER, 90)))) == []


def test_days_begin_at_local_midnight_also_when_the_clock_changes() -> None:
    """The night of 25 October 2026 has an hour more."""
    now = datetime(2026, 10, 27, 12, tzinfo=UTC)
    axis = week_axis(now, "en")
    steps = [later[0] - earlier[0] for earlier, later in zip(axis.marks[1:], axis.marks[2:], strict=False)]
    assert [step / 3600 for step in steps] == [24, 24, 24, 24, 25, 24]
    assert [word for _, word in axis.marks][-1] == "Tue\n27"
