"""`heritage counts verify` and `rebuild`: are the figures still those that raw counts give, and making them so."""

import io
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from heritage.cli.counting import group
from heritage.places.library import load
from heritage.store.engine import open_engine
from heritage.store.passage_tables import PASSAGE_DAY
from tests.contract.test_cli import SMALL
from tests.contract.test_counting_files import folder, heritage

LINES = "\n".join(("Datum;Antal", *(f"{day:02}/07/2026;{10 + day}" for day in range(1, 22))))
WANTED = ("--point", "norra-leden", "--in", "Antal", "--date-order", "dmy", "--by", "turistbyrån", "--yes")

__all__ = ["folder"]


def test_a_figure_that_went_wrong_is_named_and_made_anew(folder: Path) -> None:
    (folder / "dagar.csv").write_text(LINES)
    stored = heritage(folder, "counts", "import", "dagar.csv", *WANTED)
    assert stored.returncode == 0, stored.stdout + stored.stderr
    well = heritage(folder, "counts", "verify", "norra-leden")
    assert (well.returncode, well.stdout) == (0, "norra-leden: all figures agree.\n")
    engine = open_engine(None, folder / "data")
    with engine.begin() as connection:
        counted = PASSAGE_DAY.c.corrected.is_not(None)
        wrong = update(PASSAGE_DAY).where(PASSAGE_DAY.c.day == date(2026, 7, 9), counted)
        assert connection.execute(wrong.values(corrected=1)).rowcount == 1
    engine.dispose()
    told = heritage(folder, "counts", "verify")
    assert (told.returncode, told.stdout.splitlines()) == (
        1,
        ["kvarnbron: all figures agree.", "norra-leden: 1 day differs: 2026-07-09"],
    )
    assert told.stderr == "`heritage counts rebuild` makes them anew.\n"
    mended = heritage(folder, "counts", "rebuild", "norra-leden")
    assert (mended.returncode, mended.stdout) == (0, "1 counting point was made anew.\n")
    assert heritage(folder, "counts", "verify").returncode == 0


def test_a_point_that_there_is_not_is_named(folder: Path) -> None:
    for command in ("verify", "rebuild"):
        told = heritage(folder, "counts", command, "kvarn")
        assert told.returncode == 2
        assert (
            told.stderr
            == "'kvarn' is no counting point of counting.yaml; there are kvarnbron, norra-leden.\n"
        )


class Screen(io.StringIO):
    """Where somebody sits and waits, or a log."""

    def __init__(self, is_terminal: bool) -> None:
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


@pytest.mark.parametrize(("is_terminal", "lines"), [(True, 1), (False, 0)])
def test_who_waits_at_a_terminal_is_told_for_what_and_only_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, is_terminal: bool, lines: int
) -> None:
    (folder / "dagar.csv").write_text(LINES)
    assert heritage(folder, "counts", "import", "dagar.csv", *WANTED).returncode == 0
    engine, screen = open_engine(None, folder / "data"), Screen(is_terminal)
    monkeypatch.setattr(group, "PATIENCE_S", 0.0)
    monkeypatch.setattr(sys, "stderr", screen)
    library = load(SMALL).library
    assert library is not None
    group.caught_up(engine, library, datetime(2026, 8, 1, tzinfo=UTC))
    engine.dispose()
    assert len(screen.getvalue().splitlines()) == lines
