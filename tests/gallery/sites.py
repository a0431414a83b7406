"""The sites that show the states, each a server process of its own.

Usage: `python -m tests.gallery.sites` serves them at fixed ports until it is stopped, for a closer look by hand.
"""

import signal
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.arabic import ARABIC as ARABIC_SITE
from tests.arabic import with_arabic
from tests.browser.conftest import ROOT, serving
from tests.gallery.states import ARABIC, BUSY, FULL, NOTHING_YET

CONTENT = ROOT / "tests/data/gallery"
CONTENTS = {
    FULL: CONTENT / "content",
    NOTHING_YET: CONTENT / "nothing-yet",
    ARABIC: ARABIC_SITE / "content",
    BUSY: CONTENT / "content",
}
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
        for site, content in CONTENTS.items():
            data = folder / site
            data.mkdir()
            program = arabic if site == ARABIC else ROOT
            port = port_of(site) if at_fixed_ports else 0
            addresses[site] = stack.enter_context(serving(content, data, program, port))
        yield addresses


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
