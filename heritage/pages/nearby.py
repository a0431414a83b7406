"""Which places lie nearest to a place, as the crow flies."""

from collections.abc import Iterable, Iterator
from math import cos, radians, sqrt

import msgspec

from heritage.pages.positions import METRES_PER_DEGREE, eighth
from heritage.places.place import Place

FARTHEST_M = 8_000
"""Metres; what lies farther away is not "near here"."""

MOST = 3
"""How many are shown on a page."""


class Near(msgspec.Struct, frozen=True):
    """A place near another: metres to it, and the eighth of the compass it lies towards, or None.

    `is_exact`: both positions are good enough to tell hundreds of metres apart.
    """

    place: Place
    metres: float
    eighth: int | None
    is_exact: bool


class Neighbourhood:
    """Places with a position that may be shown (R-T7), sorted along the axis they are spread most widely on.

    Only those in a window around a place are measured: a thousand places take some ten milliseconds.
    """

    def __init__(self, places: Iterable[Place]) -> None:
        located = [place for place in places if place.position is not None and place.position.is_mappable]
        spots = _sorted_spots(located)
        self._along = [along for along, _, _ in spots]
        self._across = [across for _, across, _ in spots]
        self._places = [located[number] for _, _, number in spots]
        self._index = {place.slug: index for index, place in enumerate(self._places)}
        self._known: dict[tuple[str, int], tuple[Near, ...]] = {}

    def knows(self, place: Place) -> bool:
        """Whether it is known well enough where `place` lies."""
        return place.slug in self._index

    def nearest(self, place: Place, most: int = MOST) -> tuple[Near, ...]:
        """At most `most` places within 8 km, the nearest first; none where its own position is vague."""
        known = self._known.get((place.slug, most))
        if known is None:
            known = self._known[place.slug, most] = tuple(self._measured(place.slug, most))
        return known

    def _measured(self, slug: str, most: int) -> Iterator[Near]:
        here = self._index.get(slug)
        start = None if here is None else self._places[here].position
        if here is None or start is None:
            return
        for square, index in self._window(here, most):
            place = self._places[index]
            if place.position is not None:
                exact = start.is_good_for_emergencies and place.position.is_good_for_emergencies
                yield Near(place, sqrt(square), eighth(start, place.position), exact)

    def _window(self, here: int, most: int) -> list[tuple[float, int]]:
        """(square metres, index) of the nearest: outwards until the axis alone is farther than the last."""
        along, across = self._along, self._across
        x, y = along[here], across[here]
        found: list[tuple[float, int]] = []
        limit = float(FARTHEST_M**2)
        for indices in (range(here + 1, len(along)), range(here - 1, -1, -1)):
            for index in indices:
                square = (along[index] - x) ** 2
                if square > limit:
                    break
                square += (across[index] - y) ** 2
                if square <= limit:
                    found.append((square, index))
                    if len(found) >= most:
                        found.sort()
                        del found[most:]
                        limit = found[-1][0]
        return found if len(found) >= most else sorted(found)


def _sorted_spots(places: list[Place]) -> list[tuple[float, float, int]]:
    """(metres along the wider axis, metres across it, number of the place), in the order of the first.

    On a plane that touches the middle of them all: within a region, true to some parts in a thousand.
    """
    points = [(place.position.lat, place.position.lon) for place in places if place.position is not None]
    if not points:
        return []
    narrowing = cos(radians(sum(lat for lat, _ in points) / len(points)))
    norths = [lat * METRES_PER_DEGREE for lat, _ in points]
    easts = [lon * narrowing * METRES_PER_DEGREE for _, lon in points]
    is_wide = max(easts) - min(easts) >= max(norths) - min(norths)
    along, across = (easts, norths) if is_wide else (norths, easts)
    return sorted(zip(along, across, range(len(points)), strict=True))
