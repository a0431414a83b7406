"""Links between pages: every one leads to a page, and to a heading that is there."""

from collections.abc import Iterator

from heritage.i18n.languages import fallbacks
from heritage.places.checks.inspection import Inspection
from heritage.places.links import page_link
from heritage.places.place import Link, Text
from heritage.places.spelling import RESERVED_SLUGS
from heritage.problems import N_, Problem


def check(inspection: Inspection) -> Iterator[Problem]:
    known = {entry.slug: entry.texts for entry in inspection.entries()}
    for slug, texts in known.items():
        for text in texts.values():
            for link in text.links:
                page = page_link(link.target)
                if page is None:
                    continue  # it leads out of the site, or the reading has reported it
                goal = page.slug or slug
                if goal in known:
                    if page.fragment:
                        yield from _fragment(inspection, text, link, page.fragment, known[goal])
                elif goal not in RESERVED_SLUGS and not inspection.is_broken(goal):
                    yield _nowhere(inspection, text, link, goal, known)


def _nowhere(
    inspection: Inspection, text: Text, link: Link, slug: str, known: dict[str, dict[str, Text]]
) -> Problem:
    near = inspection.near(slug, known)
    if near:
        told = N_("link '{target}' leads nowhere; did you mean '{suggestion}'?")
    else:
        told = N_("link '{target}' leads nowhere, for there is no folder '{slug}'")
    suggestion = link.target.replace(slug, near, 1)
    return Problem(
        text.path, link.line, told, {"target": link.target, "slug": slug, "suggestion": suggestion}
    )


def _fragment(
    inspection: Inspection, text: Text, link: Link, fragment: str, texts: dict[str, Text]
) -> Iterator[Problem]:
    """The headings are those of the text that a reader of this language is shown (R-I6)."""
    shown = next((texts[tag] for tag in (text.language, *fallbacks(text.language)) if tag in texts), None)
    if shown is None or fragment in shown.headings:
        return
    near = inspection.near(fragment, shown.headings)
    if near:
        told = N_("link '{target}' points at a heading that is not there; did you mean '#{suggestion}'?")
    elif shown.headings:
        told = N_("link '{target}' points at a heading that is not there; the headings are {known}")
    else:
        told = N_("link '{target}' points at a heading, but that text has none; take '#{fragment}' away")
    values = {"suggestion": near, "known": ", ".join(shown.headings), "fragment": fragment}
    yield Problem(text.path, link.line, told, {"target": link.target, **values})
