"""Schema.org descriptions of pages as JSON-LD, for search engines and other programs that read (R-D15)."""

from collections.abc import Mapping

import msgspec
from markupsafe import Markup

from heritage.i18n.catalogues import gettext_for
from heritage.pages.directory import kind_page, trail_page
from heritage.pages.frame import Frame
from heritage.pages.labels import KIND_GROUPS
from heritage.pages.translation import shown
from heritage.places.place import Entry, Library, Place, Theme, Trail
from heritage.places.position import Position

SCHEMA_TYPES: Mapping[str, str] = {
    "viewpoint": "TouristAttraction",
    "bridge": "Bridge",
    "church": "Church",
    "bell_tower": "LandmarksOrHistoricalBuildings",
    "open_air_museum": "Museum",
    "museum": "Museum",
    "visitor_centre": "TouristInformationCenter",
    "lake": "LakeBodyOfWater",
    "river": "RiverBodyOfWater",
    "rapids": "BodyOfWater",
    "spring": "BodyOfWater",
    "cave": "Landform",
    "nature_reserve": "TouristAttraction",
    "bathing_place": "Beach",
    "shelter": "CivicStructure",
    "trapping_pits": "LandmarksOrHistoricalBuildings",
    "manor": "LandmarksOrHistoricalBuildings",
    "industry": "LandmarksOrHistoricalBuildings",
    "railway": "LandmarksOrHistoricalBuildings",
    "village": "TouristAttraction",
    "town": "City",
    "inn": "LandmarksOrHistoricalBuildings",
    "park": "Park",
    "adventure_house": "TouristAttraction",
    "market": "TouristAttraction",
}
"""The nearest Place type of schema.org for each kind of place."""

_Facts = dict[str, object]

_EXTERNAL = {
    "wikidata": "https://www.wikidata.org/wiki/",
    "osm": "https://www.openstreetmap.org/",
}


def script(library: Library, frame: Frame, entry: Entry, language: str) -> Markup:
    """The data block of an entry's page: the page, the way to it, and what it is about."""
    text = shown(entry, language, frame.languages).text
    address = frame.absolute(frame.address(text.language, entry.slug))
    page: _Facts = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "@id": address,
        "url": address,
        "name": text.name,
        "description": text.lede,
        "inLanguage": text.language,
        "breadcrumb": _breadcrumb(library, frame, entry, text.language),
    }
    subject = _subject(library, frame, entry, text.language)
    if subject:
        page["mainEntity"] = {"name": text.name, "description": text.lede, "url": address, **subject}
    return _data_block(page)


def site_script(library: Library, frame: Frame, language: str) -> Markup:
    """The data block of a start page."""
    return _data_block({"@context": "https://schema.org", **_site(library, frame, language)})


def _data_block(facts: _Facts) -> Markup:
    """`facts` as a script element that is data only; no text in it can end the element (R-S12)."""
    written = msgspec.json.encode(facts).decode()
    for letter, escape in (
        ("&", "u0026"),
        ("<", "u003c"),
        (">", "u003e"),
        ("\u2028", "u2028"),
        ("\u2029", "u2029"),
    ):
        if letter in written:
            written = written.replace(letter, "\\" + escape)
    return Markup(f'<script type="application/ld+json">{written}</script>')


def _site(library: Library, frame: Frame, language: str) -> _Facts:
    site = library.site
    return {
        "@type": "WebSite",
        "name": site.name.get(language) or site.name["sv"],
        "url": frame.absolute(frame.address(language)),
        "inLanguage": language,
        "publisher": {"@type": "GovernmentOrganization", "name": site.owner},
    }


def _breadcrumb(library: Library, frame: Frame, entry: Entry, language: str) -> _Facts:
    """The way from the start page; to a place it leads by the list of its kind."""
    site = library.site
    way = [(site.name.get(language) or site.name["sv"], frame.address(language))]
    if isinstance(entry, Place):
        kinds = gettext_for(language).gettext(KIND_GROUPS[entry.kind])
        way.append((kinds, frame.address(language, kind_page(entry.kind))))
    items: list[_Facts] = [
        {"@type": "ListItem", "position": position, "name": name, "item": frame.absolute(address)}
        for position, (name, address) in enumerate(way, start=1)
    ]
    last: _Facts = {"@type": "ListItem", "position": len(items) + 1, "name": entry.name(language)}
    return {"@type": "BreadcrumbList", "itemListElement": [*items, last]}


def _subject(library: Library, frame: Frame, entry: Entry, language: str) -> _Facts:
    """What the page is about; empty where it is about nothing but itself (safety pages)."""
    if isinstance(entry, Place):
        return _place(frame, entry, language)
    if isinstance(entry, Trail):
        # The list of its places is a page of its own: in the trail's it would stand a second time.
        trip: _Facts = {"@type": "TouristTrip"}
        if any(point.place in library.places for point in entry.waypoints):
            places = frame.absolute(frame.address(language, trail_page(entry.slug)))
            trip["itinerary"] = {"@type": "ItemList", "url": places}
        return trip | _image(frame, entry)
    if isinstance(entry, Theme):
        listed = [library.places[slug] for slug in entry.places if slug in library.places]
        items = [
            {
                "@type": "ListItem",
                "position": position,
                "name": place.name(language),
                "url": frame.absolute(frame.address(language, place.slug)),
            }
            for position, place in enumerate(listed, start=1)
        ]
        return {"@type": "ItemList", "itemListElement": items}
    return {}


def _place(frame: Frame, place: Place, language: str) -> _Facts:
    facts: _Facts = {"@type": SCHEMA_TYPES[place.kind]}
    # One id in all languages: it is the same thing that the pages describe.
    facts["@id"] = f"{frame.absolute(frame.address(frame.languages[0], place.slug))}#place"
    others = {name for tag, name in place.names.items() if tag != language} - {place.name(language)}
    if others:
        facts["alternateName"] = sorted(others)
    facts |= _image(frame, place)
    if place.position is not None and place.position.is_mappable:
        facts["geo"] = _geo(place.position)
    if place.parish is not None:
        facts["containedInPlace"] = {"@type": "AdministrativeArea", "name": place.parish}
    same = [_EXTERNAL[key] + value for key, value in sorted(place.external_ids.items()) if key in _EXTERNAL]
    if same:
        facts["sameAs"] = same
    if "kmr" in place.external_ids:
        facts["identifier"] = {
            "@type": "PropertyValue",
            "propertyID": "KMR",
            "value": place.external_ids["kmr"],
        }
    return facts


def _image(frame: Frame, entry: Entry) -> _Facts:
    if entry.picture is None:
        return {}
    picture = frame.picture(entry.slug, entry.picture.file)
    image: _Facts = {"@type": "ImageObject", "contentUrl": frame.absolute(picture.address)}
    return {"image": image | {"creditText": entry.picture.credit}}


def _geo(position: Position) -> _Facts:
    """As exact as the page itself says it: five decimals to 100 m, else three (R-T7)."""
    decimals = 5 if position.is_good_for_emergencies else 3
    return {
        "@type": "GeoCoordinates",
        "latitude": round(position.lat, decimals),
        "longitude": round(position.lon, decimals),
    }
