"""Any text of an editor stands on the sign as written or is refused with a sentence; none is markup."""

from hypothesis import given, settings
from hypothesis import strategies as st

from heritage.signs import SignError, qr, sheet
from heritage.signs.sheet import FORMATS, Lede, SheetSign, Words

DRAWN = qr.matrix("HTTPS://BESOK.ANGE.SE/Q/7K3FC")
markup = st.sampled_from(
    ["#panic()", "#{", "*", "_", "$", "`", "<a>", "@b", "\\", "//", "/*", "= ", "- ", '"', "]"]
)
printable = st.sampled_from("abcåäöÅÄÖéßøæđŋšŧžïá 0123456789.,:;–—…’”„«»()&§")


@settings(max_examples=40)
@given(st.lists(markup | printable, min_size=1, max_size=40).map("".join))
def test_printable_text_and_markup_signs_are_set_as_they_are(text: str) -> None:
    sign = SheetSign("7K3FC", (Words("sv", "Kvarnen"),), (Lede("sv", None, text),), None, DRAWN)
    assert sheet.render([sign], FORMATS["a5"], "Ånge kommun", "besok.ange.se", False)


@settings(max_examples=40)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_other_text_is_set_or_refused(text: str) -> None:
    sign = SheetSign("7K3FC", (Words("sv", "Kvarnen"),), (Lede("sv", None, text),), None, DRAWN)
    try:
        pdf = sheet.render([sign], FORMATS["a5"], "Ånge kommun", "besok.ange.se", False)
    except SignError as refusal:
        assert "lacks" in refusal.message()
    else:
        assert pdf.startswith(b"%PDF")
