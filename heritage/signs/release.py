"""From chosen signs to files that may go to print: drawn, read back, and only then handed out (R-Q14)."""

import difflib
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from heritage.places.place import Entry, Library, Place, Safety, Sign, Trail
from heritage.problems import N_, Problem, Weight
from heritage.signs import SignError, preflight, qr, sheet, writers
from heritage.signs.preflight import Expected, Report
from heritage.signs.sheet import FORMATS, Format, Lede, SheetSign, Words

LANGUAGE_ORDER = ("sv", "en", "de", "nb")
"""R-Q21; others follow in the site's order."""

MINORITY_LANGUAGES = ("sma", "se", "smj", "fi", "fit", "rom", "yi")
"""Names in these stand with the Swedish one, in the same size (R-I12, R-Q21)."""

ICE_HAZARD = "ice"  # of HAZARDS

Known = TypeVar("Known")


@dataclass(frozen=True)
class SignFile:
    """A file that was read back: its bytes, the print report, and notes for the editor."""

    data: bytes
    report: Report
    notes: tuple[Problem, ...]


def make_signs(
    library: Library,
    signs: Sequence[Sign],
    paper: str = "a5",
    languages: Sequence[str] | None = None,
    base_url: str | None = None,
) -> SignFile:
    """The print sheet of `signs`, one a page. Raises SignError, and then nothing is released.

    `languages` are those of the ledes, in any order; without them, as many of the site's as the format has
    room for and every place has. A `base_url` other than the public one marks the signs as DEMO.
    """
    form = _known(paper, FORMATS)
    base = (base_url or library.site.base_url).rstrip("/")
    entries = [_entry(library, sign) for sign in signs]
    spoken = _languages(library, entries, form, languages)
    pages = [_page(library, sign, entry, spoken, base) for sign, entry in zip(signs, entries, strict=True)]
    is_demo = base != library.site.base_url.rstrip("/")
    pdf = sheet.render(pages, form, library.site.owner, qr.host(base), is_demo)
    expected = [Expected(page.code, at, page.drawn, form.symbol_mm) for at, page in enumerate(pages, start=1)]
    report = preflight.read_back_sheet(pdf, expected)
    notes = [
        *_cost(library, pages[0]),
        *_text_notes(library, entries, spoken),
        *_position_notes(library, signs),
    ]
    return SignFile(pdf, report, tuple(notes))


def make_qr(
    library: Library,
    sign: Sign,
    file_format: str = "svg",
    symbol_mm: float = qr.PLATE_SYMBOL_MM,
    base_url: str | None = None,
) -> SignFile:
    """The bare code of one sign as svg, png or pdf, `symbol_mm` wide without its quiet zone."""
    if base_url is not None and base_url.rstrip("/") != library.site.base_url.rstrip("/"):
        # A bare code has no room for the word DEMO, and it would be printed for decades.
        raise SignError(
            N_("A bare code is made for the public address only: unset HERITAGE_BASE_URL ({base_url})."),
            base_url=base_url,
        )
    write = _known(file_format, writers.WRITERS)
    page = _page(library, sign, _entry(library, sign), (), base_url or library.site.base_url)
    least = qr.least_symbol_mm(page.drawn)
    if symbol_mm < least:
        # R-Q2, R-Q3
        raise SignError(
            N_("{width} mm is too narrow for the code of sign {code}; choose at least {least} with --width."),
            width=f"{symbol_mm:g}",
            code=sign.code,
            least=f"{least:g}",
        )
    data = write(page.drawn, symbol_mm)
    report = preflight.read_back_code(
        data, file_format.lower(), Expected(sign.code, 1, page.drawn, symbol_mm)
    )
    return SignFile(data, report, tuple(_cost(library, page)))


def _known(wanted: str, known: Mapping[str, Known]) -> Known:
    found = known.get(wanted.lower())
    if found is None:
        raise SignError(
            N_("There is no format {wanted}; there are {known}."), wanted=wanted, known=", ".join(known)
        )
    return found


def _entry(library: Library, sign: Sign) -> Entry:
    entry = library.entry(sign.place)
    if entry is None:
        raise SignError(
            N_("Sign {code} leads to {place}, which has no folder in the content."),
            code=sign.code,
            place=sign.place,
        )
    return entry


def _languages(
    library: Library, entries: Sequence[Entry], form: Format, wanted: Sequence[str] | None
) -> tuple[str, ...]:
    """The languages of the ledes in the order of R-Q21; a missing text is an error, never mixed (R-I6)."""
    enabled = library.site.languages
    if wanted is None:
        usable = [tag for tag in enabled if all(tag in entry.texts for entry in entries)]
        return tuple(sorted(usable, key=_place_in_order)[: form.languages])
    for tag in wanted:
        if tag not in enabled:
            near = difflib.get_close_matches(tag, enabled, n=1) or [", ".join(enabled)]
            raise SignError(
                N_("The site has no language {wanted}; did you mean {near}?"), wanted=tag, near=near[0]
            )
    spoken = tuple(sorted(dict.fromkeys(wanted), key=_place_in_order))
    _refuse_too_many(form, spoken)
    for entry, tag in ((entry, tag) for entry in entries for tag in spoken):
        if tag not in entry.texts:
            raise SignError(
                N_("{place} has no text in {language}; write it or leave the language out."),
                place=entry.slug,
                language=tag,
            )
    return spoken


def _refuse_too_many(form: Format, spoken: Sequence[str]) -> None:
    """R-Q20: each format has room for so many languages in readable size."""
    if not spoken:
        raise SignError(N_("No language is named; name at least one, such as --languages sv,en."))
    if len(spoken) <= form.languages:
        return
    if any(other.languages > form.languages for other in FORMATS.values()):
        text = N_(
            "{format} has room for {most} of the {count} languages asked for; choose fewer with --languages, "
            "or a larger format with --format."
        )
    else:
        text = N_(
            "{format} has room for {most} of the {count} languages asked for; choose fewer with --languages."
        )
    raise SignError(text, format=form.name, most=form.languages, count=len(spoken))


def _place_in_order(language: str) -> int:
    """R-Q21; the sort is stable, so the others keep their order."""
    return LANGUAGE_ORDER.index(language) if language in LANGUAGE_ORDER else len(LANGUAGE_ORDER)


def _page(library: Library, sign: Sign, entry: Entry, spoken: Sequence[str], base_url: str) -> SheetSign:
    names = [Words("sv", entry.texts["sv"].name)]
    for language in MINORITY_LANGUAGES:
        equal = Words(language, entry.name(language))
        if equal.text not in {name.text for name in names}:
            names.append(equal)
    shown = {name.text for name in names}
    ledes = []
    for language in spoken:
        own = entry.name(language)
        ledes.append(Lede(language, None if own in shown else own, entry.texts[language].lede))
    drawn = qr.matrix(qr.address(base_url, sign.code), sign.exposed)
    return SheetSign(
        sign.code,
        tuple(names),
        tuple(ledes),
        sign.position,
        drawn,
        _is_on_trail(entry),
        _warns_of_ice(library, entry),
    )


def _is_on_trail(entry: Entry) -> bool:
    return isinstance(entry, Trail) or (isinstance(entry, Place) and bool(entry.on_trails))


def _warns_of_ice(library: Library, entry: Entry) -> bool:
    """The page on ice itself, and each place that names it or where ice is measured."""
    if isinstance(entry, Safety):
        return entry.hazard == ICE_HAZARD
    if not isinstance(entry, Place):
        return False
    is_measured = entry.conditions is not None and "ice_thickness" in entry.conditions.measures
    named = (library.safety[slug].hazard for slug in entry.safety if slug in library.safety)
    return is_measured or ICE_HAZARD in named


def _cost(library: Library, page: SheetSign) -> Iterator[Problem]:
    """R-Q6."""
    if qr.is_long(page.drawn.address):
        yield Problem(
            _path(library, "site.yaml"),
            0,
            N_(
                "{address} has {length} characters: over {most}, every code has 29 x 29 modules instead of "
                "25 x 25, so at the same width its modules are 14 % smaller."
            ),
            {"address": page.drawn.address, "length": len(page.drawn.address), "most": qr.LONGEST_SMALL},
            Weight.NOTE,
        )


def _text_notes(library: Library, entries: Sequence[Entry], spoken: Sequence[str]) -> Iterator[Problem]:
    """R-I7, R-I8: what goes to print behind its source or unread; of several pages, the unread are counted."""
    pages = {entry.slug: entry for entry in entries}.values()
    texts = [entry.texts[language] for entry in pages for language in spoken]
    unread = [text for text in texts if not text.is_checked]
    if len(pages) > 1 and unread:
        counts = Counter(text.language for text in unread)
        text_id = N_("Texts that go to print and that nobody has checked: {counts}.")
        known = ", ".join(f"{language} {counts[language]}" for language in spoken if language in counts)
        yield Problem(_path(library), 0, text_id, {"counts": known}, Weight.NOTE)
    else:
        for text in unread:
            text_id = N_("This text goes to print and nobody has checked it (checked_by, checked_on).")
            yield Problem(text.path, 0, text_id, {}, Weight.NOTE)
    for entry in pages:
        for text in (entry.texts[language] for language in spoken):
            source = entry.texts["sv"].body_hash
            if text.translated_from is not None and text.translated_from != source:
                text_id = N_("This text goes to print and its Swedish source has changed since it was made.")
                yield Problem(text.path, 0, text_id, {}, Weight.NOTE)


def _position_notes(library: Library, signs: Sequence[Sign]) -> Iterator[Problem]:
    """A place's position is not its sign's: somebody who reads it out to 112 stands at the sign (R-T7)."""
    for sign in signs:
        if sheet.written_position(sign.position) is None:
            text = N_(
                "Sign {code} is printed without a position, for it has none of its own that is good to 100 m."
            )
            yield Problem(_path(library, "codes.yaml"), sign.line, text, {"code": sign.code}, Weight.NOTE)


def _path(library: Library, *names: str) -> str:
    """As problems name files: from the folder that holds the content."""
    return "/".join((os.path.basename(os.path.abspath(library.folder)), *names))
