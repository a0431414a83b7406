"""The document around every page's content: head, banner with language switch, footer.

What is the same on all pages of a language is rendered once and kept, so that a page is one short template.
"""

import re
from collections.abc import Callable
from functools import partial

import msgspec
from markupsafe import Markup

from heritage.i18n.languages import direction, locale_with_territory, own_name
from heritage.pages import manifest
from heritage.pages.directory import ALL, has_conditions, is_counting
from heritage.pages.frame import Frame
from heritage.pages.naming import Worded, chosen
from heritage.places.counting import COUNTS_PAGE
from heritage.places.place import CONDITIONS_PAGE, Library
from heritage.templating import environment

NOTHING = Markup("")

LIVE_HEAD = Markup("<!--hole:live-->\n")
"""Stands in the head of pages that show what is measured now."""

SITE_DRAWING = "kinds/theme.svg"
"""Stands in link previews for pages that have no drawing."""

_MARK = "\ue000"  # a private-use letter: stands for what differs and is in no text


def with_own_ids(story: Markup, prefix: str) -> Markup:
    """A second story in one document: the ids of its headings and notes begin with `prefix`."""
    return Markup(re.sub(r'( id="|href="#)', rf"\1{prefix}", str(story)))


def lowered(story: Markup) -> Markup:
    """A story below a heading of level 2: its own headings are a level lower, the lowest stay."""
    return Markup(
        re.sub(r"(?:(?<=<h)|(?<=</h))[2-5](?=[ >])", lambda level: str(int(level[0]) + 1), str(story))
    )


class Around:
    """A fragment that differs from page to page in one text only, such as the page's slug, rendered once."""

    def __init__(self, fragment: Callable[[str], str]) -> None:
        self._start = Markup(fragment(""))
        self._pieces = fragment(_MARK).split(_MARK)

    def __call__(self, text: str) -> Markup:
        """The fragment with `text` as it is; no slug is the start page."""
        return Markup(text.join(self._pieces)) if text else self._start


class Head(msgspec.Struct, frozen=True):
    """What a page's head says of it.

    `canonical` is the language whose address is the page's own, None for answers that are no page to be
    found; `exists_in` are the languages in which it really exists (R-I5, R-I6). A page without an `image` is
    shared with the site's own. `switch` is an address without its language at the end, where the page has others
    than those of its slug.
    """

    slug: str
    title: str
    description: str
    canonical: str | None = None
    exists_in: tuple[str, ...] = ()
    data: Markup = NOTHING
    image: Markup = NOTHING  # what `Document.image` gave for the page's picture
    switch: str = ""


class Document:
    """Draws documents in `language` at the addresses of `frame`."""

    def __init__(self, library: Library, language: str, frame: Frame) -> None:
        self._site = library.site
        self._has_conditions = has_conditions(library)
        self._is_counting = is_counting(library)
        self._language = language
        self._frame = frame
        self._environment = environment(language)
        self._name = chosen(library.site.name, language)
        self._title_end = f" – {library.site.area} – {self._name.text}"
        self._links: dict[tuple[str | None, tuple[str, ...]], Around] = {}
        self._opening = self.fragment(
            "opening.html",
            language=language,
            direction=direction(language),
            csp=frame.csp,
            style=frame.style,
        )
        self._listen = self.fragment("listen.html", script=frame.asset("listen.js"))
        self._banner = Around(self._banner_for)
        self._footer = Around(self._footer_for)
        self._image = self.image(frame.preview(SITE_DRAWING), self._name)

    def image(self, preview: str, alt: Worded) -> Markup:
        """The tags for a picture that link previews show; nothing where there is no `preview`."""
        return self.fragment("shared_image.html", preview=preview, alt=alt) if preview else NOTHING

    def fragment(self, template: str, **values: object) -> Markup:
        """A part of a page."""
        return Markup(self._environment.get_template(template).render(values))

    def render(self, template: str, head: Head, **values: object) -> str:
        """A page: the content by `<template>.html`, with everything around it."""
        return self._environment.get_template(f"{template}.html").render(
            values,
            opening=self._opening,
            title=head.title + self._title_end,
            description=head.description,
            links=self._links_of(head.canonical, head.exists_in)(head.slug),
            data=head.data,
            head_title=head.title,
            image=head.image or self._image,
            type=template,
            listen=self._listen,
            banner=self._banner_for(head.slug, head.switch) if head.switch else self._banner(head.slug),
            footer=self._footer(head.slug),
        )

    def _links_of(self, canonical: str | None, exists_in: tuple[str, ...]) -> Around:
        known = self._links.get((canonical, exists_in))
        if known is None:
            known = Around(partial(self._links_for, canonical, exists_in))
            self._links[canonical, exists_in] = known
        return known

    def _links_for(self, canonical: str | None, exists_in: tuple[str, ...], slug: str) -> str:
        frame = self._frame
        return self.fragment(
            "links.html",
            canonical=frame.absolute(frame.address(canonical, slug)) if canonical else None,
            locale=locale_with_territory(canonical or self._language),
            alternates=frame.alternates(slug, exists_in),
            language=self._language,
            site=self._name.text,
            manifest=frame.base_path + manifest.path(self._language),
            favicon=frame.asset("favicon.ico"),
            icon=frame.asset("icon.svg"),
            touch_icon=frame.asset("icons/apple-touch-icon.png"),
        )

    def _banner_for(self, slug: str, switch: str = "") -> Markup:
        frame = self._frame
        languages = [
            {
                "tag": tag,
                "name": own_name(tag),
                "direction": direction(tag),
                "address": switch + tag if switch else frame.address(tag, slug),
            }
            for tag in frame.languages
        ]
        return self.fragment(
            "banner.html",
            language=self._language,
            languages=languages,
            home=frame.address(self._language),
            name=self._name,
            is_demo=frame.is_demo,
        )

    def _footer_for(self, slug: str) -> str:
        frame, language = self._frame, self._language
        address = frame.address(language, slug)
        return self.fragment(
            "footer.html",
            site=self._site,
            address=address,
            absolute=frame.absolute(address),
            places=frame.address(language, ALL),
            conditions=frame.address(language, CONDITIONS_PAGE) if self._has_conditions else "",
            counts=frame.address(language, COUNTS_PAGE) if self._is_counting else "",
            help=frame.address(language, "help"),
            codes=frame.address(language, "codes"),
            about=frame.address(language, "about"),
            contact_page=frame.address(language, "contact"),
            feedback=frame.address(language, "feedback"),
            accessibility=frame.address(language, "accessibility"),
            privacy=frame.address(language, "privacy"),
        )
