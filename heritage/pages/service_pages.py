"""The pages of the service itself: what it is, how to use it, whom to turn to, and what the law asks for."""

from heritage.i18n.languages import sort_key
from heritage.pages.directory import ALL, is_counting
from heritage.pages.drawer import Drawer
from heritage.pages.statement import statement
from heritage.places.counting import COUNTS_PAGE

SUPERVISION = "https://www.digg.se/tdosanmalan"
PRIVACY_AUTHORITY = "https://www.imy.se/"
CONTENT_LICENCE = "https://creativecommons.org/licenses/by/4.0/"


class ServicePages(Drawer):
    """One method for each page; all words are in the templates."""

    def help(self) -> str:
        """What the codes are and how to use the site (R-A26)."""
        return self._service_page(
            "help",
            "help",
            self._words.gettext("How to use these pages"),
            self._words.gettext(
                "There is a page for each place. You open it with the sign in front of you, or from a list."
            ),
            code_form=self._code_form(),
            places=self._address(ALL),
            codes=self._address("codes"),
            contact=self._address("contact"),
            counts=self._counts,
        )

    def about(self) -> str:
        """What the service is, who runs it and how its texts are made."""
        site = self.library.site
        return self._service_page(
            "about",
            "about",
            self._words.gettext("About this service"),
            self._words.gettext("Who is behind these pages, and how we know what we write."),
            owner=site.owner,
            area=site.area,
            licence=CONTENT_LICENCE,
            contact=self._address("contact"),
            help=self._address("help"),
            privacy=self._address("privacy"),
            accessibility=self._address("accessibility"),
            counts=self._counts,
        )

    def contact(self) -> str:
        """Who to ask, and what about."""
        site = self.library.site
        return self._service_page(
            "contacts",
            "contact",
            self._words.gettext("Contact"),
            self._words.gettext("Whom to turn to, and for what."),
            body=site.contact,
            officer=site.data_protection_officer,
            feedback=f"{self._address('feedback')}?page={self._address('contact')}",
            privacy=self._address("privacy"),
        )

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
            counts=self._counts,
        )

    def accessibility(self) -> str:
        """The statement of R-A2 to R-A4, from checked facts."""
        site = self.library.site
        return self._service_page(
            "accessibility",
            "accessibility",
            self._words.gettext("Accessibility statement"),
            self._words.gettext("How accessible this service is, what falls short, and how to tell us."),
            owner=site.owner,
            service=self._name.text,
            body=site.contact,
            feedback=f"{self._address('feedback')}?page={self._address('accessibility')}",
            supervision=SUPERVISION,
            facts=statement(self.library.accessibility, self.language),
        )

    def feedback(self, outcome: str = "") -> str:
        """The page around the hole `feedback-form`. `outcome` is what became of a message: the title says it."""
        return self._service_page(
            "feedback",
            "feedback",
            outcome or self._words.gettext("Tell us what you think"),
            self._words.gettext(
                "Something wrong, missing or hard to use? A few words from you help the next."
            ),
        )

    def codes(self) -> str:
        """What codes are, the form, and all signs that stand, by the names of their places."""
        offers = self._offers(sign.code for sign in self.library.signs.values() if not sign.is_retired)
        return self._service_page(
            "codes",
            "codes",
            self._words.gettext("Codes on the signs"),
            self._words.gettext(
                "Each sign has a code of its own. Type it here if you cannot scan the pattern."
            ),
            code_form=self._code_form(),
            places=self._address(ALL),
            help=self._address("help"),
            signs=sorted(offers, key=lambda offer: sort_key(offer.name.text, self.language)),
        )

    @property
    def _counts(self) -> str:
        """Where passages are told of; "" where none are counted."""
        return self._address(COUNTS_PAGE) if is_counting(self.library) else ""
