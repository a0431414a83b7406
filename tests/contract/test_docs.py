"""What is promised to operators and editors is written down: every setting, every command, every make target."""

import re
from pathlib import Path

import typer
from typer.core import TyperGroup

from heritage import __version__
from heritage.cli import app
from heritage.settings import KNOWN

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


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
