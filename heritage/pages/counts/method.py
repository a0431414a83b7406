"""How passages are counted, in words: for the page on method and for the written report. Nothing else explains it."""

from collections.abc import Iterator
from dataclasses import dataclass

from heritage.i18n.catalogues import gettext_for
from heritage.i18n.numbers import format_decimal
from heritage.pages.counts.words import Teller
from heritage.places.counting import Thresholds


@dataclass(frozen=True, slots=True)
class Section:
    """Below a heading `terms`, as (word, meaning), sentences, a list, and a sentence that matters most; or some."""

    heading: str
    sentences: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    strong: str = ""


def sections(checks: Thresholds, language: str) -> list[Section]:
    """All there is to say, with the thresholds that are in force."""
    return [words(language), *ways(checks, language), limits(language)]


def ways(checks: Thresholds, language: str) -> list[Section]:
    """How it is counted, looked through, estimated and told."""
    return [
        _counting(language),
        *_looking(checks, language),
        *_missing(checks, language),
        *_telling(checks, language),
    ]


def _times(factor: float, language: str) -> str:
    """5 and not 5.0."""
    return format_decimal(factor, language, 0 if factor == round(factor) else 1)


def words(language: str) -> Section:
    """What a passage is, and what it is not (R-V2)."""
    _ = gettext_for(language).gettext
    return Section(
        _("Three words that are not the same"),
        terms=(
            (
                _("Passage"),
                _("Somebody goes past a counter, once. Who goes there and back makes two passages."),
            ),
            (
                _("Visit"),
                _(
                    "Somebody comes to a place and leaves it again. At some spots a visit can be worked out from "
                    "passages; then the page says how."
                ),
            ),
            (
                _("Visitor"),
                _(
                    "A person, however often they come. A counter does not know who passes, so that it can never tell "
                    "how many visitors there were."
                ),
            ),
        ),
        strong=_(
            "Passages at several spots along one trail are never added up: the same person passes several counters."
        ),
    )


def _counting(language: str) -> Section:
    _ = gettext_for(language).gettext
    return Section(
        _("How we count"),
        (
            _(
                "Each spot has a counter that notices that somebody passes. What kind it is stands on the page of the "
                "spot, with when it was put up or moved."
            ),
            _(
                "A counter sees two who walk side by side as one, and an elk as somebody. What it sends is kept "
                "unchanged; corrections are kept beside it."
            ),
            _(
                "Days and hours are those of Swedish time. A day has 23 or 25 hours when the clocks are changed."
            ),
        ),
    )


def _looking(checks: Thresholds, language: str) -> Iterator[Section]:
    teller = Teller(language)
    _ = teller.gettext
    yield Section(
        _("What we look for in the numbers"),
        (
            _(
                "A program looks for numbers that can hardly be true. People then decide whether they are kept or left "
                "out, and why is written down."
            ),
        ),
        (
            _(
                "A day that lacks {hours} hours or more, or more than {daytime} hours between 06 and 20, is not used."
            ).format(hours=checks.day_missing_hours, daytime=checks.day_missing_daytime_hours),
            _("Nobody for {days} days in a row: we look whether the counter works.").format(
                days=checks.zero_review_days
            )
            + " "
            + _("After {days} such days in the season they are left out.").format(
                days=checks.zero_reject_days
            ),
            _(
                "The same number in {hours} hours in a row is left out: a counter that is stuck does that."
            ).format(hours=checks.flat_hours),
            _(
                "An hour with {factor} times as many as usual at that time, and at least {least}, is left out until "
                "somebody has looked at it."
            ).format(factor=_times(checks.spike_hour_factor, language), least=checks.spike_hour_least)
            + " "
            + _("So is an hour with more than {most}.").format(most=teller.number(checks.most_per_hour)),
            _("{factor} times as many as usual between 03 and 06 is looked at.").format(
                factor=_times(checks.night_factor, language)
            ),
            _("A week with more than {share} of its passages in one direction is looked at.").format(
                share=teller.share(checks.imbalance_share)
            ),
            _("When snow lies higher than the counter, its numbers are not used."),
            _(
                "A counter that tells much less than its neighbour, or than last year, may be covered by leaves or "
                "snow: somebody goes and looks."
            ),
        ),
    )
    yield Section(
        _("Counted by hand"),
        (
            _(
                "Now and then people stand beside the counter and count too. If they count 110 where the counter "
                "tells 100, its numbers are multiplied by 1.1. Such a correction has a margin, and the more passages "
                "it rests on the smaller that is. From fewer than 100 passages, or from a single occasion, it is only "
                "indicative."
            ),
        ),
    )


def _missing(checks: Thresholds, language: str) -> Iterator[Section]:
    teller = Teller(language)
    _ = teller.gettext
    yield Section(
        _("What is missing, and what we estimate"),
        (
            _(
                "When a counter is silent, nothing is known of that time. Nothing known is not the same as nobody "
                "there, and is never told as 0."
            ),
            _(
                "A gap of at most {days} days is filled with what is usual on the same days of the week and hours in "
                "the {weeks} weeks before and after. If a spot nearby counted at that time, its numbers tell whether "
                "more or fewer than usual were out."
            ).format(days=checks.gap_days, weeks=checks.neighbour_weeks)
            + " "
            + _("A longer gap is filled only if somebody decides so.")
            + " "
            + _("A gap in which less than a day was counted here and there is one gap."),
            _(
                "What is estimated is always marked, in tables by words and in pictures by hatching. The files can be "
                "had without it."
            ),
            _(
                "We give a sum only where at least {share} of the time is counted or estimated. Otherwise we write "
                "“incomplete”."
            ).format(share=teller.share(checks.coverage)),
        ),
    )
    yield Section(
        _("Probably between"),
        (
            _(
                "Two numbers stand beside many sums. If the counter is corrected by counts by hand, the true number "
                "lies between them in 95 cases of 100. They tell how sure the correction and the estimates are, and "
                "nothing of faults that nobody has found."
            ),
            _(
                "If it is not, they tell of the estimates only, and how many the counter misses is not known. Then "
                "that is said beside them."
            ),
        ),
    )


def _telling(checks: Thresholds, language: str) -> Iterator[Section]:
    _ = gettext_for(language).gettext
    yield Section(
        _("The same days last year"),
        (
            _(
                "We compare only equal days of the calendar: 1 January to 15 November with 1 January to 15 November. "
                "Weekends fall on other dates each year, so that we also compare average workdays and average weekend "
                "days."
            ),
            _(
                "We give no percentage where there were fewer than 50 passages in the year before, or where the "
                "counter was at work for a much larger part of the time in one of the years: more than 10 percentage "
                "points."
            )
            + " "
            + _("Nor do we where only one of the years is corrected by counts by hand."),
        ),
    )
    yield Section(
        _("Small numbers, and why they come late"),
        (_("Nobody who walks alone is to be found in our numbers."),),
        (
            _(
                "Numbers are published week by week, at the earliest {hours} hours after the week has ended."
            ).format(hours=checks.delay_hours),
            _("Single days are shown only where each has at least {small} passages.").format(
                small=checks.small
            ),
            _(
                "Sums below 50 are rounded to fives, and so are sums from which a hidden day could be worked out."
            ),
            _("Hours are shown only as averages over at least four weeks."),
        ),
    )


def limits(language: str) -> Section:
    """What must not be read out of the numbers (R-V7, R-V18)."""
    _ = gettext_for(language).gettext
    return Section(
        _("What the numbers do not tell"),
        points=(
            _("How many people came: passages are not visitors."),
            _("How many walked the whole trail: nobody is followed from one counter to the next."),
            _("Who passed, where from, or why."),
            _("Whether one place is more loved than another: counters stand on paths of different kinds."),
            _(
                "How many came, from how often the code on a sign is scanned: that tells how many use the sign."
            ),
        ),
    )
