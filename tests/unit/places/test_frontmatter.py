"""Files taken apart, and the lines of what keeps them from it."""

import pytest

from heritage.places.frontmatter import FRONT_MATTER_LIMIT, Parts, decode, split
from heritage.problems import Problem

PATH = "content/kvarnen/sv.md"


def problem_of(result: object) -> Problem:
    assert isinstance(result, Problem)
    assert result.path == PATH
    return result


def test_facts_and_story_are_told_apart_with_the_storys_line() -> None:
    assert split(PATH, "---\nname: A\nlede: B\n---\n\nStory.\n") == Parts(
        "name: A\nlede: B\n", "\nStory.\n", 5
    )


def test_a_file_may_end_with_its_facts() -> None:
    assert split(PATH, "---\nname: A\n---") == Parts("name: A\n", "", 4)


def test_facts_may_be_empty() -> None:
    assert split(PATH, "---\n---\nStory.") == Parts("", "Story.", 3)


def test_spaces_after_the_fences_do_no_harm() -> None:
    assert split(PATH, "--- \nname: A\n---\t\nStory.") == Parts("name: A\n", "Story.", 4)


def test_a_line_of_hyphens_in_the_story_stays_in_the_story() -> None:
    assert split(PATH, "---\na: b\n---\nOne.\n\n---\n\nTwo.") == Parts("a: b\n", "One.\n\n---\n\nTwo.", 4)


def test_longer_lines_of_hyphens_are_no_fence() -> None:
    assert split(PATH, "---\na: b\n----\n---\nx") == Parts("a: b\n----\n", "x", 5)


def test_windows_and_old_mac_line_ends_and_a_byte_order_mark_are_taken() -> None:
    text = decode(PATH, b"\xef\xbb\xbf---\r\nname: A\r\n---\r\nOne.\rTwo.\n")

    assert text == "---\nname: A\n---\nOne.\nTwo.\n"


def test_a_letter_that_is_not_utf_8_is_reported_with_its_line() -> None:
    problem = problem_of(decode(PATH, "---\nname: A\nlede: å\n".encode("latin-1")))

    assert problem.line == 3
    assert problem.message() == "a letter here is not UTF-8; save the file again with the encoding UTF-8"


def test_a_letter_that_is_not_utf_8_is_found_after_windows_line_ends() -> None:
    assert problem_of(decode(PATH, b"---\r\nname: A\r\nlede: \xe5\r\n")).line == 3


@pytest.mark.parametrize(
    ("sign", "number"), [("\x0b", "U+000B"), ("\x7f", "U+007F"), ("\u2028", "U+2028"), ("\x85", "U+0085")]
)
def test_an_invisible_character_is_reported_with_its_line_and_number(sign: str, number: str) -> None:
    problem = problem_of(decode(PATH, f"---\r\na: å\r\n---\r\nOne {sign}two".encode()))

    assert problem.as_line() == (
        f"content/kvarnen/sv.md:4: there is an invisible control character ({number}) here; take it away"
    )


@pytest.mark.parametrize("text", ["", " \n\n"])
def test_an_empty_file_is_said_to_be_empty(text: str) -> None:
    problem = problem_of(split(PATH, text))

    assert problem.line == 0
    assert problem.message().startswith("the file is empty")


def test_a_file_without_facts_is_told_how_to_begin() -> None:
    problem = problem_of(split(PATH, "Just a story.\n---\n"))

    assert problem.line == 1
    assert problem.message() == (
        "the file must begin with a line '---', then the facts, then another line '---'"
    )


def test_facts_without_an_end_are_reported_where_they_begin() -> None:
    problem = problem_of(split(PATH, "---\nname: A\n\nA story.\n"))

    assert problem.line == 1
    assert problem.message() == (
        "the front matter begins here and never ends; write a line '---' after the facts"
    )


def test_front_matter_has_a_size_limit() -> None:
    at_limit = "#" * (FRONT_MATTER_LIMIT - 1) + "\n"

    assert isinstance(split(PATH, f"---\n{at_limit}---\n"), Parts)
    assert "longer than 64 thousand" in problem_of(split(PATH, f"---\n#{at_limit}---\n")).message()
