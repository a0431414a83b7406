"""Markdown that did not become what was meant is told where it is shown, and what is meant as text is let be."""

import pytest

from heritage.places.markdown import render

LINK = "a link here is not whole"
HEADING = "a heading needs a space"
UNDERLINE = "the line below makes this text a heading"


def told(body: str) -> list[str]:
    return [problem.as_line() for problem in render(body, "sv", 7).problems]


@pytest.mark.parametrize(
    "words",
    [
        "[Naturum](../naturum ange/)",
        "[Naturum](../naturum-ange/ och mer",
        "[Naturum] (../naturum-ange/)",
        "[Naturum] (https://example.org)",
        "[Naturum(../naturum-ange/)",
        "Naturum](../naturum-ange/)",
        "[Ring](tel:0690 25)",
        "![bild](en bild.svg)",
    ],
)
@pytest.mark.parametrize("frame", ["{}", "Först.\n\n- ett\n  två {}", "> *a*\n> b\n> {}", "`x\ny` {}"])
def test_a_link_that_is_not_whole_is_told_with_its_line(words: str, frame: str) -> None:
    body = frame.format(words)
    (said,) = told(body)
    assert said.startswith(f":{7 + body.count(chr(10))}: {LINK}")


@pytest.mark.parametrize(
    "body",
    [
        "[Naturum](../naturum-ange/)",
        "`[Naturum](../naturum ange/)` och `##Rubrik`",
        "    [kod](med mellanslag)\n    ##Rubrik",
        "\\[Naturum\\](../naturum ange/)",
        "\\##Rubrik",
        "[Källan (https://example.org)] och [ett] (två)",
        "Nummer ## ett, #1 och #två",
        "Ett.\n\n---\n\nTvå.",
        "## Rubrik",
    ],
)
def test_whole_links_and_what_is_meant_as_text_are_let_be(body: str) -> None:
    assert told(body) == []


@pytest.mark.parametrize(("body", "line"), [("##Rubrik", 7), ("Ett.\n###Rubrik\nTvå.", 8)])
def test_a_heading_without_its_space_is_told(body: str, line: int) -> None:
    (said,) = told(body)
    assert said.startswith(f":{line}: {HEADING}")


@pytest.mark.parametrize(("body", "line"), [("Ett.\n---", 7), ("Ett.\n\nTvå\ntre.\n -\n", 9)])
def test_text_with_a_line_below_it_is_told(body: str, line: int) -> None:
    (said,) = told(body)
    assert said.startswith(f":{line}: {UNDERLINE}")
