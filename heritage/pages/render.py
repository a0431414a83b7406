"""Complete HTML documents for every page of the visitor site, in one language.

Live parts are left out as holes: `<!--hole:sign-->`, `<!--hole:feedback-form-->`.
"""

import re

from heritage.pages.answer_pages import AnswerPages
from heritage.pages.counts.pages import CountsPages
from heritage.pages.entry_pages import EntryPages
from heritage.pages.list_pages import ListPages
from heritage.pages.measuring import MeasuringPages
from heritage.pages.overview import OverviewPages
from heritage.pages.positions import written
from heritage.pages.service_pages import ServicePages
from heritage.pages.tally_pages import TallyPages
from heritage.places.place import Sign

_OWN_ADDRESS = re.compile(r"/(?!/)[A-Za-z0-9/._-]*", re.ASCII)


class Renderer(
    EntryPages, ListPages, ServicePages, AnswerPages, TallyPages, MeasuringPages, OverviewPages, CountsPages
):
    """All pages, each by its method, and the fragments that fill their holes."""

    def sign_box(self, sign: Sign) -> str:
        """Fills `sign`: which sign this is, its own position by R-T7, 112."""
        place = self.library.places[sign.place]
        return self._document.fragment(
            "sign_box.html",
            code=sign.code,
            # As it is called in Sweden: whoever answers at 112 knows no other name.
            where=[place.name("sv"), *([place.parish] if place.parish else []), self.library.site.area],
            swedish=self._swedish,
            position=written(sign.position, self._words),
            place_position=written(place.position, self._words),
            feedback=self._address("feedback"),
            address=self.frame.scan_address(sign.code),
        )

    def feedback_form(self, page_address: str = "", text: str = "", error: str = "") -> str:
        """Fills `feedback-form`; `page_address` is the page that the message is about."""
        return self._document.fragment(
            "feedback_form.html",
            action=self._address("feedback"),
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


def _own_address(address: str) -> str:
    """`address` if it can only lead to a page of this site, else nothing."""
    return address if _OWN_ADDRESS.fullmatch(address) else ""
