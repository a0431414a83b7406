"""Where things are said to lie: in Sweden or Norway, and with latitude and longitude the right way round."""

from collections.abc import Iterator

from heritage.places.checks.inspection import Inspection, Keys
from heritage.places.library import CODES, COUNTING
from heritage.places.position import Position
from heritage.problems import N_, Problem

# (lon, lat) round Sweden and Norway without Svalbard, drawn by hand, mostly 10 to 30 km outside coast and border:
# coarse enough to refuse no island of theirs, fine enough to leave out Denmark, Bornholm, Åland and Finland but
# for its arm at Kilpisjärvi. From Lindesnes up the coast of Norway, down the borders and round by the Baltic.
_OUTLINE = (
    *((7.0, 57.7), (4.3, 58.5), (4.2, 62.0), (7.0, 63.6), (10.5, 65.5), (11.0, 67.6), (14.0, 69.6)),
    *((18.5, 70.7), (24.5, 71.4), (29.0, 71.2), (31.6, 70.6), (31.2, 69.4), (29.3, 68.9), (28.6, 69.1)),
    *((28.9, 69.7), (28.2, 69.95), (27.0, 69.8), (26.2, 69.55), (26.0, 68.85), (24.9, 68.7), (23.9, 68.5)),
    *((23.4, 68.3), (23.95, 68.0), (24.0, 67.4), (24.25, 66.8), (23.95, 66.35), (24.4, 65.85), (24.3, 65.6)),
    *((22.8, 65.0), (21.4, 63.9), (20.2, 62.8), (19.3, 61.3), (19.2, 60.3), (19.7, 59.5), (19.8, 58.3)),
    *((19.5, 57.3), (17.6, 56.0), (16.0, 55.7), (14.5, 55.3), (13.3, 55.2), (12.5, 55.3), (12.8, 55.6)),
    *((12.65, 55.9), (12.3, 56.4), (11.6, 57.1), (11.0, 57.9), (9.5, 58.3)),
)


def check(inspection: Inspection) -> Iterator[Problem]:
    for place in inspection.library.places.values():
        yield from _position(inspection, place.path, ("position",), place.position)
    for trail in inspection.library.trails.values():
        for number, point in enumerate(trail.waypoints):
            yield from _position(inspection, trail.path, ("waypoints", number, "position"), point.position)
    register = inspection.path(CODES)
    for code, sign in inspection.library.signs.items():
        yield from _position(inspection, register, (code, "position"), sign.position)
    for key, spot in inspection.library.counting.points.items():
        yield from _position(
            inspection, inspection.path(COUNTING), ("points", key, "position"), spot.position
        )


def _position(inspection: Inspection, path: str, keys: Keys, position: Position | None) -> Iterator[Problem]:
    if position is None or is_inside(position.lat, position.lon):
        return
    if is_inside(position.lon, position.lat):
        told = N_("latitude and longitude have changed places; write lat: {lon}, lon: {lat}")
    else:
        told = N_("latitude {lat}, longitude {lon} lies outside Sweden and Norway; mend the figures")
    yield inspection.problem(path, keys, told, lat=position.lat, lon=position.lon)


def is_inside(lat: float, lon: float) -> bool:
    """Whether a point in degrees lies in Sweden or Norway, or not far off (even-odd rule)."""
    inside = False
    last_lon, last_lat = _OUTLINE[-1]
    for next_lon, next_lat in _OUTLINE:
        if (next_lat > lat) != (last_lat > lat):
            crossing = (last_lon - next_lon) * (lat - next_lat) / (last_lat - next_lat) + next_lon
            inside ^= lon < crossing
        last_lon, last_lat = next_lon, next_lat
    return inside
