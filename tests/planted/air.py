"""From frames to messages as they arrive: some are lost, late, twice, in disorder, or with a wrong clock."""

from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import NamedTuple

from heritage.passages.stretches import HOUR_S, day_bounds, day_of
from tests.planted import payloads
from tests.planted.counters import IMBUILDINGS, OTHER_VS350, PCR2, VS350, Counter, Stand
from tests.planted.payloads import Counted, Payload
from tests.planted.plan import FAULTS, NORTH, WAYS, at
from tests.planted.walkers import SEED, Truth

GAUGE = "24e124713c000009"
OWN, TTN, SERVANET = "egen", "ttn", "servanet"
SOURCES = {OWN: "chirpstack4", TTN: "ttn", SERVANET: "chirpstack3"}

LOST = {
    key: FAULTS[key]
    for key in (
        *("frame lost", "day lost", "5 days lost", "20 days lost", "history", "unheard save"),
        *("hour missing", "day missing", "5 days missing", "20 days missing", "wrap in gap"),
    )
}
LATE_S = 12 * 86_400
AHEAD_S = 20 * 60

_YEARS_4_S = 4 * 366 * 86_400


class Message(NamedTuple):
    """What came, and when."""

    received_at: int
    source: str
    body: bytes


Wrapped = Callable[[str, int, Payload, int], bytes]
_AROUND: dict[str, Wrapped] = {OWN: payloads.chirpstack4, TTN: payloads.ttn, SERVANET: payloads.chirpstack3}
_SOURCE_OF = {VS350: OWN, OTHER_VS350: OWN, PCR2: TTN, IMBUILDINGS: SERVANET}


def messages(counters: Iterable[Counter], truth: Truth) -> list[Message]:
    """All that came, in the order of its coming."""
    found = [message for counter in counters for message in _of_counter(counter, truth)]
    return sorted([*found, *_snow(), *_other_frames()])


def _of_counter(counter: Counter, truth: Truth) -> Iterator[Message]:
    source = _SOURCE_OF[counter.dev_eui]
    chance = Random(f"{SEED}/{counter.dev_eui}/air")
    kept: list[Counted] = []
    for number, (stand, now) in enumerate(counter.frames(truth)):
        if _is_lost(stand, now.at):
            kept += [now] if _is_in("history", stand, now.at) else []
            continue
        stored: list[Counted] = []
        if counter.dev_eui == VS350 and now.at == at("2026-06-21 03:12"):
            stored, kept = kept, []
        elif _is_in("future", stand, now.at):
            stored = [now._replace(at=now.at + _YEARS_4_S + hour * HOUR_S) for hour in range(3)]
        told_at = now.at + (AHEAD_S if _is_in("clock ahead", stand, now.at) else 0)
        body = _AROUND[source](counter.dev_eui, number, _payload(counter, stand, now, stored), told_at)
        received_at = now.at + 2
        if _is_in("late", stand, now.at):
            received_at += LATE_S
        elif _is_in("disorder", stand, now.at):
            received_at = day_bounds(day_of(now.at))[1] + chance.randrange(HOUR_S)
        yield Message(received_at, source, body)
        if _is_in("alarm", stand, now.at):
            yield _alarm(now, truth)
        if _is_in("repeats", stand, now.at):
            yield Message(received_at + 300, source, body)


def _payload(counter: Counter, stand: Stand, now: Counted, stored: list[Counted]) -> Payload:
    if counter.dev_eui == PCR2:
        return payloads.pcr2(now)
    if counter.dev_eui == IMBUILDINGS:
        is_unwell = _is_in("doubt", stand, now.at)
        return payloads.imbuildings(now, payloads.UNWELL if is_unwell else payloads.WELL)
    return payloads.vs350(now, stored)


def _is_in(key: str, stand: Stand, second: int) -> bool:
    fault = FAULTS[key]
    return fault.point == stand.point and fault.holds(second)


def _is_lost(stand: Stand, second: int) -> bool:
    return any(one.point == stand.point and one.start < second < one.end for one in LOST.values())


def _other_frames() -> Iterator[Message]:
    """Frames without intervals: settings, status, alarm, and what the network servers tell by themselves."""
    for number, hour in enumerate(range(*FAULTS["config"][3:], 4 * HOUR_S)):
        body = payloads.ttn(PCR2, 50_000 + number, payloads.pcr2_settings(), hour)
        yield Message(hour + 3, TTN, body)
    for number, hour in enumerate(range(*FAULTS["status"][3:], 4 * HOUR_S)):
        body = payloads.chirpstack3(IMBUILDINGS, 50_000 + number, payloads.imbuildings_status(), hour)
        yield Message(hour + 3, SERVANET, body)
        yield Message(hour + 4, OWN, payloads.chirpstack4_status(VS350, number, hour))
    on = FAULTS["replaced"].end
    yield Message(on + 3, OWN, payloads.chirpstack4(OTHER_VS350, 50_000, payloads.vs350_info(), on))


def _alarm(before: Counted, truth: Truth) -> Message:
    """Of the first counter at the north, 28 minutes after the frame `before`."""
    now = before.at + 28 * 60
    more = [len(truth.between(NORTH, way, before.at, now)) for way in WAYS]
    totals = before.totals[0] + more[0], before.totals[1] + more[1]
    payload = payloads.vs350_alarm(Counted(now, (0, 0), totals))
    return Message(now + 2, OWN, payloads.chirpstack4(VS350, 60_000, payload, now))


def _snow() -> Iterator[Message]:
    """Four times a day in January and February; higher than the counter in the days that are planned."""
    fault = FAULTS["snow"]
    chance = Random(f"{SEED}/snow")
    for number, now in enumerate(range(at("2026-01-01 00:00"), at("2026-03-01 00:00"), 6 * HOUR_S)):
        depth = (105 if fault.holds(now) else 55) + chance.randrange(-4, 5)
        yield Message(now + 5, OWN, payloads.chirpstack4(GAUGE, number, payloads.snow_gauge(depth), now))
