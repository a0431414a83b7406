"""What is promised to operators and editors is written down: every setting, every command, every make target."""

import re
import shutil
from datetime import date
from pathlib import Path

import typer
from msgspec.structs import fields
from typer.core import TyperGroup

from heritage import __version__
from heritage.cli import app
from heritage.cli.counting.group import counts
from heritage.places.checks import check
from heritage.places.counting import (
    CameraPapers,
    Counter,
    CounterMounting,
    CountingPoint,
    CountingRecord,
    EcoSource,
    Season,
    Thresholds,
)
from heritage.places.library import load
from heritage.sensors import fitting
from heritage.settings.variables import KNOWN

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COUNTING = (ROOT / "docs" / "counting.md").read_text(encoding="utf-8")


def test_every_setting_stands_in_the_readme_with_its_meaning() -> None:
    table = dict(re.findall(r"^\| `(HERITAGE_\w+)` \| .* \| (.+?) \|$", README, re.MULTILINE))
    assert set(table) == set(KNOWN)
    for name, meaning in KNOWN.items():
        assert table[name].replace("`", "") == meaning


def test_every_command_stands_in_the_readme() -> None:
    commands = typer.main.get_command(app)
    assert isinstance(commands, TyperGroup)
    for name in commands.commands:
        assert f"heritage {name}" in README, name


def test_every_command_for_counts_stands_in_the_readme() -> None:
    commands = typer.main.get_command(counts)
    assert isinstance(commands, TyperGroup)
    for name in commands.commands:
        assert f"heritage counts {name}" in README, name


def test_every_key_of_a_counting_point_is_explained_with_what_it_is_if_left_out() -> None:
    shapes = (CountingRecord, CountingPoint, Season, Counter, CounterMounting, EcoSource, CameraPapers)
    for shape in shapes:
        for field in fields(shape):
            assert re.search(rf"\b{field.name}\b[:`]", COUNTING), field.name
    table = re.findall(r"^\| `(\w+)` \| ([\d.]+) \| .+ \|$", COUNTING, re.MULTILINE)
    assert {name: float(value) for name, value in table} == {
        field.name: field.default for field in fields(Thresholds)
    }


def test_the_examples_of_counting_points_can_be_written_into_the_content(tmp_path: Path) -> None:
    content = shutil.copytree(
        ROOT / "content", tmp_path / "content", ignore=shutil.ignore_patterns("*.mp3", "*.m4a", "*.svg")
    )
    examples = re.findall(
        r"^```yaml\n(# content/([a-z]+\.yaml)\n.+?)^```", COUNTING, re.MULTILINE | re.DOTALL
    )
    assert [name for _, name in examples] == ["counting.yaml", "devices.yaml"]
    for example, name in examples:
        (content / name).write_text(example, encoding="utf-8")
    loaded = load(content)
    found = [*check(loaded, date(2028, 6, 1)), *fitting.check(loaded)]
    ours = ("content/counting.yaml", "content/devices.yaml")
    assert [problem.as_line() for problem in found if problem.path in ours] == []


def test_every_dependency_has_its_reason() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = project[project.index("dependencies = [") : project.index("[project.scripts]")]
    for line in listed.splitlines():
        if line.strip().startswith('"') or re.match(r"\w+ = \[\"", line):
            assert "# " in line, line


def test_the_changelog_names_this_version_or_is_open() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {__version__}" in changelog or "## Unreleased" in changelog


def test_lock_files_carry_hashes_and_no_addresses() -> None:
    for lock in ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text
    for lock in (ROOT / "tests").glob("*/package-lock.json"):
        text = lock.read_text(encoding="utf-8")
        assert '"integrity"' in text
        assert '"resolved"' not in text
