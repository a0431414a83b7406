"""What a reader of the report must know beside the numbers: how they come about, and who counted."""

from collections.abc import Callable, Iterator
from datetime import date

from heritage.i18n import format_date, gettext_for
from heritage.pages.counter_note import TECHNIQUES, standings
from heritage.pages.counts_method import sections
from heritage.places.counting import COUNTS_PAGE
from heritage.places.place import Library
from heritage.reporting.blocks import Block, Heading, Items, Paragraph, Table

Words = Callable[[str], str]


def method(library: Library, language: str) -> Iterator[Block]:
    """The page on method, with the thresholds that are in force and what the numbers do not tell."""
    for section in sections(library.counting.checks, language):
        yield Heading(1, section.heading)
        if section.terms:
            yield Items([f"{word}: {meaning}" for word, meaning in section.terms])
        for text in section.sentences:
            yield Paragraph(text)
        if section.points:
            yield Items(section.points)
        if section.strong:
            yield Paragraph(section.strong, is_strong=True)


def counters(library: Library, language: str) -> Iterator[Block]:
    """Every counter with its technique and when it stood where (R-V20, R-P14)."""
    _ = gettext_for(language).gettext
    rows = [
        (
            point.called(language),
            _span(one.since, one.until, _, language),
            _(TECHNIQUES[one.technique])
            if one.technique is not None and one.camera is None
            else _("see its page"),
        )
        for key, point in library.counting.points.items()
        for one in standings(library, key)
    ]
    if rows:
        heads = (_("Counting point"), _("Time"), _("Technique"))
        yield Table(_("Counters"), heads, rows, is_numeric=False)


def _span(since: date, until: date | None, _: Words, language: str) -> str:
    first = format_date(since, language)
    if until is None:
        return _("from {first}").format(first=first)
    return _("{first} to {last}").format(first=first, last=format_date(until, language))


def sources(library: Library, _: Words) -> list[str]:
    """Whose the numbers are, and where more is found."""
    base = library.site.base_url
    return [
        _("Figures: {owner}, licence CC BY 4.0. They may be used by anybody who names the source.").format(
            owner=library.site.owner
        ),
        _("The same figures, fresh, with method and log of changes: {address}").format(
            address=f"{base}/sv/{COUNTS_PAGE}/"
        ),
        _("As data: {address}").format(address=f"{base}/api/v1/counts"),
    ]
