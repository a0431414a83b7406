"""The web app manifest of each language, for those who put the site on their home screen (R-O17)."""

from collections.abc import Iterator

import msgspec

from heritage.i18n.languages import direction
from heritage.pages.frame import Frame
from heritage.pages.naming import chosen
from heritage.places.site_record import SiteRecord

MEDIA_TYPE = "application/manifest+json"

ICONS = (
    ("icons/icon-192.png", "192x192", "any"),
    ("icons/icon-512.png", "512x512", "any"),
    ("icons/maskable-512.png", "512x512", "maskable"),
)

SKY = "#d9e5ea"
"""The head of the pages, in which the phone draws its own bar."""

SNOW = "#f7f5f0"


def path(language: str) -> str:
    """Where the manifest lies, below the base path: it changes with the content, so without a hash."""
    return f"/{language}/manifest.webmanifest"


def manifests(site: SiteRecord, frame: Frame) -> Iterator[tuple[str, bytes]]:
    """(path, JSON) for each language."""
    for language in frame.languages:
        yield path(language), _manifest(site, frame, language)


def _manifest(site: SiteRecord, frame: Frame, language: str) -> bytes:
    facts = {
        # One id in all languages: it is the same site on the home screen.
        "id": f"{frame.base_path}/",
        "name": chosen(site.name, language).text,
        "short_name": site.area,
        "start_url": frame.address(language),
        "scope": f"{frame.base_path}/",
        "lang": language,
        "dir": direction(language),
        # The browser's own way back stays: a full-screen page would have to bring one.
        "display": "minimal-ui",
        "background_color": SNOW,
        "theme_color": SKY,
        "icons": [
            {"src": frame.asset(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
            if name in frame.assets
        ],
    }
    return msgspec.json.format(msgspec.json.encode(facts), indent=2)
