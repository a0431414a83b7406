"""What a running service does by itself: look after the sensors, and say in the log what it found."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, update

from heritage import chores
from heritage.places.library import load
from heritage.places.place import Library
from heritage.sensors.pulse import Pulse
from heritage.settings import Mail, MailSecurity, Settings
from heritage.store.tables import DEVICE_STATE
from heritage.store.writer import Writer
from heritage.web.journal import Journal
from tests.observed import HOUR, in_a_row, kept, observed

CONTENT = Path(__file__).parents[1] / "data/small/content"
PROBE = "70b3d5e75e000001"


@pytest.fixture(scope="module")
def library() -> Library:
    library = load(CONTENT).library
    assert library is not None
    return library


class Watch:
    """The chore, run until it has looked once."""

    def __init__(self, writer: Writer, settings: Settings, library: Callable[[], Library]) -> None:
        self.writer, self.settings, self.library = writer, settings, library
        self.pulse = Pulse()

    def once(self, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
        """What it has written to the log before it waits for the next look."""
        lines: list[str] = []
        journal = Journal(lines.append)

        async def look() -> None:
            waits = asyncio.Event()

            async def wait(seconds: float) -> None:
                assert seconds == chores.WATCH_EVERY_S
                waits.set()
                await asyncio.Event().wait()

            monkeypatch.setattr(chores.asyncio, "sleep", wait)
            chore = asyncio.create_task(
                chores.keep_watch(self.writer, self.library, self.settings, self.pulse, journal)
            )
            await waits.wait()
            chore.cancel()

        asyncio.run(look())
        journal.close()
        return [
            {name: value for name, value in json.loads(line).items() if name not in ("at", "where")}
            for line in "".join(lines).splitlines()
        ]


def hear(engine: Engine, percent: float) -> None:
    now = datetime.now(UTC)
    row = {"dev_eui": PROBE, "source": "servanet", "first_heard": now, "last_heard": now}
    with engine.begin() as connection:
        connection.execute(insert(DEVICE_STATE).values(**row, battery_percent=percent))


def test_alarms_are_noted_in_the_log_when_they_open_and_when_they_are_over(
    engine: Engine, writer: Writer, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear(engine, 5.0)
    watch = Watch(writer, Settings(), lambda: library)
    assert watch.once(monkeypatch) == [{"event": "alarm", "kind": "battery", "subject": PROBE}]
    assert watch.once(monkeypatch) == []
    with engine.begin() as connection:
        connection.execute(update(DEVICE_STATE).values(battery_percent=90.0))
    assert watch.once(monkeypatch) == [{"event": "alarm over", "kind": "battery", "subject": PROBE}]


def test_a_mail_that_does_not_go_is_noted(
    engine: Engine, writer: Writer, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear(engine, 5.0)
    mail = Mail("127.0.0.1", 1, MailSecurity.NONE, "larm@leksaksby.example", ("drift@leksaksby.example",))
    found = Watch(writer, Settings(mail=mail), lambda: library).once(monkeypatch)
    assert found[1] == {
        "event": "alarm not told",
        "reason": "The mail server does not answer as it should (Connection refused).",
    }


def test_ice_that_the_frost_explains_makes_pages_look_again(
    engine: Engine, writer: Writer, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = datetime.now(UTC) - 26 * HOUR
    kept(engine, in_a_row([-24.0, -23.5] * 13, start=start))
    kept(engine, [observed(start, 2.0, "ice_thickness"), observed(start + 24 * HOUR, 15.0, "ice_thickness")])
    watch = Watch(writer, Settings(), lambda: library)
    watch.once(monkeypatch)
    assert watch.pulse.beats == 1
    watch.once(monkeypatch)
    assert watch.pulse.beats == 1


def test_a_database_that_fails_and_a_fault_of_ours_are_noted_and_the_chore_goes_on(
    writer: Writer, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost() -> Library:
        raise RuntimeError("not open")

    assert Watch(writer, Settings(), lost).once(monkeypatch) == [{"event": "failure", "kind": "RuntimeError"}]
    writer.close()
    assert Watch(writer, Settings(), lambda: library).once(monkeypatch) == [
        {"event": "sensors not watched", "reason": "The writer is closed."}
    ]
