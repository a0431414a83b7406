"""The report on a period: each point's part, what must be known to read it, and an appendix with every number's query.

It holds what the public may see: small numbers are hidden in it as on the pages (R-P10), so that it may be passed on.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from heritage.i18n.dates import LOCAL_TIME
from heritage.pages.counts.growth import growth
from heritage.pages.counts.words import NOT_KNOWN, Teller
from heritage.passages.figures.public import published
from heritage.passages.figures.values import Figures
from heritage.passages.periods import Period
from heritage.places.place import Library
from heritage.problems import N_
from heritage.reporting.blocks import Block, Document, Heading, Items, Paragraph, Table
from heritage.reporting.method import counters, foreword, method, sources
from heritage.reporting.point import TOTAL, PointPart
from heritage.reporting.trace import Trace
from heritage.store.kind import Kind, kind_of

LANGUAGES = ("sv", "en")

NEVER_ADDED = N_(
    "The points must not be added up: whoever walks along the trail passes several of them and would be counted again "
    "at each."
)
"""R-V7."""

MADE_UP = N_("This is a demonstration: there are no such counters, and all numbers here are made up.")

NOT_OVER = N_(
    "The numbers do not go to the end of the period: how far they go stands under “Counted until”. They must not be "
    "compared with those of a whole period."
)

SHORT_HEADS = (
    N_("Counting point"),
    N_("Passages"),
    N_("Probably between"),
    N_("Estimated"),
    N_("Against the same days last year"),
    N_("Counted until"),
)
IN_SHORT = (*TOTAL, "last_year")

NOT_ALL_BOUNDS_OF = N_(
    "“Probably between” does not take in how many the counters miss at these points, for that is not known: {points}."
)


def written(
    connection: Connection, library: Library, period: Period, language: str, now: datetime
) -> Document:
    """The report on `period`, a year or a month, in one of LANGUAGES."""
    figures = {point: published(connection, library, point, period, now) for point in library.counting.points}
    is_demo = kind_of(connection) is Kind.DEMO
    return composed(library, figures, period, language, now, is_demo=is_demo)


def composed(
    library: Library,
    figures: Mapping[str, Figures],
    period: Period,
    language: str,
    now: datetime,
    *,
    is_demo: bool = False,
) -> Document:
    """The report on what is known already, by point. Pure."""
    teller, trace = Teller(language), Trace(period.key, is_demo)
    _ = teller.gettext
    parts = [PointPart(library, one, teller, trace) for one in figures.values()]
    blocks = [
        *_in_short(library, figures, period, teller, trace),
        *foreword(language),
        *(block for part in parts for block in part.blocks()),
        *method(library, language),
        Heading(1, _("Counters and sources")),
        *counters(library, period, language),
        Items(sources(library, language)),
        *_long_tables(parts, teller),
        *_appendix(library, trace, teller),
    ]
    return Document(
        language=language,
        title=_("Passages in {area}, {period}").format(area=library.site.area, period=teller.period(period)),
        lede=_("What the counters along the trail counted, how sure it is, and what it does not say."),
        owner=library.site.owner,
        made_on=now.astimezone(LOCAL_TIME).date(),
        warning=_(MADE_UP) if is_demo else "",
        blocks=blocks,
    )


def _in_short(
    library: Library, figures: Mapping[str, Figures], period: Period, teller: Teller, trace: Trace
) -> Iterator[Block]:
    """One table of all points, and the sentence that they are not to be added up (R-V7)."""
    _ = teller.gettext
    yield Heading(1, _("In short"))
    if not figures:
        yield Paragraph(_("No counting points stand in the content, so there is nothing to report."))
        return
    heads = [_(head) for head in SHORT_HEADS]
    rows = [_short_row(library, point, one, teller, trace) for point, one in figures.items()]
    yield Table(_("Passages at each counting point"), heads, rows)
    yield Paragraph(_(NEVER_ADDED), is_strong=True)
    if any(cell == NOT_KNOWN for row in rows for cell in row):
        yield Paragraph(_("A dash means that we give no such number. Why, stands in the part on that point."))
    last = max((one.told.last for one in figures.values() if one.told), default=None)
    if last is not None and last < period.last:
        yield Paragraph(_(NOT_OVER))
    if names := ", ".join(_not_calibrated(library, figures, teller)):
        yield Paragraph(_(NOT_ALL_BOUNDS_OF).format(points=names))


def _short_row(
    library: Library, point: str, figures: Figures, teller: Teller, trace: Trace
) -> tuple[str, ...]:
    total, words = figures.total, teller.gettext
    mark = trace.mark(words("In short"), point, IN_SHORT) if figures.told is not None else ""
    return (
        library.counting.points[point].called(teller.language),
        teller.amount(total) + mark,
        teller.between(total, figures),
        NOT_KNOWN if total.value is None else teller.share(total.estimated_share),
        growth(teller, figures.last_year),
        teller.day(figures.data_until) if figures.data_until else NOT_KNOWN,
    )


def _not_calibrated(library: Library, figures: Mapping[str, Figures], teller: Teller) -> Iterator[str]:
    """The points with bounds that do not take in what their counters miss."""
    for point, one in figures.items():
        if not one.is_calibrated and teller.between(one.total, one) != NOT_KNOWN:
            yield library.counting.points[point].called(teller.language)


def _long_tables(parts: Sequence[PointPart], teller: Teller) -> Iterator[Block]:
    tables = [table for part in parts for table in part.tables]
    if tables:
        yield Heading(1, teller.gettext("Appendix: long tables"), is_apart=True)
        yield from tables


def _appendix(library: Library, trace: Trace, teller: Teller) -> Iterator[Block]:
    """For each point its command, and for each mark the fields of the answer."""
    _ = teller.gettext
    yield Heading(1, _("Appendix: where each number comes from"), is_apart=True)
    yield Paragraph(
        _(
            "The mark behind a sentence or over a table stands for a row here. For each counting point there is a "
            "command, which whoever looks after the service can run to get its numbers again. The row tells in which "
            "fields of the answer they stand. What was decided, imported or calibrated since then stands in the log "
            "of changes."
        )
    )
    heads = (_("Mark"), _("What"), _("Fields"))
    for point, cited in trace.by_point().items():
        rows = [(f"[{one.mark}]", one.what, ", ".join(one.fields)) for one in cited]
        yield Heading(2, library.counting.points[point].called(teller.language))
        yield Table(trace.command(point), heads, rows, is_numeric=False)
