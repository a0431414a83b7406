"""`/staff/<link>/counts/`: the pages of counted passages as staff see them, exact and fresh, behind a signed link.

The link is the key itself (R-S6): signed, short-lived, revocable, never logged, never sent on as a referrer, kept by
nobody between. It opens pages to read; whatever changes something is a command.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine
from starlette.requests import Request

from heritage import staff
from heritage.i18n.dates import LOCAL_TIME
from heritage.pages.counts.pages import TROUBLE, Room
from heritage.pages.report_pages import LANGUAGE
from heritage.passages.figures.log import changes
from heritage.passages.figures.public import periods_of
from heritage.passages.figures.reckoned import subject_of
from heritage.passages.figures.reckoning import figures_of, total_of
from heritage.passages.figures.stored import directions_of
from heritage.passages.periods import Period, parse, year_of
from heritage.places.counting import COUNTS_PAGE
from heritage.problems import N_
from heritage.staff import StaffError
from heritage.store.engine import StoreError, told_in_a_sentence
from heritage.web.answers import Answer, RequestHeaders
from heritage.web.clients import Clients
from heritage.web.counts import Asked, asked_for
from heritage.web.counts_files import CountFiles, file_asked
from heritage.web.faults import fault, trouble
from heritage.web.journal import Journal
from heritage.web.limits import Limit
from heritage.web.private import WrongLinks, chosen_language, private_page, without_referrer
from heritage.web.shelf import Shelf

CLOSED = (
    N_("This link does not work"),
    N_("It is wrong, too old or closed. Whoever runs the service makes a new one."),
)
MOST_CHANGES = 500

Key = Callable[[], bytes | None]
"""What links are signed with; None while there is none, and so no link. Raises StaffError."""


class StaffDoor:
    """Answers what is asked by a link that is open; any other is a page that does not exist."""

    methods = ("GET", "HEAD")
    route = "/staff/{link}/…"

    def __init__(self, engine: Engine, key: Key, clients: Clients, wrong: Limit, journal: Journal) -> None:
        """`wrong` limits how often one sender may try links that are none (R-S20)."""
        self._engine = engine
        self._files = CountFiles(engine, journal, is_for_staff=True)
        self._key = key
        self._wrong = WrongLinks(clients, wrong, CLOSED)
        self._journal = journal

    def addresses(self, shelf: Shelf) -> list[str]:
        """All below, for the link is part of the address."""
        return [f"{shelf.frame.base_path}/staff/*"]

    async def answer(self, shelf: Shelf, request: Request, headers: RequestHeaders) -> Answer:
        """The page; whatever it is, it tells nobody where its visitor came from."""
        return without_referrer(await self._answer(shelf, request, headers))

    async def _answer(self, shelf: Shelf, request: Request, headers: RequestHeaders) -> Answer:
        language = chosen_language(shelf, request, headers)
        below = f"{shelf.frame.base_path}/staff/"
        token, _, rest = str(request.scope["path"]).removeprefix(below).partition("/")
        now = datetime.now(UTC)
        try:
            is_open = await asyncio.to_thread(self._is_open, token, now)
            if not is_open:
                return self._wrong.answer(shelf, language, request, headers)
            file = file_asked(rest.removeprefix(f"{COUNTS_PAGE}/"))
            if file is not None:
                return await self._files.answer(shelf, file, language, request, headers, now)
            asked = _asked(language, rest)
            own = f"{below}{token}/{COUNTS_PAGE}/"
            html = await asyncio.to_thread(self._read, shelf, asked, own, rest, now) if asked else None
        except (StoreError, StaffError) as failure:
            self._journal.event("staff page not read", reason=failure)
            return trouble(shelf, 503, language, request.method, headers, TROUBLE)
        if html is None:
            return fault(shelf, 404, language, request.method, headers)
        return private_page(shelf, language, html, method=request.method)

    def _is_open(self, token: str, now: datetime) -> bool:
        key = self._key()
        if key is None:
            return False
        with told_in_a_sentence(), self._engine.connect() as connection:
            return staff.opened(connection, key, token, now) is not None

    def _read(self, shelf: Shelf, asked: Asked, own: str, rest: str, now: datetime) -> str | None:
        path = rest.removeprefix(f"{COUNTS_PAGE}/")
        room = Room(own, f"{own}{path}?{LANGUAGE}=")
        with told_in_a_sentence(), self._engine.connect() as connection:
            return _drawn(connection, shelf, asked, room, now)


def _asked(language: str, rest: str) -> Asked | None:
    """None for what no page can be at."""
    first, _, below = rest.partition("/")
    return asked_for(language, below.removesuffix("/")) if first == COUNTS_PAGE else None


def _drawn(connection: Connection, shelf: Shelf, asked: Asked, room: Room, now: datetime) -> str | None:
    """The document; None for a point or a period that there is not."""
    draw, library = shelf.site.renderers[asked.language], shelf.library
    today = now.astimezone(LOCAL_TIME).date()
    if asked.is_log:
        return draw.counts_log(changes(connection, library)[:MOST_CHANGES], room)
    if not asked.point:
        newest = {
            point: total_of(subject_of(connection, library, point, today), year_of(today.year))
            for point in library.counting.points
        }
        return draw.counts(newest, room)
    if asked.point not in library.counting.points:
        return None
    period = parse(asked.period) or year_of(today.year)
    figures = figures_of(connection, library, asked.point, period, now)
    periods = _periods(connection, asked.point, period, now)
    return draw.counts_point(figures, periods, today, room)


def _periods(connection: Connection, point: str, shown: Period, now: datetime) -> list[Period]:
    """The years and months up to today, and what is shown."""
    today = now.astimezone(LOCAL_TIME).date()
    found = periods_of(directions_of(connection, point), today)
    return found if shown in found else [*found, shown]
