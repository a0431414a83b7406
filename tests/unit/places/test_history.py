"""The register of codes against its past, in real Git repositories (R-Q9)."""

from pathlib import Path

import pytest

from heritage.places.history import broken, look_back
from heritage.problems import Problem, Weight
from tests import repository
from tests.repository import git

MILL = '"KVA15": {place: kvarnen, state: mounted, since: 2026-06-01}\n'
TARN = '"BR9N6":\n  place: tjarnen\n  state: planned\n  since: 2026-06-02\n'


@pytest.fixture
def content(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    (tmp_path / "content").mkdir()
    return tmp_path / "content"


def write(content: Path, *blocks: str) -> None:
    (content / "codes.yaml").write_text("# Append only.\n" + "".join(blocks), encoding="utf-8")


def commit(content: Path, *blocks: str) -> None:
    write(content, *blocks)
    repository.commit(content, "--allow-empty")


def told(content: Path, seconds: float = 60.0) -> list[Problem]:
    past = look_back(content, seconds)
    return [*broken(past, content), *past.notes]


def found(content: Path) -> list[tuple[int, str, object]]:
    """Line, first words and place now of each problem; no notes."""
    problems = told(content)
    assert all(problem.weight is Weight.PROBLEM for problem in problems)
    assert all(problem.path == "content/codes.yaml" for problem in problems)
    return [
        (problem.line, " ".join(problem.message().split()[:3]), problem.values.get("now"))
        for problem in problems
    ]


def notes(content: Path, seconds: float = 60.0) -> list[str]:
    problems = told(content, seconds)
    assert all(problem.weight is Weight.NOTE for problem in problems)
    return [problem.message() for problem in problems]


def test_a_register_that_only_grew_is_well(content: Path) -> None:
    commit(content, MILL)
    commit(content, MILL, TARN)
    write(content, MILL, TARN, '"GAM1X": {place: smedjan, state: planned, since: 2026-11-21}\n')
    assert told(content) == []


def test_a_new_state_date_or_position_is_well(content: Path) -> None:
    commit(content, MILL)
    moved = (
        "state: removed, since: 2026-11-21, instead: tjarnen, position: {lat: 62, lon: 15, precision_m: 5}"
    )
    write(content, MILL.replace("state: mounted, since: 2026-06-01", moved))
    assert told(content) == []


def test_a_code_taken_away_is_told_even_before_the_change_is_committed(content: Path) -> None:
    commit(content, MILL, TARN)
    write(content, TARN)
    assert found(content) == [(0, "code KVA15 is", None)]


def test_a_code_taken_away_is_told_for_ever_after(content: Path) -> None:
    commit(content, MILL, TARN)
    commit(content, MILL)
    commit(content, MILL)
    assert found(content) == [(0, "code BR9N6 is", None)]


def test_a_code_led_elsewhere_is_told_with_its_line(content: Path) -> None:
    commit(content, MILL, TARN)
    write(content, MILL, TARN.replace("tjarnen", "smedjan"))
    assert found(content) == [(3, "code BR9N6 leads", "smedjan")]


def test_a_code_of_a_removed_sign_cannot_be_led_elsewhere(content: Path) -> None:
    commit(content, MILL.replace("mounted", "removed"))
    commit(content, MILL.replace("mounted", "removed").replace("kvarnen", "smedjan"))
    assert found(content) == [(2, "code KVA15 leads", "smedjan")]


def test_a_code_that_was_away_cannot_come_back_for_another_place(content: Path) -> None:
    commit(content, MILL, TARN)
    commit(content, MILL)
    commit(content, MILL, TARN.replace("tjarnen", "smedjan"))
    assert found(content) == [(3, "code BR9N6 leads", "smedjan")]


def test_a_mistake_that_was_mended_is_forgiven(content: Path) -> None:
    commit(content, MILL, TARN)
    commit(content, TARN.replace("tjarnen", "smedjan"))
    write(content, TARN, MILL)
    assert told(content) == []


def test_a_code_given_on_a_merged_branch_counts_though_the_merge_left_it_out(content: Path) -> None:
    commit(content, MILL)
    git(content, "switch", "--quiet", "--create=side")
    commit(content, MILL, TARN)
    git(content, "switch", "--quiet", "main")
    git(content, "merge", "--quiet", "--no-ff", "--strategy=ours", "--message=x", "side")
    assert found(content) == [(0, "code BR9N6 is", None)]


def test_the_register_is_followed_through_moves_of_its_folder(content: Path) -> None:
    (content / "a.md").write_text("A")
    commit(content, MILL, TARN)
    moved = content.with_name("ange")
    git(content.parent, "mv", "content", "visit")
    git(content.parent, "commit", "--quiet", "--message=x")
    git(content.parent, "mv", "visit", "ange")
    git(content.parent, "commit", "--quiet", "--message=x")
    assert told(moved) == []
    write(moved, MILL)
    assert [problem.values["code"] for problem in told(moved)] == ["BR9N6"]


def test_a_copy_of_another_register_has_no_past(content: Path) -> None:
    other = content.parent / "tests" / "codes.yaml"
    other.parent.mkdir()
    other.write_text(MILL + TARN)
    git(content, "add", "--all", "..")
    git(content, "commit", "--quiet", "--message=x")
    commit(content, MILL.replace("kvarnen", "smedjan"), TARN)
    assert told(content) == []


def test_a_version_that_took_the_register_away_or_cannot_be_read_is_passed_over(content: Path) -> None:
    commit(content, MILL)
    (content / "codes.yaml").unlink()
    git(content, "commit", "--quiet", "--all", "--message=x")
    commit(content, MILL, '"BR9N6": {place: [\n')
    commit(content, "- KVA15\n")
    commit(content, MILL, '"BR9N6": [1]\n')
    commit(content, MILL, TARN)
    assert told(content) == []


def test_a_code_with_its_facts_in_braces_over_several_lines_is_read_too(content: Path) -> None:
    commit(content, '"KVA15": {\n  place: kvarnen,\n  state: mounted\n}\n')
    write(content, MILL.replace("kvarnen", "smedjan"))
    assert found(content) == [(2, "code KVA15 leads", "smedjan")]


def test_a_register_in_braces_is_read_too(content: Path) -> None:
    commit(content, "{KVA15: {place: kvarnen}, BR9N6: {place: tjarnen}}\n")
    write(content, "{KVA15: {place: smedjan}}\n")
    assert found(content) == [(0, "code KVA15 leads", "smedjan"), (0, "code BR9N6 is", None)]


def test_a_register_that_cannot_be_read_is_left_to_the_reading(content: Path) -> None:
    commit(content, MILL)
    write(content, '"KVA15": {place: [\n')
    assert told(content) == []
    (content / "codes.yaml").write_bytes(b"\xff")
    assert told(content) == []
    (content / "codes.yaml").unlink()
    assert told(content) == []


def test_nothing_committed_yet_is_well(content: Path) -> None:
    write(content, MILL)
    assert told(content) == []


def test_a_git_hook_s_own_repository_is_not_mistaken_for_the_content_s(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(content, MILL)
    write(content, TARN)
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    assert found(content) == [(0, "code KVA15 is", None)]


def test_a_shallow_clone_is_said_to_be_checked_in_part(content: Path, tmp_path: Path) -> None:
    commit(content, MILL, TARN)
    commit(content, MILL)
    git(content, "clone", "--quiet", "--depth=1", f"file://{tmp_path}", str(tmp_path / "clone"))
    assert [" ".join(note.split()[:10]) for note in notes(tmp_path / "clone" / "content")] == [
        "the codes were held against a part of their history"
    ]
    assert found(content) == [(0, "code BR9N6 is", None)]


def test_a_shallow_clone_is_held_against_what_it_has(content: Path, tmp_path: Path) -> None:
    commit(content, MILL, TARN)
    git(content, "clone", "--quiet", "--depth=1", f"file://{tmp_path}", str(tmp_path / "clone"))
    write(tmp_path / "clone" / "content", MILL)
    weights = [problem.weight for problem in told(tmp_path / "clone" / "content")]
    assert weights == [Weight.PROBLEM, Weight.NOTE]


def test_a_folder_outside_git_is_said_to_be_unchecked(tmp_path: Path) -> None:
    write(tmp_path, MILL)
    assert len(notes(tmp_path)) == 1
    assert notes(tmp_path)[0].endswith("the folder is not in a Git repository")


def test_a_machine_without_git_is_said_to_be_unchecked(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(content, MILL)
    monkeypatch.setenv("PATH", str(content))
    assert notes(content)[0].endswith("the program 'git' is not installed")


def test_a_git_that_is_too_slow_is_said_to_be_unchecked(content: Path) -> None:
    commit(content, MILL)
    assert notes(content, seconds=0.0)[0].endswith("'git' did not answer in time")


def test_a_repository_that_git_refuses_is_said_to_be_unchecked(content: Path) -> None:
    commit(content, MILL)
    with (content.parent / ".git" / "config").open("a") as config:
        config.write("[core]\n\trepositoryformatversion = 99\n")
    assert "for Git says: Expected git repo version" in notes(content)[0]
