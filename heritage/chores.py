"""What a running service does by itself beside answering: each chore goes on until it is cancelled."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from random import SystemRandom

from sqlalchemy import Engine

from heritage.demo.simulation import Simulation
from heritage.feedback import delete_old
from heritage.places.place import Library
from heritage.sensors import retention
from heritage.sensors.intake import Intake
from heritage.sensors.pulse import Pulse
from heritage.sensors.watching import Seen, watch
from heritage.settings import Settings
from heritage.store.engine import StoreError
from heritage.store.writer import Writer
from heritage.weather.fetch import Fetcher
from heritage.weather.kept import Document, keep
from heritage.weather.rounds import ROUND_EVERY_S, ROUND_SPREAD_S, Result, fetcher_of, refresh
from heritage.web.journal import Journal

A_DAY_S = 86_400.0

WATCH_EVERY_S = 300.0
"""Between two looks after the sensors: those that send every ten minutes are silent after two hours."""

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


async def keep_watch(
    writer: Writer, library: Callable[[], Library], settings: Settings, pulse: Pulse, journal: Journal
) -> None:
    """Look after the sensors again and again: open and close alarms, and tell of them by mail."""
    up_since = datetime.now(UTC)
    while True:
        try:
            seen = await asyncio.to_thread(watch, writer, library(), settings, datetime.now(UTC), up_since)
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
