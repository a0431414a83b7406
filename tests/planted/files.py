"""The files of the logger at the cottage: hourly rows under headings of its own, in naive local time."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from heritage.passages.stretches import HOUR_S, local
from heritage.store.flags import Direction
from tests.planted.plan import COTTAGE, FAULTS, WAYS, Fault, at
from tests.planted.walkers import Truth

HEADINGS = {Direction.IN: "Mot norr", Direction.OUT: "Mot söder"}


class Read(NamedTuple):
    """A file, and when it was read; `undone_at` is when it was taken back."""

    at: int
    name: str
    data: bytes
    undone_at: int | None = None


def files(truth: Truth) -> list[Read]:
    """In the order in which they were read."""
    quarters = [at(f"2026-{month:02}-01 00:00") for month in (1, 4, 7, 10)] + [at("2027-01-04 00:00")]
    begun = at("2025-12-29 00:00")
    skipped = [FAULTS["back-filled"], FAULTS["rows missing"]]
    first, spring, summer, autumn = (
        _file(truth, start, end, skipped)
        for start, end in zip([begun, *quarters[1:4]], quarters[1:], strict=True)
    )
    filled = FAULTS["back-filled"]
    undone = FAULTS["file undone"]
    found = [
        Read(at("2026-04-02 10:00"), "kvartal-1.csv", first),
        Read(at("2026-07-02 10:00"), "kvartal-2.csv", spring),
        Read(at("2026-07-03 09:00"), "kvartal-2 (kopia).csv", spring),
        Read(at("2026-08-15 14:00"), "vecka-19.csv", _file(truth, filled.start, filled.end)),
        Read(at("2026-10-02 10:00"), "kvartal-3.csv", summer),
        Read(
            at("2026-10-05 09:00"),
            "fel.csv",
            _file(truth, undone.start, undone.end, factor=2),
            undone_at=at("2026-11-07 09:00"),
        ),
        Read(at("2027-01-04 10:00"), "kvartal-4.csv", autumn),
    ]
    return sorted(found)


def _file(truth: Truth, start: int, end: int, skipped: Iterable[Fault] = (), factor: int = 1) -> bytes:
    rows = _rows(truth, [hour for hour in range(start, end, HOUR_S) if not _is_in(hour, skipped)], factor)
    heading = ";".join(("Datum", "Klockan", *HEADINGS.values()))
    return "\r\n".join([heading, *rows, ""]).encode("cp1252")


def _rows(truth: Truth, hours: Iterable[int], factor: int) -> Iterator[str]:
    for hour in hours:
        counts = (factor * len(truth.between(COTTAGE, way, hour, hour + HOUR_S)) for way in WAYS)
        yield ";".join((f"{local(hour):%Y-%m-%d;%H:%M}", *map(str, counts)))


def _is_in(hour: int, faults: Iterable[Fault]) -> bool:
    return any(one.holds(hour) for one in faults)
