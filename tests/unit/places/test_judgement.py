"""One mistake in the register is told once, by the judge that knows how to mend it (R-Q9)."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from heritage.places.judgement import judge
from heritage.places.library import load
from tests.repository import commit, git

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 11, 21)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "tests" / "data" / "broken" / "base", tmp_path, dirs_exist_ok=True)
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    return tmp_path / "content"


def told(content: Path, before: str, after: str) -> list[str]:
    """What is said when `before` has become `after` in the register."""
    register = content / "codes.yaml"
    text = register.read_text(encoding="utf-8")
    assert before in text
    register.write_text(text.replace(before, after), encoding="utf-8")
    return [problem.message() for problem in judge(load(content), content, TODAY)]


def test_a_lost_line_asks_for_the_line_and_not_for_a_new_code(content: Path) -> None:
    line = '"KVA15": {place: kvarnen, state: mounted, since: 2026-06-01}\n'
    (message,) = told(content, line, "")
    assert message.startswith("code KVA15 is gone")


@pytest.mark.parametrize("typed", ["KVB15", "kva15", "KVA1", "VKA15"])
def test_a_mistyped_code_is_asked_back_as_it_was(content: Path, typed: str) -> None:
    (message,) = told(content, "KVA15", typed)
    assert message == f"code KVA15 has become '{typed}' here; write it as it was"


def test_a_misspelt_place_is_only_asked_to_be_spelt(content: Path) -> None:
    (message,) = told(content, "{place: kvarnen, state: m", "{place: tjarnne, state: m")
    assert message.endswith("which is no place; did you mean 'kvarnen'?")


def test_a_code_led_to_another_place_is_told(content: Path) -> None:
    messages = told(content, "{place: kvarnen, state: m", "{place: tjarnen, state: m")
    assert [message[:25] for message in messages if "KVA15" in message] == ["code KVA15 leads to 'tjar"]


def test_a_place_that_never_had_a_code_is_still_asked_to_get_one(content: Path) -> None:
    shutil.copytree(content / "kvarnen", content / "smedjan")
    messages = [problem.message() for problem in judge(load(content), content, TODAY)]
    assert "no code leads to this place; get it one with 'heritage code smedjan'" in messages


def test_a_folder_with_a_new_name_is_asked_for_its_old_one(content: Path) -> None:
    (content / "kvarnen").rename(content / "kvarn")
    problems = judge(load(content), content, TODAY)
    (message,) = [problem.message() for problem in problems if problem.path == "content/codes.yaml"]
    assert "give the folder its name back, or add 'instead: kvarn'" in message
