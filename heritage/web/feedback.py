"""The feedback page: a form without account or identity, and what becomes of it (R-A4, R-P19)."""

import asyncio
import time
from datetime import UTC, datetime
from urllib.parse import urlencode

from starlette.requests import Request

from heritage.feedback import MessageError, leave_message
from heritage.i18n.catalogues import gettext_for
from heritage.pages.page import Page
from heritage.problems import N_
from heritage.store.engine import StoreError
from heritage.store.writer import Writer
from heritage.web.answers import Answer, Header, RequestHeaders
from heritage.web.clients import Clients, neighbourhood
from heritage.web.faults import fault, onward
from heritage.web.forms import Refused, read_form
from heritage.web.headers import DO_NOT_KEEP
from heritage.web.journal import Journal
from heritage.web.limits import Limit
from heritage.web.shelf import Shelf, laid_out

TOO_OFTEN = N_("Too many messages have come from your network. Wait a minute and send this one again.")
NOT_KEPT = N_("Your message could not be kept just now. Please send it again in a while.")


class FeedbackDoor:
    """GET shows the form, POST takes the message and leads to the thanks."""

    methods = ("GET", "HEAD", "POST")
    route = "/{language}/feedback/"

    def __init__(self, writer: Writer, clients: Clients, limit: Limit, journal: Journal) -> None:
        self._writer = writer
        self._clients = clients
        self._limit = limit
        self._journal = journal

    def addresses(self, shelf: Shelf) -> list[str]:
        """One in each language."""
        return [shelf.frame.address(language, "feedback") for language in shelf.languages]

    async def answer(self, shelf: Shelf, request: Request, headers: RequestHeaders) -> Answer:
        """The page with its hole filled for this visitor."""
        language = shelf.language_at(request.scope["path"], headers)
        renderer = shelf.site.renderers[language]
        if request.method == "POST":
            try:
                fields = await read_form(shelf, request, headers)
            except Refused as refused:
                return fault(shelf, refused.status, language, "POST", headers)
            return await self._take(shelf, language, fields, request, headers)
        about = request.query_params.get("page", "")
        is_sent = request.query_params.get("sent") == "1"
        if is_sent:
            thanks = gettext_for(language).gettext("Thank you. Your message has reached us.")
            return _page(
                shelf, language, renderer.feedback_thanks(about), thanks, 200, request.method, headers
            )
        return _page(shelf, language, renderer.feedback_form(about), "", 200, request.method, headers)

    async def _take(
        self, shelf: Shelf, language: str, fields: dict[str, str], request: Request, headers: RequestHeaders
    ) -> Answer:
        """Keep the message; where that fails, give the visitor's words back beside the reason (R-A22)."""
        text, about = fields.get("text", ""), fields.get("page", "")
        words = gettext_for(language).gettext
        more: tuple[Header, ...] = ()
        wait_s = self._limit.wait_s(
            neighbourhood(self._clients.address(request.scope, headers)), time.monotonic()
        )
        if wait_s:
            status, error = 429, words(TOO_OFTEN)
            more = ((b"retry-after", b"%d" % wait_s),)
        else:
            try:
                await asyncio.to_thread(self._keep, text, about, language)
            except MessageError as wrong:
                status, error = 422, wrong.message(words)
            except StoreError as failure:
                self._journal.event("message not kept", reason=failure)
                status, error = 503, words(NOT_KEPT)
            else:
                here = shelf.frame.address(language, "feedback")
                return onward(303, f"{here}?{urlencode({'sent': 1, 'page': about[:200]})}")
        fill = shelf.site.renderers[language].feedback_form(about, text, error)
        return _page(shelf, language, fill, error, status, "POST", headers, more)

    def _keep(self, text: str, about: str, language: str) -> None:
        leave_message(self._writer, text=text, page=about, language=language, now=datetime.now(UTC))


def _page(
    shelf: Shelf,
    language: str,
    fill: str,
    outcome: str,
    status: int,
    method: str,
    headers: RequestHeaders,
    more: tuple[Header, ...] = (),
) -> Answer:
    """The feedback page with `fill` in its hole; its title begins with what became of a message, if any did."""
    page = Page.from_html("", language, shelf.site.renderers[language].feedback(outcome))
    packed = shelf.site.packed(page.body({"feedback-form": fill}).decode(), language)
    made = laid_out(packed, DO_NOT_KEEP, status, more=more)
    # A page that shows what somebody wrote is never "not modified".
    asked = {name: value for name, value in headers.items() if name != b"if-none-match"}
    return made.answer("HEAD" if method == "HEAD" else "GET", asked)
