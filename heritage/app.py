"""The ONE place where rooms are wired together: `create_app` for any ASGI server, `serve` for the command."""

import asyncio
import gc
import os
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Engine, text
from watchfiles import awatch

from heritage import chores, staff
from heritage.demo.library import demo_library
from heritage.i18n.catalogues import gettext_for
from heritage.i18n.dates import LOCAL_TIME
from heritage.pages.compile import CompiledSite, compile_site
from heritage.pages.panel import REFRESH_SCRIPT
from heritage.pages.site import assemble
from heritage.places.judgement import judge
from heritage.places.library import load
from heritage.places.place import Library
from heritage.problems import N_, Problem, blocking, in_order
from heritage.sensors import fitting
from heritage.sensors.intake import Intake
from heritage.sensors.mqtt import ListenError, listener_for
from heritage.sensors.pulse import Pulse
from heritage.sensors.sources import KeyRing
from heritage.settings.broker import Broker
from heritage.settings.settings import Settings
from heritage.settings.variables import SettingsError
from heritage.store.engine import StoreError, hold, open_engine
from heritage.store.kind import claim_demo, refuse_demo
from heritage.store.migrate import ready
from heritage.store.writer import Writer
from heritage.visits.scans import ScanCounter
from heritage.web import server
from heritage.web.answers import Receive, Scope, Send
from heritage.web.api import ApiParts, api_doors
from heritage.web.clients import Clients
from heritage.web.counts import CountsDoor
from heritage.web.counts_api import counts_door
from heritage.web.entrance import Door, Entrance
from heritage.web.feedback import FeedbackDoor
from heritage.web.health import HealthDoor, State
from heritage.web.journal import Journal, Write
from heritage.web.limits import Limit
from heritage.web.now import Now
from heritage.web.reports import ReportDoor
from heritage.web.scan import ScanDoor, TypedDoor
from heritage.web.shelf import Shelf
from heritage.web.staff import StaffDoor
from heritage.web.uplinks import UplinkDoor

WRONG_CODES = (30, 2.0)
"""Wrong typed codes at once from one address, and seconds for each further one (R-S20). A bus shares one."""

MESSAGES = (5, 60.0)

REPORTS = (30, 60.0)
"""By one private link: an afternoon's values at once, then one a minute (R-S6)."""

QUESTIONS = (120, 1.0)
"""To the read API, from one address; `openapi.yaml` says so too."""

UPLINKS = (60_000, 0.001)
"""Of one source: as many a second as can be interpreted, and a minute's worth at once after an outage (R-S9)."""

MOST_PROBLEMS_LOGGED = 20

LOOK_AGAIN_S = 2.0
"""How often the content folder is looked at whether it is still the same one."""

NOTHING_SERVED = N_("Nothing is served until this is mended.")


class CannotStart(Exception):
    """Why nothing is served: sentences for the operator or the editor, a line each, and the exit status."""

    def __init__(self, reason: str, status: int = 2) -> None:
        super().__init__(reason)
        self.status = status


def put_together(settings: Settings, today: date) -> tuple[CompiledSite | None, list[Problem]]:
    """Read, check and compile the content. Without a site the problems say why."""
    loaded = load(settings.content)
    judged = judge(loaded, settings.content, today, statement_stops=False)
    problems = in_order([*judged, *fitting.check(loaded)])
    if loaded.library is None or blocking(problems):
        return None, problems
    library = demo_library(loaded.library) if settings.is_demo else loaded.library
    return compile_site(assemble(library, settings.base_url, settings.is_demo)), problems


PutTogether = Callable[[Settings, date], tuple[CompiledSite | None, list[Problem]]]


def create_app(
    settings: Settings, write: Write | None = None, put_together: PutTogether = put_together
) -> "App":
    """The ASGI application of `settings`; it opens at `lifespan.startup`. `write` takes the log's lines.

    Who opens many with the same content may keep what was put together: it never changes.
    """
    return App(settings, Journal(write), put_together=put_together)


def serve(settings: Settings) -> int:
    """Serve until SIGINT or SIGTERM; the exit status: 0, or with the reason on stderr 1 for the content, else 2."""
    try:
        asyncio.run(_serve(settings))
    except CannotStart as refusal:
        print(refusal, file=sys.stderr)
        return refusal.status
    except server.CannotListen as refusal:
        print(refusal.message(gettext_for(settings.language).gettext), file=sys.stderr)
        return 2
    return 0


async def _serve(settings: Settings) -> None:
    address = server.free_address(settings.host, settings.port)
    app = App(settings, Journal(), rest_memory)
    await app.open()
    try:
        await server.serve(app, address, settings.port, app.is_listening)
    finally:
        await app.close()


YOUNG_OBJECTS = 50_000
"""Made and not yet let go, some megabytes, before the collector looks for those that hold each other."""


def rest_memory() -> None:
    """Keep the collector off what stays: going through a whole site takes it 50 ms, again and again.

    A page of counts makes some ten thousand objects and lets all of them go: what is young is gone through once for
    several pages, and not twenty times for one.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)


class App:
    """The running service: everything that is opened at the start and closed at the end."""

    def __init__(
        self,
        settings: Settings,
        journal: Journal,
        settle: Callable[[], None] = lambda: None,
        put_together: PutTogether = put_together,
    ) -> None:
        """`settle` is called each time when a site has been put up; for `put_together` see create_app."""
        self._settings = settings
        self._journal = journal
        self._settle = settle
        self._put_together = put_together
        self._held = ExitStack()
        self._entrance: Entrance | None = None
        self._intake: Intake | None = None
        self._pulse = Pulse()
        self._chores: list[asyncio.Task[None]] = []
        self._watching: asyncio.Task[None] | None = None
        self._is_closing = asyncio.Event()
        self._compiled_at = datetime.min.replace(tzinfo=UTC)
        self._problems = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http" and self._entrance is not None:
            await self._entrance(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        else:
            raise RuntimeError(f"not open, or no such scope: {scope['type']}")

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            await self.open()
        except CannotStart as refusal:
            await send({"type": "lifespan.startup.failed", "message": str(refusal)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def open(self) -> None:
        """Read the content, open the database, begin to watch. Raises CannotStart, with nothing left open."""
        try:
            self._settings = self._settings.with_secrets()
            shelf = await asyncio.to_thread(self._first_shelf)
            engine = await asyncio.to_thread(self._open_store)
        except (StoreError, SettingsError) as error:
            self._held.close()
            raise CannotStart(error.message(self._words)) from error
        self._journal.open()
        self._held.callback(self._journal.close)
        if REFRESH_SCRIPT not in shelf.frame.assets:
            self._journal.event("pages do not refresh themselves", reason="htmx is missing: run 'make setup'")
        writer = Writer(engine)
        self._held.callback(writer.close)
        devices = shelf.library.devices
        self._intake = Intake(engine, writer, devices, self._pulse, self._journal)
        self._intake.open()
        self._held.callback(self._intake.close)
        if self._settings.broker is not None:
            await asyncio.to_thread(self._listen, self._settings.broker, engine, writer, self._intake)
        self._entrance = self._wire(shelf, engine, writer, self._intake)
        self._settle()
        self._watching = asyncio.create_task(self._keep_watching())
        begun = self._chores_of(engine, writer, self._intake)
        self._chores = [asyncio.create_task(chore) for chore in begun]

    def _chores_of(
        self, engine: Engine, writer: Writer, intake: Intake
    ) -> Iterator[Coroutine[None, None, None]]:
        """A demonstration makes its readings up: nobody is asked, watched, or told of anything."""
        library, settings, pulse, journal = self._library, self._settings, self._pulse, self._journal
        yield chores.keep_purging(writer, journal)
        yield chores.keep_counting(engine, writer, library, pulse, journal)
        if settings.is_demo:
            yield chores.keep_simulating(engine, writer, intake, library, pulse, journal)
            return
        yield chores.keep_refreshing(engine, writer, library, settings, pulse, journal)
        yield chores.keep_watch(writer, library, settings, pulse, journal)
        yield chores.keep_fetching_counts(engine, writer, library, settings, journal)
        yield chores.keep_reporting(engine, writer, library, settings, journal)

    async def close(self) -> None:
        """Commit what is waiting, write the last lines of the log, let go of the data folder."""
        self._is_closing.set()
        for chore in self._chores:
            chore.cancel()
        # Not cancelled: its thread would still be outside of Python when the interpreter ends, which aborts then.
        watching = [self._watching] if self._watching else []
        for ended in await asyncio.gather(*watching, *self._chores, return_exceptions=True):
            if isinstance(ended, Exception):
                self._journal.failure(ended)
        self._journal.event("stopped")
        await asyncio.to_thread(self._held.close)

    def _library(self) -> Library:
        """What is served just now."""
        if self._entrance is None:
            raise RuntimeError("not open")
        return self._entrance.shelf.library

    def is_listening(self) -> None:
        """Say so in the log."""
        host, port = self._settings.host, self._settings.port
        self._journal.event("listening", address=f"http://{f'[{host}]' if ':' in host else host}:{port}/")

    def _listen(self, broker: Broker, engine: Engine, writer: Writer, intake: Intake) -> None:
        """Raises CannotStart, with nothing left open."""
        try:
            listener = listener_for(broker, engine, writer, intake.wake, self._journal)
        except (ListenError, StoreError) as error:
            self._held.close()
            raise CannotStart(error.message(self._words)) from error
        listener.open()
        self._held.callback(listener.close)

    def _first_shelf(self) -> Shelf:
        shelf, problems = self._next_shelf()
        if shelf is None:
            raise CannotStart("\n".join([*self._lines(problems), self._words(NOTHING_SERVED)]), status=1)
        self._compiled_at = datetime.now(UTC)
        return shelf

    def _open_store(self) -> Engine:
        """Several servers may share PostgreSQL; the embedded database belongs to one."""
        settings = self._settings
        if settings.database_url is None:
            self._held.enter_context(hold(settings.data_dir))
        engine = open_engine(settings.database_url, settings.data_dir)
        self._held.callback(engine.dispose)
        ready(engine)
        if settings.is_demo:
            claim_demo(engine)
        else:
            refuse_demo(engine)
        return engine

    def _wire(self, shelf: Shelf, engine: Engine, writer: Writer, intake: Intake) -> Entrance:
        journal, clients = self._journal, Clients(self._settings.trusted_proxies)
        now = Now(engine, self._pulse, journal)
        self._held.callback(now.close)
        scans = ScanDoor(ScanCounter(writer), clients, Limit(*WRONG_CODES), now, journal)
        api = ApiParts(engine, clients, Limit(*QUESTIONS), journal)
        self._held.callback(api.close)
        counts = CountsDoor(engine, journal)
        self._held.callback(counts.close)
        doors: tuple[Door, ...] = (
            TypedDoor(scans),
            FeedbackDoor(writer, clients, Limit(*MESSAGES), journal),
            ReportDoor(engine, writer, clients, Limit(*WRONG_CODES), Limit(*REPORTS), journal, self._pulse),
            UplinkDoor(KeyRing(engine), writer, intake, Limit(*UPLINKS), journal),
            *api_doors(api, counts_door(api)),
            counts,
            StaffDoor(engine, self._staff_key, clients, Limit(*WRONG_CODES), journal),
            HealthDoor(
                lambda: writer.run(lambda connection: connection.execute(text("SELECT 1")).close()),
                lambda: State(self._compiled_at, self._problems, scans.missed),
            ),
        )
        return Entrance(shelf, scans, doors, now, journal)

    def _staff_key(self) -> bytes | None:
        """What staff links are signed with. Raises StaffError."""
        given = self._settings.staff_key
        return staff.known_key(given.read() if given is not None else None, self._settings.data_dir)

    async def _keep_watching(self) -> None:
        """Take each change until we close, also when the folder is replaced by another one, as deployments do."""
        is_lost = False
        while not self._is_closing.is_set():
            try:
                watched = _identity(self._settings.content)
                if is_lost:
                    is_lost = False
                    await self.take_changes()
                await self._watch_until_replaced(watched)
            except OSError as error:
                # The system watches no further folders, or this one is gone: what is up stays up.
                if not is_lost:
                    self._journal.event("content not watched", reason=error.strerror)
                is_lost = True
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._is_closing.wait(), LOOK_AGAIN_S)

    async def _watch_until_replaced(self, watched: tuple[int, int]) -> None:
        """Return when another folder stands in the place of `watched`, or we close. Raises OSError for none."""
        content, wait_ms = self._settings.content, int(LOOK_AGAIN_S * 1000)
        async for changes in awatch(
            content, yield_on_timeout=True, rust_timeout=wait_ms, stop_event=self._is_closing
        ):
            is_replaced = _identity(content) != watched
            if changes or is_replaced:
                await self.take_changes()
            if is_replaced:
                return

    async def take_changes(self) -> None:
        """Serve the changed content; while it has problems, the last good site stays."""
        try:
            shelf, problems = await asyncio.to_thread(self._next_shelf)
        except Exception as error:
            # A file that changes while it is read, or a fault of ours: neither may take the site down.
            self._journal.failure(error)
            return
        self._problems = len(blocking(problems))
        if shelf is None or self._entrance is None:
            lines = self._lines(problems)[:MOST_PROBLEMS_LOGGED]
            self._journal.event("content not taken", number=self._problems, problems=lines)
            return
        self._entrance.put_up(shelf)
        if self._intake is not None:
            self._intake.use(shelf.library.devices)
        self._compiled_at = datetime.now(UTC)
        self._settle()
        self._journal.event("content taken")

    def _next_shelf(self) -> tuple[Shelf | None, list[Problem]]:
        site, problems = self._put_together(self._settings, _today())
        return (Shelf(site) if site is not None else None), problems

    def _lines(self, problems: list[Problem]) -> list[str]:
        return [problem.as_line(self._words) for problem in blocking(problems)]

    def _words(self, text: str) -> str:
        return gettext_for(self._settings.language).gettext(text)


def _identity(folder: Path) -> tuple[int, int]:
    """Which folder stands there, whatever its name. Raises OSError when there is none."""
    found = os.stat(folder)
    return found.st_dev, found.st_ino


def _today() -> date:
    return datetime.now(LOCAL_TIME).date()
