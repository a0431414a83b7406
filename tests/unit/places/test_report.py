"""What the command prints: every line in order, and how much there is to mend."""

import pytest

from heritage.i18n.catalogues import gettext_for
from heritage.places.report import report
from heritage.problems import Problem, Weight


def problem(path: str, line: int, text: str = "mend {what}", weight: Weight = Weight.PROBLEM) -> Problem:
    return Problem(path, line, text, {"what": "it"}, weight)


def test_nothing_to_say_is_nothing_printed() -> None:
    assert report([]) == ""


def test_lines_come_in_order_each_once_and_the_sum_last() -> None:
    problems = [problem("content/b.md", 10), problem("content/b.md", 9), problem("content/a.md", 0)]
    assert report([*problems, problems[0]]).split("\n") == [
        "content/a.md: mend it",
        "content/b.md:9: mend it",
        "content/b.md:10: mend it",
        "3 problems in 2 files. Nothing was built.",
    ]


def test_notes_are_marked_and_not_counted() -> None:
    note = problem("content/a.md", 3, "look at {what}", Weight.NOTE)
    assert report([note, problem("content/b.md", 0)]).split("\n") == [
        "content/a.md:3: note: look at it",
        "content/b.md: mend it",
        "1 problem in one file. Nothing was built.",
    ]


def test_notes_alone_have_no_sum() -> None:
    assert report([problem("content/a.md", 0, weight=Weight.NOTE)]) == "content/a.md: note: mend it"


@pytest.mark.parametrize(
    ("count", "last"),
    [
        (1, "1 problem in one file. Nothing was built."),
        (2, "2 problems in one file. Nothing was built."),
    ],
)
def test_one_problem_is_not_called_problems(count: int, last: str) -> None:
    assert report(problem("content/a.md", line) for line in range(count)).endswith(f"\n{last}")


def test_every_part_is_translated() -> None:
    def upper(text: str) -> str:
        return text.replace("mend", "MEND").replace("note", "NOTE").replace("problems in", "PROBLEMS IN")

    problems = [problem("a", 1), problem("b", 1), problem("c", 1, weight=Weight.NOTE)]
    assert report(problems, upper, lambda one, many, count: many).split("\n") == [
        "a:1: MEND it",
        "b:1: MEND it",
        "c:1: NOTE: MEND it",
        "2 PROBLEMS IN 2 files. Nothing was built.",
    ]


def test_a_catalogue_can_be_given_as_it_is() -> None:
    english = gettext_for("en")
    assert report([problem("a", 1)], english.gettext, english.ngettext).startswith("a:1: mend it\n1 problem")
