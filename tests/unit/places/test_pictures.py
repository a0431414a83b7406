"""Drawings are taken as they are or refused (R-S13)."""

import pytest

from heritage.places.pictures import PICTURE_LIMIT, examine
from heritage.places.place import Drawing

PATH = "content/kvarnen/kvarnen.svg"


def svg(inside: str = "", attributes: str = 'viewBox="0 0 800 450"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>\n{inside}\n</svg>\n'.encode()


def told(raw: bytes) -> list[str]:
    """Why a picture is refused; it must be."""
    drawing, problems = examine(PATH, raw)
    assert drawing is None
    return [problem.as_line().removeprefix(PATH) for problem in problems]


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 800 450"', Drawing(800, 450)),
        ('viewBox="-10,-10,320.4,200"', Drawing(320, 200)),
        ('viewBox="0 0 16 9"', Drawing(192, 108)),
        ('width="640" height="480px"', Drawing(640, 480)),
        ('width="1" height="2" viewBox="0 0 300 200"', Drawing(300, 200)),
    ],
)
def test_a_drawing_tells_its_proportions(attributes: str, size: Drawing) -> None:
    assert examine(PATH, svg("<g><path d='M0 0 L9 9'/></g>", attributes)) == (size, [])


@pytest.mark.parametrize(
    "attributes",
    ["", 'viewBox="0 0 0 9"', 'viewBox="0 0 -1 9"', 'viewBox="a b c d"', 'width="100%" height="50%"',
     'viewBox="0 0 1e9 1"', 'viewBox="0 0 nan 1"'],
)  # fmt: skip
def test_a_drawing_without_size_is_refused(attributes: str) -> None:
    (problem,) = told(svg("", attributes))

    assert problem.startswith(":1: the picture has no size; give its first element <svg> a viewBox")


@pytest.mark.parametrize(
    "inside",
    [
        "<defs><linearGradient id='a'><stop offset='0' stop-color='#fff'/></linearGradient></defs>"
        "<rect fill='url(#a)' width='9' height='9'/>",
        "<symbol id='b'><circle r='3'/></symbol><use href='#b'/>",
        "<use xmlns:xlink='http://www.w3.org/1999/xlink' xlink:href='#b'/>",
        "<style>.a { fill: #123456; clip-path: url(#c) } @media (prefers-color-scheme: dark) {}</style>",
        "<text transform='rotate(3)' style='fill: rgb(1,2,3)'>Ånge</text><title>A &amp; B</title>",
        "<!-- drawn by hand -->",
    ],
)
def test_what_a_drawing_needs_is_let_through(inside: str) -> None:
    assert examine(PATH, svg(inside)) == (Drawing(800, 450), [])


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<script>alert(1)</script>", ":2: <script> is not allowed in a picture"),
        ("<foreignObject/>", ":2: <foreignObject> is not allowed in a picture"),
        ("<g>\n<image href='#a'/></g>", ":3: <image> is not allowed in a picture"),
        ("<a href='#a'/>", ":2: <a> is not allowed in a picture"),
        ("<animate attributeName='href' to='x'/>", ":2: <animate> is not allowed in a picture"),
        ("<set attributeName='onload' to='x'/>", ":2: <set> is not allowed in a picture"),
        ("<x:script xmlns:x='http://www.w3.org/2000/svg'/>", ":2: <script> is not allowed in a picture"),
        ("<p xmlns='http://www.w3.org/1999/xhtml'/>", ":2: <p> is not allowed in a picture"),
        ("<g onload='alert(1)'/>", ":2: 'onload' would run a script; take it out of the picture"),
        ("<g ONCLICK='alert(1)'/>", ":2: 'onclick' would run a script; take it out of the picture"),
        ("<use href='b.svg#c'/>", ":2: 'href' leads out of the picture, to 'b.svg#c'"),
        ("<use href='&#106;avascript:x'/>", ":2: 'href' leads out of the picture, to 'javascript:x'"),
        (
            "<use xmlns:y='http://www.w3.org/1999/xlink' y:href='//evil.example'/>",
            ":2: 'href' leads out of the picture, to '//evil.example'",
        ),
        ("<g xml:base='https://evil.example/'/>", ":2: 'base' leads out of the picture"),
        ("<g fill='url(https://evil.example/a)'/>", ":2: the style 'url(https://evil.example/a)' brings"),
        ("<g style='fill:URL( &quot;//evil.example&quot;)'/>", ":2: the style 'URL( \"//evil.example\")'"),
        ("<g style='fill:u\\72l(x)'/>", ":2: the style '\\72l(x)' brings something in from elsewhere"),
        ("<style>@import 'x';</style>", ":2: the style '@import 'x';' brings something in"),
        ("<style>\n a { fill: ur<!-- -->l(x) }</style>", ":3: the style 'url(x) }' brings something in"),
        ("<style>@im<![CDATA[port]]> 'x'</style>", ":2: the style '@import 'x'' brings something in"),
        ("<?xml-stylesheet href='x'?>", ":2: '<?xml-stylesheet' is not allowed in a picture"),
        ("<g>", ":3: the picture cannot be read from here on; save it again as plain SVG"),
        ("&unknown;", ":2: the picture cannot be read from here on; save it again as plain SVG"),
    ],
)
def test_what_a_drawing_must_not_hold_is_reported_with_its_line(inside: str, said: str) -> None:
    (problem,) = told(svg(inside))

    assert problem.startswith(said)


def test_everything_wrong_in_a_drawing_is_told() -> None:
    assert len(told(svg("<script/>\n<g onclick='x'/>\n<use href='x'/>"))) == 3


def test_a_document_type_is_refused_unread() -> None:
    bomb = b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>\n'

    assert told(b'<?xml version="1.0"?>\n' + bomb + svg("&b;")) == [
        ":2: the picture begins with '<!DOCTYPE'; take that away, or save it again as plain SVG"
    ]


def test_another_kind_of_file_is_refused() -> None:
    assert told(b"<html></html>")[0].startswith(":1: the picture must begin with <svg")
    assert told(b"\x89PNG\r\n\x1a\n\x00\x01")[0].endswith("save it again as plain SVG")
    assert told(svg().decode().encode("utf-16"))[0].endswith("save it again as plain SVG")
    assert told(b"")[0].endswith("save it again as plain SVG")


def test_a_drawing_has_a_size_limit() -> None:
    assert told(b"<" * (PICTURE_LIMIT + 1)) == [": the picture is larger than 200 kB; simplify the drawing"]
