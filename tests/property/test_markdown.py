"""No text crashes the Markdown, and no script, handler or dangerous address survives it (R-S12)."""

import re
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from heritage.places import links
from heritage.places.markdown import Page, render
from heritage.places.place import Drawing

PAGE = Page("content/kvarnen/sv.md", "kvarnen", {"vinge.svg": Drawing(160, 90)})

MARKS = [*"ab <>&\"'[](){}!#*_`~|\\/:=-+.\n\t", "\n\n", "    ", "## ", "- ", "> ", "1. ", "***\n", "```"]
BLOCKS = ["| a | b |\n|:-|-:|\n", "> [!NOTE]\n> ", "> [!WARNING] <b>\n> ", "~~~js x\n", "[^1]", "[^1]: "]
LINKS = ["[x](", "![x](", "](", "[r]", "[r]: javascript:x\n", "<https://x>", "<javascript:x>", ' "t"', " 't'"]
GOALS = ["../vikbron/", "vikbron#å", "#a", "https://a.se", "mailto:a@b.se", "tel:112", "vinge.svg"]
EVIL = ["javascript:alert(1)", "JAVASCRIPT:", "&#106;avascript:", "java\tscript:", "vbscript:x", "file:///x"]
EVIL += ["data:text/html,x", "data:image/svg+xml,x", "//evil.example", "../x.svg"]
TAGS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:x'>",
    "<b onclick=x>",
]
TAGS += ["<svg/onload=x>", "<style>", "<!--hole:sign-->", "<!--", "-->", "<![CDATA[", "<?php", "</p>"]
SIGNS = ["&lt;", "&#x", "\x00", "\u2028", "å", "🏔", "↩", "{{ 7*7 }}", "{% raw %}"]
PIECES = st.sampled_from([*MARKS, *BLOCKS, *LINKS, *GOALS, *EVIL, *TAGS, *SIGNS])
TEXTS = st.one_of(st.lists(PIECES, max_size=25).map("".join), st.text())

ELEMENTS = {
    *("p", "br", "hr", "em", "strong", "code", "pre", "a", "img", "ul", "ol", "li", "blockquote", "div"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "section", "sup"),
    *("figure", "figcaption"),
}
ATTRIBUTES = {
    *("href", "src", "alt", "title", "id", "class", "width", "height", "loading", "aria-label", "start"),
    *("data-footnotes", "data-footnote-ref", "data-footnote-backref", "data-footnote-backref-idx"),
}


class Elements(HTMLParser):
    """The start tags of a fragment, as a browser sees them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.others: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes)))

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        self.others.append(decl)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)


@settings(max_examples=500)
@given(TEXTS)
def test_only_known_elements_and_attributes_and_allowed_addresses_come_out(body: str) -> None:
    page = Elements(render(body, "sv", 1, PAGE).html)

    assert page.others == []
    for tag, attributes in page.found:
        assert tag in ELEMENTS
        assert set(attributes) <= ATTRIBUTES
        href = attributes.get("href")
        if href is not None:
            assert re.match(r"\.\./[a-z0-9-]+/(#|\Z)|#|https?://|mailto:|tel:|geo:|\Z", href, re.IGNORECASE)
        source = attributes.get("src")
        if source is not None:
            assert source in ("", "#") or re.fullmatch(r"\.\./kvarnen/[A-Za-z0-9_-]+\.svg", source)


@settings(max_examples=300)
@given(TEXTS)
def test_whatever_is_refused_is_told_on_a_line_of_the_text(body: str) -> None:
    story = render(body, "sv", 5, PAGE)
    lines = range(5, 5 + body.count("\n") + 1)

    assert bool(story.problems) or all(links.address(link.target) for link in story.links)
    assert bool(story.problems) or 'href="#"' not in story.html
    assert all(problem.line in lines and problem.message() for problem in story.problems)
    assert all(link.line in lines for link in story.links)
    assert all(image.line in lines for image in story.images)


@settings(max_examples=300)
@given(TEXTS)
def test_a_story_without_problems_shows_every_link_and_image(body: str) -> None:
    story = render(body, "sv", 1, PAGE)
    if story.problems:
        return
    page = Elements(story.html)
    outward = [
        attributes for tag, attributes in page.found if tag == "a" and "footnote" not in str(attributes)
    ]

    assert len(outward) == len(story.links)
    assert len([tag for tag, _ in page.found if tag == "img"]) == len(story.images)
    assert [attributes["id"] for tag, attributes in page.found if re.fullmatch("h[2-6]", tag)] == list(
        story.headings
    )


@given(st.lists(st.sampled_from(["> ", "- ", "* ", "[", "![", "(", "*", "_", "`", "#", "<", "|", "1. "])))
def test_deep_nesting_ends(pieces: list[str]) -> None:
    render("".join(pieces) * 200, "sv", 1, PAGE)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r"), max_size=60))
def test_addresses_are_refused_or_stay_as_they_are(target: str) -> None:
    address = links.address(target)
    if address is not None:
        assert not re.search(r"[\s<>\"]", address)
        assert re.match(r"\.\./[a-z0-9-]+/(#|\Z)|#.|https?://.|mailto:.|tel:.|geo:.", address, re.IGNORECASE)
