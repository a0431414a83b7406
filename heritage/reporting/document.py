"""The report on a period: each point's part, what must be known to read it, and an appendix with every number's query.

It holds what the public may see: small numbers are hidden in it as on the pages (R-P10), so that it may be passed on.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from heritage.i18n import LOCAL_TIME
from heritage.pages.counts_words import NOT_KNOWN, Teller
from heritage.passages.figures.public import published
from heritage.passages.figures.values import Figures
from heritage.passages.periods import Period
from heritage.places.place import Library
from heritage.problems import N_
from heritage.reporting.blocks import Block, Document, Heading, Items, Paragraph, Table
from heritage.reporting.method import counters, method, sources
from heritage.reporting.point import TOTAL, PointPart
from heritage.reporting.trace import Source, Trace

LANGUAGES = ("sv", "en")

NEVER_ADDED = N_(
    "The points must not be added up: whoever walks along the trail passes several of them and would be counted again "
    "at each."
)
"""R-V7."""

NOT_ALL_BOUNDS_OF = N_(
    "“Probably between” does not take in how many the counters miss at these points, for that is not known: {points}."
)


def written(
    connection: Connection, library: Library, period: Period, language: str, now: datetime
) -> Document:
    """The report on `period`, a year or a month, in one of LANGUAGES."""
    figures = {point: published(connection, library, point, period, now) for point in library.counting.points}
    return composed(library, figures, period, language, now)


def composed(
    library: Library, figures: Mapping[str, Figures], period: Period, language: str, now: datetime
) -> Document:
    """The report on what is known already, by point. Pure."""
    teller, trace = Teller(language), Trace()
    _ = teller.gettext
    parts = [PointPart(library, one, teller, trace) for one in figures.values()]
    blocks = [
        *_in_short(library, figures, teller, trace),
        *(block for part in parts for block in part.blocks()),
        *method(library, language),
        Heading(1, _("Counters and sources")),
        *counters(library, language),
        Items(sources(library, _)),
        *_long_tables(parts, teller),
        *_appendix(trace, teller),
    ]
    return Document(
        language=language,
        title=_("Passages in {area}, {period}").format(area=library.site.area, period=teller.period(period)),
        lede=_("What the counters along the trail counted, how sure it is, and what it does not say."),
        owner=library.site.owner,
        made_on=now.astimezone(LOCAL_TIME).date(),
        blocks=blocks,
    )


def _in_short(
    library: Library, figures: Mapping[str, Figures], teller: Teller, trace: Trace
) -> Iterator[Block]:
    """One table of all points, and the sentence that they are not to be added up (R-V7)."""
    _ = teller.gettext
    yield Heading(1, _("In short"))
    if not figures:
        yield Paragraph(_("No counting points stand in the content, so there is nothing to report."))
        return
    rows = []
    for point, one in figures.items():
        name = library.counting.points[point].called(teller.language)
        mark = ""
        if one.told is not None:
            mark = trace.mark(f"{name}: {_('The sum')}", Source(point, one.period.key, TOTAL))
        until = teller.day(one.told.last) if one.told else "–"
        rows.append((name, teller.amount(one.total) + mark, teller.between(one.total, one), until))
    heads = (_("Counting point"), _("Passages"), _("Probably between"), _("Counted until"))
    yield Table(_("Passages at each counting point"), heads, rows)
    yield Paragraph(_(NEVER_ADDED), is_strong=True)
    if names := ", ".join(_not_calibrated(library, figures, teller)):
        yield Paragraph(_(NOT_ALL_BOUNDS_OF).format(points=names))


def _not_calibrated(library: Library, figures: Mapping[str, Figures], teller: Teller) -> Iterator[str]:
    """The points with bounds that do not take in what their counters miss."""
    for point, one in figures.items():
        if not one.is_calibrated and teller.between(one.total, one) != NOT_KNOWN:
            yield library.counting.points[point].called(teller.language)


def _long_tables(parts: Sequence[PointPart], teller: Teller) -> Iterator[Block]:
    tables = [table for part in parts for table in part.tables]
    if tables:
        yield Heading(1, teller.gettext("Appendix: long tables"))
        yield from tables


def _appendix(trace: Trace, teller: Teller) -> Iterator[Block]:
    _ = teller.gettext
    yield Heading(1, _("Appendix: where each number comes from"))
    yield Paragraph(
        _(
            "The mark behind a sentence or over a table stands for a row here. Each row holds the command that gives "
            "its numbers again, and the fields of the answer. What was decided, imported or calibrated since then "
            "stands in the log of changes."
        )
    )
    rows = [
        (f"[{one.mark}]", one.what, one.source.command, ", ".join(one.source.fields)) for one in trace.cited
    ]
    heads = (_("Mark"), _("What"), _("Command"), _("Fields"))
    yield Table(_("Every number and its query"), heads, rows, is_numeric=False)
