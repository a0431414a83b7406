"""What an editor meets: one line each, in order, in her language."""

from heritage.problems import Problem, Refusal, Weight, blocking, in_order


def test_a_problem_is_a_line_that_editors_can_jump_to() -> None:
    problem = Problem("content/kvarnen/en.md", 7, "link '{link}' leads nowhere", {"link": "../bron/"})
    assert problem.as_line() == "content/kvarnen/en.md:7: link '../bron/' leads nowhere"


def test_a_problem_of_a_whole_file_has_no_line() -> None:
    assert Problem("content/kvarnen", 0, "no sv.md").as_line() == "content/kvarnen: no sv.md"


def test_only_the_words_around_the_editors_own_are_translated() -> None:
    problem = Problem("a.md", 1, "unknown key '{key}'", {"key": "postion {x}"})
    swedish = {"unknown key '{key}'": "okänd nyckel '{key}'"}
    assert problem.message(swedish.__getitem__) == "okänd nyckel 'postion {x}'"


def test_problems_are_sorted_by_place_and_said_once() -> None:
    late, early = Problem("b.md", 2, "x"), Problem("a.md", 10, "x")
    assert in_order([late, early, Problem("a.md", 9, "x"), late]) == [Problem("a.md", 9, "x"), early, late]


def test_a_note_does_not_stop_a_build() -> None:
    note, problem = Problem("a.md", 1, "x", weight=Weight.NOTE), Problem("a.md", 2, "y")
    assert blocking([note, problem]) == [problem]


def test_words_that_would_break_the_line_or_command_the_terminal_are_shown_harmless() -> None:
    problem = Problem("content/a\nb", 2, "unknown key '{key}'", {"key": "a\n\x1b[2J\u202eb" + "c" * 400})

    line = problem.as_line()

    assert line.startswith("content/a b:2: unknown key 'a  [2J bccc")
    assert line.isprintable()
    assert line.endswith("c…'")
    assert len(line) < 350


def test_the_systems_own_reason_is_told_in_the_readers_language() -> None:
    words = {"cannot be read ({reason})": "kan inte läsas ({reason})", "Permission denied": "åtkomst nekad"}
    told = "kan inte läsas (åtkomst nekad)"
    text, values = "cannot be read ({reason})", {"reason": "Permission denied"}
    assert Problem("a.md", 0, text, dict(values)).message(lambda one: words[one]) == told
    assert Refusal(text, **values).message(lambda one: words[one]) == told
