"""What the page of a counting point tells of one period, in words and tables: everything that changes with a link to
another period."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from heritage.pages.counts.figures import Plates
from heritage.pages.counts.gaps import silences
from heritage.pages.counts.growth import compared
from heritage.pages.counts.words import NOT_KNOWN, Teller
from heritage.pages.figures import Figure
from heritage.pages.naming import Worded, chosen, named
from heritage.passages.figures.values import Figures, GapTold, Note, NoteKind, WeekdayMeans
from heritage.passages.periods import Period
from heritage.places.counting import CountingPoint
from heritage.places.place import Library
from heritage.problems import N_
from heritage.store.flags import Estimate

MOST_GAPS = 40
"""The longest stand on the page, of more only how many there are."""

MEAN = N_("Average per day")
MEDIAN = N_("Median: on half of the days fewer")
USABLE_DAYS = N_("Days that these are of")
BUSIEST_DAY = N_("Busiest day")
BUSIEST_SHOWN = N_("Busiest of the days that are told one by one")
BUSIEST_HOUR = N_("Busiest hour")
ON = N_("{number} on {day}")
IN_THE_HOUR = N_("{number} in one hour, from {hour}")

FILLED = {
    Estimate.PROFILE: N_("estimated from the same weekdays and hours in the weeks around"),
    Estimate.REFERENCE: N_("estimated from the weeks around, and from what {point} counted at that time"),
    Estimate.STRETCH: N_("counted as one sum, which we have laid out over the hours"),
}
NOT_FILLED = N_("not filled: nothing is known of this time")

ONLY_COMPARED = N_("Only the period {days} is compared, which both years have.")

NOTE_KINDS = {
    NoteKind.KEPT: N_("An unusual number was examined and is real."),
    NoteKind.REJECTED: N_("What the counter told was examined and is left out."),
    NoteKind.RECONSTRUCTED: N_("What the counter told was left out, and is estimated instead."),
    NoteKind.DEVICE: N_("A counter was put up or moved here."),
    NoteKind.MOUNTING: N_("The counter was mounted or set in another way; it goes on counting here."),
}


@dataclass(frozen=True, slots=True)
class GapWords:
    """A gap as a list tells it: when, in which direction, and how it was filled."""

    when: str
    direction: str
    how: str
    number: str


@dataclass(frozen=True, slots=True)
class NoteWords:
    """A note on some days; `text` is an editor's where there is one. `by` is for staff only."""

    days: str
    text: Worded
    by: str


@dataclass(frozen=True, slots=True)
class Way:
    """What was counted in one direction; `more` tells how sure it is, or is ""."""

    name: str
    number: str
    more: str


@dataclass(frozen=True, slots=True)
class Told:
    """A period in words. What there is nothing to say of is empty.

    `estimated` is the share as the mark beside the number tells it. `facts` are (name, value); `then_and_now` rows of
    (kind of day, then, now) below the two `years`; of `gap_count` gaps the longest are in `gaps`.
    """

    period: str
    sentence: str
    estimated: str
    sureness: list[str]
    until: str
    compared: list[str]
    then_and_now: list[tuple[str, str, str]]
    years: list[str]
    visits: str
    scans: str
    facts: list[tuple[str, str]]
    directions: list[Way]
    plates: list[Figure]
    gaps: list[GapWords]
    gap_count: int
    notes: list[NoteWords]


def told(figures: Figures, teller: Teller, library: Library) -> Told:
    """The figures in words; where nothing was to be counted, only that."""
    point, coverage = library.counting.points[figures.point], library.counting.checks.coverage
    silent = silences(figures.gaps, figures.directions)
    share = figures.total.estimated_share if figures.total.value is not None else 0.0
    is_told = figures.told is not None
    return Told(
        period=teller.period(figures.period),
        sentence=teller.told(figures, coverage),
        estimated=teller.share(share) if share else "",
        sureness=teller.sureness(figures) if is_told else [],
        until=teller.day(figures.data_until) if figures.data_until else "",
        compared=_compared(figures, teller),
        then_and_now=_then_and_now(figures, teller),
        years=_years(figures),
        visits=teller.visits(figures) if is_told else "",
        scans=teller.scans(figures.beside),
        facts=list(_facts(figures, teller)),
        directions=_directions(figures, teller, point),
        plates=list(Plates(teller, figures, _weather_at(point, teller, library)).all()),
        gaps=list(_gaps(silent, point, teller, library)),
        gap_count=len(silent),
        notes=[note_words(note, teller) for note in figures.notes],
    )


def _weather_at(point: CountingPoint, teller: Teller, library: Library) -> str:
    place = library.places.get(point.place or "")
    return named(place, teller.language).text if place else ""


def _facts(figures: Figures, teller: Teller) -> Iterator[tuple[str, str]]:
    words = teller.gettext
    if figures.mean is not None:
        yield words(MEAN), teller.mean(figures.mean)
    if figures.median is not None:
        yield words(MEDIAN), teller.mean(figures.median)
    if figures.mean is not None or figures.median is not None:
        yield words(USABLE_DAYS), teller.number(figures.usable_days)
    if figures.peak_day is not None:
        number, day = teller.number(figures.peak_day.value), teller.day(figures.peak_day.day)
        busiest = BUSIEST_DAY if figures.days is not None else BUSIEST_SHOWN
        yield words(busiest), words(ON).format(number=number, day=day)
    if figures.peak_hour is not None:
        number, hour = teller.number(figures.peak_hour.value), teller.hour(figures.peak_hour.at)
        yield words(BUSIEST_HOUR), words(IN_THE_HOUR).format(number=number, hour=hour)


def _directions(figures: Figures, teller: Teller, point: CountingPoint) -> list[Way]:
    """One row for each in which anything was counted; nothing where a single row would say the total once more."""
    known = {
        way: amount
        for way, amount in figures.directions.items()
        if amount.coverage > 0 or amount.value is not None
    }
    if figures.told is None or len(known) < 2:
        return []
    return [
        Way(
            teller.direction(direction, point),
            teller.amount(amount),
            teller.margin(amount, figures),
        )
        for direction, amount in sorted(known.items())
    ]


def _compared(figures: Figures, teller: Teller) -> list[str]:
    """With the days that are compared, where these are not all that are shown (R-V17)."""
    told, found = figures.told, figures.last_year
    if told is None or found is None:
        return []
    sentences, now = compared(teller, found), found.period_now
    if (now.first, now.last) == (told.first, told.last):
        return sentences
    return [teller.gettext(ONLY_COMPARED).format(days=teller.days(now)), *sentences]


def _then_and_now(figures: Figures, teller: Teller) -> list[tuple[str, str, str]]:
    """Means by kind of day: weekdays shift from year to year (R-V17)."""
    if figures.told is None or figures.last_year is None:
        return []
    means: WeekdayMeans = figures.last_year.by_weekday
    rows = (
        (teller.gettext("An average workday"), means.workday_then, means.workday_now),
        (teller.gettext("An average weekend day"), means.weekend_then, means.weekend_now),
    )
    return [
        (name, teller.mean(then), teller.mean(now))
        for name, then, now in rows
        if then is not None and now is not None
    ]


def _years(figures: Figures) -> list[str]:
    """The two that are compared, the earlier first."""
    found = figures.last_year
    return [str(one.first.year) for one in (found.period_then, found.period_now)] if found else []


def _gaps(
    silent: Sequence[GapTold], point: CountingPoint, teller: Teller, library: Library
) -> Iterator[GapWords]:
    longest = sorted(silent, key=lambda gap: gap.start - gap.end)[:MOST_GAPS]
    for gap in sorted(longest, key=lambda gap: (gap.start, gap.direction)):
        helped = library.counting.points.get(gap.reference or "")
        reference = chosen(helped.name, teller.language).text if helped else ""
        yield gap_words(gap, point, reference, teller)


def gap_words(gap: GapTold, point: CountingPoint, reference: str, teller: Teller) -> GapWords:
    """`reference` is the name of the point that helped, if one did."""
    how = NOT_FILLED if gap.estimate is None else FILLED[gap.estimate]
    return GapWords(
        teller.stretch(gap.start, gap.end),
        teller.direction(gap.direction, point),
        teller.gettext(how).format(point=reference),
        NOT_KNOWN if gap.estimate is None else teller.number(gap.estimated),
    )


def note_words(note: Note, teller: Teller) -> NoteWords:
    """What is to be known of some days; for the staff with the reason."""
    text = (
        chosen(note.words, teller.language) if note.words else Worded(teller.gettext(NOTE_KINDS[note.kind]))
    )
    if note.why:
        text = Worded(f"{text.text} {note.why}", text.attributes)
    return NoteWords(teller.days(Period(note.first, note.last)), text, note.by)
