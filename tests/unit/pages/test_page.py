"""Holes, packing and names of bytes."""

import gzip

from heritage.pages.page import Hole, Page, fingerprint, pack, pack_page, unpack

DOCUMENT = "<main>Å<!--hole:sign-->B</main><!--hole:feedback-form-->"


def test_a_document_is_cut_at_its_holes() -> None:
    page = Page.from_html("/sv/kvarnen/", "sv", DOCUMENT)
    assert page.pieces == ("<main>Å".encode(), Hole("sign"), b"B</main>", Hole("feedback-form"), b"")
    assert page.holes == ("sign", "feedback-form")


def test_holes_take_their_fills_and_are_else_empty() -> None:
    page = Page.from_html("/sv/kvarnen/", "sv", DOCUMENT)
    assert page.body() == "<main>ÅB</main>".encode()
    assert page.body({"sign": "<p>ö</p>"}) == "<main>Å<p>ö</p>B</main>".encode()


def test_an_ordinary_comment_is_no_hole() -> None:
    page = Page.from_html("/sv/", "sv", "<!--a--><!-- hole:sign -->")
    assert page.pieces == (b"<!--a--><!-- hole:sign -->",)
    assert page.holes == ()


def test_packed_bytes_unpack_to_what_they_were() -> None:
    body = "Kvarnen maler sågspån. ".encode() * 500
    assert unpack(pack(body)) == body
    assert gzip.decompress(pack(body)) == body
    assert unpack(pack(b"")) == b""


def test_a_page_is_packed_after_the_head_that_it_shares() -> None:
    one, other = (b"<style>a{}</style>" + body for body in (b"one" * 200, b"other" * 200))
    assert (unpack(pack_page(one)), unpack(pack_page(other))) == (one, other)
    assert gzip.decompress(pack_page(one)) == one


def test_packing_knows_no_time_and_no_name() -> None:
    assert pack(b"hej" * 100) == pack(b"hej" * 100)
    for packed in (pack(b"hej" * 100), pack_page(b"<style></style>" * 100)):
        assert packed[:8] == bytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0])


def test_a_fingerprint_is_sixteen_hexadecimal_digits_of_the_content() -> None:
    assert fingerprint(b"a") != fingerprint(b"b")
    assert len(fingerprint(b"a")) == 16
    assert int(fingerprint(b"a"), 16) >= 0
