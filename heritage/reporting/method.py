"""What a reader of the report must know beside the numbers: how they come about, and who counted."""

from collections.abc import Callable, Iterator
from datetime import date

from heritage.i18n.catalogues import gettext_for
from heritage.i18n.dates import format_date
from heritage.pages.counts.method import Section, limits, ways, words
from heritage.pages.counts.note import standings, technique
from heritage.pages.counts.words import NOT_KNOWN
from heritage.passages.periods import Period
from heritage.places.counting import COUNTS_PAGE
from heritage.places.place import Library
from heritage.reporting.blocks import Block, Heading, Items, Paragraph, Table

Words = Callable[[str], str]


def foreword(language: str) -> Iterator[Block]:
    """The three words (R-V2), and what must not be said: nobody is to see the numbers without."""
    for section in (words(language), limits(language)):
        yield from _section(section)


def method(library: Library, language: str) -> Iterator[Block]:
    """The rest of the page on method, with the thresholds that are in force."""
    yield Heading(1, gettext_for(language).gettext("How we count passages"), is_apart=True)
    for section in ways(library.counting.checks, language):
        yield from _section(section)


def _section(section: Section) -> Iterator[Block]:
    yield Heading(2, section.heading)
    if section.terms:
        yield Items([f"{word}: {meaning}" for word, meaning in section.terms])
    for text in section.sentences:
        yield Paragraph(text)
    if section.points:
        yield Items(section.points)


def counters(library: Library, period: Period, language: str) -> Iterator[Block]:
    """Every counter with its technique and when it stood where, in the period and the one it is compared with
    (R-V20, R-P14)."""
    _ = gettext_for(language).gettext
    begins = period.previous_year().first
    rows = [
        (
            point.called(language),
            _span(one.since, one.until, _, language),
            technique(one, _) or NOT_KNOWN,
        )
        for key, point in library.counting.points.items()
        for one in standings(library, key, period.last)
        if one.until is None or one.until >= begins
    ]
    if rows:
        heads = (_("Counting point"), _("Time"), _("Technique"))
        yield Table(_("Counters"), heads, rows, is_numeric=False)


def _span(since: date, until: date | None, _: Words, language: str) -> str:
    first = format_date(since, language)
    if until is None:
        return _("from {first}").format(first=first)
    return _("{first} to {last}").format(first=first, last=format_date(until, language))


def address_of_counts(library: Library, language: str) -> str:
    """Of the trail's page on passages, in the language or, where the site has none of it, in its first."""
    spoken = language if language in library.site.languages else library.site.languages[0]
    return f"{library.site.base_url}/{spoken}/{COUNTS_PAGE}/"


def sources(library: Library, language: str) -> list[str]:
    """Whose the numbers are, and where more is found."""
    base, _ = library.site.base_url, gettext_for(language).gettext
    return [
        _(
            "The figures as data are free for anybody to use (CC0 1.0). The text and the pictures of this report may "
            "be used by anybody who names the source: {owner} (CC BY 4.0)."
        ).format(owner=library.site.owner),
        _("The same figures, fresh, with method and log of changes: {address}").format(
            address=address_of_counts(library, language)
        ),
        _("As data: {address}").format(address=f"{base}/api/v1/counts"),
    ]
