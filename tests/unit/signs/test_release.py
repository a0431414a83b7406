"""From chosen signs to files: languages, names, positions, refusals and notes."""

import msgspec
import pypdfium2
import pytest

from heritage.places.place import Library
from heritage.places.position import Position
from heritage.problems import Weight
from heritage.signs import SignError, preflight
from heritage.signs.choice import choose
from heritage.signs.release import make_qr, make_signs


def pages(pdf: bytes) -> list[str]:
    """The words of each page, in reading order."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def refusal(library: Library, *wanted: str, **asked: object) -> str:
    signs = choose(library, wanted)
    with pytest.raises(SignError) as caught:
        make_signs(library, signs, **asked)
    return caught.value.message()


def lede(library: Library, slug: str, language: str) -> str:
    return library.places[slug].texts[language].lede


def test_each_sign_is_a_page_with_its_own_code_read_back_eight_times(library: Library) -> None:
    made = make_signs(library, choose(library, every=True), "a5")
    assert len(pages(made.data)) == 3
    for page, code in zip(pages(made.data), ("KVA15", "BR9N6", "STANV"), strict=True):
        assert code in page
    assert [(row.sign.code, row.sign.page) for row in made.report.rows[::8]] == [
        ("KVA15", 1),
        ("BR9N6", 2),
        ("STANV", 3),
    ]
    assert {row.decoded for row in made.report.rows if row.sign.page == 3} == {
        ("HTTPS://LEKSAK.EXAMPLE/Q/STANV",)
    }


def test_an_exposed_sign_has_level_h(library: Library) -> None:
    made = make_signs(library, choose(library, ["kvarnen"]), "a6")
    assert [row.sign.drawn.level for row in made.report.rows[::8]] == ["H", "H"]
    short = msgspec.structs.replace(library.site, base_url="https://leksak.se")
    shorter = msgspec.structs.replace(library, site=short)
    made = make_signs(shorter, choose(shorter, ["kvarnen"]), "a6")
    assert [row.sign.drawn.level for row in made.report.rows[::8]] == ["Q", "H"]


def test_languages_stand_in_the_order_of_signs_whatever_the_order_asked(library: Library) -> None:
    made = make_signs(library, choose(library, ["KVA15"]), "a5", ["de", "sv", "en", "sv"])
    (page,) = pages(made.data)
    where = [page.index(lede(library, "kvarnen", language)[:30]) for language in ("sv", "en", "de")]
    assert where == sorted(where)
    assert "The Mill. A tin windmill" in page


def test_without_languages_a_sign_has_those_that_fit_and_that_every_place_has(library: Library) -> None:
    (page,) = pages(make_signs(library, choose(library, ["KVA15"]), "a6").data)
    assert lede(library, "kvarnen", "sv")[:30] in page
    assert "tin windmill" not in page
    both = pages(make_signs(library, choose(library, ["KVA15", "lillsjon"]), "a5").data)
    assert all("A tin windmill" in page and "Eine Windmühle" not in page for page in both)


def test_a_minority_name_stands_with_the_swedish_one_in_the_same_size(library: Library) -> None:
    with pypdfium2.PdfDocument(make_signs(library, choose(library, ["KVA15"]), "a6").data) as document:
        words = document[0].get_textpage()
        text = words.get_text_range()
        heights = [words.get_charbox(text.index(name), loose=True) for name in ("Kvarnen", "Mïllŋe")]
    swedish, sami = (top - bottom for _, bottom, _, top in heights)
    assert swedish == pytest.approx(sami, abs=0.01)


def test_a_sign_shows_its_own_position_and_never_a_vague_one_or_its_places(library: Library) -> None:
    """Somebody in need reads it out to 112 (R-T7)."""
    made = make_signs(library, choose(library, every=True), "a5")
    surveyed, vague, without = pages(made.data)
    assert "N 62.50001 E 15.60002 (WGS 84)" in surveyed
    assert "WGS" not in vague
    assert "WGS" not in without
    assert [note.as_line() for note in made.notes if note.path == "content/codes.yaml"] == [
        "content/codes.yaml:7: Sign BR9N6 is printed without a position, "
        "for it has none of its own that is good to 100 m.",
        "content/codes.yaml:8: Sign STANV is printed without a position, "
        "for it has none of its own that is good to 100 m.",
    ]
    assert {note.weight for note in made.notes} == {Weight.NOTE}


def test_a_position_good_to_100_m_is_still_printed(library: Library) -> None:
    sign = msgspec.structs.replace(library.signs["BR9N6"], position=Position(62.41, -15.61, 100))
    made = make_signs(library, [sign], "a6")
    assert "N 62.41000 W 15.61000 (WGS 84)" in pages(made.data)[0]


def test_another_base_address_than_the_public_one_makes_a_demo(library: Library) -> None:
    signs = choose(library, ["KVA15"])
    demo = make_signs(library, signs, "a6", base_url="http://127.0.0.1:8000")
    public = make_signs(library, signs, "a6", base_url="https://leksak.example/")
    assert "127.0.0.1:8000" in pages(demo.data)[0]
    assert pages(demo.data)[0].count("DEMO") > 2
    assert "DEMO" not in pages(public.data)[0]
    assert public.data == make_signs(library, signs, "a6").data


def test_a_long_host_is_noted_with_its_cost(library: Library) -> None:
    (note, *_) = make_signs(library, choose(library, ["KVA15"]), "a6").notes
    assert note.path == "content/site.yaml"
    assert note.message().startswith("HTTPS://LEKSAK.EXAMPLE/Q/KVA15 has 30 characters: over 29")
    short = make_signs(library, choose(library, ["KVA15"]), "a6", base_url="https://leksak.se")
    assert short.notes == ()


def test_texts_that_nobody_checked_or_that_are_outdated_are_noted(library: Library) -> None:
    mill = library.places["kvarnen"]
    german = msgspec.structs.replace(mill.texts["de"], checked_on=None, translated_from="before")
    changed = msgspec.structs.replace(mill, texts=mill.texts | {"de": german})
    library = msgspec.structs.replace(library, places=library.places | {"kvarnen": changed})
    made = make_signs(library, choose(library, ["KVA15"]), "a5", base_url="https://leksak.se")
    assert [note.as_line() for note in made.notes] == [
        "content/kvarnen/de.md: This text goes to print and nobody has checked it (checked_by, checked_on).",
        "content/kvarnen/de.md: This text goes to print and its Swedish source has changed "
        "since it was made.",
    ]


def test_more_languages_than_the_format_has_room_for_are_refused(library: Library) -> None:
    assert refusal(library, "KVA15", paper="a6", languages=["sv", "en"]) == (
        "A6 has room for 1 of the 2 languages asked for; choose fewer with --languages, "
        "or a larger format with --format."
    )
    assert refusal(library, "KVA15", languages=[]) == (
        "No language is named; name at least one, such as --languages sv,en."
    )


def test_on_the_largest_format_only_fewer_languages_help(library: Library) -> None:
    languages = ("sv", "en", "de", "nb", "sv-simple")
    site = msgspec.structs.replace(library.site, languages=languages)
    library = msgspec.structs.replace(library, site=site)
    assert refusal(library, "KVA15", paper="a4", languages=languages) == (
        "A4 has room for 4 of the 5 languages asked for; choose fewer with --languages."
    )


def test_unchecked_texts_of_several_pages_are_counted_in_one_note(library: Library) -> None:
    places = {
        slug: msgspec.structs.replace(
            place,
            texts={tag: msgspec.structs.replace(text, checked_by=None) for tag, text in place.texts.items()},
        )
        for slug, place in library.places.items()
    }
    library = msgspec.structs.replace(library, places=places)
    made = make_signs(library, choose(library, every=True), "a5", base_url="https://leksak.se")
    assert [note.as_line() for note in made.notes if "codes.yaml" not in note.path] == [
        "content: Texts that go to print and that nobody has checked: sv 2, en 2."
    ]


def test_a_language_without_a_text_is_refused_and_never_mixed(library: Library) -> None:
    assert refusal(library, "lillsjon", languages=["sv", "de"]) == (
        "lillsjon has no text in de; write it or leave the language out."
    )


def test_an_unknown_language_or_format_is_refused_with_the_known(library: Library) -> None:
    assert refusal(library, "KVA15", languages=["ger"]) == (
        "The site has no language ger; did you mean sv, en, de?"
    )
    assert refusal(library, "KVA15", languages=["svv"]) == "The site has no language svv; did you mean sv?"
    assert refusal(library, "KVA15", paper="a3") == "There is no format a3; there are a6, a5, a4."
    with pytest.raises(SignError, match=r"no format gif; there are svg, png, pdf"):
        make_qr(library, library.signs["KVA15"], "gif")


def test_a_letter_that_the_font_lacks_is_refused_by_name(library: Library) -> None:
    mill = library.places["kvarnen"]
    swedish = msgspec.structs.replace(mill.texts["sv"], lede="Kvarnen heter 風車 på kinesiska.")
    changed = msgspec.structs.replace(mill, texts=mill.texts | {"sv": swedish})
    library = msgspec.structs.replace(library, places=library.places | {"kvarnen": changed})
    assert refusal(library, "KVA15", paper="a6") == (
        "The font Fira Sans lacks 風 車; write it otherwise, or add a font that has it."
    )


def test_a_sign_of_a_place_that_is_gone_is_refused(library: Library) -> None:
    lost = msgspec.structs.replace(library.signs["KVA15"], place="ladan")
    with pytest.raises(SignError) as caught:
        make_signs(library, [lost])
    assert caught.value.message() == "Sign KVA15 leads to ladan, which has no folder in the content."


@pytest.mark.parametrize("file_format", ["svg", "png", "pdf", "SVG"])
def test_a_bare_code_is_read_back_in_each_format(library: Library, file_format: str) -> None:
    made = make_qr(library, library.signs["KVA15"], file_format)
    assert len(made.report.rows) == 8
    assert {row.decoded for row in made.report.rows} == {("HTTPS://LEKSAK.EXAMPLE/Q/KVA15",)}
    assert make_qr(library, library.signs["KVA15"], file_format).data == made.data


def test_a_bare_code_that_is_too_narrow_is_refused_with_what_it_needs(library: Library) -> None:
    with pytest.raises(SignError) as caught:
        make_qr(library, library.signs["KVA15"], "svg", 20)
    assert caught.value.message() == (
        "20 mm is too narrow for the code of sign KVA15; choose at least 23.2 with --width."
    )


def test_the_sheet_is_handed_out_only_after_it_was_read_back(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A decoder that sees only what a phone with a dirty lens sees must stop the file."""
    monkeypatch.setattr(preflight, "FAR_SYMBOL_PIXELS", 20)
    with pytest.raises(SignError) as caught:
        make_signs(library, choose(library, ["KVA15"]), "a6")
    assert caught.value.message() == "The code of sign KVA15 cannot be read at 30 cm. Nothing is released."
