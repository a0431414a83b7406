"""What stands on a sign, in which size, and what happens when it does not fit (R-Q12, R-Q16 to R-Q21)."""

import io
import re

import pikepdf
import pypdfium2
import pytest

from heritage.places.position import Position
from heritage.signs import SignError, qr, sheet
from heritage.signs.sheet import FORMATS, Lede, SheetSign, Words

MM = 72 / 25.4
LONG_LEDES = (
    Lede(
        "sv",
        None,
        "En hembygdsgård med timrade hus, bodar och ett klockhus som flyttades hit från byarna runt sjön, "
        "för att visa hur folk levde och arbetade här förr.",
    ),
    Lede(
        "en",
        "Haverö Heritage Museum",
        "Timber houses, sheds and a bell house that were moved here from the villages around the lake, to "
        "show how people here once lived and worked.",
    ),
    Lede(
        "de",
        "Heimatmuseum Haverö",
        "Blockhäuser, Speicher und ein Glockenhaus aus den Dörfern rund um den See zeigen, wie die Menschen "
        "hier früher gelebt und gearbeitet haben.",
    ),
)


def sign(
    name: str = "Haverö hembygdsgård", ledes: tuple[Lede, ...] = LONG_LEDES[:1], **more: object
) -> SheetSign:
    drawn = qr.matrix("HTTPS://BESOK.ANGE.SE/Q/7K3FC")
    names = (Words("sv", name), *more.get("names", ()))
    return SheetSign("7K3FC", names, ledes, Position(62.1, 15.1, 5), drawn)


def render(one: SheetSign, paper: str = "a6", is_demo: bool = False) -> bytes:
    return sheet.render([one], FORMATS[paper], "Ånge kommun", "besok.ange.se", is_demo)


def words(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        (page,) = document
        return " ".join(page.get_textpage().get_text_bounded().split())


def font_sizes(pdf: bytes) -> list[float]:
    """Of every run of text, in mm."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        content = document.pages[0].Contents.read_bytes().decode("latin-1")
    return [float(size) / MM for size in re.findall(r"/\S+ ([\d.]+) Tf", content)]


def test_a_sign_is_useful_without_a_phone() -> None:
    text = words(render(sign()))
    for part in (
        "Ånge kommun",
        "Haverö hembygdsgård",
        LONG_LEDES[0].text[:30],
        "besok.ange.se",
        "7K3FC",
        "112",
        "N 62.10000 E 15.10000 (WGS 84)",
    ):
        assert part in text


@pytest.mark.parametrize("name", ["Haverö hembygdsgård", "Sveriges geografiska mittpunkt"])
@pytest.mark.parametrize(("paper", "languages"), [("a6", 1), ("a5", 1), ("a5", 3), ("a4", 1), ("a4", 3)])
def test_ledes_of_150_characters_fit_and_no_text_is_under_5_mm(paper: str, languages: int, name: str) -> None:
    assert all(135 <= len(lede.text) <= 150 for lede in LONG_LEDES)
    pdf = render(sign(name, LONG_LEDES[:languages]), paper)
    text = words(pdf)
    for lede in LONG_LEDES[:languages]:
        assert lede.text[:20] in text
        assert lede.text[-12:] in text
    assert min(font_sizes(pdf)) >= 5 - 0.001


@pytest.mark.parametrize("paper", sorted(FORMATS))
def test_the_typed_code_is_at_least_5_mm_high(paper: str) -> None:
    pdf = render(sign(), paper)
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].get_textpage()
        _, bottom, _, top = page.get_charbox(page.get_text_range().index("7K3FC"))
    assert (top - bottom) / MM >= 5


@pytest.mark.parametrize("paper", sorted(FORMATS))
def test_text_stays_5_mm_inside_the_trimmed_page(paper: str) -> None:
    pdf = render(sign(ledes=LONG_LEDES[: FORMATS[paper].languages]), paper)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        left, bottom, right, top = (float(edge) for edge in document.pages[0].trimbox)
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].get_textpage()
        boxes = [page.get_charbox(index) for index in range(page.count_chars())]
    safe = 5 * MM
    assert min(box[0] for box in boxes) >= left + safe
    assert min(box[1] for box in boxes) >= bottom + safe
    assert max(box[2] for box in boxes) <= right - safe
    assert max(box[3] for box in boxes) <= top - safe


def test_every_format_gives_its_symbol_the_size_of_a_plate() -> None:
    for paper in FORMATS.values():
        for exposed in (False, True):
            drawn = qr.matrix("HTTPS://BESOK.ANGE.SE/Q/7K3FC", exposed)
            assert paper.symbol_mm >= max(30, qr.least_symbol_mm(drawn))
            assert qr.full_width_mm(drawn, paper.symbol_mm) <= paper.width_mm - 2 * 5


def test_a_name_of_several_words_breaks_between_them_and_stays_larger_than_the_text() -> None:
    pdf = render(sign("Sveriges geografiska mittpunkt"))
    assert "Sveriges geografiska mittpunkt" in words(pdf)
    assert max(font_sizes(pdf)) >= 7


def test_all_letters_of_the_nordic_and_sami_languages_are_in_the_font() -> None:
    letters = "åäöÅÄÖ éü ß æøÆØ áčđŋšŧž ÁČĐŊŠŦŽ ïÏ ńǥǧǩʒǯ"
    text = words(render(sign(names=(Words("sma", letters),)), "a5"))
    assert letters.split()[0] in text
    assert "ŋ" in text


def test_content_is_never_read_as_markup() -> None:
    hostile = '#panic() *b* _i_ $x$ `r` <l> @c \\ // https://x.example {"q"}'
    assert hostile in words(render(sign(ledes=(Lede("sv", None, hostile),))))


def test_text_that_cannot_fit_is_refused() -> None:
    with pytest.raises(SignError) as caught:
        render(sign(ledes=(Lede("sv", None, "ord " * 150),)))
    assert caught.value.message() == (
        "The text of sign 7K3FC does not fit in readable size; take fewer languages or a larger format."
    )


def test_a_word_wider_than_the_page_is_refused_and_not_cut() -> None:
    with pytest.raises(SignError, match="does not fit"):
        render(sign("Flaggstångsknoppsförgyllningsverkstadsmuseum"))


def test_a_host_wider_than_its_column_is_refused_and_not_cut() -> None:
    with pytest.raises(SignError, match="does not fit"):
        sheet.render([sign()], FORMATS["a6"], "Ånge kommun", "besok.en-ganska-lang-adress.se", False)


def test_a_name_in_a_ledes_language_leads_it_where_there_is_room() -> None:
    assert "Haverö Heritage Museum. Timber houses" in words(render(sign(ledes=LONG_LEDES[1:2]), "a4"))


def test_a_demo_says_so_in_title_and_down_both_edges() -> None:
    pdf = render(sign(), is_demo=True)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.docinfo.Title) == "DEMO Haverö hembygdsgård"
    assert words(pdf).count("DEMO") >= 8


def test_the_title_names_the_first_places() -> None:
    many = [sign(name) for name in ("Ett", "Två", "Tre", "Fyra")]
    pdf = sheet.render(many, FORMATS["a6"], "Ånge kommun", "besok.ange.se", False)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.docinfo.Title) == "Ett, Två, Tre …"
        assert len(document.pages) == 4


def test_positions_have_five_decimals_only_where_they_are_good_to_100_m() -> None:
    assert sheet.written_position(Position(62.38673, 16.3229, 50)) == (
        "N\u00a062.38673 E\u00a016.32290 (WGS\u00a084)"
    )
    assert sheet.written_position(Position(-62.0, -16.0, 100)) == (
        "S\u00a062.00000 W\u00a016.00000 (WGS\u00a084)"
    )
    assert sheet.written_position(Position(62.38673, 16.3229, 101)) is None
    assert sheet.written_position(None) is None
