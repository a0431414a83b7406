"""A walk through the site in Firefox and in WebKit: what they have of their own must not keep anybody out."""

from collections.abc import Iterator

import pytest

from tests.browser.engines import PHONE, Engine, firefox, webkit

pytestmark = pytest.mark.browser

HAS_OWN_VOICE = """'speechSynthesis' in window && speechSynthesis.getVoices().some(
  voice => voice.localService && voice.lang.toLowerCase().startsWith(document.documentElement.lang))"""

SEEN_BUTTONS = "[...document.querySelectorAll('.listen button')].filter(e => e.checkVisibility()).length"


@pytest.fixture(scope="module", params=[firefox, webkit], ids=["Firefox", "WebKit"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with request.param() as started:
        yield started


def heading(engine: Engine) -> list[str]:
    """The first heading, and the language and direction that a screen reader is told for it."""
    said: list[str] = engine.run(
        "(h => [h.innerText, h.closest('[lang]').lang, getComputedStyle(h).direction])"
        "(document.querySelector('h1'))"
    )
    return said


def fits(engine: Engine) -> bool:
    """Nothing reaches beyond the width of a phone."""
    wide, window = engine.run("[document.documentElement.scrollWidth, window.innerWidth]")
    assert window <= PHONE[0] + 10, f"the window is {window} px wide"
    return bool(wide <= window)


@pytest.mark.parametrize(
    ("address", "title", "language"),
    [
        ("/sv/", "Besök Leksaksby", "sv"),
        ("/de/kvarnen/", "Die Klötzchenmühle", "de"),
        ("/en/leksaksleden/", "The Toy Trail", "en"),
        ("/sv/is/", "Is", "sv"),
        ("/de/places/", "Alle Orte", "de"),
    ],
)
def test_a_page_is_read_in_its_language_on_a_phone(
    engine: Engine, small_site: str, address: str, title: str, language: str
) -> None:
    engine.open(small_site + address)
    assert heading(engine) == [title, language, "ltr"]
    assert fits(engine)
    assert engine.complaints() == []


def test_an_arabic_page_runs_from_right_to_left(engine: Engine, arabic_site: str) -> None:
    """R-I11."""
    engine.open(f"{arabic_site}/ar/bron/")
    assert heading(engine) == ["جسر المكعبات", "ar", "rtl"]
    assert fits(engine)
    left, width = engine.run(
        "(box => [box.right, innerWidth])(document.querySelector('h1').getBoundingClientRect())"
    )
    assert left > width / 2
    assert engine.complaints() == []


def test_a_typed_code_opens_the_place_with_its_sign(engine: Engine, small_site: str) -> None:
    engine.open(f"{small_site}/de/")
    engine.write("input[name=code]", "kva 15")
    engine.follow("main form button")
    assert heading(engine) == ["Die Klötzchenmühle", "de", "ltr"]
    assert "KVA15" in engine.run("document.querySelector('.sign').innerText")
    assert fits(engine)
    assert engine.complaints() == []


def test_the_language_switch_stays_on_the_place(engine: Engine, small_site: str) -> None:
    """R-I14."""
    engine.open(f"{small_site}/sv/kvarnen/")
    engine.follow("nav a[hreflang=en]")
    assert engine.run("location.pathname") == "/en/kvarnen/"
    assert heading(engine) == ["The Block Mill", "en", "ltr"]


def test_a_page_offers_to_be_listened_to_only_with_a_voice_of_the_phones_own(
    engine: Engine, small_site: str
) -> None:
    """R-P3, R-A19."""
    engine.open(f"{small_site}/en/kvarnen/")
    assert engine.run(SEEN_BUTTONS) == (1 if engine.run(HAS_OWN_VOICE) else 0)
    assert engine.complaints() == []


def test_nothing_is_stored(engine: Engine, small_site: str) -> None:
    """R-P1."""
    engine.open(f"{small_site}/sv/kvarnen/")
    assert engine.run("[document.cookie, localStorage.length, sessionStorage.length]") == ["", 0, 0]
