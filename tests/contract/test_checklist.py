"""The accessibility checklist is whole: a line for every rule, and every test it names exists (R-A31)."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHECKLIST = (ROOT / "tests/manual/accessibility.md").read_text(encoding="utf-8")
RULES = range(1, 34)
"""R-A1 to R-A33."""


def rows() -> dict[str, str]:
    """The table's lines by rule."""
    return dict(re.findall(r"^\| (R-A\d+) \| (.+) \|$", CHECKLIST, re.MULTILINE))


def named_tests() -> list[tuple[str, str]]:
    """Every test the checklist names, as file and function."""
    return re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", CHECKLIST)


def test_every_rule_on_accessibility_has_its_line() -> None:
    assert list(rows()) == [f"R-A{number}" for number in RULES]


def test_every_rule_is_proved_by_a_test_or_by_hand_or_said_to_be_open() -> None:
    for rule, line in rows().items():
        assert "::test_" in line or "By hand" in line or "Does not apply" in line, rule


def test_every_test_that_is_named_exists() -> None:
    named = named_tests()
    assert len(named) > 20
    for file, function in named:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert function in defined, f"{file}::{function}"


def test_the_checklist_says_when_it_was_done_and_what_nobody_has_done() -> None:
    assert re.search(r"^Date: \d{4}-\d\d-\d\d$", CHECKLIST, re.MULTILINE)
    assert "## Not done" in CHECKLIST
