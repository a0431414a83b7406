"""Answers behind a link that is the key itself: kept and found by nobody, and silent about where it was (R-S6)."""

import time

from starlette.requests import Request

from heritage.pages.report_pages import LANGUAGE
from heritage.web.answers import Answer, RequestHeaders
from heritage.web.clients import Clients, neighbourhood
from heritage.web.faults import fault, trouble
from heritage.web.headers import DO_NOT_KEEP
from heritage.web.limits import Limit
from heritage.web.shelf import Shelf, laid_out


def chosen_language(shelf: Shelf, request: Request, headers: RequestHeaders) -> str:
    """The one that the address asks for, else the visitor's: such a page has one address for all languages."""
    chosen = request.query_params.get(LANGUAGE, "")
    return chosen if chosen in shelf.languages else shelf.language(headers)


class WrongLinks:
    """Answers whoever tries a link that is none, and limits how often one sender may (R-S20)."""

    def __init__(self, clients: Clients, limit: Limit, closed: tuple[str, str]) -> None:
        """`closed` are the title and the advice of the page, as message ids."""
        self._clients = clients
        self._limit = limit
        self._closed = closed

    def answer(self, shelf: Shelf, language: str, request: Request, headers: RequestHeaders) -> Answer:
        """A page that does not exist, or how long to wait."""
        sender = neighbourhood(self._clients.address(request.scope, headers))
        wait_s = self._limit.wait_s(sender, time.monotonic())
        if wait_s:
            return fault(shelf, 429, language, request.method, headers, ((b"retry-after", b"%d" % wait_s),))
        return trouble(shelf, 404, language, request.method, headers, self._closed)


def private_page(shelf: Shelf, language: str, html: str, status: int = 200, method: str = "POST") -> Answer:
    """A page that is kept by nobody."""
    made = laid_out(
        shelf.site.packed(html, language), DO_NOT_KEEP, status, more=((b"x-robots-tag", b"noindex"),)
    )
    return made.answer("HEAD" if method == "HEAD" else "GET", {})


def without_referrer(made: Answer) -> Answer:
    """The answer, whose page tells no other where its visitor came from."""
    headers = [
        (name, b"no-referrer" if name == b"referrer-policy" else value)
        for name, value in made.start["headers"]
    ]
    return made._replace(start={**made.start, "headers": headers})
