"""How single values of the content are spelled: names of folders and files, addresses, languages, days, kinds."""

from typing import Annotated

import msgspec

SLUG = r"^[a-z0-9][a-z0-9-]{0,63}\Z"
"""Names of folders, and so of pages (R-S15); and of counting points, which have pages too."""

Slug = Annotated[str, msgspec.Meta(pattern=SLUG)]

RESERVED_SLUGS = frozenset(
    {
        "privacy",
        "accessibility",
        "feedback",
        "codes",
        "places",
        "help",
        "about",
        "contact",
        "conditions",
        "counts",
    }
)
"""Addresses of pages that the program writes itself."""

WebAddress = Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s<>\"'\\/?#]+[^\s<>\"\\]*\Z")]
"""An address that a page may link to (R-S12)."""

PICTURE_NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\.svg\Z"
"""A drawing in the page's own folder: a plain file name, so that no path leads out of it (R-S15)."""

PictureFile = Annotated[str, msgspec.Meta(pattern=PICTURE_NAME)]

RECORDING_NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\.(?:mp3|m4a)\Z"
"""A recording in the page's own folder, in one of the two formats that every phone plays."""

RecordingFile = Annotated[str, msgspec.Meta(pattern=RECORDING_NAME)]

LanguageTag = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})*\Z")]
"""A BCP 47 tag in lower case, as it stands in addresses and names files (R-I1, R-I2)."""

Kilometres = Annotated[float, msgspec.Meta(ge=0, le=10_000)]

MonthDay = Annotated[str, msgspec.Meta(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\Z")]
"""A day of any year, such as 03-15."""

DevEui = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}\Z")]
"""A LoRaWAN device's own number, sixteen hexadecimal digits in lower case."""

PLACE_KINDS = (
    "viewpoint",
    "bridge",
    "church",
    "bell_tower",
    "open_air_museum",
    "museum",
    "visitor_centre",
    "lake",
    "river",
    "rapids",
    "spring",
    "cave",
    "nature_reserve",
    "bathing_place",
    "shelter",
    "trapping_pits",
    "manor",
    "industry",
    "railway",
    "village",
    "town",
    "inn",
    "park",
    "adventure_house",
    "market",
)
"""Every kind has a fallback picture in `static/kinds/<kind>.svg` and a schema.org type in `pages`."""

WATER_KINDS = frozenset({"lake", "river", "rapids", "bathing_place"})
"""Kinds that must name the safety page on ice."""
