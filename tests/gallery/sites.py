"""The sites that show the states, each a server process of its own.

Usage: `python -m tests.gallery.sites` serves them at fixed ports until it is stopped, for a closer look by hand.
"""

import signal
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from shutil import copytree

import msgspec
from sqlalchemy import insert

from heritage import staff
from heritage.places.position import Position
from heritage.store.engine import open_engine, writing
from heritage.store.passage_tables import STAFF_LINK
from heritage.store.tables import REPORTER
from heritage.weather import kept
from heritage.weather.warnings import Area
from tests.arabic import ARABIC as ARABIC_SITE
from tests.arabic import with_arabic
from tests.browser.conftest import ROOT, serving
from tests.gallery import states
from tests.gallery.passages import count
from tests.gallery.states import ARABIC, BUSY, FULL, NOTHING_YET
from tests.moments import State as Moment
from tests.moments import fill, storm, warnings_document

CONTENT = ROOT / "tests/data/gallery"
CONTENTS = {
    FULL: CONTENT / "content",
    NOTHING_YET: CONTENT / "nothing-yet",
    ARABIC: ARABIC_SITE / "content",
    BUSY: CONTENT / "content",
}
MEASURED = {
    FULL: {
        "sagoberget": Moment.FULL,
        "bara-svenska": Moment.STALE,
        "langa-berattelsen": Moment.EXPIRED,
        "langa-ord": Moment.FRESH,
        "vaktjarnen": Moment.DRILLED,
    },
    ARABIC: {"ladan": Moment.FRESH},
}
"""What was measured at which place; everywhere else nothing ever was."""

Link = tuple[str, tuple[str, ...], str]
"""The secret of a private link, where it is for, and what may be reported by it."""

MEASURERS: tuple[Link, ...] = (
    ("several", tuple(MEASURED[FULL]), "ice_thickness snow_depth"),
    ("one", ("vaktjarnen",), "ice_thickness"),
)
COUNTERS: dict[str, tuple[Link, ...]] = {
    FULL: (("count", ("sagobron",), "passages"), ("counts", ("sagobron", "lappade-stigen"), "passages")),
    ARABIC: (("count", ("klossbron",), "passages"),),
}

WARNED = Position(62.51234, 15.61234, 80)
"""Where the official warning holds: at one of the places."""

FIRST_PORT = 8001
ENOUGH = 40
"""More wrong codes than the server answers in one go (R-S20)."""


def port_of(site: str) -> int:
    return FIRST_PORT + list(CONTENTS).index(site)


@contextmanager
def gallery(at_fixed_ports: bool = False) -> Iterator[dict[str, str]]:
    """All sites at once; yields the address of each."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        arabic = with_arabic(folder / "program")
        addresses: dict[str, str] = {}
        counted: dict[Path, Path] = {}
        for site, content in CONTENTS.items():
            if content not in counted:
                counted[content] = folder / f"counted for {site}"
                counted[content].mkdir()
                count(content, counted[content], datetime.now(UTC))
            data = folder / site
            copytree(counted[content], data)
            measure(data, MEASURED.get(site, {}))
            if site in COUNTERS:
                let_staff_in(data, datetime.now(UTC))
                let_in(data, COUNTERS[site], datetime.now(UTC))
            program = arabic if site == ARABIC else ROOT
            port = port_of(site) if at_fixed_ports else 0
            addresses[site] = stack.enter_context(serving(content, data, program, port))
        yield addresses


def measure(data: Path, moments: Mapping[str, Moment]) -> None:
    """Fill the database in `data`, as of now, with readings, forecasts, and a warning for one place."""
    now = datetime.now(UTC).replace(microsecond=0)
    if not moments:
        return
    for place, moment in moments.items():
        fill(data, moment, now, place)
    let_in(data, MEASURERS, now)
    east, north = WARNED.lon, WARNED.lat
    box = (east - 1e-3, north - 1e-3, east + 1e-3, north + 1e-3)
    ring = ((box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3]))
    warning = msgspec.structs.replace(storm(now), areas=(Area((ring,), *box),), counties=(1,))
    engine = open_engine(None, data)
    with writing(engine) as connection:
        kept.keep(connection, warnings_document(now, [warning]))
    engine.dispose()


def let_in(data: Path, links: tuple[Link, ...], now: datetime) -> None:
    """Make private links whose secrets are known here."""
    engine = open_engine(None, data)
    with writing(engine) as connection:
        for secret, where, quantities in links:
            row = {
                "name": "Sagobergets fiskeklubb",
                "hash": sha256(secret.encode()).hexdigest(),
                "places": " ".join(where),
                "quantities": quantities,
                "created_at": now,
            }
            connection.execute(insert(REPORTER), row)
    engine.dispose()


def let_staff_in(data: Path, now: datetime) -> None:
    """Make the link of `states.STAFF`."""
    (data / staff.KEY_FILE).write_bytes(states.STAFF_KEY)
    engine = open_engine(None, data)
    row = {
        "name": "Turistbyrån på Sagoberget",
        "hash": sha256(states.STAFF_LINK.encode()).hexdigest(),
        "created_at": now,
        "expires_at": now + staff.LONGEST,
    }
    with writing(engine) as connection:
        connection.execute(insert(STAFF_LINK), row)
    engine.dispose()


def tire(address: str) -> None:
    """Type wrong codes until the server asks for a pause."""
    for _ in range(ENOUGH):
        try:
            urllib.request.urlopen(f"{address}/Q/?code=11117&lang=de").close()
        except urllib.error.HTTPError as refused:
            refused.close()


def main() -> None:
    with gallery(at_fixed_ports=True) as addresses:
        for site, address in addresses.items():
            print(f"{site:12} {address}")
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    main()
