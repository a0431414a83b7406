"""How fast messages of devices are taken: answered over HTTP, stored from MQTT, interpreted; beside the same without.

Usage: `make bench`, or `python -m tests.bench.intake`. The server under test runs on core 0; load, broker and poller
on core 1, in turn; medians of five rounds, and of the ratios within a round. What is not stored is parsed, its sender
known and answered all the same: only the writer drops it. Ends with status 1 when a bar is missed.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select

from heritage.sensors import sources
from heritage.store.engine import open_engine
from heritage.store.migrate import migrate
from heritage.store.tables import UPLINK, UplinkState
from tests.bench.serving import CLIENT_CORE, HOST, ROOT, SERVE, SERVER_CORE, WRK, free_port, started
from tests.mosquitto import Mosquitto
from tests.network_server import NetworkServer, network_server, topic_of, up

ROUNDS = 5
BACKLOG = 10_000
"""Messages that wait at the broker when a round begins."""

RATE, SECONDS = 1_100, 15
"""Messages a second, and for how long, while the lag is watched."""

HTTP_BAR, MQTT_BAR, INTERPRETED_BAR, LAG_BAR_S = 0.4, 0.5, 1_000, 1.0

DEVICES = [f"70b3d5e75e1{number:05d}" for number in range(50)]
EVERY = timedelta(minutes=10)
"""Between two measurements of a device."""

PATIENCE_S = 120.0

OTHERS = [sys.executable, "-m", "tests.bench.takers"]
"""What is measured beside the server itself."""

POST = """
local path, token, run, first, template
local number = 0
function init(arguments)
  path, token, run, first = arguments[1], arguments[2], arguments[3], tonumber(arguments[4])
  local file = io.open(arguments[5]); template = file:read("*a"); file:close()
end
function request()
  number = number + 1
  local device = string.format("70b3d5e75e1%05d", number % 50)
  local at = os.date("!%Y-%m-%dT%H:%M:%S+00:00", first + math.floor(number / 50) * 600)
  local id = string.format("%s-%012d", run, number)
  local celsius = string.format("%.1f", math.abs(math.floor(number / 50) % 300 - 150) / 10)
  local body = template:gsub("DEVICE", device):gsub("TIME", at):gsub("NUMBER", id):gsub("12%.3", celsius)
  return wrk.format("POST", path, {
    ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. token,
  }, body)
end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('\\nFIGURES {"answers": %d, "us": %d, "p99": %d, "errors": %d}\\n',
    summary.requests, summary.duration, latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
"""
"""The values rise and fall as those of `messages` do: judging a probe that stands still takes twice as long."""


def main() -> int:
    os.sched_setaffinity(0, {int(CLIENT_CORE)})
    print(f"{len(DEVICES)} devices, messages of {len(up(0, datetime.now(UTC)))} bytes")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_content(folder / "content")
        return over_http(folder) | over_mqtt(folder) | interpreted(folder)


def make_content(folder: Path) -> None:
    """The toy content with 50 probes in its lake."""
    shutil.copytree(ROOT / "tests/data/small/content", folder)
    lines = [
        f'"{device}":\n  profile: elsys-elt\n  note: {{sv: Prov., en: Trial., de: Probe.}}\n'
        "  mountings:\n    - {place: lillsjon, since: 2020-01-01, depth_m: 0.5}\n"
        for device in DEVICES
    ]
    with (folder / "devices.yaml").open("a", encoding="utf-8") as devices:
        devices.writelines(lines)


def prepared(data_dir: Path, *names: str) -> list[str]:
    """The tokens of these sources in a new database."""
    engine = open_engine(None, data_dir)
    migrate(engine)
    with engine.begin() as connection:
        tokens = [sources.add(connection, name, "chirpstack4", datetime.now(UTC)) for name in names]
    engine.dispose()
    return tokens


def settings(folder: Path, data_dir: Path, port: int) -> dict[str, str]:
    return {
        "HERITAGE_CONTENT": str(folder / "content"),
        "HERITAGE_DATA_DIR": str(data_dir),
        "HERITAGE_PORT": str(port),
    }


def says(*verdicts: tuple[str, bool]) -> int:
    """Print each; 1 if one does not hold."""
    for sentence, holds in verdicts:
        print(f"{'holds ' if holds else 'MISSED'}  {sentence}")
    return 0 if all(holds for _, holds in verdicts) else 1


# HTTP


@dataclass(frozen=True)
class Posted:
    """What wrk saw in one run."""

    answers: int
    per_second: float
    p99_ms: float


def over_http(folder: Path) -> int:
    (folder / "post.lua").write_text(POST)
    template = up(0, datetime.now(UTC), 12.3, "DEVICE").decode()
    message = json.loads(template)
    message |= {"deduplicationId": "NUMBER", "time": "TIME"}
    (folder / "template").write_text(json.dumps(message))
    runs: dict[str, list[Posted]] = {"stored": [], "dropped": []}
    commands = {"stored": SERVE, "dropped": [*OTHERS, "serve"]}
    with ExitStack() as opened:
        # One for each run: the limit of a source lets a minute's worth through at once, and we send more.
        names = [f"skog-{turn}" for turn in range(ROUNDS)]
        ports, tokens = {}, {}
        for how, command in commands.items():
            ports[how], tokens[how] = free_port(), prepared(folder / how, *names)
            given = settings(folder, folder / how, ports[how])
            opened.enter_context(started(ports[how], command, given, folder / f"log-{how}"))
        for turn in range(ROUNDS):
            for how in commands:
                runs[how].append(post(folder, ports[how], tokens[how][turn], turn))
                wait_until_read(folder / how)
    for how, of in runs.items():
        rate, late = (
            statistics.median(getattr(run, name) for run in of) for name in ("per_second", "p99_ms")
        )
        print(f"HTTP, {how:8}{rate:9.0f} messages/s, p99 {late:.1f} ms")
    ratio = ratio_of([run.per_second for run in runs["stored"]], [run.per_second for run in runs["dropped"]])
    answers, kept = sum(run.answers for run in runs["stored"]), number_of(folder / "stored")
    return says(
        (
            f"messages answered, stored with full sync: {ratio:.2f} x dropped ones (bar {HTTP_BAR})",
            ratio >= HTTP_BAR,
        ),
        # wrk hangs up on what is under way at the end of a run.
        (f"{answers} messages answered, {kept} stored", answers <= kept <= answers + 50 * ROUNDS),
    )


def post(folder: Path, port: int, token: str, turn: int) -> Posted:
    first = int((datetime.now(UTC) - timedelta(days=400 - 60 * turn)).timestamp())
    about = [f"/uplinks/skog-{turn}?event=up", token, str(turn), str(first), str(folder / "template")]
    command = [
        "taskset",
        "-c",
        CLIENT_CORE,
        *WRK,
        "-s",
        str(folder / "post.lua"),
        f"http://{HOST}:{port}",
        "--",
        *about,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures = json.loads(done.stdout.partition("FIGURES ")[2])
    if figures["errors"]:
        raise SystemExit(f"{figures['errors']} errors\n{done.stdout}")
    return Posted(figures["answers"], figures["answers"] / figures["us"] * 1e6, figures["p99"] / 1000)


def ratio_of(one: list[float], other: list[float]) -> float:
    """The median of the ratios within a round."""
    return statistics.median(a / b for a, b in zip(one, other, strict=True))


@contextmanager
def looking(data_dir: Path) -> Iterator[Engine]:
    engine = open_engine(None, data_dir)
    yield engine
    engine.dispose()


def number_of(data_dir: Path) -> int:
    with looking(data_dir) as engine, engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(UPLINK)) or 0


def wait_until_read(data_dir: Path) -> None:
    """Until nothing waits to be interpreted: the next run begins as the first one did."""
    waiting = select(UPLINK.c.id).where(UPLINK.c.state == UplinkState.WAITING).limit(1)
    deadline = time.monotonic() + PATIENCE_S
    with looking(data_dir) as engine:
        while True:
            with engine.connect() as connection:
                if connection.scalar(waiting) is None:
                    return
            if time.monotonic() > deadline:
                raise SystemExit("the messages are not interpreted")
            time.sleep(0.1)


# MQTT


def over_mqtt(folder: Path) -> int:
    rates: dict[str, list[float]] = {"stored": [], "dropped": []}
    prepared(folder / "mqtt", "skog")
    with broker() as mosquitto:
        listening("nothing", mosquitto, folder / "mqtt")
        for turn in range(ROUNDS):
            for how, of in rates.items():
                with network_server(mosquitto.port) as network:
                    for number, body in messages(turn * BACKLOG, BACKLOG):
                        network.publish(topic_of(DEVICES[number % 50]), body)
                    network.wait(patience_s=PATIENCE_S)
                of.append(BACKLOG / listening(how, mosquitto, folder / "mqtt"))
    for how, of in rates.items():
        print(f"MQTT, {how:8}{statistics.median(of):9.0f} messages/s")
    ratio, kept = ratio_of(rates["stored"], rates["dropped"]), number_of(folder / "mqtt")
    return says(
        (f"messages of QoS 1 stored: {ratio:.2f} x dropped ones (bar {MQTT_BAR})", ratio >= MQTT_BAR),
        (f"{BACKLOG * ROUNDS} messages taken, {kept} stored", kept == BACKLOG * ROUNDS),
    )


@contextmanager
def broker() -> Iterator[Mosquitto]:
    mosquitto = Mosquitto()
    mosquitto.start()
    try:
        yield mosquitto
    finally:
        mosquitto.remove()


def listening(how: str, mosquitto: Mosquitto, data_dir: Path) -> float:
    """Seconds that a listener in a process of its own took."""
    command = [*OTHERS, how, str(BACKLOG), str(mosquitto.port), str(data_dir)]
    done = subprocess.run(
        ["taskset", "-c", SERVER_CORE, *command], cwd=ROOT, stdout=subprocess.PIPE, check=True
    )
    seconds: float = json.loads(done.stdout)["seconds"]
    return seconds


def messages(first: int, number: int) -> Iterator[tuple[int, bytes]]:
    """As the devices would send them, each in its turn."""
    began = datetime.now(UTC) - timedelta(days=400)
    for one in range(first, first + number):
        yield one, up(one, began + one // 50 * EVERY, abs(one // 50 % 300 - 150) / 10, DEVICES[one % 50])


# Interpretation


def interpreted(folder: Path) -> int:
    """First what waits at the broker, as fast as it goes; then a stream, and how late its readings are."""
    data_dir, port = folder / "interpreted", free_port()
    prepared(data_dir, "skog")
    with broker() as mosquitto, network_server(mosquitto.port) as network:
        listening("nothing", mosquitto, data_dir)
        for number, body in messages(0, BACKLOG):
            network.publish(topic_of(DEVICES[number % 50]), body)
        network.wait(patience_s=PATIENCE_S)
        given = settings(folder, data_dir, port)
        given |= {"HERITAGE_MQTT_URL": f"mqtt://{HOST}:{mosquitto.port}", "HERITAGE_MQTT_SOURCE": "skog"}
        with started(port, SERVE, given, folder / "log-interpreted"), looking(data_dir) as engine:
            drained = drain(engine)
            lags = watch(engine, network)
            wait_until_read(data_dir)
    with looking(data_dir) as engine, engine.connect() as connection:
        states = connection.execute(select(UPLINK.c.state, func.count()).group_by(UPLINK.c.state)).all()
    late = sorted(lags)
    usually, mostly = (late[len(late) * part // 100] * 1000 for part in (50, 99))
    print(
        f"interpreted: {drained:.0f} messages/s from a backlog; at {RATE} messages/s the oldest that waits is "
        f"{usually:.0f} ms old, in 99 % of looks at most {mostly:.0f} ms"
    )
    return says(
        (f"{drained:.0f} messages interpreted a second (bar {INTERPRETED_BAR})", drained >= INTERPRETED_BAR),
        (f"at {RATE} messages/s the longest lag is {late[-1]:.2f} s (bar {LAG_BAR_S})", late[-1] < LAG_BAR_S),
        (f"states at the end: {states}", states == [(UplinkState.READ, BACKLOG + RATE * SECONDS)]),
    )


def drain(engine: Engine) -> float:
    """Messages a second until all of the backlog is interpreted."""
    first: float | None = None
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        known, oldest = waiting(engine)
        if first is None and known:
            first = time.perf_counter()
        if first is not None and known == BACKLOG and not oldest:
            return BACKLOG / (time.perf_counter() - first)
        time.sleep(0.01)
    raise SystemExit("the backlog is not interpreted")


def waiting(engine: Engine) -> tuple[int, list[int]]:
    """How many messages are stored, and the numbers of those that are not interpreted."""
    with engine.connect() as connection:
        known = connection.scalar(select(func.max(UPLINK.c.id))) or 0
        keys = connection.scalars(select(UPLINK.c.key).where(UPLINK.c.state == UplinkState.WAITING)).all()
    return known, [int(key.rpartition("-")[2]) for key in keys]


def watch(engine: Engine, network: NetworkServer) -> list[float]:
    """How old the oldest message was that was not interpreted, in seconds, looked at again and again."""
    sent: list[float] = []
    ended = threading.Event()

    def send() -> None:
        began = time.perf_counter()
        for number, body in messages(BACKLOG, RATE * SECONDS):
            while time.perf_counter() - began < len(sent) / RATE:
                time.sleep(0.001)
            sent.append(time.perf_counter())
            network.publish(topic_of(DEVICES[number % 50]), body)
        ended.set()

    threading.Thread(target=send, daemon=True).start()
    lags = []
    while not ended.is_set():
        known, unread = waiting(engine)
        # What is not even stored counts too; messages come in the order in which they were sent.
        oldest = min([known, *unread]) - BACKLOG
        lags.append(time.perf_counter() - sent[oldest] if oldest < len(sent) else 0.0)
        time.sleep(0.02)
    return lags


if __name__ == "__main__":
    sys.exit(main())
