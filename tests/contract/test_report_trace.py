"""Each number of a written report stands in the answer of the command that its appendix names, in the fields it names.

The report is the HTML file that `heritage report` writes, and each command of its appendix is run as it stands there.
"""

import json
import re
import shlex
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import insert
from typer.testing import CliRunner

from heritage.cli import app
from heritage.cli.counting.fields import as_data
from heritage.passages.figures.values import Figures
from heritage.passages.periods import year_of
from heritage.reporting.document import composed
from heritage.reporting.drawing import as_html
from heritage.store.engine import SQLITE_FILE, open_engine
from heritage.store.flags import Direction
from heritage.store.passage_tables import COUNT_EVENT, FACTOR
from heritage.store.tables import SCAN_COUNT, Channel
from tests import counted
from tests.contract.test_cli import SMALL
from tests.passage_fixtures import filled, library_of
from tests.report_audit import DAY, Answer, Auditor

NOW = datetime(2025, 2, 1, tzinfo=UTC)
YEAR = 2024


@pytest.fixture(scope="module")
def folder(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two years at a busy bridge and on a quiet path, with gaps, estimates, a correction, scans and an event."""
    folder = tmp_path_factory.mktemp("traced")
    content = folder / "content"
    shutil.copytree(SMALL, content)
    (content / "devices.yaml").unlink()
    counting = content / "counting.yaml"
    counting.write_text(counting.read_text().partition("\ncounters:")[0])
    (folder / "data").mkdir()
    shutil.copy(migrated_file, folder / "data" / SQLITE_FILE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HERITAGE_CONTENT", str(content))
        patch.setenv("HERITAGE_DATA_DIR", str(folder / "data"))
        # That no counter stands anywhere is noted once; afterwards nothing makes the figures anew.
        ran("counts", "show", "kvarnbron")
        write_two_years(folder / "data")
        yield folder


def write_two_years(data: Path) -> None:
    engine = open_engine(None, data)
    for year, seed in ((YEAR - 1, 1), (YEAR, 2)):
        filled(engine, "norra-leden", year, seed, busy=4.0, empty_days=[(date(year, 3, 4), date(year, 3, 9))])
        filled(
            engine,
            "kvarnbron",
            year,
            seed + 2,
            busy=90.0,
            factor=1.12,
            estimated_days=[(date(year, 8, 5), date(year, 8, 9))],
        )
    factor = {
        "point": "kvarnbron",
        "direction": Direction.BOTH,
        "traffic": "all",
        "first_day": date(YEAR - 1, 1, 1),
    }
    factor |= {"value": 1.12, "low": 1.05, "high": 1.19, "passages": 214, "sessions": 4, "counts": "1 2 3 4"}
    factor |= {"method": "manual counts", "made_by": "Eva", "made_at": NOW}
    event = {"point": "kvarnbron", "first_day": date(YEAR, 7, 6), "last_day": date(YEAR, 7, 8)}
    event |= {"words": '{"sv": "Loppet", "en": "The race"}', "entered_by": "Eva", "entered_at": NOW}
    scan = {"code": "KVA15", "language": "sv", "channel": Channel.SIGN, "count": 700}
    with engine.begin() as connection:
        connection.execute(insert(FACTOR), factor)
        connection.execute(insert(COUNT_EVENT), event)
        connection.execute(insert(SCAN_COUNT), {**scan, "hour": datetime(YEAR, 7, 7, 10, tzinfo=UTC)})
    engine.dispose()


def ran(*order: str) -> str:
    done = CliRunner().invoke(app, order)
    assert done.exit_code == 0, (order, done.output, done.exception)
    return done.stdout


@pytest.fixture(scope="module")
def answers(folder: Path) -> dict[str, Answer]:
    """Of each command that was asked for once."""
    return {}


def audited(folder: Path, answers: dict[str, Answer], language: str, *order: str) -> Auditor:
    """A report that is written, with the answers of all commands in it."""
    out = folder / "report.html"
    ran("report", *order, "-o", str(out), "--language", language)
    auditor = Auditor(out.read_text(), language, answers)
    for command in set(auditor.cited.commands.values()) - answers.keys():
        name, *words = shlex.split(command)
        assert name == "heritage"
        answers[command] = json.loads(ran(*words))
    return auditor


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("order", [(str(YEAR),), (str(YEAR), "--month", "7"), (str(YEAR), "--month", "2")])
def test_every_number_is_in_the_fields_that_its_mark_names(
    folder: Path, answers: dict[str, Answer], order: tuple[str, ...], language: str
) -> None:
    auditor = audited(folder, answers, language, *order)
    assert auditor.faults() == []
    assert len(auditor.cited.fields) > 20
    assert auditor.compared > 200
    for mark, fields in auditor.cited.fields.items():
        assert set(fields) <= auditor.answers[auditor.cited.commands[mark]].keys(), fields


def test_each_command_is_of_the_points_own_report(folder: Path, answers: dict[str, Answer]) -> None:
    auditor = audited(folder, answers, "en", str(YEAR), "--month", "7")
    assert set(auditor.cited.commands.values()) == {
        f"heritage counts show {point} --period {YEAR}-07 --public --json"
        for point in ("kvarnbron", "norra-leden")
    }


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("made", [counted.figures, counted.hidden, counted.broken, counted.nothing])
def test_figures_of_every_kind_are_traced(made: Callable[[], Figures], language: str) -> None:
    """Weather, visits, small numbers and what is not complete: not every database has them."""
    figures = replace(made(), point="bron")
    html = as_html(composed(library_of(), {"bron": figures}, year_of(2026), language, NOW))
    answer = json.loads(json.dumps(as_data(figures)))
    command = "heritage counts show bron --period 2026 --public --json"
    assert Auditor(html, language, {command: answer}).faults() == []


@pytest.mark.parametrize(
    "name",
    [
        *("total", "directions", "mean", "months", "weekdays", "hours_workday", "heat", "last_year"),
        *("factors", "uncorrected", "scans", "gaps"),
    ],
)
def test_a_number_that_differs_is_found(folder: Path, answers: dict[str, Answer], name: str) -> None:
    """The audit itself is held to find what it looks for."""
    auditor = audited(folder, answers, "en", str(YEAR))
    command = next(one for one in answers if f"kvarnbron --period {YEAR} " in one)
    auditor.answers = {**answers, command: {**answers[command], name: _changed(answers[command][name])}}
    assert auditor.faults()


def test_a_number_without_a_mark_is_found(folder: Path, answers: dict[str, Answer]) -> None:
    auditor = audited(folder, answers, "en", str(YEAR))
    html = (folder / "report.html").read_text()
    bare = Auditor(re.sub(r"(passages were counted here[^<]*?)\s*\[\d+\]", r"\1", html), "en", answers)
    assert any(fault.startswith("no mark: ") for fault in bare.faults())
    assert not auditor.faults()


def _changed(value: object) -> object:
    """Other numbers, of the same shape."""
    if isinstance(value, Mapping):
        return {name: _changed(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_changed(one) for one in value]
    if isinstance(value, str) and DAY.fullmatch(value):
        return f"1987{value[4:]}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return value * 3.7 + 4321.6
