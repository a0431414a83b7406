"""What editors are told is a contract: each folder in `tests/data/broken` is a mistake, with the exact report.

`base/` is a healthy content folder. A case lays its own `content/` over it; `case.yaml`, where there is one,
says what files cannot (see `Case`), and `earlier/1`, `earlier/2` … are committed before the case itself.
"""

import ast
import os
import re
import shutil
import string
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec
import pytest
import yaml_rs

from heritage.places.checks import check
from heritage.places.judgement import judge
from heritage.places.library import load
from heritage.places.report import report
from heritage.problems import Problem

ROOT = Path(__file__).parents[2]
BROKEN = ROOT / "tests" / "data" / "broken"
CASES = sorted(folder.name for folder in BROKEN.iterdir() if folder.name != "base")
TODAY = date(2026, 11, 21)

# Words of pages and of other commands, which are no report on content; and what only an operating system that
# refuses can bring about, which it never does to an administrator.
OTHER_ROOMS = {"markdown.py", "edits.py"}
NEVER_TO_ROOT = {"the file cannot be opened ({reason})"}


class Case(msgspec.Struct, forbid_unknown_fields=True):
    """`removed` files and folders; `symlinks` from name to target; `padded` files get so many letters more."""

    removed: tuple[str, ...] = ()
    symlinks: dict[str, str] = {}
    padded: dict[str, int] = {}
    release: bool = False
    git: Literal["not asked", "history", "shallow", "none", "missing", "slow", "refused"] = "not asked"


@pytest.mark.parametrize("name", CASES)
def test_the_report_on_each_mistake_is_exactly_as_expected(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = read_case(name)
    site = lay_out(name, case, tmp_path / "site")
    if case.git == "not asked":
        problems = check(load(site / "content"), TODAY, release=case.release)
    else:
        problems = ask_git(name, case, site, monkeypatch)
    assert report(problems) == expected(name)


def test_every_message_about_content_is_shown_by_a_case() -> None:
    shown = "\n".join(expected(name) for name in CASES)
    untold = [text for text in messages() if not pattern_of(text).search(shown)]
    assert set(untold) == NEVER_TO_ROOT


def test_a_case_is_broken_unless_it_is_called_healthy() -> None:
    assert [name for name in CASES if not expected(name)] == ["healthy"]


def expected(name: str) -> str:
    return (BROKEN / name / "expected.txt").read_text(encoding="utf-8").removesuffix("\n")


def read_case(name: str) -> Case:
    file = BROKEN / name / "case.yaml"
    return msgspec.convert(yaml_rs.loads(file.read_text()), Case) if file.exists() else Case()


def lay_out(name: str, case: Case, site: Path) -> Path:
    shutil.copytree(BROKEN / "base", site)
    if (BROKEN / name / "content").exists():
        shutil.copytree(BROKEN / name / "content", site / "content", dirs_exist_ok=True)
    for path, length in case.padded.items():
        first, _, rest = (site / path).read_bytes().partition(b"\n")
        (site / path).write_bytes(first + b"\n# " + b"x" * length + b"\n" + rest)
    for path, target in case.symlinks.items():
        (site / path).unlink(missing_ok=True)
        os.symlink(target, site / path)
    for path in case.removed:
        whole = site / path
        shutil.rmtree(whole) if whole.is_dir() else whole.unlink()
    return site


def ask_git(name: str, case: Case, site: Path, monkeypatch: pytest.MonkeyPatch) -> list[Problem]:
    if case.git not in ("none", "missing"):
        commit_earlier(name, site)
    if case.git == "shallow":
        run("git", "clone", "--quiet", "--depth=1", f"file://{site}", str(site.with_name("shallow")))
        site = site.with_name("shallow")
    if case.git == "refused":
        with (site / ".git" / "config").open("a") as config:
            config.write("[core]\n\trepositoryformatversion = 99\n")
    if case.git == "missing":
        monkeypatch.setenv("PATH", str(site))
    content = site / "content"
    return judge(load(content), content, TODAY, seconds=0.0 if case.git == "slow" else 60.0)


def commit_earlier(name: str, site: Path) -> None:
    """Earlier versions of the register as commits; then the case's own is put back, and not committed."""
    register = site / "content" / "codes.yaml"
    own = register.read_bytes() if register.exists() else None
    run("git", "init", "--quiet", str(site))
    for version in sorted((BROKEN / name / "earlier").iterdir()):
        shutil.copy(version / "content" / "codes.yaml", register)
        run("git", "-C", str(site), "add", "--all")
        run("git", "-C", str(site), "commit", "--quiet", f"--message={version.name}")
    if own is None:
        register.unlink()
    else:
        register.write_bytes(own)


def run(*command: str) -> None:
    person = {"NAME": "Kim", "EMAIL": "kim@lada.example"}
    names = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in person.items()}
    ours = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    ours["GIT_COMMITTER_DATE"] = "2026-06-05T12:00:00+02:00"
    subprocess.run(command, env=os.environ | names | ours, check=True)


def messages() -> Iterator[str]:
    """Every text marked with N_ in the room that reads and judges content."""
    for file in sorted((ROOT / "heritage" / "places").rglob("*.py")):
        if file.name in OTHER_ROOMS:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_":
                yield ast.literal_eval(node.args[0])


def pattern_of(text: str) -> re.Pattern[str]:
    """The message as it is shown, after the place and to the end of the line, with anything in its {places}."""
    parts = [
        re.escape(words) + ("" if name is None else ".*")
        for words, name, _, _ in string.Formatter().parse(text)
    ]
    return re.compile(rf"(^|: ){''.join(parts)}$", re.MULTILINE)
