"""Counted passages for everybody: `/sv/counts/`, a point, a point in a year or a month, and the log of changes.

Only what is published is read here (R-P10, R-P11). A page is composed when somebody asks and kept for a while; bytes
that have not changed keep their tag.
"""

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Connection, Engine
from starlette.requests import Request

from heritage.i18n.dates import LOCAL_TIME
from heritage.pages.compile import HTML, Packed
from heritage.pages.counts.pages import TROUBLE
from heritage.pages.page import fingerprint, pack
from heritage.passages.figures.log import public_changes
from heritage.passages.figures.public import periods_of, public_until, published, published_total
from heritage.passages.figures.reckoning import around_period
from heritage.passages.figures.stored import Directions, directions_of
from heritage.passages.figures.values import Figures
from heritage.passages.periods import Period, PeriodKind, parse, year_of
from heritage.places.counting import COUNTS_PAGE
from heritage.store.engine import StoreError, told_in_a_sentence
from heritage.web.answers import Answer, RequestHeaders, Resource, headless
from heritage.web.counts_files import CountFiles, file_asked
from heritage.web.faults import fault, onward, trouble
from heritage.web.headers import ASK_EACH_TIME, DO_NOT_KEEP
from heritage.web.journal import Journal
from heritage.web.now import NO_ANSWER, PATIENCE_S, READERS
from heritage.web.shelf import Shelf, laid_out

KEPT_S = 60.0
"""How long a page is kept at most: other processes count, decide and import."""

MOST_KEPT = 512
"""Pages; of more, those that nobody has asked for longest go."""

MOST_CHANGES = 200
"""So many of the newest stand in the log."""

LOG_PAGE = "log"

_PART = re.compile(r"[a-z0-9][A-Za-z0-9-]{0,63}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """A page: without a point the list, without a period the newest year."""

    language: str
    point: str = ""
    period: str = ""
    is_log: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, good `until` (seconds since 1970 UTC)."""

    resource: Resource
    until: float


class CountsDoor:
    """Answers below `/<language>/counts/`. To be asked from one event loop."""

    methods = ("GET", "HEAD")
    route = "/{language}/counts/…"

    def __init__(self, engine: Engine, journal: Journal, clock: Callable[[], float] = time.time) -> None:
        """`clock` gives seconds since 1970 UTC."""
        self._engine = engine
        self._journal = journal
        self._clock = clock
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="counts")
        self._files = CountFiles(engine, journal, self._readers, is_for_staff=False)
        self._shelf: Shelf | None = None
        self._kept: OrderedDict[Asked, Kept] = OrderedDict()
        self._composing: dict[Asked, asyncio.Task[Kept]] = {}

    def close(self) -> None:
        """Let the threads go; one that hangs in a database is not waited for."""
        self._readers.shutdown(wait=False, cancel_futures=True)

    def addresses(self, shelf: Shelf) -> list[str]:
        """The list in each language, and all below it; none where nothing is counted."""
        if not shelf.library.counting.points:
            return []
        lists = [shelf.frame.address(language, COUNTS_PAGE) for language in shelf.languages]
        return [*lists, *(f"{address}*" for address in lists)]

    async def answer(self, shelf: Shelf, request: Request, headers: RequestHeaders) -> Answer:
        """The page; of an unknown point or period, those that there are."""
        path: str = request.scope["path"]
        language = shelf.language_at(path, headers)
        below = path.removeprefix(shelf.frame.address(language, COUNTS_PAGE))
        file = file_asked(below)
        if file is not None:
            now = datetime.fromtimestamp(self._clock(), UTC)
            return await self._files.answer(shelf, file, language, request, headers, now)
        asked = asked_for(language, below.removesuffix("/"))
        if asked is None or (asked.point and asked.point not in shelf.library.counting.points):
            return self._unknown(shelf, language, request.method, headers)
        if below and not below.endswith("/"):
            return onward(308, f"{path}/")
        try:
            kept = await self._find(shelf, asked)
        except (StoreError, TimeoutError) as failure:
            self._journal.event("counts not read", reason=str(failure) or NO_ANSWER)
            return trouble(shelf, 503, language, request.method, headers, TROUBLE, ((b"retry-after", b"30"),))
        except Exception as failure:
            self._journal.failure(failure)
            return fault(shelf, 500, language, request.method, headers)
        return kept.resource.answer(request.method, headers)

    def _unknown(self, shelf: Shelf, language: str, method: str, headers: RequestHeaders) -> Answer:
        made = _resource(shelf, language, None).answer("GET", headers)
        return headless(made) if method == "HEAD" else made

    async def _find(self, shelf: Shelf, asked: Asked) -> Kept:
        """What is kept, or composed once however many ask meanwhile. Raises StoreError and TimeoutError."""
        if self._shelf is not shelf:
            self._shelf = shelf
            self._kept.clear()
            self._composing = {}
        kept = self._kept.get(asked)
        if kept is not None and self._clock() < kept.until:
            self._kept.move_to_end(asked)
            return kept
        composing = self._composing
        task = composing.get(asked)
        if task is None:
            task = composing[asked] = asyncio.create_task(self._compose(shelf, asked))
            task.add_done_callback(lambda _: composing.pop(asked, None))
        # Whoever hangs up does not take the page from the others.
        return await asyncio.shield(task)

    async def _compose(self, shelf: Shelf, asked: Asked) -> Kept:
        seconds = self._clock()
        now = datetime.fromtimestamp(seconds, UTC)
        loop = asyncio.get_running_loop()
        reading = loop.run_in_executor(self._readers, partial(self._read, shelf, asked, now))
        resource = await asyncio.wait_for(reading, PATIENCE_S)
        kept = Kept(resource, seconds + KEPT_S)
        if self._shelf is shelf:
            self._kept[asked] = kept
            self._kept.move_to_end(asked)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return kept

    def _read(self, shelf: Shelf, asked: Asked, now: datetime) -> Resource:
        with told_in_a_sentence(), self._engine.connect() as connection:
            return _resource(shelf, asked.language, composed(connection, shelf, asked, now))


def asked_for(language: str, below: str) -> Asked | None:
    """What an address below the list asks for, without a slash at its end; None for what no page can be at."""
    if not below:
        return Asked(language)
    parts = below.split("/")
    if len(parts) > 2 or not all(_PART.fullmatch(part) for part in parts):
        return None
    point, period = parts if len(parts) == 2 else (parts[0], "")
    if point == LOG_PAGE:
        return None if period else Asked(language, is_log=True)
    return None if period and parse(period) is None else Asked(language, point, period)


def composed(connection: Connection, shelf: Shelf, asked: Asked, now: datetime) -> str | None:
    """The document; None for a period that there is no page for."""
    draw = shelf.site.renderers[asked.language]
    if asked.is_log:
        return draw.counts_log(public_changes(connection, shelf.library)[:MOST_CHANGES])
    if asked.point:
        return _point(connection, shelf, asked, now)
    library, newest = shelf.library, dict[str, Figures]()
    for point in library.counting.points:
        flows = directions_of(connection, point)
        period = _newest(_periods(flows, shelf, now), now)
        newest[point] = published_total(connection, library, point, period, now, flows=flows)
    return draw.counts(newest)


def _point(connection: Connection, shelf: Shelf, asked: Asked, now: datetime) -> str | None:
    period = parse(asked.period)
    # One question where the period is known before.
    found = None if period is None else around_period(connection, asked.point, period)
    flows = directions_of(connection, asked.point) if found is None else found.flows
    periods = _periods(flows, shelf, now)
    if period is None:
        period = _newest(periods, now)
    elif period not in periods:
        return None
    figures: Figures = published(
        connection, shelf.library, asked.point, period, now, with_weeks=False, found=found
    )
    today = now.astimezone(LOCAL_TIME).date()
    draw = shelf.site.renderers[asked.language]
    return draw.counts_point(figures, periods, today, is_newest=not asked.period)


def _periods(flows: Directions, shelf: Shelf, now: datetime) -> list[Period]:
    """The years and months that have a page."""
    return periods_of(flows, public_until(now, shelf.library.counting.checks))


def _newest(periods: list[Period], now: datetime) -> Period:
    """The newest year that has figures, else this one, which then has none."""
    years = [period for period in periods if period.kind is PeriodKind.YEAR]
    return max(years, default=year_of(now.astimezone(LOCAL_TIME).year))


def _resource(shelf: Shelf, language: str, html: str | None) -> Resource:
    """The answers for a document; for None, that there is none."""
    if html is None:
        return laid_out(_packed(shelf, language, None), DO_NOT_KEEP, 404)
    return laid_out(_packed(shelf, language, html), ASK_EACH_TIME)


def _packed(shelf: Shelf, language: str, html: str | None) -> Packed:
    """Packed at once and not as well as can be, for which somebody would wait 20 ms."""
    body = (html or shelf.site.renderers[language].counts_unknown()).encode()
    return Packed(HTML, shelf.frame.policy, fingerprint(body), pack(body), None, language)
