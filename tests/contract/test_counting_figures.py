"""`heritage counts show` and `export`: exact for whoever sits at the machine, or as they are published."""

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copy, copytree

import pytest
from sqlalchemy import Engine, delete, func, select

from heritage.passages.rollups.keeping import note_content
from heritage.passages.stretches import HOUR_S
from heritage.places.library import load
from heritage.store.engine import SQLITE_FILE, open_engine
from heritage.store.flags import Direction
from heritage.store.passage_tables import COUNT_DUE
from tests.commands import run
from tests.contract.test_cli import SMALL
from tests.contract.test_counting_files import heritage
from tests.passage_fixtures import Guess, hours_of, steady, write_flow
from tests.passing import MONDAY, imported, usual

FIRST, LAST = date(2024, 6, 1), date(2024, 6, 30)


@pytest.fixture(scope="module")
def folder(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """June at a point with an hour's passage or two, a day of it estimated."""
    folder = tmp_path_factory.mktemp("figures")
    (folder / "data").mkdir()
    copy(migrated_file, folder / "data" / SQLITE_FILE)
    library = load(SMALL).library
    assert library is not None
    engine = open_engine(None, folder / "data")
    guessed = hours_of(LAST, LAST)
    with engine.begin() as connection:
        for direction, each in ((Direction.IN, 2), (Direction.OUT, 1)):
            counted = steady(FIRST, LAST, each, skipped=guessed)
            # Inwards it is unsure what passed on that day; outwards nothing is, and there are no bounds to tell.
            guess = Guess(guessed.start, guessed.stop, each * 1000, 12_000 if each == 2 else 0)
            write_flow(connection, "kvarnbron", direction, hours_of(FIRST, LAST), counted, [guess])
        # As if they had been made of counts: nothing is to be made anew.
        note_content(connection, library, datetime.now(UTC))
        connection.execute(delete(COUNT_DUE))
    engine.dispose()
    return folder


def test_the_figures_of_a_period_are_shown_with_what_they_are_worth(folder: Path) -> None:
    done = heritage(folder, "counts", "show", "kvarnbron", "--period", "2024-06")
    assert (done.returncode, done.stderr) == (0, "")
    for told in (
        "kvarnbron 2024-06",
        "Days: 2024-06-01 to 2024-06-30; counted until 2024-06-29",
        "Passages: 2,160 (2,136–2,184)",
        "Direction in: 1,440 (1,416–1,464)",
        "Direction out: 720",
        "A day: mean 72.0, median 72.0",
        "Coverage 100 %, estimated 3 %",
        "Not calibrated on every day.",
        "Most on a day: 2024-06-01, 72",
    ):
        assert told in done.stdout.splitlines()
    table = done.stdout.splitlines()[-3:]
    assert any("2024-06" in line and "72.0" in line for line in table)


def test_the_same_comes_as_json_exact_or_as_it_is_published(folder: Path) -> None:
    exact = json.loads(heritage(folder, "counts", "show", "kvarnbron", "--period", "2024", "--json").stdout)
    assert exact["total"]["passages"] == 2160 and exact["directions"]["out"]["passages"] == 720
    assert (exact["first"], exact["last"], exact["is_public"]) == ("2024-06-01", "2024-06-30", False)
    public = json.loads(
        heritage(folder, "counts", "show", "kvarnbron", "--period", "2024-06", "--json", "--public").stdout
    )
    assert public["is_public"] and public["total"]["passages"] == 2160
    nothing = json.loads(heritage(folder, "counts", "show", "norra-leden", "--json").stdout)
    assert nothing["first"] is None and nothing["total"]["passages"] is None
    said = heritage(folder, "counts", "show", "norra-leden")
    assert said.stdout.splitlines()[1] == "Nothing is known of this period."


def test_files_are_written_in_three_formats(folder: Path) -> None:
    for ending in ("csv", "json", "xlsx"):
        file = folder / f"juni.{ending}"
        done = heritage(folder, "counts", "export", "kvarnbron", "--period", "2024-06", "-o", file.name)
        assert (done.returncode, done.stdout) == (0, f"Written: juni.{ending}\n")
        assert file.stat().st_size > 1000
    rows = list(csv.DictReader(io.StringIO((folder / "juni.csv").read_text())))
    assert len(rows) == 90 and rows[0]["method"] == "https://leksak.example/sv/counts/method/"


def test_without_estimates_their_time_is_empty(folder: Path) -> None:
    asked = ("counts", "export", "kvarnbron", "--period", "2024-06", "--step", "hour")
    done = heritage(folder, *asked, "--without-estimates")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) == 3 * 720
    assert [row["passages"] for row in rows[-3:]] == ["", "", ""]
    assert {row["is_estimated"] for row in rows} == {"false"}
    guessed = list(csv.DictReader(io.StringIO(heritage(folder, *asked).stdout)))
    assert [row["passages"] for row in guessed[-3:]] == ["3", "2", "1"]


def test_what_nobody_has_made_into_figures_yet_is_before_any_are_told(
    migrated_file: Path, tmp_path: Path
) -> None:
    """As after an import that broke off, or by a server that is down."""
    (tmp_path / "data").mkdir()
    copy(migrated_file, tmp_path / "data" / SQLITE_FILE)
    engine = open_engine(None, tmp_path / "data")
    begin = int(MONDAY.timestamp())
    hours = [(begin + n * HOUR_S, begin + (n + 1) * HOUR_S, usual(n)) for n in range(28 * 24)]
    imported(engine, {Direction.BOTH: hours[:-24]}, MONDAY, "norra-leden")
    asked = ("counts", "export", "norra-leden", "--period", "2026-05-05--2026-05-30")
    rows = csv.DictReader(io.StringIO(heritage(tmp_path, *asked).stdout))
    # Local days begin two hours earlier.
    assert sum(int(row["passages"]) for row in rows) == sum(usual(n) for n in range(22, 26 * 24 + 22))
    imported(engine, {Direction.BOTH: hours[-24:]}, MONDAY, "norra-leden")
    assert due(engine) > 0
    told = heritage(tmp_path, "report", "2026", "--month", "5", "-o", "maj.html")
    assert (told.returncode, told.stderr) == (0, "")
    assert due(engine) == 0 and "Norra leden" in (tmp_path / "maj.html").read_text()
    engine.dispose()


def due(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(COUNT_DUE)) or 0


def test_where_there_is_no_counting_point_yet_is_told_how_to_make_one(tmp_path: Path) -> None:
    content = copytree(SMALL.parents[1] / "gallery/nothing-yet", tmp_path / "content")
    (content / "counting.yaml").unlink()
    settings = {"HERITAGE_CONTENT": str(content), "HERITAGE_DATA_DIR": str(tmp_path / "data")}
    done = run("counts", "show", "bron", settings=settings)
    told = "'bron' is no counting point; counting.yaml has none yet, see docs/counting.md.\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)


@pytest.mark.parametrize(
    ("order", "told"),
    [
        (("show", "bron"), "'bron' is no counting point of counting.yaml; there are kvarnbron, norra-leden."),
        (("show", "kvarnbron", "--period", "juni"), "'juni' is no period; write 2026, 2026-07, 2026-W30 or"),
        (("export", "kvarnbron", "-o", "x.pdf"), "-o: 'x.pdf' must end with .csv, .json or .xlsx."),
        (
            ("export", "kvarnbron", "--step", "second"),
            "--step: 'second' is none of hour, day, week, month, year.",
        ),
        (
            ("export", "kvarnbron", "--period", "2024", "--step", "hour", "--public"),
            "Figures of so short steps",
        ),
        (("export", "kvarnbron", "-o", "no/where.csv"), "no/where.csv: No such file or directory"),
    ],
)
def test_an_order_that_is_not_right_is_one_sentence(folder: Path, order: tuple[str, ...], told: str) -> None:
    done = heritage(folder, "counts", *order)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(told) and done.stderr.count("\n") == 1
