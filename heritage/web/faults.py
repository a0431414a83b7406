"""What cannot be done: a page that helps for people, problem+json for machines, no internals (R-S23)."""

import json
from functools import lru_cache
from http import HTTPStatus

from heritage.i18n.catalogues import gettext_for
from heritage.problems import N_
from heritage.web.answers import Answer, Header, RequestHeaders, answer, headless
from heritage.web.headers import BARE_POLICY, DO_NOT_KEEP, PROBLEM_JSON, described, security_headers
from heritage.web.shelf import Shelf, laid_out

TITLES = {
    403: N_("This form was sent from another site"),
    404: N_("There is no page here"),
    405: N_("This address cannot be used that way"),
    408: N_("Part of the form did not reach us"),
    413: N_("That was too much at once"),
    415: N_("This form was sent in a way we do not read"),
    429: N_("Please wait a little"),
    500: N_("Something went wrong on our side"),
    503: N_("Something went wrong on our side"),
}

ADVICE = {
    403: N_("Open our own page and send it from there."),
    404: N_("The address may be mistyped, or the page has moved."),
    405: N_("Follow a link from the start page instead."),
    408: N_("Go back and send it again where your connection is better."),
    413: N_("Write a shorter text and send it again."),
    415: N_("Open our own page and send it from there."),
    429: N_("Too many attempts have come from your network. Wait a minute and try again."),
    500: N_("We have noted it. Try again in a while."),
    503: N_("We have noted it. Try again in a while."),
}


def fault(
    shelf: Shelf,
    status: int,
    language: str,
    method: str,
    headers: RequestHeaders,
    more: tuple[Header, ...] = (),
) -> Answer:
    """The answer for `status`, one of TITLES, in `language`, with `more` headers."""
    if status == 404 and not wants_json(headers):
        # Whoever posts must read it too: a browser shows its own page in place of an empty one.
        return shelf.not_found[language].answer("HEAD" if method == "HEAD" else "GET", headers)
    return trouble(shelf, status, language, method, headers, (TITLES[status], ADVICE[status]), more)


def trouble(
    shelf: Shelf,
    status: int,
    language: str,
    method: str,
    headers: RequestHeaders,
    said: tuple[str, str],
    more: tuple[Header, ...] = (),
) -> Answer:
    """The answer for `status` with a title and an advice of its own, which are translated."""
    if wants_json(headers):
        made = problem(status, more)
    else:
        words = gettext_for(language).gettext
        html = shelf.site.renderers[language].trouble(*map(words, said))
        made = laid_out(shelf.site.packed(html, language), DO_NOT_KEEP, status, more=more).answer(
            "GET", headers
        )
    return headless(made) if method == "HEAD" else made


@lru_cache(maxsize=64)
def problem(status: int, more: tuple[Header, ...] = (), detail: str = "") -> Answer:
    """RFC 9457, for machines. `detail` is a sentence of ours that helps to mend it."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
    }
    if detail:
        body["detail"] = detail
    about = described(PROBLEM_JSON, DO_NOT_KEEP)
    return answer(status, [*about, *more, *security_headers(BARE_POLICY)], json.dumps(body).encode())


def onward(status: int, address: str) -> Answer:
    """A redirect to an address of our own."""
    about = [(b"location", address.encode("ascii")), (b"cache-control", DO_NOT_KEEP)]
    return answer(status, [*about, *security_headers(BARE_POLICY)])


def wants_json(headers: RequestHeaders) -> bool:
    """Whether a machine asks: it names JSON and not HTML."""
    accepted = headers.get(b"accept", b"")
    return b"json" in accepted and b"html" not in accepted
