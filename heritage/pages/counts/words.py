"""Counted passages in sentences: how many, how sure, what is estimated, what is missing, what to compare with (R-V23).

A passage is somebody who goes past a counter; whoever goes there and back makes two. It is never called a visit or a
visitor (R-V2).
"""

from collections.abc import Mapping
from datetime import date, datetime
from math import ceil, floor

from heritage.i18n.catalogues import gettext_for
from heritage.i18n.dates import (
    LOCAL_TIME,
    format_clock,
    format_date,
    format_moment,
    format_month,
    format_span,
)
from heritage.i18n.numbers import format_decimal, format_measure
from heritage.pages.counts.sums import Bounds, bounds_of, of_passages, of_visits
from heritage.pages.naming import chosen
from heritage.passages.figures.values import (
    Amount,
    Beside,
    DayWeather,
    FactorTold,
    Figures,
)
from heritage.passages.figures.visited import NoVisits
from heritage.passages.periods import Period, PeriodKind
from heritage.places.counting import CountingPoint, Visits
from heritage.problems import N_
from heritage.store.flags import Direction

NOT_KNOWN = "–"
"""Stands in tables where there is no number, which is not 0 (R-V8)."""

ALL_BUT_NOTHING = 0.995
"""Where more of the time than this is known, nobody is told that the rest is missing: it is less than two days of a
year."""

WHOLE_FROM = 10
"""Means from here on are told without decimals."""

ROUGH_FROM = 40
"""Sentences tell tens where the bounds lie so far apart."""

INCOMPLETE = N_(
    "The number of passages in the period {days} is incomplete: only {share} of the time is counted or estimated, and "
    "we give no number below {least}."
)
FEW = N_("Fewer than {number} passages were counted here in the period {days}.")
NO_FIGURES = N_("There are no figures for the period {days}.")
NOTHING_YET = N_("There are no figures from here yet.")

BETWEEN = N_("probably between {low} and {high}")
BETWEEN_AS_KNOWN = N_("as far as we know between {low} and {high}")
NOT_ALL_BOUNDS = N_(
    "“Probably between” does not take in how many the counter misses here: that is not known."
)
"""Belongs to every column of bounds where the counter was not compared with counts by hand (R-V5)."""

SHARE_ESTIMATED = N_("{share} estimated")

PART_ESTIMATED = N_("{share} of the passages are estimated, because the counter was silent for a while.")
NONE_ESTIMATED = N_("Nothing of this is estimated.")
COVERED = N_("{share} of the time is counted or estimated.")
REST_IS_MISSING = N_("Whoever passed in the rest of the time is not in the number.")
ROUNDED = N_("Small numbers are rounded to fives, and some are left out, so that nobody can be singled out.")
NOT_CALIBRATED = N_(
    "The counter has not been compared with people who count on the spot. It may count too few, and what we give as "
    "probable tells only of what is estimated."
)
PARTLY_CALIBRATED = N_(
    "A part of the numbers is not corrected, because the counter was not compared with people who count on the spot "
    "at that time or in that direction. There it may count too few, and what we give as probable tells only of what is "
    "estimated."
)
CALIBRATED = N_(
    "The numbers are corrected by {factor} (probably between {low} and {high}), which comes from counts by hand on the "
    "spot: {passages}, {sessions}."
)
CALIBRATED_ONE_WAY = N_(
    "{direction}: the numbers are corrected by {factor} (probably between {low} and {high}), which comes from counts "
    "by hand on the spot: {passages}, {sessions}."
)
INDICATIVE = N_("The correction is only indicative, because few passages were counted by hand.")
BEFORE_CORRECTION = N_("Before the correction: {number}.")
LESS_THAN = N_("less than {share}")

DIRECTIONS = {
    Direction.BOTH: N_("Both directions together"),
    Direction.IN: N_("Inwards"),
    Direction.OUT: N_("Outwards"),
}
TOWARDS = N_("Towards {place}")

NO_VISITS: Mapping[str, str] = {
    NoVisits.THROUGH: N_(
        "People walk on from here, so that passages are told by direction and not made into visits."
    ),
    NoVisits.NO_DIRECTIONS: N_(
        "The counter cannot tell directions, so that passages are not made into visits."
    ),
    NoVisits.OTHER_DIRECTIONS: N_(
        "On some of the days only one direction was counted, or the two together, so that passages are not made into "
        "visits."
    ),
}

THROUGH_BOTH_WAYS = N_(
    "People walk on from here, and the counter cannot tell directions, so that passages are not made into visits."
)

SCANS = N_(
    "For every 100 passages the code on a sign here was scanned about {number} times, probably between {low} and "
    "{high}. A scan is not a visit."
)
SCANS_HIDDEN = N_("How often the code on a sign here was scanned is not told: the numbers are too small.")


class Teller:
    """Puts what is counted at a point into the words of a language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._words = gettext_for(language)
        self.gettext = self._words.gettext

    # Numbers

    def number(self, value: float | None) -> str:
        """Whole passages, with a mark between thousands."""
        return NOT_KNOWN if value is None else format_decimal(value, self.language)

    def mean(self, value: float | None) -> str:
        """With a decimal where the number is small."""
        if value is None:
            return NOT_KNOWN
        return format_decimal(value, self.language, 0 if value >= WHOLE_FROM or value == 0 else 1)

    def share(self, share: float) -> str:
        """A share from 0 to 1 in whole percent; what is less than one and not nothing is told so."""
        if 0 < share < 0.01:
            return self.gettext(LESS_THAN).format(share=self.percent(1))
        # 99.6 % is not all.
        return self.percent(99 if 0.99 < share < 1 else round(100 * share))

    def percent(self, percent: float) -> str:
        return format_measure(percent, "%", self.language)

    def between(self, amount: Amount, figures: Figures) -> str:
        """The bounds of an amount, which is one of the `figures`; a dash where they tell of nothing but rounding."""
        if bounds_of(amount, figures) in (Bounds.NONE, Bounds.ROUNDING):
            return NOT_KNOWN
        return f"{self.number(amount.low)}–{self.number(amount.high)}"

    def margin(self, amount: Amount, figures: Figures) -> str:
        """The bounds of an amount, which is one of the `figures`, as far as they are worth it, and the share that is
        estimated; "" where there is neither."""
        parts = []
        worth = bounds_of(amount, figures)
        if worth in (Bounds.WHOLE, Bounds.ESTIMATES, Bounds.PART):
            told = BETWEEN if worth is Bounds.WHOLE else BETWEEN_AS_KNOWN
            bounds = {"low": self.number(amount.low), "high": self.number(amount.high)}
            parts.append(self.gettext(told).format(**bounds))
        if amount.value is not None and amount.estimated_share:
            parts.append(self.gettext(SHARE_ESTIMATED).format(share=self.share(amount.estimated_share)))
        return ", ".join(parts)

    def amount(self, amount: Amount) -> str:
        """The number, or that it is incomplete, with its coverage (R-V15)."""
        if amount.value is not None:
            return self.number(amount.value)
        if amount.fewer_than is not None:
            return self.gettext("Fewer than {number}").format(number=self.number(amount.fewer_than))
        if amount.coverage > 0:
            return self.gettext("Incomplete ({share})").format(share=self.share(amount.coverage))
        return NOT_KNOWN

    # Periods

    def period(self, period: Period) -> str:
        """Its name: `2026`, `July 2026`, or its days."""
        match period.kind:
            case PeriodKind.YEAR:
                return str(period.first.year)
            case PeriodKind.MONTH:
                return format_month(period.first, self.language)
            case _:
                return self.days(period)

    def days(self, period: Period) -> str:
        return format_span(period.first, period.last, self.language)

    def day(self, day: date) -> str:
        return format_date(day, self.language)

    def hour(self, at: datetime) -> str:
        """An hour by its beginning."""
        return format_moment(at, self.language)

    # Sentences

    def told(self, figures: Figures, least: float) -> str:
        """The sentence that a page begins with. `least` is the coverage from which a number is given (R-V15)."""
        if figures.told is None:
            nothing = NO_FIGURES if figures.version else NOTHING_YET
            return self.gettext(nothing).format(days=self.period(figures.period))
        days, total = self.days(figures.told), figures.total
        if total.value is not None:
            return self._sum(figures, days)
        if total.fewer_than is not None:
            return self.gettext(FEW).format(number=self.number(total.fewer_than), days=days)
        if total.coverage > 0:
            shares = {"share": self.share(total.coverage), "least": self.share(least)}
            return self.gettext(INCOMPLETE).format(days=days, **shares)
        return self.gettext(NO_FIGURES).format(days=days)

    def _sum(self, figures: Figures, days: str) -> str:
        worth = bounds_of(figures.total, figures)
        rough = _rough(figures.total, worth)
        told = {name: self.number(number) for name, number in rough.items()}
        return of_passages(self._words, worth, rough["number"]).format(days=days, **told)

    def sureness(self, figures: Figures) -> list[str]:
        """What belongs to every figure: what of it is estimated, covered, corrected, rounded (R-V23, R-P10)."""
        total, sentences = figures.total, []
        if total.value is not None:
            sentences.append(self.estimated(total.estimated_share))
        sentences.append(self.gettext(COVERED).format(share=self.share(total.coverage)))
        if figures.absent_days:
            sentences.append(self.absent(figures.absent_days))
        if total.value is not None and total.coverage < ALL_BUT_NOTHING:
            sentences.append(self.gettext(REST_IS_MISSING))
        sentences += self._correction(figures)
        if figures.is_public and (total.rounded_to or figures.days is None):
            sentences.append(self.gettext(ROUNDED))
        return sentences

    def absent(self, days: int) -> str:
        """On how many days no counter was to count, which the coverage does not tell of."""
        return self._words.ngettext(
            "On {number} day of the period no counter was in place; it is not in the number.",
            "On {number} days of the period no counter was in place; they are not in the number.",
            days,
        ).format(number=self.number(days))

    def estimated(self, share: float) -> str:
        """How much of a number is estimated; never silent (R-V13)."""
        return (
            self.gettext(PART_ESTIMATED).format(share=self.share(share))
            if share
            else self.gettext(NONE_ESTIMATED)
        )

    def _correction(self, figures: Figures) -> list[str]:
        if not figures.is_calibrated and not figures.factors:
            return [self.gettext(NOT_CALIBRATED)]
        sentences = [self.factor(factor) for factor in figures.factors]
        if any(factor.is_indicative for factor in figures.factors):
            sentences.append(self.gettext(INDICATIVE))
        if not figures.is_calibrated:
            sentences.append(self.gettext(PARTLY_CALIBRATED))
        if figures.uncorrected is not None:
            number = self.number(figures.uncorrected)
            sentences.append(self.gettext(BEFORE_CORRECTION).format(number=number))
        return sentences

    def factor(self, factor: FactorTold) -> str:
        """A calibration factor with what it rests on (R-V5, R-V6)."""
        is_one_way = factor.direction is not Direction.BOTH
        numbers = {
            name: format_decimal(value, self.language, 2)
            for name, value in (("factor", factor.value), ("low", factor.low), ("high", factor.high))
        }
        return self.gettext(CALIBRATED_ONE_WAY if is_one_way else CALIBRATED).format(
            direction=self.gettext(DIRECTIONS[factor.direction]),
            passages=self._words.ngettext("{number} passage", "{number} passages", factor.passages).format(
                number=self.number(factor.passages)
            ),
            sessions=self._words.ngettext("{number} occasion", "{number} occasions", factor.sessions).format(
                number=self.number(factor.sessions)
            ),
            **numbers,
        )

    def visits(self, figures: Figures) -> str:
        """Visits by the point's own rule (R-V7), why there are none, or ""."""
        visits = figures.visits
        if visits is None or visits.rule not in (Visits.IN, Visits.HALF):
            return self._no_visits(figures)
        if visits.amount.value is None:
            return ""
        worth = bounds_of(visits.amount, figures)
        rough = _rough(visits.amount, worth)
        told = {name: self.number(number) for name, number in rough.items()}
        return of_visits(self._words, visits.rule, worth, rough["number"]).format(**told)

    def _no_visits(self, figures: Figures) -> str:
        why = figures.why_no_visits
        if why == NoVisits.THROUGH and set(figures.directions) == {Direction.BOTH}:
            return self.gettext(THROUGH_BOTH_WAYS)
        return self.gettext(NO_VISITS[why]) if why in NO_VISITS else ""

    def scans(self, beside: Beside | None) -> str:
        """Scans beside passages, never as visits (R-V18); "" where no sign of ours stands there."""
        if beside is None:
            return ""
        if beside.per_hundred is None or beside.low is None or beside.high is None:
            return self.gettext(SCANS_HIDDEN) if beside.is_hidden else ""
        return self.gettext(SCANS).format(
            number=self.mean(beside.per_hundred), low=self.mean(beside.low), high=self.mean(beside.high)
        )

    def direction(self, direction: Direction, point: CountingPoint) -> str:
        """Where it leads, in the page's words or Swedish."""
        name = direction.name.lower()
        words: Mapping[str, str] = next((led for key, led in point.directions.items() if key == name), {})
        if not words:
            return self.gettext(DIRECTIONS[direction])
        return self.gettext(TOWARDS).format(place=chosen(words, self.language).text)

    def weather(self, weather: DayWeather | None) -> str:
        """A day's weather in a cell; "" where nobody measured it. Ground without snow is not spoken of."""
        if weather is None:
            return ""
        parts = []
        if weather.coldest is not None and weather.warmest is not None:
            ends = dict.fromkeys(round(value) for value in (weather.coldest, weather.warmest))
            parts.append(" – ".join(format_measure(value, "°C", self.language) for value in ends))
        if weather.rain_mm is not None:
            parts.append(format_measure(weather.rain_mm, "mm", self.language, 1))
        if weather.snow_cm is not None and round(weather.snow_cm):
            depth = format_measure(weather.snow_cm, "cm", self.language)
            parts.append(self.gettext("snow {depth}").format(depth=depth))
        return ", ".join(parts)

    def stretch(self, start: datetime, end: datetime) -> str:
        """From a moment to a later one; of the same day only the clock is told again."""
        first, last = format_moment(start, self.language), format_moment(end, self.language)
        if start.astimezone(LOCAL_TIME).date() == end.astimezone(LOCAL_TIME).date():
            last = format_clock(end, self.language)
        return f"{first} – {last}"


def _rough(amount: Amount, worth: Bounds) -> dict[str, int]:
    """A number that is told, and its bounds if they are worth telling, as a sentence tells them: in tens, where the
    last figure means nothing."""
    value = amount.value or 0.0
    if worth in (Bounds.NONE, Bounds.ROUNDING) or amount.low is None or amount.high is None:
        return {"number": floor(value + 0.5)}
    if amount.high - amount.low < ROUGH_FROM:
        # Thousandths are as exact as passages get.
        low, high = round(amount.low, 3), round(amount.high, 3)
        return {"number": floor(value + 0.5), "low": floor(low), "high": ceil(high)}
    return {
        "number": 10 * floor(value / 10 + 0.5),
        "low": 10 * floor(amount.low / 10),
        "high": 10 * ceil(amount.high / 10),
    }
