"""Whatever a page holds, packing gives it back, in little more room than `gzip -9` takes."""

import gzip
import zlib

from hypothesis import given, settings
from hypothesis import strategies as st

from heritage.pages.page import Hole, Page, pack, pack_page, unpack

WORDS = ["<p>", "</p>", "kvarnen", "maler", "sågspån", "till", "sand", "<a", "href=", "/sv/", "å", "112", ";"]
PROSE = st.lists(st.sampled_from(WORDS), min_size=20, max_size=400)


@given(st.binary(max_size=5000), st.binary(max_size=5000))
def test_what_is_packed_comes_back(head: bytes, rest: bytes) -> None:
    for body in (head, rest, head + b"</style>" + rest):
        for packed in (pack(body), pack_page(body)):
            assert unpack(packed) == body
            assert gzip.decompress(packed) == body


@settings(max_examples=50)
@given(PROSE)
def test_packed_prose_is_hardly_larger_than_by_gzip(words: list[str]) -> None:
    body = " ".join(words).encode()
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    peer = packer.compress(body) + packer.flush()
    assert len(pack(body)) <= 1.03 * len(peer) + 2


@given(st.text(), st.dictionaries(st.sampled_from(["sign", "typed"]), st.text()))
def test_filling_holes_touches_nothing_else(text: str, fills: dict[str, str]) -> None:
    before = text.replace("<!--hole:", "")
    page = Page.from_html("/", "sv", f"{before}<!--hole:sign-->{before}")
    assert page.pieces[1] == Hole("sign")
    assert page.body(fills).decode() == before + fills.get("sign", "") + before
