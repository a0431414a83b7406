"""Stories rendered: what comes out, and what an editor is told."""

import pytest

from heritage.places.markdown import Page, Story, render
from heritage.places.place import Drawing, Image, Link

PATH = "content/kvarnen/sv.md"
PAGE = Page(PATH, "kvarnen", {"vinge.svg": Drawing(160, 90)})


def told(body: str, first_line: int = 1) -> list[str]:
    """The problems of a story, as `heritage check` prints them without the path."""
    problems = render(body, "sv", first_line, PAGE).problems
    assert all(problem.path == PATH for problem in problems)
    return [problem.as_line().removeprefix(f"{PATH}:") for problem in problems]


def story(body: str, language: str = "en", first_line: int = 1) -> Story:
    """A story that must have no problems."""
    rendered = render(body, language, first_line, PAGE)
    assert rendered.problems == []
    return rendered


def test_a_story_is_commonmark() -> None:
    rendered = story("One *two* **three**.\\\nFour & five < six.\n\n- a\n- b\n\n> c\n")

    assert rendered.html == (
        "<p>One <em>two</em> <strong>three</strong>.<br>\nFour &amp; five &lt; six.</p>\n"
        "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<blockquote>\n<p>c</p>\n</blockquote>\n"
    )


def test_an_empty_story_is_empty() -> None:
    assert story("") == Story("", "", (), (), (), [])


def test_a_table_is_aligned_by_classes() -> None:
    html = story("| År | Antal | Namn |\n|---:|:---:|:---|\n| 1700 | 3 | A |\n").html

    assert '<th class="right">År</th>' in html
    assert '<td class="center">3</td>' in html
    assert '<td class="left">A</td>' in html
    assert "align=" not in html


def test_headings_begin_below_the_pages_name_and_can_be_linked_to() -> None:
    rendered = story("## På våren\n\nText.\n\n### Då\n\n## På våren\n")

    assert rendered.headings == ("på-våren", "då", "på-våren-1")
    assert '<h2 id="på-våren">På våren</h2>' in rendered.html
    assert '<h3 id="då">Då</h3>' in rendered.html
    assert "anchor" not in rendered.html


def test_a_heading_may_hold_a_link_and_code() -> None:
    rendered = story("## [Bron](vikbron) & `x`\n")

    assert rendered.html == '<h2 id="bron--x"><a href="../vikbron/">Bron</a> &amp; <code>x</code></h2>\n'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("# Ett\n", "10: a heading with '#' would be the page's name; begin it with '##'"),
        ("Ett\n===\n", "10: a heading with '#' would be the page's name; begin it with '##'"),
        ("x\n\n### Tre\n", "12: heading '###' skips a level; begin it with '##'"),
        ("## Två\n\n#### Fyra\n", "12: heading '####' skips a level; begin it with '###'"),
        ("## Två\n\n### Tre\n\n##\n", "14: a heading has no words; write them after '##'"),
    ],
)
def test_headings_that_break_the_order_are_reported(body: str, expected: str) -> None:
    assert told(body, first_line=10) == [expected]


def test_links_lead_to_pages_by_slug() -> None:
    html = story("[a](../vikbron/) [b](vikbron) [c](vikbron#nu) [d](#här) [e](https://a.se/?b=c&d) ").html

    assert html == (
        '<p><a href="../vikbron/">a</a> <a href="../vikbron/">b</a> <a href="../vikbron/#nu">c</a> '
        '<a href="#h%C3%A4r">d</a> <a href="https://a.se/?b=c&amp;d">e</a></p>\n'
    )


def test_links_are_told_as_written_with_their_lines() -> None:
    body = "[a](../vikbron/)\n\nx [b](vikbron) y\n[c](vikbron) [d](<torpsjon> 'title')\n"

    assert story(body, first_line=20).links == (
        Link(20, "../vikbron/"),
        Link(22, "vikbron"),
        Link(23, "vikbron"),
        Link(23, "torpsjon"),
    )


@pytest.mark.parametrize(
    ("body", "links"),
    [
        ("a\n\n[x][y]\n\n[y]: vikbron\n", (Link(3, "vikbron"),)),
        ("`](vikbron)`\n\n[x](vikbron)\n", (Link(3, "vikbron"),)),
        ("a\n<https://a.se>\n", (Link(2, "https://a.se"),)),
        ("a[^1]\n\n[^1]: [x](fot)\n\n[y](huvud)\n", (Link(5, "huvud"), Link(3, "fot"))),
        (
            "[![bild](vinge.svg)](vikbron)\n\n[x](torpsjon)",
            (Link(1, "vikbron"), Link(3, "torpsjon")),
        ),
        ("\\](a)\n\n[x](&#118;ikbron)\n", (Link(3, "vikbron"),)),
    ],
)
def test_lines_of_links_are_right_where_they_are_hard_to_find(body: str, links: tuple[Link, ...]) -> None:
    assert story(body).links == links


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("[x](javascript:alert)", "link 'javascript:alert' is not allowed; link to a page as '../place/'"),
        ("[x](JavaScript:alert)", "link 'JavaScript:alert' is not allowed"),
        ("[x](&#106;avascript:alert)", "link 'javascript:alert' is not allowed"),
        ("[x](vbscript:a)", "link 'vbscript:a' is not allowed"),
        ("[x](data:text/html,a)", "link 'data:text/html,a' is not allowed"),
        ("<javascript:alert>", "link 'javascript:alert' is not allowed"),
        ("[x][y]\n\n[y]: javascript:alert", "link 'javascript:alert' is not allowed"),
        ("[x](//evil.example)", "link '//evil.example' is not allowed"),
        ("[x](karta.pdf)", "link 'karta.pdf' is not allowed"),
        ("[x](www.ange.se)", "link 'www.ange.se' lacks its beginning; write 'https://www.ange.se'"),
        ("[x]()", "a link has no address; write it in the brackets: [words](../place/)"),
    ],
)
def test_a_link_that_is_not_allowed_is_never_dropped_in_silence(link: str, said: str) -> None:
    (problem,) = told(f"One.\n\n[ok](vikbron) {link}\n")

    assert problem.startswith(f"3: {said}")


def test_a_link_that_is_not_allowed_never_reaches_the_page() -> None:
    html = render("[x](javascript:alert) [y](//evil.example) ![z](https://evil.example/a.svg)", "sv").html

    assert "evil" not in html
    assert "javascript" not in html


def test_a_picture_alone_in_its_paragraph_is_a_figure_with_its_credit_and_size() -> None:
    rendered = story('\n![En "vinge"](vinge.svg "Foto: A & B")\n')

    assert rendered.html == (
        '<figure>\n<img src="../kvarnen/vinge.svg" alt="En &quot;vinge&quot;" width="160" height="90" '
        'loading="lazy">\n<figcaption>Foto: A &amp; B</figcaption>\n</figure>\n'
    )
    assert rendered.images == (Image(2, "vinge.svg", 'En "vinge"', "Foto: A & B"),)


def test_a_picture_among_words_stays_among_them() -> None:
    html = story('Se ![a](vinge.svg "A") här. ![b](okand.svg)').html

    assert html == (
        '<p>Se <img src="../kvarnen/vinge.svg" alt="a" width="160" height="90" loading="lazy" title="A"> '
        'här. <img src="../kvarnen/okand.svg" alt="b" loading="lazy"></p>\n'
    )


def test_a_picture_without_words_is_told_without_words() -> None:
    assert story("![](vinge.svg)").images == (Image(1, "vinge.svg", "", ""),)


@pytest.mark.parametrize(
    "source", ["../kyrkan/kyrkan.svg", "https://a.se/b.svg", "data:image/png;base64,AA", "foto.jpg", ""]
)
def test_a_picture_comes_from_the_pages_own_folder(source: str) -> None:
    assert told(f"One.\n\n![x]({source})\n") == [
        f"3: picture '{source}' must be an SVG file in the page's own folder, such as 'church.svg'"
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a <b>x</b>", ["1: '<b>' is HTML"]),
        ("a\n\n<div class='x'>\nb\n</div>\n", ["3: '<div class='x'>' is HTML"]),
        ("`<i>` and <i>x", ["1: '<i>' is HTML"]),
        ("```\n<b>\n```\n\n    <u>\n\nå <s>\n", ["7: '<s>' is HTML"]),
        ("- å\n- <script>alert(1)</script>\n", ["2: '<script>' is HTML"]),
        ("a <!-- remember -->\n", ["1: '<!-- remember -->' is HTML"]),
        (
            "<img src=x\nonerror=alert(1)>\n\n| <u>a | b |\n|---|---|\n",
            ["1: '<img src=x' is HTML", "4: '<u>' is HTML"],
        ),
        ("> [!NOTE]\n> x <br>\n", ["2: '<br>' is HTML"]),
    ],
)
def test_raw_html_is_reported_with_its_line(body: str, expected: list[str]) -> None:
    problems = told(body)

    assert len(problems) == len(expected)
    for problem, beginning in zip(problems, expected, strict=True):
        assert problem.startswith(beginning)
        assert problem.endswith(
            "is HTML, which texts cannot hold; use Markdown, or write '\\<' to show the sign"
        )


def test_raw_html_never_reaches_the_page() -> None:
    html = render("a <b onclick=x>b</b>\n\n<script>alert(1)</script>\n\n<!--hole:sign-->", "sv").html

    assert html == "<p>a b</p>\n\n\n"


def test_angle_brackets_that_are_no_tags_are_shown() -> None:
    assert story("1 < 2 \\<b> `<i>`").html == "<p>1 &lt; 2 &lt;b&gt; <code>&lt;i&gt;</code></p>\n"


def test_all_problems_of_a_story_are_told_at_once() -> None:
    problems = told("# A\n\n[x](y.html) <u>\n\n![z](a.png)\n")

    assert [problem[:2] for problem in problems] == ["3:", "5:", "1:", "3:"]


@pytest.mark.parametrize(("language", "title"), [("en", "Warning"), ("sv", "Varning"), ("xx", "Warning")])
def test_an_alert_has_its_title_in_the_texts_language(language: str, title: str) -> None:
    html = story("> [!WARNING]\n> Hala stenar.\n", language).html

    assert html == (
        '<div class="markdown-alert markdown-alert-warning">\n'
        f'<p class="markdown-alert-title">{title}</p>\n<p>Hala stenar.</p>\n</div>\n'
    )


def test_an_editors_own_title_of_an_alert_stays() -> None:
    assert ">Notera</p>" in story("> [!NOTE] Notera\n> x\n", "sv").html


def test_a_footnote_leads_there_and_back_in_the_texts_language() -> None:
    html = story("En.[^a] Två.[^a]\n\n[^a]: Källan.\n", "sv").html

    assert '<a href="#fn-a" id="fnref-a"' in html
    assert '<li id="fn-a">' in html
    assert 'href="#fnref-a" class="footnote-backref"' in html
    assert "Back to" not in html
    assert 'aria-label="Tillbaka till hänvisning 1-2"' in html


def test_plain_words_are_without_marks_and_note_numbers() -> None:
    rendered = story("Isen[^1] *är* [svag](is) & kall.\n\n[^1]: En not.\n")

    assert rendered.plain.split() == ["Isen", "är", "svag", "&", "kall.", "En", "not."]
