"""The answers to codes and addresses that lead nowhere."""

import msgspec

from heritage.places.codes import read
from heritage.places.place import SignState
from tests.outline import Outline
from tests.rendering import EN, LIBRARY, changed


def test_a_typing_fault_is_told_beside_the_field_with_what_was_typed() -> None:
    """R-A22."""
    page = Outline(EN.code_fault("kva1o", read("kva1o")))
    field = page.one("input", name="code")
    assert field["value"] == "kva1o"
    assert field["aria-invalid"] == "true"
    error, hint = field["aria-describedby"].split()
    assert page.one("p", id=error, role="alert").words.startswith("“o” is in no code")
    assert page.one("p", id=hint)
    assert "Did you mean one of these?" not in page.texts("h2")


def test_near_codes_are_offered_with_their_places_and_counted_as_typed() -> None:
    page = Outline(EN.code_fault("KVA14", read("KVA14"), ("KVA15",)))
    assert page.one("a", href="/Q/?code=KVA15&lang=en").words == "KVA15 The Block Mill"


def test_a_near_code_of_a_place_that_is_gone_is_not_offered() -> None:
    places = {slug: shown for slug, shown in LIBRARY.places.items() if slug != "kvarnen"}
    page = Outline(changed(places=places).code_fault("KVA14", read("KVA14"), ("KVA15",)))
    assert not [e for e in page.all("a") if "code=" in e["href"]]


def test_what_was_typed_is_never_markup() -> None:
    typed = '"><script>alert(1)</script>'
    html = EN.code_fault(typed, read(typed))
    assert "<script>alert" not in html
    assert Outline(html).one("input", name="code")["value"] == typed


def test_a_very_long_text_is_not_given_back_whole() -> None:
    typed = "A" * 5_000
    assert len(Outline(EN.code_fault(typed, read(typed))).one("input", name="code")["value"]) == 100


def test_an_unknown_code_is_said_to_be_unknown() -> None:
    page = Outline(EN.unknown_code("ZZZZA"))
    assert page.one("p", role="alert").words.startswith("No sign of ours has the code ZZZZA.")
    assert page.one("h1").words == "We do not know this code"


def test_a_retired_sign_says_so_and_names_the_nearest_place() -> None:
    """R-Q9."""
    page = Outline(EN.retired_sign(LIBRARY.signs["GAM1X"]))
    assert page.one("h1").words == "This sign has been taken down"
    assert "GAM1X" in page.one("p", class_="lede").words
    assert page.all("a", href="/en/lillsjon/")[-1].words == "The Little Lake"
    assert page.all("a", href="/de/lillsjon/")


def test_a_retired_sign_without_a_successor_leads_to_its_place_or_to_the_codes() -> None:
    retired = msgspec.structs.replace(LIBRARY.signs["KVA15"], state=SignState.REMOVED)
    assert Outline(EN.retired_sign(retired)).all("a", href="/en/kvarnen/")
    gone = msgspec.structs.replace(retired, place="borta")
    page = Outline(EN.retired_sign(gone))
    assert "The nearest place to visit" not in page.texts("h2")
    assert page.all("a", href="/de/codes/")


def test_a_page_that_is_not_there_helps_on() -> None:
    page = Outline(EN.not_found())
    assert page.one("form")["action"] == "/Q/"
    for slug in ("kvarnen", "leksaksleden", "leksaker", "is"):
        assert page.all("a", href=f"/en/{slug}/")
    assert "main" in page.all("a", href="tel:112")[0].inside


def test_trouble_is_told_in_the_words_it_is_given() -> None:
    page = Outline(EN.trouble("Please <wait>", "Try again."))
    assert page.one("h1").words == "Please <wait>"
    assert page.one("p", class_="lede").words == "Try again."
