"""The plan of the house holds: floors, types, style. So `pytest` is the only gate."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run(*command: str) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / command[0]), *command[1:]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_room_imports_only_from_floors_below() -> None:
    run("lint-imports")


def test_types_hold() -> None:
    run("mypy")


def test_style_holds() -> None:
    run("ruff", "check", ".")


def test_the_formatter_has_nothing_to_say() -> None:
    run("ruff", "format", "--check", ".")


def test_no_import_hides_inside_a_function_below_the_roof() -> None:
    """An import inside a function would dodge the floors; only the command line, which must start fast, has them."""
    hidden = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in sorted((ROOT / "heritage").rglob("*.py"))
        if "cli" not in file.parts
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if line.startswith((" ", "\t")) and line.lstrip().startswith(("import ", "from heritage"))
    ]
    assert hidden == []
