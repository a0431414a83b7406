"""Answers to addresses and codes that lead nowhere: each says what is wrong and leads on."""

from collections.abc import Sequence

from heritage.pages.directory import ALL
from heritage.pages.document import Head
from heritage.pages.drawer import Drawer
from heritage.pages.typed import explain
from heritage.places.codes import Reading
from heritage.places.place import Entry, Sign


class AnswerPages(Drawer):
    """None of them is a page to be found at an address of its own."""

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
            entries=self._links(entries),
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
            nearest=self._link(nearest) if nearest else None,
        )

    def trouble(self, title: str, advice: str) -> str:
        """The answer to what cannot be done just now; both words are in this language already."""
        return self._answer_page("trouble", "", title, advice)

    def _answer_page(self, template: str, slug: str, title: str, description: str, **values: object) -> str:
        """A page that is no place to be found at, with ways on."""
        return self._document.render(
            template,
            Head(slug, title, description),
            heading=title,
            home=self._address(),
            places=self._address(ALL),
            help=self._address("codes"),
            **values,
        )
