"""No drawing that is let in runs or loads anything once it is published, and none crashes (R-S13)."""

from xml.etree.ElementTree import fromstring

from hypothesis import given
from hypothesis import strategies as st

from heritage.pages.svg import published
from heritage.places.pictures import examine

NAMES = st.sampled_from(
    [
        "g",
        "path",
        "script",
        "style",
        "a",
        "use",
        "image",
        "foreignObject",
        "animate",
        "set",
        "title",
        "x:script",
    ]
)
ATTRIBUTES = st.sampled_from(
    ["href", "xlink:href", "onload", "style", "fill", "d", "class", "xml:base", "src", "begin", "mask"]
)
VALUES = st.sampled_from(
    [
        "#a",
        "url(#a)",
        "url(//evil)",
        "javascript:x",
        "data:x",
        "fill:url(http://evil)",
        "onload:evil(1);href:javascript:x;fill:red",
        "M0 0",
        "u\\72l(x)",
    ]
)
NEVER = ("script", "a", "image", "foreignObject", "animate", "set")
TREES = st.recursive(
    st.just(""),
    lambda inner: st.builds(
        lambda name, attributes, children: (
            f"<{name} {' '.join(f'{key}={chr(34)}{value}{chr(34)}' for key, value in attributes.items())}>"
            f"{''.join(children)}</{name}>"
        ),
        NAMES,
        st.dictionaries(ATTRIBUTES, VALUES, max_size=3),
        st.lists(inner, max_size=3),
    ),
    max_leaves=12,
)
OPEN = (
    '<svg viewBox="0 0 4 3" xmlns="http://www.w3.org/2000/svg" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:x="http://www.w3.org/1999/xhtml">'
)


@given(st.binary(max_size=300))
def test_any_bytes_are_let_in_or_refused(source: bytes) -> None:
    found = examine("content/a/a.svg", source)
    assert (found.drawing is None) == bool(found.problems)


@given(TREES)
def test_nothing_that_runs_or_loads_is_published(content: str) -> None:
    source = f"{OPEN}{content}</svg>".encode()
    if examine("content/a/a.svg", source).drawing is None:
        return
    for element in fromstring(published(source).body).iter():
        assert element.tag.rpartition("}")[2] not in (
            "script",
            "a",
            "image",
            "foreignObject",
            "animate",
            "set",
        )
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name != "style"
            assert "url(" not in value.replace("url(#", "")
            assert name not in ("href", "src", "base") or value.startswith("#")
