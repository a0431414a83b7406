"""One counting point's part of a report, in the same words, tables and pictures as its page."""

from collections.abc import Iterator
from dataclasses import replace

from heritage.pages.counts_told import Told, told
from heritage.pages.counts_words import Teller
from heritage.pages.figures import Figure
from heritage.passages.figures.values import Figures
from heritage.places.place import Library
from heritage.problems import N_
from heritage.reporting.blocks import Block, Heading, Items, Paragraph, Picture, Table
from heritage.reporting.trace import Source, Trace

LONGEST_TABLE = 14
"""Rows: a year by months stays where it is told of."""

TOTAL = ("told", "total", "data_until")
SURENESS = ("total", "factors", "uncorrected", "gaps")
DIRECTIONS = ("directions",)
FACTS = ("mean", "median", "usable_days", "peak_day")
PLATES = ("months", "days", "weekdays", "hours_workday", "hours_weekend", "heat")
LAST_YEAR = ("last_year",)
VISITS, SCANS = ("visits",), ("beside",)
GAPS, NOTES = ("gaps",), ("notes",)


class PointPart:
    """Draws the part of one point from its `figures`."""

    def __init__(self, library: Library, figures: Figures, teller: Teller, trace: Trace) -> None:
        self._figures = figures
        self._teller = teller
        self._trace = trace
        self._name = library.counting.points[figures.point].called(teller.language)
        self._told: Told = told(figures, teller, library)
        self.tables: list[Table] = []
        """Those that are too long to stand among the text, once `blocks` was gone through."""

    def blocks(self) -> Iterator[Block]:
        """All there is to tell, the most important first."""
        shown = self._told
        yield Heading(1, self._name)
        yield Paragraph(shown.sentence + self._mark(N_("The sum"), TOTAL), is_strong=True)
        if shown.sureness:
            yield Paragraph(" ".join(shown.sureness) + self._mark(N_("How sure it is"), SURENESS))
        yield from self._directions()
        if shown.facts:
            yield self._table(N_("On a day"), (N_("What"), N_("Passages")), shown.facts, FACTS)
        for plate in shown.plates:
            yield from self._plate(plate)
        yield from self._last_year()
        yield from self._beside()
        yield from self._happened()

    def _mark(self, what: str, fields: tuple[str, ...]) -> str:
        """Behind what tells no number stands no mark."""
        if self._figures.told is None:
            return ""
        source = Source(self._figures.point, self._figures.period.key, fields)
        return self._trace.mark(f"{self._name}: {self._teller.gettext(what)}", source)

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
        """Its long table would hide what matters."""
        mark = self._mark(plate.name, PLATES)
        table = Table(plate.name + mark, plate.heads, [(name, *cells) for name, cells in plate.rows])
        yield Heading(2, plate.name)
        yield Picture(str(plate.picture), " ".join(plate.sentences) + mark)
        yield from self._placed(table, note=plate.note)

    def _placed(self, table: Table, instead: str = "", note: str = "") -> Iterator[Block]:
        """The table here, or, where it is long, at the end of the report with the sentence `instead` here.

        `note` goes with a table that stands apart.
        """
        if len(table.rows) <= LONGEST_TABLE:
            yield table
            return
        caption = f"{self._name}: {table.caption}"
        self.tables.append(replace(table, caption=f"{caption}. {note}" if note else caption))
        if instead:
            yield Paragraph(instead)

    def _last_year(self) -> Iterator[Block]:
        shown, found, words = self._told, self._figures.last_year, self._teller.gettext
        if not shown.compared or found is None:
            return
        yield Heading(2, words("The same days last year"))
        yield Paragraph(" ".join(shown.compared) + self._mark(N_("The same days last year"), LAST_YEAR))
        if shown.then_and_now:
            heads = ("", str(found.period_then.first.year), str(found.period_now.first.year))
            caption = words("Average passages per day, so that shifted weekdays do not matter")
            yield Table(caption + self._mark("", LAST_YEAR), heads, shown.then_and_now)

    def _beside(self) -> Iterator[Block]:
        if self._told.visits:
            yield Paragraph(self._told.visits + self._mark(N_("Visits"), VISITS))
        if self._told.scans:
            yield Paragraph(self._told.scans + self._mark(N_("Scans of signs"), SCANS))

    def _happened(self) -> Iterator[Block]:
        shown, words = self._told, self._teller.gettext
        if shown.gaps:
            yield Heading(2, words("Gaps"))
            rows = [(one.when, one.direction, one.how, one.number) for one in shown.gaps]
            heads = [words(head) for head in (N_("When"), N_("Direction"), N_("What we did"), N_("Passages"))]
            caption, mark = words("Time in which nothing usable was counted"), self._mark(N_("Gaps"), GAPS)
            table = Table(caption + mark, heads, rows, is_numeric=False)
            yield from self._placed(
                table, words("There were {count} gaps.").format(count=shown.gap_count) + mark
            )
            if shown.gap_count > len(shown.gaps):
                yield Paragraph(
                    words("The {number} longest of {count} gaps stand here.").format(
                        number=len(shown.gaps), count=shown.gap_count
                    )
                )
        if shown.notes:
            yield Heading(2, words("What happened"))
            yield Items([f"{note.days}: {note.text.text}" for note in shown.notes])
