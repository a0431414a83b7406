"""`/report/<secret>/`: the private link of a club or bathing host, a form that works without script.

The link is the key itself (R-S6): it is never logged, never sent on as a referrer, never kept by anybody between.
"""

import asyncio
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from itertools import product

from sqlalchemy import Connection, Engine
from starlette.requests import Request

from heritage.i18n.catalogues import gettext_for
from heritage.i18n.dates import LOCAL_TIME, format_date, format_moment
from heritage.pages.report_pages import Asked, Saved, exactly, wholly
from heritage.pages.tally_pages import Tallied
from heritage.passages.decided import manuals
from heritage.passages.decided.manuals import Kept, ManualCount
from heritage.problems import N_, Refusal
from heritage.quantities import QUANTITIES, IceKind
from heritage.sensors import moments
from heritage.sensors.drilled import SNOW_OUT_OF_RANGE
from heritage.sensors.moments import MomentError
from heritage.sensors.numbers import typed, typed_in
from heritage.sensors.pulse import Pulse
from heritage.sensors.reporters import (
    PASSAGES,
    Report,
    Reporter,
    ReporterError,
    Taken,
    by_secret,
    is_reportable,
    take,
)
from heritage.store.engine import StoreError, told_in_a_sentence
from heritage.store.writer import Writer
from heritage.web import tallies
from heritage.web.answers import Answer, RequestHeaders
from heritage.web.clients import Clients
from heritage.web.faults import fault
from heritage.web.forms import Refused, read_fields
from heritage.web.journal import Journal
from heritage.web.limits import Limit
from heritage.web.private import WrongLinks, chosen_language, private_page, without_referrer
from heritage.web.shelf import Shelf

NOT_SAVED = N_("It could not be saved just now. Please send it again in a while.")
TOO_OFTEN = N_("Many values have come by this link. Wait a minute and send this one again.")
NO_SNOW = N_("Write the snow on the ice as a number of centimetres.")
NO_NUMBER = N_("Choose a value, or type a number.")
TWO_NUMBERS = N_("One value is chosen and another is typed. Choose “The typed value”, or empty the field.")
SAVED_BEFORE = N_(
    "{value}, measured {time}, was saved before and stays as it is. To save this value too, send it once more."
)
SAVED_THEN = N_(
    "{value}, measured {time}, was saved before and stays as it is. To save this value too, send it once more, with a "
    "time of its own."
)
NOT_FOR_THAT = N_("Your value is not saved: this link is not for that place or value any more.")
CLOSED = (
    N_("This link does not work"),
    N_("The link is wrong or closed. Ask the municipality for a new one."),
)
TURNS = (
    N_("The clock showed this time twice that night; it is the first of the two, in summer time."),
    N_("The clock showed this time twice that night; it is the second of the two, in winter time."),
)

LONGEST_KEY = 64
LONGEST_SHOWN = 40

Pair = tuple[str, str]


class TooOften(Refusal):
    """A link by which more comes than people can measure."""


class SavedBefore(Refusal):
    """Something else stands under the same form, or for the same second: what stands is never changed."""


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
        self._wrong = WrongLinks(clients, wrong, CLOSED)
        self._sent = sent
        self._journal = journal
        self._pulse = pulse

    def addresses(self, shelf: Shelf) -> list[str]:
        """All below, for the link is part of the address."""
        return [f"{shelf.frame.base_path}/report/*"]

    async def answer(self, shelf: Shelf, request: Request, headers: RequestHeaders) -> Answer:
        """The choice, the form, or what was stored; whatever it is, it tells nobody where its visitor came from."""
        return without_referrer(await self._answer(shelf, request, headers))

    async def _answer(self, shelf: Shelf, request: Request, headers: RequestHeaders) -> Answer:
        language = chosen_language(shelf, request, headers)
        below = f"{shelf.frame.base_path}/report/"
        secret = str(request.scope["path"]).removeprefix(below).strip("/")
        try:
            reporter = await asyncio.to_thread(self._reporter, secret)
        except StoreError as failure:
            self._journal.event("reporter not read", reason=failure)
            return fault(shelf, 503, language, request.method, headers)
        if reporter is None:
            return self._wrong.answer(shelf, language, request, headers)
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
            return private_page(
                shelf, language, renderer.report_choices(reporter.name, own, pairs), method=method
            )
        is_only = len(pairs) == 1
        if chosen[1] == PASSAGES:
            html = renderer.tally_form(reporter.name, own, Tallied(chosen[0], _new_key(), {}), is_only)
        else:
            html = renderer.report_form(reporter.name, own, Asked(*chosen, _new_key(), {}), is_only)
        return private_page(shelf, language, html, method=method)

    async def _take(
        self, shelf: Shelf, language: str, own: str, reporter: Reporter, fields: dict[str, str]
    ) -> Answer:
        """Store it; where that fails, the form comes back with what was filled in beside the reason (R-A22)."""
        words, renderer = gettext_for(language).gettext, shelf.site.renderers[language]
        pair = (fields.get("place", ""), fields.get("what", ""))
        key = fields.get("key", "")[:LONGEST_KEY] or _new_key()
        pairs = _pairs(shelf, reporter)
        if pair not in pairs:
            sent = (fields.get("other", "").strip() or fields.get("value", ""))[:LONGEST_SHOWN]
            html = renderer.report_choices(reporter.name, own, pairs, words(NOT_FOR_THAT), sent)
            return private_page(shelf, language, html, 409)
        if pair[1] == PASSAGES:
            return await self._count(shelf, language, own, reporter, pair[0], key, fields, len(pairs) == 1)
        now = datetime.now(UTC)
        try:
            if self._sent.wait_s(reporter.device, time.monotonic()):
                raise TooOften(TOO_OFTEN)
            report = _read(fields, pair, key, now)
            taken = await asyncio.to_thread(
                self._writer.run, lambda c: _stored(c, reporter, report, language, now)
            )
        except StoreError as failure:
            self._journal.event("report not kept", reason=failure)
            status, error, field = 503, words(NOT_SAVED), ""
        except SavedBefore as refusal:
            # Sent once more it is another report.
            key, status, error, field = _new_key(), 409, refusal.message(words), ""
        except Refusal as refusal:
            status = 429 if isinstance(refusal, TooOften) else 422
            error, field = refusal.message(words, partial(_in_words, language=language)), _field(refusal)
        else:
            self._pulse.beat()
            return private_page(
                shelf, language, renderer.report_done(own, _saved(taken, language), len(pairs) == 1)
            )
        form = Asked(*pair, key, fields, error, field)
        html = renderer.report_form(reporter.name, own, form, is_only=len(pairs) == 1)
        return private_page(shelf, language, html, status)

    async def _count(
        self,
        shelf: Shelf,
        language: str,
        own: str,
        reporter: Reporter,
        spot: str,
        key: str,
        fields: dict[str, str],
        is_only: bool,
    ) -> Answer:
        """Keep a count by hand; where that fails, the form comes back as it was filled in (R-V19)."""
        words, renderer, now = (
            gettext_for(language).gettext,
            shelf.site.renderers[language],
            datetime.now(UTC),
        )
        try:
            if self._sent.wait_s(reporter.device, time.monotonic()):
                raise TooOften(TOO_OFTEN)
            point = shelf.library.counting.points[spot]
            count = tallies.read(fields, spot, point, f"{reporter.id}-{key}", reporter.name, now)
            stands, is_new = await asyncio.to_thread(self._writer.run, lambda c: _recorded(c, count, now))
        except StoreError as failure:
            self._journal.event("count not kept", reason=failure)
            status, error, field = 503, words(NOT_SAVED), ""
        except tallies.SentBefore as refusal:
            # Sent once more it is another count.
            key, status, error, field = _new_key(), 409, refusal.message(words), ""
        except Refusal as refusal:
            status = 429 if isinstance(refusal, TooOften) else 422
            error, field = (
                refusal.message(words, partial(_in_words, language=language)),
                tallies.field_of(refusal),
            )
        else:
            done = renderer.tally_done(own, tallies.kept(stands, is_new, language), is_only)
            return private_page(shelf, language, done)
        form = Tallied(spot, key, fields, error, field, tallies.twice(fields))
        return private_page(shelf, language, renderer.tally_form(reporter.name, own, form, is_only), status)


def _recorded(connection: Connection, count: ManualCount, now: datetime) -> tuple[Kept, bool]:
    """What stands under the form's key, and whether it is new. Raises EntryError and SentBefore."""
    number, is_new = manuals.record(connection, count, now)
    stands = next(one for one in manuals.manual_counts(connection) if one.id == number)
    return tallies.same(stands, count), is_new


def _stored(
    connection: Connection, reporter: Reporter, report: Report, language: str, now: datetime
) -> Taken:
    """What stands, which is what was sent. Raises SavedBefore, and what `take` raises."""
    taken = take(connection, reporter, report, now)
    if taken is None:
        raise ReporterError(N_("This form belongs to another link. Open your own link again."))
    if not taken.is_what(report):
        unit, words = QUANTITIES[taken.quantity].unit, gettext_for(language)
        value = wholly(taken.value, unit, taken.ice, taken.snow_cm, language, words)
        said = SAVED_THEN if report.is_timed else SAVED_BEFORE
        raise SavedBefore(said, value=value, time=format_moment(taken.observed_at, language))
    return taken


def _saved(taken: Taken, language: str) -> Saved:
    turn = moments.turn(taken.observed_at, LOCAL_TIME)
    return Saved(
        taken.place,
        taken.quantity,
        taken.value,
        taken.ice,
        taken.snow_cm,
        format_moment(taken.observed_at, language),
        "" if turn is None else gettext_for(language).gettext(TURNS[turn]),
        taken.is_new,
    )


def _pairs(shelf: Shelf, reporter: Reporter) -> list[Pair]:
    """What may be reported, where it is still measured."""
    pairs = product(reporter.places, reporter.quantities)
    return [pair for pair in pairs if is_reportable(shelf.library, *pair)]


def _read(fields: Mapping[str, str], pair: Pair, key: str, now: datetime) -> Report:
    """Raises ReporterError or MomentError."""
    place, quantity = pair
    snow = fields.get("snow", "").strip()
    snow_cm = typed_in("cm", snow)
    if snow and snow_cm is None:
        raise ReporterError(NO_SNOW)
    written = fields.get("at", "").strip()
    try:
        ice = IceKind(fields.get("ice", IceKind.UNKNOWN))
    except ValueError:
        ice = IceKind.UNKNOWN
    return Report(
        key=key,
        place=place,
        quantity=quantity,
        value=_value(
            fields.get("value", "").strip(), fields.get("other", "").strip(), QUANTITIES[quantity].unit
        ),
        observed_at=moments.read_past(written, LOCAL_TIME, now) if written else now,
        ice=ice,
        snow_cm=snow_cm,
        is_timed=bool(written),
    )


def _value(ticked: str, other: str, unit: str) -> float:
    """The one value that was chosen or typed, perhaps with its unit. Raises ReporterError."""
    value = typed_in(unit, other or ticked)
    if value is None:
        raise ReporterError(NO_NUMBER)
    if ticked and typed(ticked) != value:
        raise ReporterError(TWO_NUMBERS)
    return value


def _field(refusal: Refusal) -> str:
    """The input where it is mended; "" where it is none of them."""
    if isinstance(refusal, TooOften):
        return ""
    if isinstance(refusal, MomentError):
        return "at"
    return "snow" if refusal.text in (NO_SNOW, SNOW_OUT_OF_RANGE) else "other"


def _new_key() -> str:
    return secrets.token_urlsafe(12)


def _in_words(value: object, language: str) -> object:
    """A number or a local time of a sentence as the language writes it."""
    if isinstance(value, int | float):
        return exactly(value, language)
    if isinstance(value, datetime):
        return f"{format_date(value.date(), language)} {value:%H:%M}"
    return value
