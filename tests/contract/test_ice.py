"""Nothing that speaks of ice says or suggests that it holds: every state, every language (R-C6 to R-C10).

The documents are drawn by the real pages; what may not be said is data beside the content's own guard.
"""

import colorsys
import html
import io
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
import yaml_rs

from heritage.conditions import ice_words
from heritage.conditions.state import IceAdvice
from heritage.i18n.catalogues import gettext_for
from heritage.places.phrases import PHRASES_FILE, claims, is_covered
from heritage.signs import sheet
from heritage.signs.release import make_signs
from tests.arabic import with_arabic
from tests.ice_states import HIDDEN, SECRETS, STATES, TOLD, documents, site

pytestmark = pytest.mark.usefixtures("uncounted")

ROOT = Path(__file__).parents[2]
OURS = ("sv", "en", "de", "nb", "sv-simple")
LANGUAGES = (*OURS, "ar")

_UNSEEN = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->", re.DOTALL)
_SPOKEN = re.compile(r'\b(?:alt|title|aria-label|aria-description|data-told|content|placeholder)="([^"]*)"')
_BLOCK = re.compile(
    r"</?(?:p|h\d|li|ul|ol|div|section|td|th|tr|dt|dd|figcaption|caption|title|desc|text)\b[^>]*>|<br>"
)
_TAG = re.compile(r"<[^>]+>")

_SAFE_IN_ARABIC = re.compile(r"(?<!لا )(?<!ليس )(?<!غير )\b(?:آمن\w*|مأمون\w*|يتحمل\w*|يصمد\w*)\b")
_VEHICLES_IN_ARABIC = re.compile(r"سيارة|سيارات|مركبة|مركبات|جرار|دراجة")


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Drawn by a copy of the program that has the catalogue of the tests."""
    program = with_arabic(tmp_path_factory.mktemp("program"))
    done = subprocess.run(
        [sys.executable, "-m", "tests.ice_states", "ar"],
        cwd=program,
        env={**os.environ, "PYTHONPATH": f"{program}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


@cache
def ours(language: str) -> dict[str, str]:
    return documents(language)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture
def drawn(language: str, request: pytest.FixtureRequest) -> dict[str, str]:
    """Name to document, in one language."""
    found: dict[str, str] = request.getfixturevalue("arabic") if language == "ar" else ours(language)
    return found


def visible(document: str) -> str:
    """What a document says, to eyes and ears; blocks apart, so that no sentence runs into the next."""
    seen = _UNSEEN.sub(" ", document)
    heard = " ;\n\n".join(_SPOKEN.findall(seen))
    return html.unescape(_TAG.sub("", _BLOCK.sub("\n\n", seen)) + "\n\n" + heard)


def state_of(name: str) -> str:
    return name.partition(":")[0]


def vehicles(language: str) -> set[str]:
    data = yaml_rs.loads(PHRASES_FILE.read_text(encoding="utf-8"))
    return set(data[language.partition("-")[0]]["vehicles"])


def is_about_one_place(name: str) -> bool:
    """Not the curves, which stand on a page with its panel."""
    return not name.endswith("curves")


def test_every_state_is_drawn_by_everything_that_speaks_of_ice(drawn: dict[str, str]) -> None:
    kinds = {"panel", "now", "point", "overview", "curves", "data"}
    kinds |= {f"demo {kind}" for kind in ("panel", "now", "point", "overview")}
    for state in STATES:
        assert {f"{state}: {kind}" for kind in kinds} <= set(drawn)


def test_nothing_promises_that_ice_holds(drawn: dict[str, str], language: str) -> None:
    assert language == "ar" or is_covered(language)
    for name, document in drawn.items():
        said = visible(document)
        # What nobody has translated yet stands in English.
        for tag in (language, "en", "sv"):
            assert [claim.words for claim in claims(said, tag)] == [], name
        if language == "ar":
            assert _SAFE_IN_ARABIC.findall(said) == [], name


def test_no_vehicle_is_named(drawn: dict[str, str], language: str) -> None:
    for name, document in drawn.items():
        words = set(re.findall(r"[\w'-]+", visible(document).casefold()))
        for tag in ("sv", "en", "de", "nb"):
            # Only the reader's own language and those that stand in for it: "van" means nothing in German.
            if tag in (language.partition("-")[0], "en"):
                assert words & vehicles(tag) == set(), name
        assert _VEHICLES_IN_ARABIC.search(visible(document)) is None, name


def test_hidden_numbers_stand_nowhere_not_even_in_attributes(drawn: dict[str, str]) -> None:
    for name, document in drawn.items():
        if state_of(name) in HIDDEN or name.startswith("without server"):
            for secret in SECRETS:
                # Coordinates and times of a drawing are no thickness; whole numbers of centimetres are.
                found = re.search(rf"(?<![\d.,:]){secret}(?![\d.,:])", visible(document))
                assert found is None, (name, secret)
            assert re.search(r"\d\s*cm\b", visible(document)) is None, name


def test_a_number_is_told_where_it_may_be(drawn: dict[str, str]) -> None:
    for state, ice in TOLD.items():
        for kind in ("panel", "now", "point", "overview"):
            document = drawn[f"{state}: {kind}"]
            for one in ice.measured:
                assert re.search(rf"(?<![\d.]){one.shown.value:g}\s", visible(document)), (state, kind)
                assert one.shown.observed_at.strftime("%Y-%m-%d") in document


def sentence(language: str, words: str, drawn: dict[str, str]) -> str:
    """A sentence as this language says it: Arabic's own are found in the copy's answer."""
    if language == "ar":
        known = drawn["clear ice: data"].split("\n\n")
        place = dict(zip((ice_words.MAY_BE_WEAKER, *ice_words.ALWAYS), known, strict=True))
        return place.get(words) or drawn["never measured: data"].split("\n\n")[0]
    values = {"number": ice_words.EMERGENCY_NUMBER, "site": ice_words.SITE_NAME}
    return gettext_for(language).gettext(words).format(**values)


def test_the_three_words_the_weak_places_112_and_the_site_stand_in_every_state(
    drawn: dict[str, str], language: str
) -> None:
    """R-C7: always."""
    for name, document in drawn.items():
        if not is_about_one_place(name):
            continue
        said = visible(document)
        for always in ice_words.ALWAYS:
            assert sentence(language, always, drawn) in said, (name, always)
        assert "112" in said and "issäkerhet.se" in said
        if not name.endswith("data"):
            assert 'href="tel:112"' in document, name
            assert 'href="https://issäkerhet.se"' in document, name


def test_every_state_but_thick_clear_ice_says_not_to_go_out(drawn: dict[str, str], language: str) -> None:
    do_not_go = sentence(language, ice_words.DO_NOT_GO, drawn)
    may_be_weaker = sentence(language, ice_words.MAY_BE_WEAKER, drawn)
    for name, document in drawn.items():
        if name.endswith("curves") and state_of(name) in HIDDEN:
            assert document == "", name
        elif state_of(name).startswith(("clear ice", "old clear ice")):
            assert may_be_weaker in visible(document) or name.endswith("curves"), name
        else:
            assert do_not_go in visible(document), name


def test_where_one_must_not_go_out_nothing_speaks_of_doing_so_all_the_same() -> None:
    for name, document in ours("en").items():
        state = STATES.get(state_of(name))
        if state is None or all(one.advice is not IceAdvice.MEASURED for one in state.measured):
            assert re.search(r"\b(?:own risk|test it|test the|yourself)\b", visible(document)) is None, name


def test_a_sensor_says_not_to_go_out_beside_its_own_number(drawn: dict[str, str], language: str) -> None:
    """R-C7: also where the thickness drilled beside it would not."""
    do_not_go = sentence(language, ice_words.DO_NOT_GO, drawn)
    for kind in ("panel", "now", "point", "overview"):
        said = visible(drawn[f"drilled and sensor: {kind}"])
        assert said.count(do_not_go) >= 2, kind
        assert said.index(do_not_go) < said.index(SECRETS[0])


def test_the_first_word_on_ice_is_the_advice_and_no_number(drawn: dict[str, str], language: str) -> None:
    for state, ice in TOLD.items():
        said = visible(drawn[f"{state}: panel"])
        first = sentence(language, ice_words.for_place(ice)[0], drawn)
        number = re.search(rf"(?<![\d.]){ice.measured[0].shown.value:g}\s", said)
        assert number is not None
        assert said.index(first) < number.start(), state


def test_every_page_ends_with_ones_own_judgement(drawn: dict[str, str], language: str) -> None:
    """R-C21."""
    own = gettext_for(language).gettext(ice_words.OWN_JUDGEMENT)
    for name, document in drawn.items():
        if is_about_one_place(name) and not name.endswith("data") and language != "ar":
            assert own in visible(document), name


SWEDISH = {
    ice_words.DO_NOT_GO: "Gå inte ut på isen.",
    ice_words.MAY_BE_WEAKER: "Isen kan vara svagare på andra ställen – pröva med ispik.",
    ice_words.SPRING_ICE: "Våris – tjockleken säger inget om bärigheten.",
    ice_words.THREE_WORDS: "Kunskap – Utrustning – Sällskap",
    ice_words.OWN_JUDGEMENT: "Gör alltid en egen bedömning.",
}


@pytest.mark.parametrize("words", SWEDISH)
def test_swedish_uses_the_words_of_the_rules(words: str) -> None:
    assert gettext_for("sv").gettext(words) == SWEDISH[words]


@pytest.mark.parametrize("language", [tag for tag in OURS if tag != "en"])
def test_every_sentence_on_ice_is_translated(language: str) -> None:
    own = {
        value
        for name, value in vars(ice_words).items()
        if name.isupper() and isinstance(value, str) and " " in value
    }
    own |= {*ice_words.KINDS.values(), sheet.ICE, sheet.ICE_IN_SHORT}
    assert {words for words in own if gettext_for(language).gettext(words) == words} == set()


# Colours


def colours(css: str, selector: str) -> set[str]:
    """What rules whose selector speaks of `selector` use: names of variables and colours as they are."""
    found: set[str] = set()
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        if selector in selectors:
            found |= set(re.findall(r"var\(--([\w-]+)", body)) | set(re.findall(r"#[0-9a-fA-F]{3,8}\b", body))
    return found


def is_green(colour: str) -> bool:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    red, green, blue = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    hue, _, _ = colorsys.rgb_to_hls(red, green, blue)
    is_colourful = max(red, green, blue) - min(red, green, blue) > 0.1
    return is_colourful and 75 <= hue * 360 <= 170


def test_green_is_known_when_it_is_seen() -> None:
    assert is_green("#0a0") and is_green("#2e7d32") and is_green("#c8e6c9")
    assert not is_green("#fdebc2") and not is_green("#14211f") and not is_green("#d9e5ea")


def test_no_green_stands_with_anything_about_ice() -> None:
    """In either scheme; a picture or an icon of a state there is none (R-C6)."""
    style = ROOT / "static/style"
    css = "\n".join(file.read_text(encoding="utf-8") for file in sorted(style.glob("*.css")))
    used = colours(css, ".ice") | colours(css, ".value") | {"ink", "soft", "act", "paper"}
    assert len(used) > 4
    for name in used:
        meant = [name] if name.startswith("#") else re.findall(rf"--{name}: (#[0-9a-fA-F]{{3,6}});", css)
        assert [colour for colour in meant if is_green(colour)] == [], name


def test_no_word_for_green_and_no_tick_stands_in_a_document(drawn: dict[str, str]) -> None:
    for name, document in drawn.items():
        assert (
            re.search(r"\b(?:green|grön\w*|grün\w*|grønn\w*|check-?mark|tick|thumb)\b|[✓✔✅👍🟢]", document)
            is None
        ), name


# Signs


@pytest.mark.parametrize("paper", sheet.FORMATS)
def test_a_sign_at_water_warns_of_ice_in_each_language_without_a_number(paper: str) -> None:
    library = site().library
    at_water = next(sign for sign in library.signs.values() if sign.place == "lillsjon")
    elsewhere = next(sign for sign in library.signs.values() if sign.place == "kvarnen")
    languages = ("sv", "en", "de")[: sheet.FORMATS[paper].languages]
    said = printed(make_signs(library, [at_water], paper, languages).data)
    for language in languages:
        words = gettext_for(language).gettext
        assert folded(words(sheet.ICE)) in said or folded(words(sheet.ICE_IN_SHORT)) in said, language
        assert [claim.words for claim in claims(said, language)] == []
    assert re.search(r"\d\s*cm\b", said) is None
    other = printed(make_signs(library, [elsewhere], paper, languages).data)
    for words in (sheet.ICE, sheet.ICE_IN_SHORT):
        assert folded(gettext_for("sv").gettext(words)) not in other


@pytest.mark.parametrize("language", OURS)
@pytest.mark.parametrize("words", [sheet.ICE, sheet.ICE_IN_SHORT])
def test_the_sentences_of_signs_promise_nothing_and_hold_no_number(language: str, words: str) -> None:
    said = gettext_for(language).gettext(words)
    assert [claim.words for tag in (language, "en") for claim in claims(said, tag)] == []
    assert not any(letter.isdigit() for letter in said)


def printed(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        return folded("\n".join(page.get_textpage().get_text_bounded() for page in document))


def folded(text: str) -> str:
    """In one line, as words, for print breaks lines where it likes."""
    return " ".join(text.split())
