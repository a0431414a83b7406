"""`/report/<secret>/`: the private link of a club or bathing host, a form that works without script.

The link is the key itself (R-S6): it is never logged, never sent on as a referrer, never kept by anybody between.
"""

import asyncio
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine
from starlette.requests import Request

from heritage.i18n import LOCAL_TIME, format_date, gettext_for
from heritage.pages.report_pages import Asked
from heritage.problems import N_, Refusal
from heritage.quantities import IceKind
from heritage.sensors import moments
from heritage.sensors.pulse import Pulse
from heritage.sensors.reporters import Report, Reporter, ReporterError, Taken, by_secret, take
from heritage.store.engine import StoreError, told_in_a_sentence
from heritage.store.writer import Writer
from heritage.web.answers import Answer, RequestHeaders
from heritage.web.clients import Clients, neighbourhood
from heritage.web.faults import fault
from heritage.web.forms import Refused, read_fields
from heritage.web.headers import DO_NOT_KEEP
from heritage.web.journal import Journal
from heritage.web.limits import Limit
from heritage.web.shelf import Shelf, laid_out

NOT_SAVED = N_("It could not be saved just now. Please send it again in a while.")
TOO_OFTEN = N_("Many values have come by this link. Wait a minute and send this one again.")
NO_SNOW = N_("Write the snow on the ice as a number of centimetres.")
NO_NUMBER = N_("Choose a value, or type a number.")

Pair = tuple[str, str]


class TooOften(Refusal):
    """A link by which more comes than people can measure."""


class ReportDoor:
    """GET asks what was measured, POST stores it; a wrong or revoked link is a page that does not exist."""

    methods = ("GET", "HEAD", "POST")
    route = "/report/{link}/"

    def __init__(
        self,
        engine: Engine,
        writer: Writer,
        clients: Clients,
        wrong: Limit,
        sent: Limit,
        journal: Journal,
        pulse: Pulse,
    ) -> None:
        """`wrong` limits how often one sender may try links that are none (R-S20), `sent` what comes by one link."""
        self._engine = engine
        self._writer = writer
        self._clients = clients
        self._wrong = wrong
        self._sent = sent
        self._journal = journal
        self._pulse = pulse

    def addresses(self, shelf: Shelf) -> list[str]:
        """All below, for the link is part of the address."""
        return [f"{shelf.frame.base_path}/report/*"]

    async def answer(self, shelf: Shelf, request: Request, headers: RequestHeaders) -> Answer:
        """The choice, the form, or what was stored; whatever it is, it tells nobody where its visitor came from."""
        return _without_referrer(await self._answer(shelf, request, headers))

    async def _answer(self, shelf: Shelf, request: Request, headers: RequestHeaders) -> Answer:
        language = shelf.language(headers)
        below = f"{shelf.frame.base_path}/report/"
        secret = str(request.scope["path"]).removeprefix(below).strip("/")
        try:
            reporter = await asyncio.to_thread(self._reporter, secret)
        except StoreError as failure:
            self._journal.event("reporter not read", reason=failure)
            return fault(shelf, 503, language, request.method, headers)
        if reporter is None:
            sender = neighbourhood(self._clients.address(request.scope, headers))
            wait_s = self._wrong.wait_s(sender, time.monotonic())
            more = ((b"retry-after", b"%d" % wait_s),) if wait_s else ()
            return fault(shelf, 429 if wait_s else 404, language, request.method, headers, more)
        own = f"{below}{secret}/"
        if request.method == "POST":
            try:
                # The link is the key: whoever has it may send from anywhere, and no-referrer hides where from.
                fields = await read_fields(request, headers)
            except Refused as refused:
                return fault(shelf, refused.status, language, "POST", headers)
            return await self._take(shelf, language, own, reporter, fields)
        return self._ask(shelf, language, own, reporter, dict(request.query_params), request.method)

    def _reporter(self, secret: str) -> Reporter | None:
        with told_in_a_sentence(), self._engine.connect() as connection:
            return by_secret(connection, secret)

    def _ask(
        self,
        shelf: Shelf,
        language: str,
        own: str,
        reporter: Reporter,
        asked: Mapping[str, str],
        method: str,
    ) -> Answer:
        renderer = shelf.site.renderers[language]
        pairs = _pairs(shelf, reporter)
        wanted = (asked.get("place", ""), asked.get("what", ""))
        chosen = pairs[0] if len(pairs) == 1 else wanted if wanted in pairs else None
        if chosen is None:
            return _page(shelf, language, renderer.report_choices(reporter.name, own, pairs), method=method)
        form = Asked(*chosen, secrets.token_urlsafe(12), {})
        return _page(shelf, language, renderer.report_form(reporter.name, own, form), method=method)

    async def _take(
        self, shelf: Shelf, language: str, own: str, reporter: Reporter, fields: dict[str, str]
    ) -> Answer:
        """Store it; where that fails, the form comes back with what was filled in beside the reason (R-A22)."""
        words, renderer = gettext_for(language).gettext, shelf.site.renderers[language]
        pair = (fields.get("place", ""), fields.get("what", ""))
        if pair not in _pairs(shelf, reporter):
            return fault(shelf, 404, language, "POST", {})
        now = datetime.now(UTC)
        try:
            if self._sent.wait_s(reporter.device, time.monotonic()):
                raise TooOften(TOO_OFTEN)
            report = _read(fields, pair, now)
            taken = await asyncio.to_thread(self._writer.run, lambda c: _stored(c, reporter, report, now))
        except Refusal as refusal:
            status, error = 429 if isinstance(refusal, TooOften) else 422, refusal.message(words)
        except StoreError as failure:
            self._journal.event("report not kept", reason=failure)
            status, error = 503, words(NOT_SAVED)
        else:
            self._pulse.beat()
            at = _written(taken.observed_at, language)
            done = (taken.place, taken.quantity, taken.value or 0.0, at, taken.is_new)
            return _page(shelf, language, renderer.report_done(own, *done))
        form = Asked(*pair, fields.get("key") or secrets.token_urlsafe(12), fields, error)
        return _page(shelf, language, renderer.report_form(reporter.name, own, form), status)


def _stored(connection: Connection, reporter: Reporter, report: Report, now: datetime) -> Taken:
    taken = take(connection, reporter, report, now)
    if taken is None:
        raise ReporterError(N_("This form belongs to another link. Open your own link again."))
    return taken


def _pairs(shelf: Shelf, reporter: Reporter) -> list[Pair]:
    """What may be reported of places that there still are."""
    places = [slug for slug in reporter.places if slug in shelf.library.places]
    return [(place, quantity) for place in places for quantity in reporter.quantities]


def _read(fields: Mapping[str, str], pair: Pair, now: datetime) -> Report:
    """Raises ReporterError or MomentError."""
    place, quantity = pair
    value = (
        _number(fields.get("other", ""))
        if fields.get("other", "").strip()
        else _number(fields.get("value", ""))
    )
    if value is None:
        raise ReporterError(NO_NUMBER)
    snow = fields.get("snow", "").strip()
    if snow and _number(snow) is None:
        raise ReporterError(NO_SNOW)
    written = fields.get("at", "").strip()
    try:
        ice = IceKind(fields.get("ice", IceKind.UNKNOWN))
    except ValueError:
        ice = IceKind.UNKNOWN
    return Report(
        key=fields.get("key", "")[:64] or secrets.token_urlsafe(12),
        place=place,
        quantity=quantity,
        value=value,
        observed_at=moments.read(written, LOCAL_TIME) if written else now,
        ice=ice,
        snow_cm=_number(snow),
    )


def _number(text: str) -> float | None:
    """A number with decimal point or comma; None for anything else."""
    plain = text.strip().replace(",", ".").replace("\u2212", "-")
    if not plain.replace(".", "", 1).removeprefix("-").isascii() or len(plain) > 10:
        return None
    return float(plain) if plain.replace(".", "", 1).removeprefix("-").isdigit() else None


def _written(moment: datetime, language: str) -> str:
    local = moment.astimezone(LOCAL_TIME)
    return f"{format_date(local.date(), language)} {local:%H:%M}"


def _page(shelf: Shelf, language: str, html: str, status: int = 200, method: str = "POST") -> Answer:
    """A page that is kept by nobody."""
    made = laid_out(
        shelf.site.packed(html, language), DO_NOT_KEEP, status, more=((b"x-robots-tag", b"noindex"),)
    )
    return made.answer("HEAD" if method == "HEAD" else "GET", {})


def _without_referrer(made: Answer) -> Answer:
    headers = [
        (name, b"no-referrer" if name == b"referrer-policy" else value)
        for name, value in made.start["headers"]
    ]
    return made._replace(start={**made.start, "headers": headers})
