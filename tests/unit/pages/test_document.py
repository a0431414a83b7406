"""What holds for every page: structure, policy, languages, titles, head."""

import gzip
import json
import re
from dataclasses import replace
from itertools import pairwise

import msgspec
import pytest
from markupsafe import Markup

from heritage.pages.document import Around, lowered
from heritage.pages.site import assemble
from tests.outline import Outline
from tests.rendering import EN, LANGUAGES, LIBRARY, SITE, changed, documents, place, renderer, small_library

ALL = [(language, name, html) for language in LANGUAGES for name, html in documents(language)]
every_document = pytest.mark.parametrize(
    ("language", "html"),
    [(language, html) for language, _, html in ALL],
    ids=[f"{language}-{name}" for language, name, _ in ALL],
)


@every_document
def test_a_document_has_its_language_one_h1_and_no_skipped_levels(language: str, html: str) -> None:
    """R-A9, R-A21."""
    page = Outline(html)
    assert html.startswith(f'<!doctype html>\n<html lang="{language}" dir="ltr">')
    levels = [int(e.tag[1]) for e in page.elements if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


@every_document
def test_the_skip_link_comes_first_and_all_content_is_in_landmarks(language: str, html: str) -> None:
    page = Outline(html)
    links = page.all("a")
    assert links[0].get("class") == "skip"
    assert page.one("main")["id"] == links[0]["href"].removeprefix("#")
    body = page.elements.index(page.one("body"))
    top = [e.tag for e in page.elements[body + 1 :] if e.inside == ("html", "body")]
    assert top == ["a", "header", "main", "footer"]


@every_document
def test_ids_are_unique_and_every_reference_finds_its_element(language: str, html: str) -> None:
    page = Outline(html)
    ids = [e["id"] for e in page.elements if e.get("id")]
    assert len(ids) == len(set(ids))
    wanted = [
        ref
        for e in page.elements
        for name in ("aria-labelledby", "aria-describedby", "for")
        if e.get(name)
        for ref in e[name].split()
    ]
    wanted += [e["href"][1:] for e in page.all("a") if (e.get("href") or "").startswith("#")]
    assert set(wanted) <= set(ids)


@every_document
def test_nothing_but_the_hashed_style_needs_the_policy_s_leave(language: str, html: str) -> None:
    """R-S2, R-P3: no inlined script or style, no handler; scripts, pictures and recordings are ours."""
    page = Outline(html)
    for script in page.all("script"):
        if script.get("type") != "application/ld+json":
            assert (script["src"], script.words) == (SITE.frame.asset("listen.js"), "")
            assert script.get("defer") is not None
    assert all(e["src"].startswith("/static/") for e in page.all("audio"))
    assert len(page.all("style")) == 1
    assert not [e for e in page.elements if e.get("style") or any(n.startswith("on") for n in e.attributes)]
    assert all(e["src"].startswith("/static/") for e in page.all("img"))
    assert not page.all("iframe")
    assert all(e["action"].startswith("/") for e in page.all("form"))
    assert page.one("meta", http_equiv="Content-Security-Policy")["content"] == SITE.frame.csp


@every_document
def test_every_picture_keeps_its_room_and_has_an_alternative(language: str, html: str) -> None:
    for picture in Outline(html).all("img"):
        assert picture.get("alt") is not None
        assert int(picture["width"]) > 0
        assert int(picture["height"]) > 0


@every_document
def test_every_field_has_a_visible_label(language: str, html: str) -> None:
    """R-A22."""
    page = Outline(html)
    labelled = {label["for"]: label.words for label in page.all("label")}
    for name in ("input", "textarea"):
        for element in page.all(name):
            assert element.get("type") == "hidden" or labelled[element["id"]]


@every_document
def test_the_footer_is_the_same_everywhere(language: str, html: str) -> None:
    """R-A2, R-A22: 112, owner, contact, and the same ways on in the same order on every page."""
    page = Outline(html)
    footer = [e for e in page.elements if "footer" in e.inside]
    links = [e["href"].partition("?")[0] for e in footer if e.tag == "a"]
    assert links == [
        "tel:112",
        "https://leksak.example/kontakt",
        "tel:+4600012345",
        "mailto:turist@leksak.example",
        f"/{language}/places/",
        f"/{language}/conditions/",
        f"/{language}/counts/",
        f"/{language}/help/",
        f"/{language}/codes/",
        f"/{language}/about/",
        f"/{language}/contact/",
        f"/{language}/feedback/",
        f"/{language}/accessibility/",
        f"/{language}/privacy/",
    ]
    assert "Leksaksby kommun" in page.one("footer").words


@every_document
def test_each_language_is_offered_in_its_own_name(language: str, html: str) -> None:
    """R-I14."""
    page = Outline(html)
    offered = [e for e in page.all("a") if {"header", "nav"} <= set(e.inside)]
    assert [e.words for e in offered] == ["Svenska", "English", "Deutsch"]
    assert [e["lang"] for e in offered] == list(LANGUAGES)
    assert [e["lang"] for e in offered if e.get("aria-current")] == [language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_tell_pages_apart(language: str) -> None:
    """R-A21: "Place – Area – Site"."""
    kept = ("typed", "feedback", "scanned", "unchecked")
    titles = [
        Outline(html).one("title").words for name, html in documents(language) if not name.startswith(kept)
    ]
    assert len(titles) == len(set(titles))
    assert all(title.endswith(f" – Leksaksby – {LIBRARY.site.name[language]}") for title in titles)


def test_the_first_bytes_are_the_same_on_all_pages_of_a_language() -> None:
    starts = {html.partition("</style>")[0] for language, _, html in ALL if language == "sv"}
    assert len(starts) == 1
    assert len(starts.pop().partition("<style>")[0]) < 700


def test_the_same_input_gives_the_same_document() -> None:
    assert dict(documents("en")) == dict(documents("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_place_pages_are_light(language: str) -> None:
    """Issue 2: at most 10 kB gzip with the style inlined."""
    for html in map(renderer(language).place, LIBRARY.places.values()):
        assert len(gzip.compress(html.encode(), 9)) < 8_000


# Head


def test_a_real_translation_is_canonical_and_lists_all_real_ones() -> None:
    """R-I5."""
    page = Outline(EN.place(LIBRARY.places["kvarnen"]))
    assert page.one("link", rel="canonical")["href"] == "https://leksak.example/en/kvarnen/"
    assert {e["hreflang"]: e["href"] for e in page.all("link", rel="alternate")} == {
        "sv": "https://leksak.example/sv/kvarnen/",
        "en": "https://leksak.example/en/kvarnen/",
        "de": "https://leksak.example/de/kvarnen/",
        "x-default": "https://leksak.example/en/kvarnen/",
    }
    assert page.one("meta", name="description")["content"] == LIBRARY.places["kvarnen"].texts["en"].lede
    data = json.loads(page.one("script", type="application/ld+json").words)
    assert data["@type"] == "WebPage"


@pytest.mark.parametrize(("language", "locale"), [("sv", "sv_SE"), ("en", "en_GB"), ("de", "de_DE")])
def test_link_previews_are_told_the_language_of_their_words(language: str, locale: str) -> None:
    draw = renderer(language)
    for html in (draw.start(), draw.place(LIBRARY.places["kvarnen"]), draw.not_found()):
        assert Outline(html).one("meta", property="og:locale")["content"] == locale


def test_a_stand_in_text_is_previewed_in_its_own_language() -> None:
    page = Outline(renderer("de").place(LIBRARY.places["smedjan"]))
    assert page.one("meta", property="og:description")["content"].startswith("Tin soldiers")
    assert page.one("meta", property="og:locale")["content"] == "en_GB"


def test_the_picture_of_a_link_preview_is_described() -> None:
    """By its text alternative; where a drawing stands for many, by what they are."""

    def told(html: str) -> tuple[str, str | None]:
        tag = Outline(html).one("meta", property="og:image:alt")
        return tag["content"], tag.get("lang")

    drawn = LIBRARY.places["lillsjon"].picture
    assert drawn is not None
    assert told(EN.place(LIBRARY.places["lillsjon"])) == (drawn.alt["en"], None)
    swedish = msgspec.structs.replace(drawn, alt={"sv": drawn.alt["sv"]})
    lake = place("lillsjon", picture=swedish)
    assert told(changed(places={"lillsjon": lake}).place(lake)) == (drawn.alt["sv"], "sv")
    assert told(EN.place(LIBRARY.places["smedjan"])) == ("Open-air museum", None)
    assert told(EN.theme(LIBRARY.themes["leksaker"])) == ("Theme", None)
    assert told(EN.start()) == (LIBRARY.site.name["en"], None)


def test_where_no_preview_was_made_none_is_promised() -> None:
    bare = replace(SITE, frame=replace(SITE.frame, previews={}))
    page = Outline(renderer("en", bare).place(LIBRARY.places["kvarnen"]))
    assert not page.all("meta", property="og:image")
    assert not page.all("meta", property="og:image:alt")


def test_the_start_page_lists_its_languages() -> None:
    page = Outline(EN.start())
    assert page.one("link", rel="canonical")["href"] == "https://leksak.example/en/"
    assert len(page.all("link", rel="alternate")) == 4


def test_answers_are_kept_out_of_search_engines() -> None:
    page = Outline(EN.not_found())
    assert page.one("meta", name="robots")["content"] == "noindex"
    assert not page.all("link", rel="canonical")
    assert not page.all("link", rel="alternate")


def test_under_a_base_path_every_address_begins_with_it() -> None:
    site = assemble(small_library(), "https://ange.example/besok")
    draw = renderer("en", site)
    for html in (draw.start(), draw.place(LIBRARY.places["kvarnen"]), draw.feedback_form("/besok/en/x/")):
        addresses = re.findall(r'(?:href|src|action)="(/[^"]*)"', html)
        assert addresses
        assert all(address.startswith("/besok/") for address in addresses)


def test_a_fragment_that_differs_only_in_its_slug_is_rendered_once() -> None:
    asked: list[str] = []

    def fragment(slug: str) -> str:
        asked.append(slug)
        return f"<a href='/{slug}/'>{slug}</a>"

    around = Around(fragment)
    rendered = len(asked)
    assert around("kvarnen") == "<a href='/kvarnen/'>kvarnen</a>"
    assert around("") == "<a href='//'></a>"
    assert len(asked) == rendered


def test_a_story_below_a_heading_has_its_own_headings_a_level_lower() -> None:
    story = Markup('<h2 id="a">A /h3 </h2><h3>B</h3><h6>C</h6><p>h2</p><hr>')
    assert lowered(story) == '<h3 id="a">A /h3 </h3><h4>B</h4><h6>C</h6><p>h2</p><hr>'
