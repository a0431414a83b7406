"""Complete HTML documents for every page of the visitor site, in one language.

Live parts are left out as holes: `<!--hole:sign-->`, `<!--hole:feedback-form-->`.
"""

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from heritage.i18n import direction, gettext_for, own_name
from heritage.pages import labels, structured_data
from heritage.pages.access import access_facts
from heritage.pages.document import NOTHING, Document, Head, with_own_ids
from heritage.pages.frame import Frame
from heritage.pages.illustration import illustration
from heritage.pages.listing import grouped, in_order, linked
from heritage.pages.naming import chosen, heading, marked, named, other_names
from heritage.pages.positions import written
from heritage.pages.statement import statement
from heritage.pages.translation import shown, versions
from heritage.pages.typed import example, explain
from heritage.pages.ways import Guide
from heritage.places.codes import Reading
from heritage.places.place import Accessibility, Entry, Library, Place, Safety, Sign, Text, Theme, Trail

SUPERVISION = "https://www.digg.se/tdosanmalan"
PRIVACY_AUTHORITY = "https://www.imy.se/"

_OWN_ADDRESS = re.compile(r"/(?!/)[A-Za-z0-9/._-]*", re.ASCII)


class Renderer:
    """Draws the pages of `library` in `language` at the addresses of `frame`.

    The methods are pure: the same library, language and arguments give the same document.
    """

    def __init__(self, library: Library, language: str, frame: Frame) -> None:
        self.library = library
        self.language = language
        self.frame = frame
        self._words = gettext_for(language)
        self._document = Document(library, language, frame)
        self._languages = library.site.languages
        self._name = chosen(library.site.name, language)
        self._swedish = marked("sv", language)
        self._kinds = labels.in_words(labels.KINDS, self._words)
        self._codes: dict[str, list[str]] = {}
        for sign in library.signs.values():
            if not sign.is_retired:
                self._codes.setdefault(sign.place, []).append(sign.code)
        self._guides: dict[str, Guide] = {}
        self._notices: dict[str | None, Markup] = {}
        self._access: dict[Accessibility, Markup] = {}
        self._dangers: dict[tuple[str, ...], Markup] = {}

    # Pages of the content

    def start(self) -> str:
        """What is here: the form for typed codes, safety, trails, and the places by kind and by parish."""
        library, language, frame = self.library, self.language, self.frame
        welcome = chosen(library.site.welcome, language)
        groups = labels.in_words(labels.KIND_GROUPS, self._words)
        places = library.places.values()
        return self._service_page(
            "start",
            "",
            self._words.gettext("Start"),
            welcome.text,
            data=structured_data.site_script(library, frame, language),
            name=self._name,
            welcome=welcome,
            swedish=self._swedish,
            code_form=self._code_form(),
            safety=in_order(library.safety.values(), language, frame),
            trails=in_order(library.trails.values(), language, frame),
            themes=in_order(library.themes.values(), language, frame),
            kinds=grouped(places, lambda place: groups[place.kind], language, frame),
            parishes=grouped(places, lambda place: place.parish or "", language, frame),
        )

    def place(self, place: Place) -> str:
        """A place, with the hole `sign` for visitors who came by a sign's code."""
        return self._entry_page(
            "place",
            place,
            kind=self._kinds[place.kind],
            parish=place.parish,
            dangers=self._safety_links(place.safety),
            ways=self._ways(place) if place.on_trails else "",
            position=written(place.position, self._words),
            codes=self._codes.get(place.slug, ()),
            access=self._accessibility_facts(place.accessibility),
        )

    def trail(self, trail: Trail) -> str:
        """A trail as an ordered list of points (R-A6)."""
        return self._entry_page(
            "trail",
            trail,
            kicker=self._words.gettext("Trail"),
            dangers=self._safety_links(trail.safety),
            stops=self._guide(trail).stops(),
            symbols=self._guide(trail).symbols(),
            official_url=trail.official_url,
        )

    def theme(self, theme: Theme) -> str:
        """A subject and its places."""
        listed = [self.library.places[slug] for slug in theme.places if slug in self.library.places]
        return self._entry_page(
            "theme",
            theme,
            kicker=self._words.gettext("Theme"),
            places=[linked(place, self.language, self.frame) for place in listed],
        )

    def safety(self, safety: Safety) -> str:
        """A danger and what to do; an unchecked translation has the Swedish beside it (R-I8)."""
        text = shown(safety, self.language, self._languages).text
        swedish = safety.texts["sv"]
        return self._entry_page(
            "safety",
            safety,
            kicker=self._words.gettext("Safety"),
            language=self.language,
            direction=direction(self.language),
            original=None if text.language == "sv" or text.is_checked else swedish,
            original_story=with_own_ids(self.frame.story(swedish.html, self.language), "_sv-"),
        )

    # Pages of the service itself

    def privacy(self) -> str:
        """R-P17."""
        site = self.library.site
        return self._service_page(
            "privacy",
            "privacy",
            self._words.gettext("Privacy"),
            self._words.gettext(
                "We count how often signs are used, and we do it without knowing who you are."
            ),
            controller=site.controller,
            officer=site.data_protection_officer,
            authority=PRIVACY_AUTHORITY,
        )

    def accessibility(self) -> str:
        """The statement of R-A2 to R-A4, from checked facts."""
        site = self.library.site
        feedback = self.frame.address(self.language, "feedback")
        return self._service_page(
            "accessibility",
            "accessibility",
            self._words.gettext("Accessibility statement"),
            self._words.gettext("How accessible this service is, what falls short, and how to tell us."),
            owner=site.owner,
            service=self._name.text,
            body=site.contact,
            feedback=f"{feedback}?page={self.frame.address(self.language, 'accessibility')}",
            supervision=SUPERVISION,
            facts=statement(self.library.accessibility, self.language),
        )

    def feedback(self) -> str:
        """The page around the hole `feedback-form`."""
        return self._service_page(
            "feedback",
            "feedback",
            self._words.gettext("Tell us what you think"),
            self._words.gettext(
                "Something wrong, missing or hard to use? A few words from you help the next."
            ),
        )

    def codes(self) -> str:
        """What codes are, the form, and all signs that stand."""
        signs = [sign for sign in self.library.signs.values() if not sign.is_retired]
        return self._service_page(
            "codes",
            "codes",
            self._words.gettext("Codes on the signs"),
            self._words.gettext(
                "Each sign has a code of its own. Type it here if you cannot scan the pattern."
            ),
            code_form=self._code_form(),
            signs=self._offers(sign.code for sign in signs),
        )

    # Answers to addresses and codes that lead nowhere

    def not_found(self) -> str:
        """A page that helps on: the form for codes, 112, and everything there is."""
        library = self.library
        groups = (library.trails, library.places, library.themes, library.safety)
        entries: list[Entry] = [entry for group in groups for entry in group.values()]
        return self._answer_page(
            "not_found",
            "",
            self._words.gettext("There is no page here"),
            self._words.gettext("The address may be mistyped, or the page has moved."),
            code_form=self._code_form(),
            entries=in_order(entries, self.language, self.frame),
        )

    def code_fault(self, typed: str, reading: Reading, near: Sequence[str] = ()) -> str:
        """The answer to a typed text that is no code, with the codes that it is nearly."""
        return self._answer_page(
            "code_fault",
            "codes",
            self._words.gettext("Something is wrong with the code"),
            self._words.gettext("Look at the sign again and correct the code."),
            code_form=self._code_form(typed[:100], explain(reading, self._words)),
            offers=self._offers(near, typed=True),
        )

    def unknown_code(self, code: str, near: Sequence[str] = ()) -> str:
        """The answer to a well-formed code that is not in the register."""
        error = self._words.gettext(
            "No sign of ours has the code {code}. Compare it with the sign, one character at a time."
        )
        return self._answer_page(
            "code_fault",
            "codes",
            self._words.gettext("We do not know this code"),
            self._words.gettext("Look at the sign again and correct the code."),
            code_form=self._code_form(code, error.format(code=code)),
            offers=self._offers(near, typed=True),
        )

    def retired_sign(self, sign: Sign) -> str:
        """The answer to the code of a sign that stands no more: it says so and leads on (R-Q9)."""
        nearest = self.library.entry(sign.instead or sign.place) or self.library.entry(sign.place)
        text = self._words.gettext("The sign with the code {code} no longer stands here.")
        return self._answer_page(
            "retired_sign",
            nearest.slug if nearest else "codes",
            self._words.gettext("This sign has been taken down"),
            text.format(code=sign.code),
            nearest=linked(nearest, self.language, self.frame) if nearest else None,
        )

    def trouble(self, title: str, advice: str) -> str:
        """The answer to what cannot be done just now; both words are in this language already."""
        return self._answer_page("trouble", "", title, advice)

    # Fragments for the holes

    def sign_box(self, sign: Sign) -> str:
        """Fills `sign`: which sign this is, its own position by R-T7, 112."""
        return self._document.fragment(
            "sign_box.html",
            code=sign.code,
            position=written(sign.position, self._words),
            feedback=self.frame.address(self.language, "feedback"),
            address=self.frame.scan_address(sign.code),
        )

    def feedback_form(self, page_address: str = "", text: str = "", error: str = "") -> str:
        """Fills `feedback-form`; `page_address` is the page that the message is about."""
        return self._document.fragment(
            "feedback_form.html",
            action=self.frame.address(self.language, "feedback"),
            page_address=_own_address(page_address),
            text=text,
            error=error,
        )

    def feedback_thanks(self, page_address: str = "") -> str:
        """Fills `feedback-form` when a message has been taken."""
        return self._document.fragment("feedback_thanks.html", page_address=_own_address(page_address))

    def feedback_offline(self) -> str:
        """Fills `feedback-form` where nobody receives messages: in an exported folder."""
        return self._document.fragment("feedback_offline.html", body=self.library.site.contact)

    # How documents are put together

    def _entry_page(self, template: str, entry: Entry, **values: object) -> str:
        text = shown(entry, self.language, self._languages)
        name = heading(entry, text)
        head = Head(
            entry.slug,
            name.text,
            text.text.lede,
            canonical=text.text.language,
            exists_in=() if text.is_fallback else versions(entry, self._languages),
            data=structured_data.script(self.library, self.frame, entry, self.language),
        )
        return self._document.render(
            template,
            head,
            name=name,
            names=other_names(entry, name.text, self.language),
            lede=text.text.lede,
            text_attributes=marked(text.text.language, self.language),
            notice=self._notice(text.text),
            story=self.frame.story(text.text.html, self.language),
            picture=illustration(entry, self.language, self.frame),
            sources=entry.sources,
            swedish=self._swedish,
            **values,
        )

    def _service_page(
        self,
        template: str,
        slug: str,
        title: str,
        description: str,
        data: Markup = NOTHING,
        **values: object,
    ) -> str:
        head = Head(slug, title, description, self.language, self._languages, data)
        return self._document.render(template, head, **values)

    def _answer_page(self, template: str, slug: str, title: str, description: str, **values: object) -> str:
        """A page that is no place to be found at, with ways on."""
        return self._document.render(
            template,
            Head(slug, title, description),
            heading=title,
            home=self.frame.address(self.language),
            help=self.frame.address(self.language, "codes"),
            **values,
        )

    def _notice(self, text: Text) -> Markup:
        """R-I6, R-I8: what the reader must know about the text; the Swedish is nobody's translation."""
        if text.language == self.language and (text.language == "sv" or text.is_checked):
            return NOTHING
        stand_in = None if text.language == self.language else text.language
        known = self._notices.get(stand_in)
        if known is None:
            name = own_name(stand_in) if stand_in else ""
            known = self._notices[stand_in] = self._document.fragment("notice.html", tag=stand_in, name=name)
        return known

    def _safety_links(self, slugs: tuple[str, ...]) -> Markup:
        known = self._dangers.get(slugs)
        if known is None:
            pages = [self.library.safety[slug] for slug in slugs if slug in self.library.safety]
            entries = [linked(page, self.language, self.frame) for page in pages]
            known = self._document.fragment("dangers.html", dangers=entries) if entries else NOTHING
            self._dangers[slugs] = known
        return known

    def _accessibility_facts(self, facts: Accessibility) -> Markup:
        known = self._access.get(facts)
        if known is None:
            told, unknown = access_facts(facts, self.language)
            known = self._access[facts] = self._document.fragment("access.html", known=told, unknown=unknown)
        return known

    def _guide(self, trail: Trail) -> Guide:
        known = self._guides.get(trail.slug)
        if known is None:
            known = Guide(trail, self.library.places, self.language, self.frame)
            self._guides[trail.slug] = known
        return known

    def _ways(self, place: Place) -> Markup:
        ways = []
        for on_trail in place.on_trails:
            trail = self.library.trails.get(on_trail.trail)
            if trail is not None:
                guide = self._guide(trail)
                ways.append({"trail": guide, "steps": guide.steps(place, on_trail)})
        return self._document.fragment("ways.html", ways=ways)

    def _code_form(self, typed: str = "", error: str = "") -> Markup:
        return self._document.fragment(
            "code_form.html",
            action=self.frame.scan_address(),
            language=self.language,
            help=self.frame.address(self.language, "codes"),
            example=example(),
            typed=typed,
            error=error,
        )

    def _offers(self, codes: Iterable[str], typed: bool = False) -> list[dict[str, object]]:
        """Codes with their places: linked to the place, or opened as if they had been `typed`."""
        offers = []
        for code in codes:
            sign = self.library.signs[code]
            entry = self.library.entry(sign.place)
            if entry is None:
                continue
            typed_address = f"{self.frame.scan_address()}?code={code}&lang={self.language}"
            address = typed_address if typed else self.frame.address(self.language, entry.slug)
            offers.append({"code": code, "name": named(entry, self.language), "address": address})
        return offers


def _own_address(address: str) -> str:
    """`address` if it can only lead to a page of this site, else nothing."""
    return address if _OWN_ADDRESS.fullmatch(address) else ""
