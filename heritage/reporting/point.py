"""One counting point's part of a report, in the same words, tables and pictures as its page."""

from collections.abc import Iterator
from dataclasses import replace

from heritage.pages.counts.figures import DAYS_TITLE, MONTHS_TITLE, WEEKS_TITLE
from heritage.pages.counts.gaps import silences
from heritage.pages.counts.means import HEAT_TITLE, HOURS_TITLE, WEEKDAYS_TITLE
from heritage.pages.counts.told import Told, gap_words, told
from heritage.pages.counts.words import NOT_KNOWN, Teller
from heritage.pages.figures import Figure
from heritage.passages.figures.values import Figures, GapTold
from heritage.places.place import Library
from heritage.problems import N_
from heritage.reporting.blocks import Block, Heading, Items, Paragraph, Picture, Table
from heritage.reporting.trace import Trace

LONGEST_TABLE = 14
"""Rows: a year by months stays where it is told of, and of gaps the longest are told."""

# Which fields of `heritage counts show --json` hold what.
TOTAL = ("first", "last", "data_until", "total")
SURENESS = ("total", "factors", "uncorrected", "data_until")
DIRECTIONS = ("directions",)
FACTS = ("mean", "median", "usable_days", "peak_day")
PLATES = {
    MONTHS_TITLE: ("months",),
    WEEKS_TITLE: ("weeks",),
    DAYS_TITLE: ("days",),
    WEEKDAYS_TITLE: ("weekdays", "workday", "weekend"),
    HOURS_TITLE: ("hours_workday", "hours_weekend"),
    HEAT_TITLE: ("heat",),
}
LAST_YEAR = ("last_year",)
VISITS, SCANS = ("visits", "why_no_visits"), ("scans",)
GAPS, NOTES = ("gaps",), ("notes",)


class PointPart:
    """Draws the part of one point from its `figures`."""

    def __init__(self, library: Library, figures: Figures, teller: Teller, trace: Trace) -> None:
        self._library = library
        self._point = library.counting.points[figures.point]
        self._figures = figures
        self._teller = teller
        self._trace = trace
        self._name = self._point.called(teller.language)
        self._told: Told = told(figures, teller, library)
        self.tables: list[Table] = []
        """Those that are too long to stand among the text, once `blocks` was gone through."""

    def blocks(self) -> Iterator[Block]:
        """All there is to tell, the most important first."""
        shown = self._told
        yield Heading(1, self._name, is_apart=self._figures.told is not None)
        yield Paragraph(shown.sentence + self._mark(N_("The sum"), TOTAL), is_strong=True)
        if shown.sureness:
            sureness = [*shown.sureness, *self._until()]
            yield Paragraph(" ".join(sureness) + self._mark(N_("How sure it is"), SURENESS))
        yield from self._last_year()
        yield from self._beside()
        yield from self._directions()
        if shown.facts:
            yield self._table(N_("On a day"), (N_("What"), N_("How many")), shown.facts, FACTS)
        for plate in shown.plates:
            yield from self._plate(plate)
        yield from self._gaps()
        yield from self._notes()

    def _until(self) -> Iterator[str]:
        """R-V23."""
        if self._told.until:
            words = self._teller.gettext("These numbers go up to and including %(day)s.")
            yield words % {"day": self._told.until}

    def _mark(self, what: str, fields: tuple[str, ...]) -> str:
        """Behind what tells no number stands no mark."""
        if self._figures.told is None:
            return ""
        return self._trace.mark(self._teller.gettext(what), self._figures.point, fields)

    def _table(
        self, caption: str, heads: tuple[str, ...], rows: list[tuple[str, str]], fields: tuple[str, ...]
    ) -> Table:
        words = self._teller.gettext
        return Table(words(caption) + self._mark(caption, fields), [words(head) for head in heads], rows)

    def _directions(self) -> Iterator[Block]:
        rows = [
            (way.name, f"{way.number} ({way.more})" if way.more else way.number)
            for way in self._told.directions
        ]
        if rows:
            yield self._table(N_("By direction"), (N_("Direction"), N_("Passages")), rows, DIRECTIONS)

    def _plate(self, plate: Figure) -> Iterator[Block]:
        """Its table at the end of the report where it is long: here it would hide what matters."""
        mark = self._mark(plate.name, self._fields_of(plate))
        rows = [(name, *cells) for name, cells in plate.rows]
        table = Table(plate.name + mark, plate.heads, rows).without(NOT_KNOWN)
        yield Heading(2, plate.name)
        yield Picture(str(plate.picture), " ".join(plate.sentences) + mark)
        if len(rows) <= LONGEST_TABLE:
            yield table
            return
        caption = f"{self._name}: {table.caption}"
        self.tables.append(replace(table, caption=f"{caption}. {plate.note}" if plate.note else caption))

    def _fields_of(self, plate: Figure) -> tuple[str, ...]:
        period, words = self._teller.period(self._figures.period), self._teller.gettext
        return next(
            fields for title, fields in PLATES.items() if words(title).format(period=period) == plate.name
        )

    def _last_year(self) -> Iterator[Block]:
        shown, found, words = self._told, self._figures.last_year, self._teller.gettext
        if not shown.compared or found is None:
            return
        mark = self._mark(N_("The same days last year"), LAST_YEAR)
        yield Heading(2, words("The same days last year"))
        yield Paragraph(" ".join(shown.compared) + mark)
        if shown.then_and_now:
            caption = words("Average passages per day, so that shifted weekdays do not matter")
            yield Table(caption + mark, ("", *shown.years), shown.then_and_now)

    def _beside(self) -> Iterator[Block]:
        told = ((self._told.visits, N_("Visits"), VISITS), (self._told.scans, N_("Scans of signs"), SCANS))
        sentences = [(sentence, what, fields) for sentence, what, fields in told if sentence]
        if sentences:
            yield Heading(2, self._teller.gettext("Visits, and scans of signs"))
        for sentence, what, fields in sentences:
            yield Paragraph(sentence + self._mark(what, fields))

    def _gaps(self) -> Iterator[Block]:
        """The longest; what lies in several weeks or in all directions is one, as on the page."""
        words, gaps = self._teller.gettext, silences(self._figures.gaps, self._figures.directions)
        if not gaps:
            return
        longest = sorted(gaps, key=lambda gap: gap.start - gap.end)[:LONGEST_TABLE]
        caption = words("Time in which nothing usable was counted") + self._mark(N_("Gaps"), GAPS)
        if len(longest) < len(gaps):
            told = words("The {number} longest of {count} gaps stand here.")
            caption += f". {told.format(number=len(longest), count=len(gaps))}"
        heads = [words(head) for head in (N_("When"), N_("Direction"), N_("What we did"))]
        rows = [self._gap_row(gap) for gap in sorted(longest, key=lambda gap: (gap.start, gap.direction))]
        yield Heading(2, words("Gaps"))
        yield Table(caption, heads, rows, is_numeric=False)

    def _gap_row(self, gap: GapTold) -> tuple[str, ...]:
        helped = self._library.counting.points.get(gap.reference or "")
        reference = helped.called(self._teller.language) if helped else ""
        shown = gap_words(gap, self._point, reference, self._teller)
        return (shown.when, shown.direction, shown.how)

    def _notes(self) -> Iterator[Block]:
        if self._told.notes:
            # Also of a time of which nothing else is known.
            words, point = self._teller.gettext, self._figures.point
            mark = self._trace.mark(words("What happened"), point, NOTES)
            yield Heading(2, words("What happened"))
            yield Items([f"{note.days}: {note.text.text}{mark}" for note in self._told.notes])
