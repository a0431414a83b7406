"""From raw events to readings: a thread that interprets what the writer has kept, within a second of its arrival.

Whatever happens, raw events stay: after a crash those that wait are interpreted again, and the same reading is never
kept twice. Devices that nobody knows are in quarantine until they stand in `content/devices.yaml`.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Engine, Select, literal_column, select, update
from sqlalchemy.exc import DataError, IntegrityError

from heritage.places.device import Device
from heritage.sensors import heard, readings
from heritage.sensors.envelopes import ENVELOPES
from heritage.sensors.heard import Heard
from heritage.sensors.meaning import Meaning, Raw, meaning_of
from heritage.sensors.pulse import Pulse
from heritage.store.engine import StoreError, told_in_a_sentence
from heritage.store.tables import SOURCE, UPLINK, RawEvent, UplinkState
from heritage.store.writer import Writer

BATCH = 500
"""Events interpreted in one transaction."""

GATHER_S = 0.3
"""Between two batches while messages come in: a stream makes few transactions, and answering goes before interpreting.

A batch costs more by its series than by its events. So 1400 events a second are interpreted at the most then, within
half a second each; a heavier flood waits.
"""

LOOK_S = 5.0
"""How often the thread looks by itself: another server may have kept something and died."""

AGAIN_S = 1.0
"""After the database has failed."""


class Log(Protocol):
    """Where the operator reads what could not be done."""

    def event(self, event: str, **facts: object) -> None: ...
    def failure(self, error: BaseException) -> None: ...


def unpack(source: str, kind: str, body: bytes, hint: str, received_at: datetime) -> list[RawEvent]:
    """The events in a message, each in its own bytes, to be kept. Raises EnvelopeError."""
    return [
        RawEvent(source, event.key, event.dev_eui, hint, received_at, raw)
        for raw, event in ENVELOPES[kind](body, hint, received_at)
    ]


class Intake:
    """Interprets raw events in the background. Safe to use from any thread."""

    def __init__(
        self, engine: Engine, writer: Writer, devices: Mapping[str, Device], pulse: Pulse, log: Log
    ) -> None:
        """Nothing happens before `open`, except what `interpret_some` is asked for."""
        self._engine = engine
        self._writer = writer
        self._devices = devices
        self._pulse = pulse
        self._log = log
        self._woken = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="intake", daemon=True)

    def open(self) -> None:
        """Begin with what is left from before."""
        self._thread.start()

    def close(self) -> None:
        """Finish the batch in hand; what is left waits for the next start."""
        self._closing.set()
        self._woken.set()
        with suppress(RuntimeError):  # It was never opened.
            self._thread.join()

    def wake(self) -> None:
        """Say that something was kept."""
        if not self._woken.is_set():
            self._woken.set()

    def use(self, devices: Mapping[str, Device]) -> None:
        """Interpret by changed content from the next batch on; the quarantine of adopted devices is replayed."""
        self._devices = devices
        self._woken.set()

    def _work(self) -> None:
        while not self._closing.is_set():
            self._woken.clear()
            try:
                there_is_more = self.interpret_some()
            except StoreError as error:
                self._log.event("uplinks not interpreted", reason=error)
                self._closing.wait(AGAIN_S)
                continue
            except Exception as error:
                # Programmers shall read of it; what has come is stored and waits meanwhile.
                self._log.failure(error)
                self._closing.wait(AGAIN_S)
                continue
            if not there_is_more:
                self._woken.wait(LOOK_S)
            if self._woken.is_set():
                self._closing.wait(GATHER_S)

    def interpret_some(self) -> bool:
        """Interpret a batch of what waits, and when nothing else does, of the quarantine; whether to go on.

        Raises StoreError, with everything as it was.
        """
        devices = self._devices
        if self._interpret(devices, UplinkState.WAITING) == BATCH:
            return True
        adopted = self._adopted(devices)
        if adopted is None:
            return False
        return self._interpret(devices, UplinkState.UNKNOWN_DEVICE, UPLINK.c.dev_eui == adopted) > 0

    def _adopted(self, devices: Mapping[str, Device]) -> str | None:
        """A device in quarantine that is known by now.

        Looked up each time: a server whose content is older may put events there after ours has been replayed.
        """
        query = select(UPLINK.c.dev_eui).where(
            is_in(UplinkState.UNKNOWN_DEVICE), UPLINK.c.dev_eui.in_(devices)
        )
        with told_in_a_sentence(), self._engine.connect() as connection:
            return connection.scalar(query.limit(1))

    def _interpret(
        self, devices: Mapping[str, Device], state: UplinkState, *others: ColumnElement[bool]
    ) -> int:
        """Interpret the oldest events in `state`; how many they were."""
        with told_in_a_sentence(), self._engine.connect() as connection:
            rows = connection.execute(raws(is_in(state), *others).limit(BATCH)).all()
        meanings = [(raw, meaning_of(raw, devices)) for raw in map(as_raw, rows)]
        if not meanings:
            return 0
        try:
            new = self._writer.run(lambda connection: settle(connection, state, meanings))
        except Exception as error:
            if not _is_of_one(error):
                raise
            new = sum(self._settle_alone(state, raw, meaning) for raw, meaning in meanings)
        for raw, meaning in meanings:
            if meaning.state is UplinkState.UNREADABLE:
                self._log.event("uplink not read", id=raw.id, device=raw.dev_eui, reason=meaning.reason)
        if new:
            self._pulse.beat()
        return len(meanings)

    def _settle_alone(self, state: UplinkState, raw: Raw, meaning: Meaning) -> int:
        """For a batch that the database refuses: the one that it will not have is not in the others' way."""
        try:
            return self._writer.run(lambda connection: settle(connection, state, [(raw, meaning)]))
        except Exception as error:
            if not _is_of_one(error):
                raise
            reason = error if isinstance(error, StoreError) else type(error).__name__
            self._log.event("uplink not read", id=raw.id, device=raw.dev_eui, reason=reason)
            refused = [(raw, Meaning(UplinkState.UNREADABLE))]
            return self._writer.run(lambda connection: settle(connection, state, refused))


def _is_of_one(error: Exception) -> bool:
    """Whether something in an event may be to blame, and not the database as a whole."""
    return not isinstance(error, StoreError) or isinstance(error.__cause__, DataError | IntegrityError)


def settle(connection: Connection, state: UplinkState, meanings: list[tuple[Raw, Meaning]]) -> int:
    """Keep what events in `state` mean, and what has become of them; how many readings were new.

    An event that another server has settled meanwhile is left as it is.
    """
    ids = [raw.id for raw, _ in meanings]
    query = select(UPLINK.c.id).where(UPLINK.c.id.in_(ids), is_in(state))
    still = set(connection.scalars(query.order_by(UPLINK.c.id).with_for_update()))
    ours = [(raw, meaning) for raw, meaning in meanings if raw.id in still]
    observations = [one for _, meaning in ours for one in meaning.observations]
    kept = readings.keep(connection, sorted(observations, key=lambda one: one.observed_at))
    heard.note(connection, [one for raw, meaning in ours for one in _heard(raw, meaning)])
    for reached in {meaning.state for _, meaning in ours} - {state}:
        there = [raw.id for raw, meaning in ours if meaning.state is reached]
        connection.execute(update(UPLINK).where(UPLINK.c.id.in_(there)).values(state=reached))
    return kept.new


def is_in(state: UplinkState) -> ColumnElement[bool]:
    """The condition in figures instead of parameters, so that the partial indexes are found."""
    figure: ColumnElement[int] = literal_column(str(int(state)))
    if state <= UplinkState.READ:
        return UPLINK.c.state == figure
    # A range: beside the index's own condition SQLite does not seek by an equality.
    return (UPLINK.c.state > literal_column(str(int(UplinkState.READ)))) & UPLINK.c.state.between(
        figure, figure
    )


def raws(*conditions: ColumnElement[bool]) -> Select[Any]:
    """The question for raw events, oldest first; its rows are Raw."""
    columns = (SOURCE.c.kind if name == "kind" else UPLINK.c[name] for name in Raw._fields)
    return (
        select(*columns)
        .join(SOURCE, SOURCE.c.name == UPLINK.c.source)
        .where(*conditions)
        .order_by(UPLINK.c.id)
    )


def as_raw(row: Sequence[Any]) -> Raw:
    """A row of `raws`."""
    *facts, state, body = row
    return Raw._make((*facts, UplinkState(state), body))


def _heard(raw: Raw, meaning: Meaning) -> Iterator[Heard]:
    """What the event says of a device that is ours, if anything."""
    event = meaning.event
    if event is None or event.kind == "other" or meaning.state not in _HEARD:
        return
    moment = min(event.measured_at or raw.received_at, raw.received_at)
    yield Heard(raw.dev_eui, raw.source, moment, event, meaning.battery_percent, meaning.battery_volt)


_HEARD = (UplinkState.READ, UplinkState.UNREADABLE, UplinkState.FUTURE)
