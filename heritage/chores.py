"""What a running service does by itself beside answering: each chore goes on until it is cancelled."""

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from random import SystemRandom

from sqlalchemy import Engine

from heritage.demo.simulation import Simulation
from heritage.feedback import delete_old
from heritage.passages import backfill
from heritage.passages.rollups.keeping import catch_up
from heritage.passages.troubles import troubles
from heritage.places.place import Library
from heritage.problems import Refusal
from heritage.reporting.letter import mail_month
from heritage.sensors import retention
from heritage.sensors.intake import Intake
from heritage.sensors.pulse import Pulse
from heritage.sensors.watching import Seen, watch
from heritage.settings.eco_counter import EcoCounter
from heritage.settings.settings import Settings
from heritage.store.engine import Reader, StoreError
from heritage.store.writer import Writer
from heritage.weather.fetch import Fetcher
from heritage.weather.kept import Document, keep
from heritage.weather.rounds import ROUND_EVERY_S, ROUND_SPREAD_S, Result, fetcher_of, refresh
from heritage.web.journal import Journal

A_DAY_S = 86_400.0

WATCH_EVERY_S = 300.0
"""Between two looks after the sensors: those that send every ten minutes are silent after two hours."""

COUNT_EVERY_S, COUNT_LOOK_S = 30.0, 5.0
"""Between two looks whether figures of passages are to be made anew: whatever happens, and where something came."""

COUNT_PAUSE_S = 0.02
"""Between two pieces of that: visitors get their turn."""

REPORT_EVERY_S = 3600.0
"""Between two looks whether a month is to be mailed; it is due once a month."""

DEMO_EVERY_S = 20.0
"""Between two looks whether a made-up device has something to say: most say something once an hour."""

DEMO_PAUSE_S = 2.0
"""Between two pieces of a demonstration's past: about as long as the intake takes for one, so that none waits long."""


async def keep_purging(writer: Writer, journal: Journal) -> None:
    """Once a day, as the privacy page promises (R-P16)."""
    while True:
        now = datetime.now(UTC)
        try:
            gone = await asyncio.to_thread(writer.run, partial(delete_old, now=now))
            old = await asyncio.to_thread(retention.purge, writer.run, now)
        except StoreError as error:
            journal.event("messages not purged", reason=error)
        except Exception as error:
            # Whatever is wrong today, tomorrow's round is due all the same.
            journal.failure(error)
        else:
            if gone:
                journal.event("messages purged", number=gone)
            if old:
                journal.event("uplinks purged", number=old)
        await asyncio.sleep(A_DAY_S)


async def keep_refreshing(
    engine: Engine,
    writer: Writer,
    library: Callable[[], Library],
    settings: Settings,
    pulse: Pulse,
    journal: Journal,
) -> None:
    """Ask the weather services again and again, at moments of our own; not at all without a contact for them."""
    fetcher = fetcher_of(settings)
    if fetcher is None:
        journal.event("weather off", reason="HERITAGE_CONTACT is not set")
        return
    while True:
        try:
            await asyncio.to_thread(_refresh, engine, writer, library(), settings, fetcher, pulse, journal)
        except Exception as error:
            # One document that nobody has thought of must not end all forecasts and warnings.
            journal.failure(error)
        await asyncio.sleep(ROUND_EVERY_S + SystemRandom().random() * ROUND_SPREAD_S)


def _refresh(
    engine: Engine,
    writer: Writer,
    library: Library,
    settings: Settings,
    fetcher: Fetcher,
    pulse: Pulse,
    journal: Journal,
) -> None:
    def put(document: Document) -> None:
        writer.run(partial(keep, document=document))

    try:
        outcomes = refresh(engine, put, library, settings, fetcher, datetime.now(UTC))
    except StoreError as error:
        journal.event("weather not kept", reason=error)
        return
    for outcome in outcomes:
        if outcome.result is Result.FAILED or outcome.note:
            facts = {"subject": outcome.subject, "provider": outcome.provider, "result": outcome.result.value}
            journal.event("weather", **facts, note=outcome.note)
    pulse.beat()


async def _to_an_end(work: Callable[[], None], ending: threading.Event) -> None:
    """Work in a thread that reads by itself; whoever is cancelled meanwhile waits for the piece in hand.

    Otherwise the database would be closed under it.
    """
    running = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        ending.set()
        await asyncio.wait([running])
        raise


async def keep_counting(
    engine: Engine, writer: Writer, library: Callable[[], Library], pulse: Pulse, journal: Journal
) -> None:
    """Keep the figures of passages up to date with what was counted, decided, and written in the content."""
    ending = threading.Event()
    try:
        while True:
            beats = pulse.beats
            try:
                work = partial(_count, engine, writer, library(), pulse, ending, journal)
                await _to_an_end(work, ending)
            except StoreError as error:
                journal.event("passages not counted", reason=error)
            except Exception as error:
                # One point's figures that nobody has thought of must not end all others'.
                journal.failure(error)
            waited = 0.0
            while waited < COUNT_EVERY_S and (waited == 0.0 or pulse.beats == beats):
                await asyncio.sleep(COUNT_LOOK_S)
                waited += COUNT_LOOK_S
    finally:
        ending.set()


def _count(
    engine: Engine,
    writer: Writer,
    library: Library,
    pulse: Pulse,
    ending: threading.Event,
    journal: Journal,
) -> None:
    changed = catch_up(
        writer.run,
        library,
        datetime.now(UTC),
        read=Reader(engine),
        is_ending=partial(ending.wait, COUNT_PAUSE_S),
    )
    if changed:
        journal.event("passages counted", days=changed)
        pulse.beat()


ECO_COUNTER_EVERY_S = 3600.0
"""Between two looks whether Eco-Counter is to be asked: once a night."""


async def keep_fetching_counts(
    engine: Engine,
    writer: Writer,
    library: Callable[[], Library],
    settings: Settings,
    journal: Journal,
) -> None:
    """Ask Eco-Counter once a day for what its counters tell; not at all without an account there."""
    account = settings.eco_counter
    if account is None:
        return
    ending = threading.Event()
    try:
        while True:
            try:
                work = partial(_fetch_counts, engine, writer, library(), settings, account, ending, journal)
                await asyncio.to_thread(work)
            except StoreError as error:
                journal.event("counts not fetched", reason=error)
            except Exception as error:
                # Whatever their service answers tonight, tomorrow's round is due all the same.
                journal.failure(error)
            await asyncio.sleep(ECO_COUNTER_EVERY_S)
    finally:
        ending.set()


def _fetch_counts(
    engine: Engine,
    writer: Writer,
    library: Library,
    settings: Settings,
    account: EcoCounter,
    ending: threading.Event,
    journal: Journal,
) -> None:
    now = datetime.now(UTC)
    if not backfill.counters_of(library) or backfill.due_at(engine, now) > now:
        return
    fetcher = backfill.fetcher_of(account, settings, library)
    for one in backfill.fetch_counts(
        engine, writer.run, library, account, fetcher, lambda: datetime.now(UTC), ending.wait
    ):
        if one.result is not backfill.Result.UNCHANGED or one.withdrawn:
            facts = {
                "counter": one.counter,
                "result": one.result.value,
                "new": one.new,
                "changed": one.changed,
            }
            journal.event("counts fetched", **facts, withdrawn=one.withdrawn, why=one.why or "")


async def keep_watch(
    writer: Writer, library: Callable[[], Library], settings: Settings, pulse: Pulse, journal: Journal
) -> None:
    """Look after the sensors again and again: open and close alarms, and tell of them by mail."""
    up_since = datetime.now(UTC)
    while True:
        try:
            work = partial(watch, writer, library(), settings, datetime.now(UTC), up_since, troubles)
            seen = await asyncio.to_thread(work)
        except StoreError as error:
            journal.event("sensors not watched", reason=error)
        except Exception as error:
            # Whatever is wrong with one look, the next one is due all the same.
            journal.failure(error)
        else:
            _note(seen, journal)
            if seen.explained:
                pulse.beat()
        await asyncio.sleep(WATCH_EVERY_S)


def _note(seen: Seen, journal: Journal) -> None:
    for trouble in seen.opened:
        journal.event("alarm", kind=trouble.kind.value, subject=trouble.subject)
    for trouble in seen.closed:
        journal.event("alarm over", kind=trouble.kind.value, subject=trouble.subject)
    for reason in seen.failures:
        journal.event("alarm not told", reason=reason)


async def keep_reporting(
    engine: Engine, writer: Writer, library: Callable[[], Library], settings: Settings, journal: Journal
) -> None:
    """Mail the figures of each month once they are public; not at all without anybody to mail them to."""
    mail = settings.mail
    if mail is None or not mail.report_to:
        return
    while True:
        try:
            work = partial(mail_month, engine, writer, library(), mail, settings.language, datetime.now(UTC))
            month = await asyncio.to_thread(work)
        except Refusal as refusal:
            journal.event("report not mailed", reason=refusal)
        except Exception as error:
            # Whatever is wrong with this month's letter, the next hour tries again.
            journal.failure(error)
        else:
            if month is not None:
                journal.event("report mailed", period=month.key)
        await asyncio.sleep(REPORT_EVERY_S)


async def keep_simulating(
    engine: Engine,
    writer: Writer,
    intake: Intake,
    library: Callable[[], Library],
    pulse: Pulse,
    journal: Journal,
) -> None:
    """Fill the database of a demonstration, the last days first, and keep it up to date as devices would."""
    simulation = Simulation(engine, writer.run, library)
    while True:
        pause_s = DEMO_EVERY_S
        try:
            made = await asyncio.to_thread(simulation.go_on, datetime.now(UTC))
        except StoreError as error:
            journal.event("demo not simulated", reason=error)
        except Exception as error:
            # The demonstration stands still then; its pages go on.
            journal.failure(error)
        else:
            if made is not None:
                intake.wake()
                pulse.beat()
                if made.number:
                    journal.event("demo simulated", since=made.start, until=made.end, messages=made.number)
                pause_s = DEMO_EVERY_S if made.is_all else DEMO_PAUSE_S
        await asyncio.sleep(pause_s)
