"""What a running service does by itself: look after the sensors, and say in the log what it found."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import structs
from sqlalchemy import Engine, insert, select, update

from heritage import chores
from heritage.places.counting import EcoSource
from heritage.places.library import load
from heritage.places.place import Library, SignState
from heritage.reporting.letter import month_due
from heritage.sensors.pulse import Pulse
from heritage.settings.eco_counter import EcoCounter
from heritage.settings.mail import Mail, MailSecurity
from heritage.settings.secret import Secret
from heritage.settings.settings import Settings
from heritage.store.passage_tables import PASSAGE_HOUR
from heritage.store.tables import DEVICE_STATE, SCAN_COUNT
from heritage.store.writer import Writer
from heritage.web.journal import Journal
from tests.eco_server import eco_server
from tests.mailserver import mail_server
from tests.observed import HOUR, in_a_row, kept, observed
from tests.passage_fixtures import filled, library_of
from tests.passing import BRIDGE, COUNTER, library_with, mounted, sent, told

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


def test_a_sign_that_nobody_scans_is_noted_too(
    engine: Engine, writer: Writer, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-Q13: what other rooms watch is looked after in the same round."""
    silent, scanned = ("KVA15", "kvarnen"), ("XYZ23", "lillsjon")
    sign = next(iter(library.signs.values()))
    signs = {
        code: structs.replace(sign, code=code, place=place, state=SignState.MOUNTED)
        for code, place in (silent, scanned)
    }
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    rows = [
        {"code": code, "hour": hour - days * 24 * HOUR, "language": "sv", "channel": "sign", "count": 3}
        for code, _ in (silent, scanned)
        for days in range(20 if code == silent[0] else 1, 60)
    ]
    with engine.begin() as connection:
        connection.execute(insert(SCAN_COUNT), rows)
    standing = structs.replace(library, signs=signs)
    found = Watch(writer, Settings(), lambda: standing).once(monkeypatch)
    assert found == [{"event": "alarm", "kind": "sign", "subject": silent[0]}]


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


def test_eco_counter_is_asked_once_a_day_and_what_came_is_noted(
    engine: Engine, writer: Writer, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = EcoSource(site=300)
    counters = {
        key: structs.replace(one, eco_counter=source) for key, one in library.counting.counters.items()
    }
    content = structs.replace(library, counting=structs.replace(library.counting, counters=counters))
    with eco_server() as eco:
        eco.lay_out_site(300, since=f"{datetime.now(UTC) - 48 * HOUR:%Y-%m-%dT00:00:00+00:00}")
        hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - 12 * HOUR
        eco.counts["300"] = {hour: 7}
        account = EcoCounter("besok", Secret("HERITAGE_ECO_COUNTER_SECRET", "raknat"), eco.url)
        settings = Settings(eco_counter=account)
        lines: list[str] = []
        journal = Journal(lines.append)

        async def look(number: int) -> None:
            slept = asyncio.Semaphore(0)
            turn = asyncio.Semaphore(number - 1)

            async def wait(seconds: float) -> None:
                assert seconds == chores.ECO_COUNTER_EVERY_S
                slept.release()
                await turn.acquire()

            monkeypatch.setattr(chores.asyncio, "sleep", wait)
            work = chores.keep_fetching_counts(engine, writer, lambda: content, settings, journal)
            chore = asyncio.create_task(work)
            for _ in range(number):
                await slept.acquire()
            chore.cancel()

        asyncio.run(look(2))
        journal.close()
        assert len(eco.asked_for("/api/1.0/site")) == 1
    (line,) = (json.loads(line) for line in lines)
    assert (line["event"], line["counter"], line["result"], line["new"]) == (
        "counts fetched",
        "norra-leden-stolpen",
        "stored",
        1,
    )


def test_without_an_account_nobody_asks_eco_counter(engine: Engine, writer: Writer, library: Library) -> None:
    lines: list[str] = []
    journal = Journal(lines.append)
    asyncio.run(chores.keep_fetching_counts(engine, writer, lambda: library, Settings(), journal))
    journal.close()
    assert lines == []


class Counting:
    """The chore that keeps the figures of passages, run until it has looked some times."""

    def __init__(self, engine: Engine, writer: Writer, library: Library) -> None:
        self.engine, self.writer, self.library = engine, writer, library
        self.pulse = Pulse()

    def look(self, monkeypatch: pytest.MonkeyPatch, times: int = 1) -> tuple[list[dict[str, object]], int]:
        """What it wrote to the log, and how many times it rested meanwhile."""
        lines: list[str] = []
        journal = Journal(lines.append)
        rests = 0

        async def run() -> None:
            done = asyncio.Event()

            async def rest(seconds: float) -> None:
                nonlocal rests
                assert seconds == chores.COUNT_LOOK_S
                rests += 1
                if len(looks) == times:
                    done.set()
                    await asyncio.Event().wait()

            looks: list[Library] = []

            def library() -> Library:
                looks.append(self.library)
                return self.library

            monkeypatch.setattr(chores.asyncio, "sleep", rest)
            work = chores.keep_counting(self.engine, self.writer, library, self.pulse, journal)
            chore = asyncio.create_task(work)
            await done.wait()
            chore.cancel()

        asyncio.run(run())
        journal.close()
        return [json.loads(line) for line in "".join(lines).splitlines()], rests


def test_what_counters_tell_becomes_figures_and_pages_look_again(
    engine: Engine, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    since = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - 9 * HOUR
    content = library_with({COUNTER: mounted(BRIDGE, since.date())})
    sent(engine, told(range(6), start=since))
    counting = Counting(engine, writer, content)
    (line,), _ = counting.look(monkeypatch)
    assert line["event"] == "passages counted" and isinstance(line["days"], int) and line["days"] > 0
    assert counting.pulse.beats == 1
    with engine.connect() as connection:
        hours = connection.scalars(select(PASSAGE_HOUR.c.raw).where(PASSAGE_HOUR.c.covered == 3600)).all()
    # Six messages at seven past tell of five hours, and of four from beginning to end.
    assert len(hours) == 4


def test_it_rests_for_half_a_minute_and_less_where_something_came(
    engine: Engine, writer: Writer, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting = Counting(engine, writer, structs.replace(library, devices={}))
    counting.look(monkeypatch)
    lines, rests = counting.look(monkeypatch, 2)
    assert lines == [] and rests == 1 + chores.COUNT_EVERY_S / chores.COUNT_LOOK_S


def test_figures_that_cannot_be_made_are_noted_and_the_chore_goes_on(
    engine: Engine, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer.close()
    counting = Counting(engine, writer, library_with({COUNTER: mounted(BRIDGE)}))
    lines, _ = counting.look(monkeypatch, 2)
    assert [(line["event"], line["reason"]) for line in lines] == [
        ("passages not counted", "The writer is closed.")
    ] * 2
    monkeypatch.setattr(chores, "catch_up", fail)
    lines, _ = counting.look(monkeypatch)
    assert [line["event"] for line in lines] == ["failure"]


def fail(*_: object, **__: object) -> int:
    raise ZeroDivisionError


def test_the_month_is_mailed_once_and_noted_in_the_log(
    engine: Engine, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What refuses the mail is noted too, and the next look sends it."""
    library = library_of()
    month = month_due(library, datetime.now(UTC))
    assert month is not None
    filled(engine, "bron", month.first.year, until=month.last)
    with mail_server() as server:
        mail = Mail("127.0.0.1", server.port, MailSecurity.NONE, "s@l.example", (), ("turism@l.example",))
        server.fails["DATA"] = "451 later"

        async def mend() -> None:
            server.fails.clear()

        lines = reported(engine, writer, library, Settings(mail=mail, language="en"), monkeypatch, mend)
        assert len(server.taken) == 1
    assert [(line["event"], line.get("period")) for line in lines] == [
        ("report not mailed", None),
        ("report mailed", month.key),
    ]


def test_without_anybody_to_mail_to_nothing_is_looked_for(
    engine: Engine, writer: Writer, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reported(engine, writer, library, Settings(), monkeypatch) == []


def reported(
    engine: Engine,
    writer: Writer,
    library: Library,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    between: Callable[[], Coroutine[None, None, None]] | None = None,
) -> list[dict[str, object]]:
    """What the chore has written to the log in three looks; after the first, `between` happens."""
    lines: list[str] = []
    journal = Journal(lines.append)

    async def run() -> None:
        rests, done = 0, asyncio.Event()

        async def rest(seconds: float) -> None:
            nonlocal rests
            assert seconds == chores.REPORT_EVERY_S
            rests += 1
            if rests == 1 and between is not None:
                await between()
            if rests == 3:
                done.set()
                await asyncio.Event().wait()

        monkeypatch.setattr(chores.asyncio, "sleep", rest)
        work = chores.keep_reporting(engine, writer, lambda: library, settings, journal)
        chore = asyncio.create_task(work)
        await asyncio.wait({chore, waited := asyncio.create_task(done.wait())}, return_when="FIRST_COMPLETED")
        chore.cancel()
        waited.cancel()

    asyncio.run(run())
    journal.close()
    return [json.loads(line) for line in "".join(lines).splitlines()]
