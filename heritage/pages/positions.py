"""Where things lie, in words: written-out positions, compass directions and rounded distances for readers.

Pure functions; words come from the catalogue they are given.
"""

from gettext import NullTranslations
from math import atan2, cos, degrees, floor, hypot, radians, sin, tan

import msgspec

from heritage.i18n.numbers import format_km, format_metres
from heritage.places.position import Position

METRES_PER_DEGREE = 111_195.0
"""Of latitude, on a sphere of 6 371 km; of longitude times the cosine of the latitude."""


class Written(msgspec.Struct, frozen=True):
    """A position as it stands on a page.

    `north` and `east` are WGS84 decimal degrees, None where they would promise too much. `geo` is the
    address that opens a map program (RFC 5870), only for positions good to 100 m (R-T7). `note` is a whole
    sentence on how good they are. `osm` shows the spot on a map page, where no program opens `geo`.
    """

    north: str | None
    east: str | None
    geo: str | None
    note: str
    osm: str | None = None


def written(position: Position | None, words: NullTranslations) -> Written:
    """R-T7: five decimals and a link when good to 100 m, three without a link to 500 m, none beyond.

    Numbers keep the decimal point in every language: it is how they are read out to 112 and typed into maps.
    """
    if position is None:
        return Written(None, None, None, words.gettext("The position is not known."))
    if not position.is_mappable:
        return Written(
            None,
            None,
            None,
            words.gettext("The position is only roughly known, so no coordinates are given."),
        )
    metres = position.precision_m
    if not position.is_good_for_emergencies:
        note = words.gettext("Approximate, within about {metres} m. Do not use it in an emergency.")
        return Written(*_degrees(position, 3), None, note.format(metres=metres))
    note = words.gettext("WGS 84, decimal degrees, within about {metres} m.")
    geo = f"geo:{position.lat:.5f},{position.lon:.5f};u={metres}"
    spot = f"{position.lat:.5f}/{position.lon:.5f}"
    osm = f"https://www.openstreetmap.org/?mlat={position.lat:.5f}&mlon={position.lon:.5f}#map=15/{spot}"
    return Written(*_degrees(position, 5), geo, note.format(metres=metres), osm)


def _degrees(position: Position, decimals: int) -> tuple[str, str]:
    """`N 62.38673` and `E 16.32290`, the hemisphere as a letter so that it can be read out."""
    north = "N" if position.lat >= 0 else "S"
    east = "E" if position.lon >= 0 else "W"
    return f"{north} {abs(position.lat):.{decimals}f}", f"{east} {abs(position.lon):.{decimals}f}"


def bearing(start: Position, end: Position) -> float:
    """The direction from `start` to `end` in degrees clockwise from north, 0 ≤ bearing < 360.

    The initial course of the great circle: tan θ = sin Δλ cos φ₂ / (cos φ₁ sin φ₂ − sin φ₁ cos φ₂ cos Δλ)
    (E. Williams, Aviation Formulary, "Course between points").
    """
    from_lat, to_lat = radians(start.lat), radians(end.lat)
    east = radians(end.lon - start.lon)
    across = sin(east) * cos(to_lat)
    along = cos(from_lat) * sin(to_lat) - sin(from_lat) * cos(to_lat) * cos(east)
    return degrees(atan2(across, along)) % 360.0


def eighth(start: Position, end: Position) -> int | None:
    """Which of the eight compass points `end` lies towards: 0 north, 1 north-east … 7 north-west.

    None where the two positions are too uncertain for their distance: at worst the true direction must lie
    within half an eighth of the circle (22.5°) of the one computed.
    """
    north = (end.lat - start.lat) * METRES_PER_DEGREE
    east = (end.lon - start.lon) * METRES_PER_DEGREE * cos(radians((start.lat + end.lat) / 2))
    uncertainty = start.precision_m + end.precision_m
    if uncertainty > hypot(north, east) * tan(radians(22.5)):
        return None
    return int((bearing(start, end) + 22.5) // 45) % 8


def compass_words(words: NullTranslations) -> tuple[str, ...]:
    """The eight compass points, north first and clockwise, in the form that follows "towards the"."""
    return (
        words.pgettext("towards the …", "north"),
        words.pgettext("towards the …", "north-east"),
        words.pgettext("towards the …", "east"),
        words.pgettext("towards the …", "south-east"),
        words.pgettext("towards the …", "south"),
        words.pgettext("towards the …", "south-west"),
        words.pgettext("towards the …", "west"),
        words.pgettext("towards the …", "north-west"),
    )


def whole_kilometres(kilometres: float) -> int:
    """Rounded half up, as people round."""
    return floor(kilometres + 0.5)


def about(kilometres: int, language: str, words: NullTranslations) -> str:
    """A rounded distance with its "about", in whole kilometres (R-A6): `about 2 km`, `less than 1 km`."""
    if kilometres < 1:
        return words.gettext("less than {distance}").format(distance=format_km(1, language))
    return words.gettext("about {distance}").format(distance=format_km(kilometres, language))


def rounded_metres(metres: float) -> int:
    """To hundreds, at least one: nobody walks by single metres."""
    return max(100, floor(metres / 100 + 0.5) * 100)


def about_metres(metres: int, language: str, words: NullTranslations) -> str:
    """The same under a kilometre: `about 400 m`."""
    return words.gettext("about {distance}").format(distance=format_metres(metres, language))
