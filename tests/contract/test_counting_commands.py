"""`heritage counts` as those meet it who judge what counters counted, from review to factors."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import func, select

from heritage.passages import imports
from heritage.passages.stretches import HOUR_S, midnight
from heritage.store.engine import open_engine
from heritage.store.flags import Direction
from heritage.store.migrate import migrate
from heritage.store.passage_tables import FLOW, PASSAGE_DAY
from tests.commands import run
from tests.contract.test_cli import SMALL
from tests.passing import NORTH, in_turn

FIRST, LAST = date(2025, 6, 2), date(2025, 7, 27)
SPIKE = date(2025, 7, 9)
DAY = timedelta(days=1)


class Done(NamedTuple):
    """How a command ended, and what it wrote."""

    status: int
    out: str
    err: str


@dataclass
class Desk:
    """A terminal in a folder with some content, and a database of its own."""

    folder: Path

    def type(self, *orders: tuple[str, ...]) -> list[Done]:
        """Commands in a row, as `heritage counts …`."""
        settings = {
            "HERITAGE_CONTENT": str(self.folder / "content"),
            "HERITAGE_DATA_DIR": str(self.folder / "data"),
            "COLUMNS": "240",
        }
        done = [run("counts", *order, settings=settings) for order in orders]
        return [Done(one.returncode, one.stdout, one.stderr) for one in done]

    def passages(self, day: date) -> int | None:
        """What stands in the figures of a day, in both directions."""
        engine = open_engine(None, self.folder / "data")
        query = select(func.sum(PASSAGE_DAY.c.corrected)).join(FLOW, FLOW.c.id == PASSAGE_DAY.c.flow)
        with engine.connect() as connection:
            found = connection.scalar(query.where(FLOW.c.point == NORTH, PASSAGE_DAY.c.day == day))
        engine.dispose()
        return None if found is None else round(found / 1000)


def usual(hour: int) -> int:
    """Never the same in two weeks."""
    day, of_day = divmod(hour, 24)
    return 6 + (day * 5 + of_day * 3) % 5 if 8 <= of_day < 20 else 0


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight weeks of a file at the toy trail, with an hour that cannot be, and no other counter."""
    folder = tmp_path_factory.mktemp("counting")
    shutil.copytree(SMALL, folder / "content")
    (folder / "content/devices.yaml").unlink()
    (folder / "data").mkdir()
    start, end = midnight(FIRST), midnight(LAST + DAY)
    spike = midnight(SPIKE) + 14 * HOUR_S
    hours = range(start, end, HOUR_S)
    cells = {
        way: [
            (at, at + HOUR_S, 400 if at == spike and way is Direction.IN else usual(number))
            for number, at in enumerate(hours)
        ]
        for way in (Direction.IN, Direction.OUT)
    }
    engine = open_engine(None, folder / "data")
    migrate(engine)
    version = imports.Version(NORTH, imports.FILE, "sommaren.csv", "x", {}, cells)
    imports.store(in_turn(engine), version, "turistbyrån", datetime(2025, 8, 1, tzinfo=UTC))
    engine.dispose()
    return folder


@pytest.fixture
def desk(stored: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(stored, tmp_path, dirs_exist_ok=True)
    yield Desk(tmp_path)


SIGNED = ("--by", "turistbyrån", "--why", "barn lekte vid räknaren")
SUMMER = ("--from", f"{FIRST}", "--to", f"{LAST}")
FROM, UNTIL = f"{SPIKE} 14:00", f"{SPIKE} 15:00"


def test_what_is_held_is_reviewed_decided_and_taken_back(desk: Desk) -> None:
    line = (
        f"heritage counts decide {NORTH} kept|rejected|reconstructed --from '{FROM}' --until '{UNTIL}' "
        "--direction in --by … --why …"
    )
    decide = ("decide", NORTH, "kept", "--from", FROM, "--until", UNTIL, "--direction", "in", *SIGNED)
    shown, decided, listed, settled, all_of_it = desk.type(
        ("review", NORTH, *SUMMER),
        decide,
        ("decisions", NORTH),
        ("review", *SUMMER),
        ("review", NORTH, *SUMMER, "--all"),
    )
    assert (shown.status, shown.err) == (0, "")
    assert shown.out.splitlines() == [
        f"The Northern Trail ({NORTH})",
        f"    {FROM} – {UNTIL}  spike (hour) (in): left out until somebody decides",
        "        400 in one hour; typical of that hour is 8.",
        f"        {line}",
        "",
    ]
    assert (decided.status, decided.out, decided.err) == (0, "Decision 1 is kept.\n", "")
    assert "kept: it was real" in listed.out
    assert f"{FROM} – {UNTIL} (in)" in listed.out
    assert settled.out == "Nothing is to be looked at.\n"
    assert f"{FROM} – {UNTIL}  spike (hour) (in): decided" in all_of_it.out
    assert "heritage counts undo decision 1 --by … --why …" in all_of_it.out
    assert (desk.passages(SPIKE) or 0) > 500
    undone, again, listed = desk.type(
        ("undo", "decision", "1", *SIGNED), ("review", NORTH, *SUMMER), ("decisions",)
    )
    assert (undone.status, undone.out) == (0, "Undone: decision 1. It stays in the log.\n")
    assert again.out == shown.out
    assert "barn lekte vid räknaren" in listed.out.split("Undone")[1]
    assert (desk.passages(SPIKE) or 0) < 300


def test_events_are_noted_listed_and_taken_back(desk: Desk) -> None:
    words = ("--sv", "Klossloppet", "--en", "The Block Race", "--by", "turistbyrån")
    noted, everywhere, listed, undone, after = desk.type(
        ("event", NORTH, "--from", "2025-07-09", *words),
        ("event", "--from", "2025-07-20", "--to", "2025-07-21", *words),
        ("events",),
        ("undo", "event", "1", *SIGNED),
        ("events",),
    )
    assert (noted.status, noted.out) == (0, "Event 1 is kept.\n")
    assert everywhere.out == "Event 2 is kept.\n"
    for told in ("2025-07-09", "2025-07-20 – 2025-07-21", NORTH, "all", "Klossloppet", "turistbyrån"):
        assert told in listed.out
    assert undone.out == "Undone: event 1. It stays in the log.\n"
    assert "barn lekte" in after.out


def test_counts_by_hand_make_a_factor_that_changes_the_figures_and_is_withdrawn(desk: Desk) -> None:
    day = SPIKE + DAY
    times = ("--from", f"{day} 10:00", "--until", f"{day} 14:00")
    kept, listed, made, factors = desk.type(
        ("manual", NORTH, *times, "--by", "Ada", "--in", "walker=40,dog=3", "--out", "walker=30,cyclist=6"),
        ("manuals", NORTH),
        ("factor", NORTH, "--from", f"{FIRST}", "--to", f"{LAST}", "--by", "Ada", "--counts", "1"),
        ("factors",),
    )
    assert (kept.status, kept.err) == (0, "")
    assert kept.out.startswith("Manual count 1 is kept.")
    counter = 2 * sum(usual(((day - FIRST).days) * 24 + hour) for hour in range(10, 14))
    seen = "Inwards: On foot 40, Dogs 3; Outwards: On foot 30, By bicycle 6"
    for told in (seen, f"{day} 10:00 – {day} 14:00", str(counter)):
        assert told in listed.out
    assert made.out.startswith(f"Factor 1: {76 / counter:.3f} (95 % interval ")
    assert "Passages: 76, occasions: 1." in made.out
    assert made.out.endswith("That is few: it is marked as indicative.\n")
    assert "indicative" in factors.out
    whole = 2 * sum(usual((day - FIRST).days * 24 + hour) for hour in range(24))
    assert desk.passages(day) == pytest.approx(whole * 76 / counter, abs=1)
    withdrawn, again, undone, listed = desk.type(
        ("withdraw", "1", *SIGNED),
        ("withdraw", "1", *SIGNED),
        ("undo", "manual", "1", *SIGNED),
        ("manuals",),
    )
    assert (withdrawn.status, withdrawn.out) == (0, "Factor 1 is withdrawn. It stays in the log.\n")
    assert (again.status, again.out, again.err) == (2, "", "There is no factor 1 that holds.\n")
    assert undone.out == "Undone: manual 1. It stays in the log.\n"
    assert "barn lekte" in listed.out
    assert desk.passages(day) == whole
    interval = ("--value", "1.5", "--low", "1.2", "--high", "1.9", "--passages", "800", "--sessions", "9")
    elsewhere = (*interval, "--method", "Tillverkarens provning")
    (given,) = desk.type(("factor", NORTH, "--from", f"{FIRST}", "--by", "Ada", *elsewhere))
    assert given.out == "Factor 2: 1.500 (95 % interval 1.200 to 1.900). Passages: 800, occasions: 9.\n"
    assert desk.passages(day) == pytest.approx(1.5 * whole, abs=1)


def test_a_factor_that_goes_on_after_the_counter_was_moved_is_told_until_there_is_a_newer(desk: Desk) -> None:
    """R-V5."""
    record = desk.folder / "content/counting.yaml"
    (mounting,) = (line for line in record.read_text().splitlines() if "since: 2024-01-01" in line)
    before = mounting.replace("2024-01-01", "2024-01-01, until: 2025-06-15")
    after = mounting.replace("2024-01-01", "2025-06-16")
    record.write_text(record.read_text().replace(mounting, f"{before}\n{after}"))
    known = ("--by", "Ada", "--value", "1.2", "--low", "1.1", "--high", "1.3", "--method", "Tillverkarens")
    made, listed, reviewed, _newer, renewed, settled = desk.type(
        ("factor", NORTH, "--from", f"{FIRST}", *known, "--direction", "in"),
        ("factors",),
        ("review", NORTH, "--from", "2025-06-03", "--to", "2025-06-04"),
        ("factor", NORTH, "--from", "2025-06-16", *known, "--direction", "in"),
        ("factors",),
        ("review", NORTH, "--from", "2025-06-03", "--to", "2025-06-04"),
    )
    assert (made.status, made.err) == (0, "")
    assert "yes: the counter came there later" in listed.out
    assert reviewed.out.splitlines() == [
        f"The Northern Trail ({NORTH})",
        "    Factor 1 (in) goes on though the counter came there after it: count by hand again, or withdraw it.",
        f"        heritage counts factor {NORTH} --from YYYY-MM-DD --counts … --by …",
        "",
    ]
    assert "came there later" not in renewed.out
    assert settled.out == "Nothing is to be looked at.\n"


POINTS = f"there are kvarnbron, {NORTH}."
HOURS = ("--from", FROM, "--until", UNTIL)
MANUAL = ("manual", NORTH, *HOURS, "--by", "Ada")
FACTOR = ("factor", NORTH, "--from", "2025-07-01", "--by", "Ada")
GIVEN = (*FACTOR, "--value", "1.2", "--low", "1.1", "--high", "1.3")
EVENT = ("event", "--from", "2025-07-09", "--by", "Ada", "--sv")

MISTAKES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("review", "kvarnbro"), f"'kvarnbro' is no counting point of counting.yaml; {POINTS}"),
    (("review", "--from", "2025-07-09", "--to", "2025-07-01"), "--to lies before --from."),
    (("review", "--from", "juli"), "--from must be written YYYY-MM-DD."),
    (("decide", "bron", "kept", *HOURS, *SIGNED), f"'bron' is no counting point of counting.yaml; {POINTS}"),
    (
        ("decide", NORTH, "gone", *HOURS, *SIGNED),
        "'gone' is no ruling; there are kept, rejected, reconstructed.",
    ),
    (
        ("decide", NORTH, "kept", *HOURS, *SIGNED, "--direction", "up"),
        "'up' is no direction; there are in, out, both.",
    ),
    (
        ("decide", NORTH, "kept", *HOURS, "--by", "Ada"),
        "--why is missing; see `heritage counts decide --help`.",
    ),
    (
        ("decide", NORTH, "kept", *HOURS, "--by", " ", "--why", "x"),
        "Say who does this, in at most 80 characters.",
    ),
    (("decide", NORTH, "kept", *HOURS, "--by", "Ada", "--why", ""), "Say why, in at most 500 characters."),
    (
        ("decide", NORTH, "kept", "--from", UNTIL, "--until", FROM, *SIGNED),
        "The end must come after the start.",
    ),
    (
        ("decide", NORTH, "kept", "--from", "i juli", "--until", UNTIL, *SIGNED),
        "'i juli' is no time; write it as 2026-02-14 10:30.",
    ),
    (
        ("decide", NORTH, "kept", "--from", "2025-10-26 02:30", "--until", "2025-10-27 00:00", *SIGNED),
        "2025-10-26 02:30 occurred twice, for clocks were put back: add the offset, such as +01:00.",
    ),
    (("undo", "decision", "7", *SIGNED), "There is no decision 7 to undo."),
    (("undo", "decision", "7", "--by", "Ada"), "Say why, in at most 500 characters."),
    (
        ("undo", "reading", "7", *SIGNED),
        "'reading' cannot be undone; what can is: import, decision, event, manual.",
    ),
    ((*EVENT, " "), "Say what happened, in at most 500 characters."),
    ((*EVENT, "Lopp", "--to", "2025-07-01"), "The last day must not come before the first."),
    (("event", "bron", *EVENT[1:], "Lopp"), f"'bron' is no counting point of counting.yaml; {POINTS}"),
    (
        (*MANUAL, "--in", "walker"),
        "'walker' is no kind and number such as walker=12; kinds are walker, cyclist, skier, snowmobile, dog.",
    ),
    ((*MANUAL, "--in", "dog=1,dog=2"), "'dog' stands there twice."),
    (
        (*MANUAL, "--in", "walker=1", "--both", "walker=2"),
        "--both is for counts in which directions were not told apart: give it, or --in and --out.",
    ),
    (MANUAL, "Enter how many passed: whole numbers from 0 to 100000."),
    (
        (*MANUAL, "--in", "walker=1", "--method", "guess"),
        "'guess' is no method; there are on_site, pictures, other.",
    ),
    (FACTOR, "Say either --counts or --value."),
    ((*FACTOR, "--counts", "ett"), "--counts: 'ett' are no numbers such as 1,2,3."),
    ((*FACTOR, "--counts", "9"), f"{NORTH} has no manual count 9 that holds."),
    ((*FACTOR, "--value", "1.2"), "A factor that is given needs its interval: --low and --high."),
    (GIVEN, "Say where the factor comes from, in at most 500 characters."),
    (
        (*GIVEN, "--method", "x", "--traffic", "some"),
        "'some' are no hours; there are all, quiet, busy.",
    ),
    (
        (*GIVEN, "--method", "x", "--traffic", "busy"),
        "Busy and quiet hours need a number of passages that divides them; all hours none.",
    ),
    (
        (*FACTOR, "--value", "nan", "--low", "1", "--high", "2", "--method", "x"),
        "A factor lies between the ends of its interval, above 0, and is at most 20.",
    ),
    (("withdraw", "4", *SIGNED), "There is no factor 4 that holds."),
)


def test_each_mistake_is_told_in_one_sentence_and_changes_nothing(desk: Desk) -> None:
    told = desk.type(*(order for order, _ in MISTAKES))
    for (order, sentence), done in zip(MISTAKES, told, strict=True):
        assert (order, *done) == (order, 2, "", f"{sentence}\n")
    lists = desk.type(("decisions",), ("events",), ("manuals",), ("factors",))
    assert [one.out for one in lists] == [
        "No decisions.\n",
        "No events.\n",
        "No manual counts.\n",
        "No factors.\n",
    ]


def test_the_demonstration_is_reviewed_in_a_database_of_its_own(desk: Desk) -> None:
    (done,) = desk.type(("review", "--demo"))
    told = "The database holds no demonstration: `serve --demo` or `simulate` begins one.\n"
    assert (done.status, done.out, done.err) == (2, "", told)
