"""The small site's pages, drawn as the server draws them, for tests that look at documents."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from heritage.pages.render import Renderer
from heritage.pages.site import Site, assemble
from heritage.places.codes import read
from heritage.places.library import load
from heritage.places.place import Library, Place, Safety
from tests import counted

SMALL = Path(__file__).parent / "data" / "small" / "content"
LANGUAGES = ("sv", "en", "de")


def small_library() -> Library:
    library = load(SMALL).library
    assert library is not None
    return library


SITE = assemble(small_library())
LIBRARY = SITE.library


def renderer(language: str = "en", site: Site = SITE) -> Renderer:
    return Renderer(site.library, language, site.frame)


EN = renderer()
"""English, the language of the message ids: its words are in no catalogue that could change."""


def changed(**changes: object) -> Renderer:
    """The English pages of a library that differs in `changes`."""
    library = msgspec.structs.replace(LIBRARY, **changes)
    return Renderer(library, "en", SITE.frame)


def place(slug: str, /, **changes: object) -> Place:
    return msgspec.structs.replace(LIBRARY.places[slug], **changes)


def documents(language: str) -> Iterator[tuple[str, str]]:
    """One of each kind of page, all holes filled as the server fills them."""
    draw = renderer(language)
    sign = LIBRARY.signs["KVA15"]
    yield "start", draw.start()
    for slug, shown in LIBRARY.places.items():
        yield slug, draw.place(shown)
    yield "scanned", draw.place(LIBRARY.places["kvarnen"]).replace("<!--hole:sign-->", draw.sign_box(sign))
    yield "trail", draw.trail(LIBRARY.trails["leksaksleden"])
    yield "theme", draw.theme(LIBRARY.themes["leksaker"])
    yield "safety", draw.safety(LIBRARY.safety["is"])
    yield "unchecked safety", draw.safety(unchecked(LIBRARY.safety["is"]))
    yield "places", draw.places()
    yield "list of a kind", draw.kind("lake")
    yield "list of a parish", draw.parish("Norra Lådan")
    yield "list of a trail", draw.along("leksaksleden")
    yield "help", draw.help()
    yield "about", draw.about()
    yield "contact", draw.contact()
    yield "privacy", draw.privacy()
    yield "accessibility", draw.accessibility()
    for name, fill in (
        ("form", draw.feedback_form("/en/kvarnen/")),
        ("error", draw.feedback_form("", "Mitt ord", "For långt.")),
        ("thanks", draw.feedback_thanks("/en/kvarnen/")),
        ("offline", draw.feedback_offline()),
    ):
        yield f"feedback {name}", draw.feedback().replace("<!--hole:feedback-form-->", fill)
    yield "codes", draw.codes()
    yield "not found", draw.not_found()
    for typed in ("", "KVA1", "KVA155", "KVA1O", "KVA1*", "KVA14"):
        yield f"typed {typed}", draw.code_fault(typed, read(typed), ("KVA15", "STANV"))
    yield "unknown code", draw.unknown_code("ZZZZA")
    yield "retired sign", draw.retired_sign(LIBRARY.signs["GAM1X"])
    yield "trouble", draw.trouble("Please wait", "Try again in a minute.")
    yield "counts", draw.counts({counted.POINT: counted.figures()})
    yield "counting method", draw.counts_method()
    yield "counting log", draw.counts_log([])
    yield "unknown counting point", draw.counts_unknown()


def unchecked(safety: Safety) -> Safety:
    texts = {
        language: text if language == "sv" else msgspec.structs.replace(text, checked_by=None)
        for language, text in safety.texts.items()
    }
    return msgspec.structs.replace(safety, texts=texts)
