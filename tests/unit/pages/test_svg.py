"""A published drawing shows the same and says less (R-P20, R-S2)."""

from heritage.pages.svg import published

OPEN = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:inkscape="http://www.inkscape.org/x" viewBox="0 0 40 30">'
)


def inside(content: str) -> str:
    """A drawing with `content`, as it is published."""
    return published(f"{OPEN}{content}</svg>".encode()).body.decode()


def test_shapes_and_words_stay_as_they_are() -> None:
    made = inside(
        '<title xml:lang="sv">Kvarn &amp; &lt;hus&gt;</title>\n <g fill="#123"><path d="M0 0h4"/></g>'
    )
    assert made == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30">'
        '<title lang="sv">Kvarn &amp; &lt;hus&gt;</title><g fill="#123"><path d="M0 0h4"/></g></svg>'
    )


def test_an_elements_own_quotes_and_line_breaks_survive() -> None:
    assert "aria-label='Kims \"kvarn\"'" in inside("<g aria-label='Kims &quot;kvarn&quot;'/>")


def test_traces_of_the_drawing_program_are_gone() -> None:
    made = inside('<!-- /home/kim --><g inkscape:export="/home/kim/hemligt.png"><path d="M0 0"/></g>')
    assert "kim" not in made
    assert "inkscape" not in made
    assert '<g><path d="M0 0"/></g>' in made


def test_a_style_attribute_becomes_attributes_that_the_policy_lets_through() -> None:
    made = inside('<path fill="#000" d="M0 0" style="fill:#f00; stroke: none;-inkscape-font:x;"/>')
    assert '<path fill="#f00" d="M0 0" stroke="none"/>' in made


def test_a_style_attribute_never_becomes_a_script_or_a_link() -> None:
    made = inside('<use href="#a" style="onload:alert(1);href:https://evil.example;fill:red"/>')
    assert '<use href="#a" fill="red"/>' in made


def test_the_older_form_of_a_link_becomes_the_present_one() -> None:
    assert '<use href="#a"/>' in inside('<use xlink:href="#a"/>')
    assert '<use href="#a"/>' in inside('<use xlink:href="#b" href="#a"/>')


def test_style_elements_are_kept_and_told() -> None:
    drawing = published(f"{OPEN}<style>.a>b{{fill:red}}</style><style/></svg>".encode())
    assert drawing.styles == (".a>b{fill:red}", "")
    assert b"<style>.a&gt;b{fill:red}</style><style/>" in drawing.body


def test_publishing_twice_changes_nothing() -> None:
    once = inside('<g style="fill:url(#b)" class="x"><text x="1">Å <tspan>b</tspan> c</text></g>')
    assert published(once.encode()).body.decode() == once


def test_depth_does_not_matter() -> None:
    made = inside("<g>" * 20_000 + "</g>" * 20_000)
    assert made.count("<g>") == 19_999
