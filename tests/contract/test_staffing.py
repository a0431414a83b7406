"""`heritage staff-link`, as the operator meets it."""

import re
from pathlib import Path

import pytest

from tests import commands
from tests.asgi import SMALL


@pytest.fixture
def run(tmp_path: Path) -> "Runner":
    return Runner(tmp_path / "data")


class Runner:
    def __init__(self, data_dir: Path) -> None:
        self.settings = {
            "HERITAGE_CONTENT": str(SMALL),
            "HERITAGE_DATA_DIR": str(data_dir),
        }

    def __call__(self, *words: str) -> tuple[int, str, str]:
        done = commands.run("staff-link", *words, settings=self.settings)
        return done.returncode, done.stdout, done.stderr


def test_a_link_is_made_listed_and_closed(run: Runner) -> None:
    status, told, _ = run("--for", "Turistenheten", "--hours", "2")
    assert status == 0
    link, sentence = told.splitlines()
    assert re.fullmatch(r"https://[^/]+/staff/[0-9a-f]+\.[\w-]{27}\.[0-9a-f]{64}/counts/", link)
    assert sentence.startswith("The link opens until 20")
    status, told, _ = run("--list")
    assert (status, "Turistenheten" in told, "open" in told) == (0, True, True)
    assert link.split("/")[4][:20] not in told
    assert run("--revoke", "1") == (0, "Link 1 is closed.\n", "")
    assert run("--revoke", "1") == (2, "", "There is no open link with the number 1.\n")
    assert "revoked" in run("--list")[1]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Say whom the link is --for, or --list, or --revoke NUMBER.\n"),
        (("--for", "X", "--list"), "Say whom the link is --for, or --list, or --revoke NUMBER.\n"),
        (("--for", "  "), "A link needs the name of whom it is for, at most 60 letters.\n"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(run: Runner, words: tuple[str, ...], sentence: str) -> None:
    assert run(*words) == (2, "", sentence)
