"""Pages that show the moment: composed when somebody asks, then kept until something may have changed.

A database in trouble never costs a visitor the page: it says what cannot be read, and shows nothing old as new.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Connection, Engine

from heritage.conditions.gather import conditions_of, overview
from heritage.pages.compile import Packed
from heritage.pages.curves import Past
from heritage.pages.document import NOTHING
from heritage.pages.drafts import Live, View
from heritage.pages.panel import placed
from heritage.places.place import Place
from heritage.sensors.history import season, week
from heritage.sensors.pulse import Pulse
from heritage.store.engine import StoreError, told_in_a_sentence
from heritage.web.answers import Answer, RequestHeaders, Resource
from heritage.web.headers import ASK_EACH_TIME, ASK_EACH_TIME_PRIVATELY, DO_NOT_KEEP
from heritage.web.journal import Journal
from heritage.web.shelf import Composed, Shelf, laid_out

KEPT_S = 60.0
"""How long a page is kept at most: ages are told by the minute, and other processes write too."""

KEPT_IN_TROUBLE_S = 10.0

PATIENCE_S = 3.0
"""How long a visitor waits for the database; the page comes then without it."""

NO_ANSWER = "the database does not answer"

READERS = 2
"""Threads that read and draw: as many as may hang in a database that does not answer."""


class Now:
    """Answers for live pages. To be asked from one event loop."""

    def __init__(
        self, engine: Engine, pulse: Pulse, journal: Journal, clock: Callable[[], float] = time.time
    ) -> None:
        """`clock` gives seconds since 1970 UTC."""
        self._engine = engine
        self._pulse = pulse
        self._journal = journal
        self._clock = clock
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")

    def close(self) -> None:
        """Let the threads go; one that hangs in a database is not waited for."""
        self._readers.shutdown(wait=False, cancel_futures=True)

    async def answer(self, shelf: Shelf, live: Live, method: str, headers: RequestHeaders) -> Answer:
        """The page, or the part of one, as it is now."""
        kept = shelf.composed.get(live)
        if kept is None or kept.beats != self._pulse.beats or self._clock() >= kept.until:
            kept = await self._renewed(shelf, live)
        return kept.resource.answer(method, headers)

    async def _renewed(self, shelf: Shelf, live: Live) -> Composed:
        """Composed once, however many ask meanwhile."""
        task = shelf.composing.get(live)
        if task is None:
            task = shelf.composing[live] = asyncio.create_task(self._compose(shelf, live))
            task.add_done_callback(lambda _: shelf.composing.pop(live, None))
        # Whoever hangs up does not take the page from the others.
        return await asyncio.shield(task)

    async def _compose(self, shelf: Shelf, live: Live) -> Composed:
        # What changes while it is read makes another beat, and the page is composed again.
        beats, seconds = self._pulse.beats, self._clock()
        now = datetime.fromtimestamp(seconds, UTC)
        loop = asyncio.get_running_loop()
        try:
            reading = loop.run_in_executor(self._readers, partial(self._read, shelf, live, now))
            packed, changes_at = await asyncio.wait_for(reading, PATIENCE_S)
            made = Composed(_resource(packed, live), beats, min(seconds + KEPT_S, changes_at.timestamp()))
        except Exception as error:
            if isinstance(error, StoreError | TimeoutError):
                self._journal.event("conditions not read", reason=str(error) or NO_ANSWER)
            else:
                self._journal.failure(error)
            status = 503 if live.view is View.NOW else 200
            resource = _resource(_in_trouble(shelf, live, now), live, status)
            made = Composed(resource, beats, seconds + KEPT_IN_TROUBLE_S)
        shelf.composed[live] = made
        return made

    def _read(self, shelf: Shelf, live: Live, now: datetime) -> tuple[Packed, datetime]:
        """The page as it is at `now`, and when it changes by itself."""
        draw = shelf.site.renderers[live.language]
        with told_in_a_sentence(), self._engine.connect() as connection:
            if not live.place:
                places = overview(connection, shelf.library, now)
                if live.view is View.NOW:
                    fills = {"now": draw.overview_anew(places, now)}
                else:
                    fills = {
                        "live": draw.live_head(),
                        "warnings": draw.overview_warnings(places, now),
                        "overview": draw.overview_now(places, now),
                    }
                return shelf.site.composed(live, fills), min(place.changes_at for place in places)
            place = shelf.library.places[live.place]
            conditions = conditions_of(connection, shelf.library, place, now)
            past = _past(connection, place, now) if live.view is View.POINT else []
        if live.view is View.NOW:
            return shelf.site.composed(live, {"now": draw.now(conditions)}), conditions.changes_at
        is_point = live.view is View.POINT
        fills = {
            "live": draw.live_head(),
            "warnings": draw.warnings(conditions),
            "now": draw.panel(conditions, is_point),
        }
        if is_point:
            fills |= {"days": draw.days(conditions), "curves": draw.curves(conditions, past)}
        return shelf.site.composed(live, fills), conditions.changes_at


def _past(connection: Connection, place: Place, now: datetime) -> list[Past]:
    """Of each quantity that a place measures."""
    measures = place.conditions.measures if place.conditions else ()
    return [
        Past(
            quantity,
            week(connection, place.slug, quantity, now),
            *season(connection, place.slug, quantity, now),
        )
        for quantity in measures
    ]


def _resource(packed: Packed, live: Live, status: int = 200) -> Resource:
    if status != 200:
        return laid_out(packed, DO_NOT_KEEP, status)
    if live.code:
        return laid_out(packed, ASK_EACH_TIME_PRIVATELY, vary=b"Accept-Language")
    return laid_out(packed, ASK_EACH_TIME)


def _in_trouble(shelf: Shelf, live: Live, now: datetime) -> Packed:
    """The page without what only the database knows; it goes on asking by itself."""
    draw = shelf.site.renderers[live.language]
    # An empty place for the warnings: one that comes when the page asks anew has to go somewhere.
    fills = {"live": draw.live_head(), "warnings": placed(NOTHING)}
    if not live.place:
        fills["now" if live.view is View.NOW else "overview"] = draw.overview_trouble(now)
    else:
        place = shelf.library.places[live.place]
        fills["now"] = draw.panel_trouble(place, now, live.view is View.POINT)
    return shelf.site.composed(live, fills)
