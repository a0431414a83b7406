"""Counted passages in sentences: never a visitor, never a number without how sure it is (R-V2, R-V23)."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from heritage.pages.counts.growth import compared
from heritage.pages.counts.told import gap_words, told
from heritage.pages.counts.words import Teller
from heritage.passages.figures.values import (
    Amount,
    Beside,
    Comparison,
    DayWeather,
    Figures,
    Hours,
    PeakHour,
    Visited,
    WhyNot,
)
from heritage.passages.figures.visited import NoVisits
from heritage.passages.periods import Period, month_of, year_of
from heritage.places.counting import CountingPoint, Visits
from heritage.store.flags import Direction, Estimate
from tests import counted
from tests.rendering import LIBRARY

EN = Teller("en")
LEAST = 0.9


def amount(value: float | None, low: float | None = None, high: float | None = None) -> Amount:
    return Amount(value, low, high, 0.97, 0.0)


@pytest.mark.parametrize(
    ("total", "sentence"),
    [
        (
            amount(4312.4, 4103, 4519),
            "There were about 4,310 passages here in the period 1 January\u2009–\u200915 November 2026. "
            "The true number is probably between 4,100 and 4,520.",
        ),
        (
            amount(5565, 5480, 5650),  # a half goes up, as everywhere
            "There were about 5,570 passages here in the period 1 January\u2009–\u200915 November 2026. "
            "The true number is probably between 5,480 and 5,650.",
        ),
        (
            amount(45, 40, 50),
            "There were about 45 passages here in the period 1 January\u2009–\u200915 November 2026. "
            "The true number is probably between 40 and 50.",
        ),
        (
            amount(312, 312, 312),
            "312 passages were counted here in the period 1 January\u2009–\u200915 November 2026.",
        ),
        (
            amount(1, 1, 1),
            "1 passage was counted here in the period 1 January\u2009–\u200915 November 2026.",
        ),
        (
            amount(1.1, 0.9, 1.3),
            "There was about 1 passage here in the period 1 January\u2009–\u200915 November 2026. "
            "The true number is probably between 0 and 2.",
        ),
        (
            amount(0, 0, 0),
            "0 passages were counted here in the period 1 January\u2009–\u200915 November 2026.",
        ),
        (
            counted.incomplete(0.624),
            "The number of passages in the period 1 January\u2009–\u200915 November 2026 is incomplete: only 62% "
            "of the time is counted or estimated, and we give no number below 90%.",
        ),
        (
            counted.incomplete(0.0),
            "There are no figures for the period 1 January\u2009–\u200915 November 2026.",
        ),
    ],
)
def test_a_total_is_told_with_its_period_and_its_bounds(total: Amount, sentence: str) -> None:
    """R-V15, R-V23: and null is never 0 (R-V8)."""
    assert EN.told(replace(counted.figures(), total=total), LEAST) == sentence


def test_bounds_that_tell_of_rounding_only_are_no_uncertainty() -> None:
    rounded = Amount(745, 740, 750, 1.0, 0.0, 5)
    figures = replace(counted.figures(), total=rounded, is_calibrated=False, factors=())
    assert EN.told(figures, LEAST) == (
        "About 745 passages were counted here in the period 1 January\u2009–\u200915 November 2026."
    )


def never_calibrated(estimated: float) -> Figures:
    total = Amount(4312, 4103, 4519, 1.0, estimated)
    return replace(counted.figures(), total=total, is_calibrated=False, factors=(), uncorrected=4312.0)


def test_without_a_factor_nothing_is_said_of_the_true_number() -> None:
    """R-V5, R-V23: the bounds tell of what is estimated, and nobody knows how many the counter misses."""
    figures = never_calibrated(0.1)
    assert EN.told(figures, LEAST) == (
        "About 4,310 passages were counted here in the period 1 January\u2009–\u200915 November 2026, with what is "
        "estimated for the gaps: probably between 4,100 and 4,520. How many the counter misses is not known."
    )
    assert EN.margin(figures.total, figures) == "as far as we know between 4,103 and 4,519, 10% estimated"
    assert "Before the correction" not in " ".join(EN.sureness(figures))


def test_with_a_factor_for_a_part_of_the_numbers_that_is_what_is_said() -> None:
    """R-V5: not that the counter was never compared, for it was."""
    figures = replace(counted.figures(), is_calibrated=False)
    sentence = EN.told(figures, LEAST)
    assert "for a part of the numbers it is not known how many the counter misses" in sentence
    assert "true number" not in sentence
    said = " ".join(EN.sureness(figures))
    assert "The numbers are corrected by 1.12" in said and "A part of the numbers is not corrected" in said
    assert "has not been compared" not in said


@pytest.mark.parametrize(
    "figures",
    [
        never_calibrated(0.1),
        never_calibrated(0.0),
        counted.broken(),
        replace(counted.figures(), is_calibrated=False),
        replace(counted.hidden(), is_calibrated=False, factors=()),
        replace(counted.figures(month_of(counted.UNTIL)), is_calibrated=False, factors=()),
    ],
)
def test_no_sentence_and_no_table_of_an_uncalibrated_point_speaks_of_the_true_number(
    figures: Figures,
) -> None:
    """R-V5, R-V23: where bounds stand in a table, it is said what they do not take in."""
    page = told(figures, EN, LIBRARY)
    plates = [sentence for plate in page.plates for sentence in plate.sentences]
    assert "true number" not in " ".join([page.sentence, page.visits, *page.sureness, *plates])
    assert not any("probably between" in way.more for way in page.directions)
    for plate in page.plates:
        has_bounds = "Probably between" in plate.heads and any(row[1][1] != "–" for row in plate.rows)
        noted = [sentence for sentence in plate.sentences if "how many the counter misses" in sentence]
        assert noted == ([plate.note] if has_bounds else [])


def test_what_only_rounding_makes_uncertain_has_no_bounds_in_tables() -> None:
    few = replace(counted.hidden(), is_calibrated=False, factors=())
    assert EN.between(few.total, few) == "–"
    assert EN.between(few.total, counted.figures()) == "42–48"


def test_a_calibrated_point_needs_no_note_on_its_bounds() -> None:
    assert not any(plate.note for plate in told(counted.figures(), EN, LIBRARY).plates)


def test_a_point_without_figures_says_so() -> None:
    assert EN.told(counted.nothing(), LEAST) == "There are no figures from here yet."
    before = replace(counted.nothing(year_of(2019)), version=2)
    assert EN.told(before, LEAST) == "There are no figures for the period 2019."


def test_one_of_anything_is_told_as_one() -> None:
    (factor,) = counted.figures().factors
    single = EN.factor(replace(factor, passages=1, sessions=1))
    assert single.endswith("from counts by hand on the spot: 1 passage, 1 occasion.")
    figures = replace(counted.figures(), visits=Visited(Visits.IN, amount(1, 1, 1)))
    assert EN.visits(figures) == "1 visit: here only passages inwards are visits."


def test_how_sure_a_number_is_stands_in_words() -> None:
    """R-V5, R-V23: estimated, covered, corrected, before the correction."""
    assert EN.sureness(counted.figures()) == [
        "3% of the passages are estimated, because the counter was silent for a while.",
        "98% of the time is counted or estimated.",
        "Whoever passed in the rest of the time is not in the number.",
        "The numbers are corrected by 1.12 (probably between 1.05 and 1.19), which comes from counts by hand on the "
        "spot: 214 passages, 4 occasions.",
        "Before the correction: 7,137.",
    ]


def test_small_numbers_say_that_they_are_rounded() -> None:
    """R-P10."""
    assert EN.sureness(counted.hidden())[-1].startswith("Small numbers are rounded to fives")
    exact = replace(counted.hidden(), is_public=False)
    assert not any("rounded" in sentence for sentence in EN.sureness(exact))


def test_a_counter_that_was_never_compared_says_what_its_bounds_are_worth() -> None:
    """R-V6."""
    assert any("not been compared" in sentence for sentence in EN.sureness(counted.broken()))
    few = replace(counted.figures().factors[0], passages=60, is_indicative=True, direction=Direction.IN)
    said = EN.sureness(replace(counted.figures(), factors=(few,)))
    assert any(sentence.startswith("Inwards: the numbers are corrected by 1.12") for sentence in said)
    assert any("only indicative" in sentence for sentence in said)


@pytest.mark.parametrize(
    ("share", "words"),
    [(0, "0%"), (0.004, "less than 1%"), (0.01, "1%"), (0.035, "4%"), (0.996, "99%"), (1, "100%")],
)
def test_a_share_that_is_not_nothing_is_not_told_as_nothing_nor_almost_all_as_all(
    share: float, words: str
) -> None:
    assert EN.share(share) == words


def comparison(growth: float | None, why_not: WhyNot = WhyNot.NONE) -> Comparison:
    made = counted.compared(year_of(2026).until(counted.UNTIL), 860)
    return replace(made, growth=growth, why_not=why_not, then=amount(800, 780, 820), now=amount(860))


@pytest.mark.parametrize(
    ("growth", "begins"), [(7.5, "8% more than"), (-7.6, "8% fewer than"), (0.3, "About as many as")]
)
def test_growth_names_the_same_days_of_the_year_before(growth: float, begins: str) -> None:
    """R-V17."""
    (sentence,) = compared(EN, comparison(growth))
    assert sentence.startswith(begins)
    assert (
        "1 January\u2009–\u200915 November 2025, the same days of the year before: 860 against 800."
        in sentence
    )


@pytest.mark.parametrize("why_not", [why for why in WhyNot if why is not WhyNot.NONE])
def test_every_reason_not_to_compare_is_told_without_a_percentage(why_not: WhyNot) -> None:
    """R-V17."""
    said = compared(EN, comparison(None, why_not))
    assert said[0] and "%" not in " ".join(said)


def test_visits_are_told_only_by_the_rule_of_the_point() -> None:
    """R-V7."""
    figures = replace(counted.figures(), visits=Visited(Visits.HALF, amount(2150, 2040, 2260)))
    assert EN.visits(figures).startswith("About 2,150 visits, probably between 2,040 and 2,260:")
    exact = replace(figures, visits=Visited(Visits.IN, amount(12, 12, 12)))
    assert EN.visits(exact) == "12 visits: here only passages inwards are visits."
    rough = replace(figures, is_calibrated=False, factors=())
    assert EN.visits(rough) == (
        "About 2,150 visits: whoever comes here goes back the same way, so that two passages are one visit."
    ), "bounds that leave out what the counter misses would not be those of the visits"
    assert "not made into visits" in EN.visits(counted.figures())
    assert EN.visits(replace(counted.figures(), why_no_visits=NoVisits.NOT_SAID)) == ""
    assert EN.visits(counted.broken()) == ""


def test_scans_are_told_as_a_share_and_never_as_visits() -> None:
    """R-V18."""
    sentence = EN.scans(counted.figures().beside)
    assert sentence.startswith("For every 100 passages") and sentence.endswith("A scan is not a visit.")
    assert "not told" in EN.scans(counted.hidden().beside)
    assert EN.scans(Beside(("KVA15",), None, None, None, None, False)) == ""
    assert EN.scans(None) == ""


def test_directions_are_named_by_where_they_lead() -> None:
    point = CountingPoint(name={"sv": "Bron"}, directions={"in": {"sv": "Byn", "en": "The Village"}})
    assert EN.direction(Direction.IN, point) == "Towards The Village"
    assert EN.direction(Direction.OUT, point) == "Outwards"
    assert EN.direction(Direction.BOTH, point) == "Both directions together"


def test_a_gap_tells_how_it_is_filled() -> None:
    """R-V13: no estimate is silent, and what is not filled has no number."""
    point, gap = CountingPoint(name={"sv": "Bron"}), counted.gap()
    filled = gap_words(gap, point, "The Northern Trail", EN)
    assert "what The Northern Trail counted" in filled.how
    assert filled.number == "65"
    bare = gap_words(replace(gap, estimate=None, estimated=None), point, "", EN)
    assert (bare.how, bare.number) == ("not filled: nothing is known of this time", "–")
    hour = replace(gap, end=datetime(2026, 3, 3, 1, tzinfo=UTC), estimate=Estimate.STRETCH)
    assert gap_words(hour, point, "", EN).when == "3 March 2026, 00:00 – 02:00"


def test_the_busiest_hours_are_told_by_when_they_begin_and_end() -> None:
    busy = PeakHour(datetime(2026, 6, 20, 12, tzinfo=UTC), 31.0)
    page = told(replace(counted.figures(), peak_hour=busy), EN, LIBRARY)
    assert ("Busiest hour", "31 in one hour, from 20 June 2026, 14:00") in page.facts
    sentences = [sentence for plate in page.plates for sentence in plate.sentences]
    assert (
        "On workdays most pass between 12:00 and 13:00, on weekend days between 12:00 and 13:00." in sentences
    )
    assert any(sentence.endswith("on Sunday between 12:00 and 13:00.") for sentence in sentences)


def of_hours(workday: Hours, weekend: Hours, heat: tuple[Hours, ...] = ()) -> list[str]:
    figures = replace(counted.figures(), hours_workday=workday, hours_weekend=weekend, heat=heat)
    return [sentence for plate in told(figures, EN, LIBRARY).plates for sentence in plate.sentences]


def test_hours_that_are_alike_are_told_together_and_where_nobody_passes_none_is_the_busiest() -> None:
    nobody: Hours = (0.0,) * 24
    some: Hours = (*nobody[:10], 2.0, 2.0, 2.0, *nobody[13:])
    assert "On workdays most pass between 10:00 and 13:00." in of_hours(some, nobody)
    assert "On weekend days most pass between 10:00 and 13:00." in of_hours(nobody, some)
    assert not any("most pass" in sentence for sentence in of_hours(nobody, nobody, (nobody,) * 7))
    (alike,) = [one for one in of_hours(nobody, nobody, (some,) * 7) if "average hour" in one]
    assert alike == "Most passages in an average hour: 2.0, for example on Monday between 10:00 and 11:00."


def test_public_means_of_hours_are_said_to_be_rounded() -> None:
    """R-P10: a month whose days are open has coarse hours all the same."""
    rounded = "These averages are rounded, so that nobody can be singled out."
    public = [plate.sentences[-1] == rounded for plate in told(counted.figures(), EN, LIBRARY).plates]
    assert public == [False, False, False, True, True]
    assert [plate.sentences[-1] == rounded for plate in told(counted.hidden(), EN, LIBRARY).plates][-3:] == [
        True
    ] * 3
    exact = told(replace(counted.figures(), is_public=False), EN, LIBRARY)
    assert not any(rounded in plate.sentences for plate in exact.plates)


def test_months_of_which_few_are_told_are_the_quietest_and_not_unknown() -> None:
    """R-P10: too few to tell is no gap in the picture."""
    figures = counted.figures()
    few = replace(counted.incomplete(1.0), fewer_than=9)
    months = tuple(replace(one, amount=few) if one.month.month < 3 else one for one in figures.months)
    year = told(replace(figures, months=months), EN, LIBRARY).plates[0]
    assert year.sentences[0] == "Most passages in June: 1,613. In January there were fewer than 9."
    assert 'class="gap"' not in year.picture


def test_snow_stands_beside_a_day_only_where_it_lies() -> None:
    summer = DayWeather("kvarnen", 18.0, 9.0, 0.0, 0.0)
    assert EN.weather(summer) == "9°C – 18°C, 0.0\u00a0mm"
    assert EN.weather(replace(summer, snow_cm=40.0)).endswith(", snow 40\u00a0cm")
    assert EN.weather(None) == ""


def test_only_the_days_that_both_years_have_are_said_to_be_compared() -> None:
    """R-V17."""
    figures = counted.figures()
    assert figures.last_year is not None and figures.told is not None
    assert len(told(figures, EN, LIBRARY).compared) == 1
    late = replace(figures.last_year, period_now=Period(date(2026, 5, 20), figures.told.last))
    first, *_ = told(replace(figures, last_year=late), EN, LIBRARY).compared
    assert first == "Only the period 20 May\u2009–\u200915 November 2026 is compared, which both years have."


def test_the_years_that_are_compared_are_named() -> None:
    """R-V17: on the page of an older year, too."""
    assert told(counted.figures(), EN, LIBRARY).years == ["2025", "2026"]
    assert told(counted.nothing(), EN, LIBRARY).years == []


def test_passages_are_nowhere_called_visitors() -> None:
    """R-V2."""
    for figures in (counted.figures(), counted.hidden(), counted.broken(), counted.nothing()):
        said = [EN.told(figures, LEAST), *EN.sureness(figures), *compared(EN, figures.last_year)]
        assert "visitor" not in " ".join(said)
