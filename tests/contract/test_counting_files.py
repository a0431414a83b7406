"""`heritage counts import`, `imports`, `undo` and `fetch` as those meet them who look after the counters."""

import json
import os
import pty
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from heritage.store.engine import open_engine
from heritage.store.migrate import migrate
from tests.commands import run, surroundings
from tests.contract.test_cli import SMALL
from tests.eco_server import eco_server
from tests.passing import sent
from tests.passing import told as told_by_counter

LINES = "\n".join(
    ("Datum;In;Ut", *(f"{day:02}/07/2026 {hour:02}:00;{hour};{day}" for day in (1, 2) for hour in range(24)))
)
WANTED = ("counts", "import", "juli.csv", "--point", "kvarnbron", "--in", "In", "--out", "Ut")
SIGNED = (*WANTED, "--date-order", "dmy", "--by", "turistbyrån")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "juli.csv").write_text(LINES)
    return tmp_path


def environment(folder: Path) -> dict[str, str]:
    return {
        "HERITAGE_LANGUAGE": "en",
        "HERITAGE_CONTENT": str(SMALL),
        "HERITAGE_DATA_DIR": str(folder / "data"),
        "COLUMNS": "200",
    }


def heritage(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return run(*arguments, settings=environment(folder) | more, cwd=folder)


def inwards(folder: Path) -> int | None:
    """Who went in on the two days, as `show` tells right after whatever was done before; no server is running."""
    shown = heritage(folder, "counts", "show", "kvarnbron", "--period", "2026-07-01--2026-07-02", "--json")
    assert (shown.returncode, shown.stderr) == (0, "")
    passages: int | None = json.loads(shown.stdout)["directions"]["in"]["passages"]
    return passages


def typed(folder: Path, answer: str, *arguments: str) -> tuple[int, str]:
    """The status and the output of a command at a terminal, where somebody types `answer`."""
    ours, theirs = pty.openpty()
    try:
        with subprocess.Popen(
            [sys.executable, "-m", "heritage", *arguments],
            cwd=folder,
            env=surroundings(environment(folder)),
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as done:
            os.write(ours, f"{answer}\n".encode())
            output = done.communicate(timeout=60)[0]
        return done.returncode, output
    finally:
        os.close(ours)
        os.close(theirs)


def test_a_file_is_shown_stored_when_somebody_says_yes_and_taken_back(folder: Path) -> None:
    asked = heritage(folder, *WANTED)
    assert (asked.returncode, asked.stdout) == (2, "")
    assert asked.stderr.startswith(
        "'01/07/2026' can be two days, and no other row tells which: say with --date-order"
    )

    shown = heritage(folder, *SIGNED)
    assert (shown.returncode, shown.stderr.count("\n")) == (2, 1)
    assert "there is no terminal to ask on. Add --yes" in shown.stderr
    for told in (
        "Order of the day's parts      dmy: as --date-order says",
        "Time zone                     Europe/Stockholm: taken for granted",
        "Each row counts for           60 minutes from its time on",
        "Rows read                     48",
        "From                          2026-07-01 00:00 +0200",
        "In: 552 passages in 48 intervals",
        "    2026-07-01 03:00 +0200 – 2026-07-01 04:00 +0200  3",
    ):
        assert told in shown.stdout
    assert heritage(folder, "counts", "imports").stdout == "No imports.\n"

    assert typed(folder, "no", *SIGNED)[0] == 2
    status, output = typed(folder, "yes", *SIGNED)
    assert status == 0
    assert output.endswith("Import 1: 96 counts stored. `heritage counts undo import 1` takes it back.\n")
    assert inwards(folder) == 552

    again = heritage(folder, *SIGNED, "--yes")
    assert (again.returncode, again.stderr) == (
        2,
        "The same file is in force already, as import 1: --again stores it once more.\n",
    )
    assert "at this point: import 1. Where the new one has a count, it holds." in again.stdout
    undone = heritage(folder, "counts", "undo", "import", "1", "--by", "Ada", "--why", "fel punkt")
    assert (undone.returncode, undone.stdout) == (0, "Undone: import 1. It stays in the log.\n")
    assert inwards(folder) is None
    listed = heritage(folder, "counts", "imports").stdout
    assert "juli.csv" in listed
    assert "undone by Ada" in listed
    assert heritage(folder, *SIGNED, "--yes").returncode == 0


def test_that_an_import_takes_the_place_of_what_a_counter_told_itself_is_said_before(folder: Path) -> None:
    """R-V22."""
    (folder / "data").mkdir()
    engine = open_engine(None, folder / "data")
    migrate(engine)
    eui = "70b3d5e75e000003"
    begin = datetime(2026, 7, 1, tzinfo=UTC)
    sent(engine, told_by_counter(range(24), point="kvarnbron", device=eui, start=begin))
    engine.dispose()
    shown = heritage(folder, *SIGNED)
    assert shown.stdout.endswith(
        f"Of the same time counters have told themselves, at this point: {eui}. Where the import has a count, it holds "
        "in place of theirs; undoing it brings theirs back.\n"
    )
    assert "there is no terminal to ask on" in shown.stderr
    (folder / "juli.csv").write_text(LINES.replace("/07/2026", "/06/2026"))
    assert "counters have told themselves" not in heritage(folder, *SIGNED).stdout


def test_what_is_odd_is_told_before_anything_is_stored(folder: Path) -> None:
    lines = ["Tid;Antal", *(f"2026-03-29 {hour:02}:00;4" for hour in range(24)), "2026-03-29 10:00;7"]
    (folder / "juli.csv").write_text("\n".join([*lines, "2026-03-29 12:00;-4", "2026-03-29 29:00;4"]))
    shown = heritage(folder, "counts", "import", "juli.csv", "--point", "kvarnbron", "--by", "Ada")
    for told in (
        "Counts in an hour that never was: 1",
        "Rows that contradict others of the same time: 2",
        "line 12: 2026-03-29 10:00 has another count in line 26: neither is stored",
        "line 27: '-4' is negative",
        "line 28: '2026-03-29 29:00' is no time",
        "Perhaps the counter's clock is never changed: then say so with --zone",
    ):
        assert told in shown.stdout


def test_nobody_stores_without_a_name(folder: Path) -> None:
    done = heritage(folder, *WANTED, "--date-order", "dmy", "--yes")
    assert (done.returncode, done.stderr) == (
        2,
        "Nothing is stored: say with --by who imports this; the log keeps it.\n",
    )


def test_eco_counter_is_asked_by_a_command(folder: Path) -> None:
    nobody = heritage(folder, "counts", "fetch")
    assert nobody.stderr.startswith("There is no account: set HERITAGE_ECO_COUNTER_ID")
    with eco_server() as eco:
        account = {
            "HERITAGE_ECO_COUNTER_ID": "besok",
            "HERITAGE_ECO_COUNTER_SECRET": "raknat",
            "HERITAGE_ECO_COUNTER_URL": eco.url,
        }
        assert (
            heritage(folder, "counts", "fetch", **account).stdout
            == "No counter in counting.yaml has eco_counter.\n"
        )
        content = folder / "content"
        subprocess.run(["cp", "-r", str(SMALL), str(content)], check=True)
        record = content / "counting.yaml"
        source = "    eco_counter: {site: 300}\n    technique: passive_ir\n"
        record.write_text(record.read_text().replace("    technique: passive_ir\n", source))
        done = heritage(folder, "counts", "fetch", **account, HERITAGE_CONTENT=str(content))
        assert (done.returncode, done.stderr) == (
            2,
            "Eco-Counter gave nothing whole; what was fetched before stays in place.\n",
        )
        assert "The account at Eco-Counter has no site 300: it has –." in done.stdout
        eco.lay_out_site(300, since="2026-06-01T00:00:00+0200")
        done = heritage(
            folder, "counts", "fetch", "norra-leden-stolpen", **account, HERITAGE_CONTENT=str(content)
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == "norra-leden-stolpen: 0 new counts, 0 changed, 0 no longer told (they stay).\n"


def test_a_file_of_running_totals_is_told_before_anything_is_stored(folder: Path) -> None:
    totals = "\n".join(("Datum;Antal", *(f"2026-07-01 {hour:02}:00;{900 + 4 * hour}" for hour in range(24))))
    (folder / "summa.csv").write_text(totals)
    command = (
        "counts",
        "import",
        "summa.csv",
        "--point",
        "kvarnbron",
        "--count",
        "Antal",
        "--by",
        "turistbyrån",
    )
    shown = heritage(folder, *command)
    assert shown.returncode == 2
    assert "The numbers never fall: they look like what the counter shows in all" in shown.stdout
    assert heritage(folder, "counts", "imports").stdout == "No imports.\n"
