"""How far and in which direction, in words: along a trail, point by point (R-A6), and as the crow flies."""

from collections.abc import Mapping
from gettext import NullTranslations

import msgspec
from markupsafe import Markup

from heritage.i18n.catalogues import gettext_for
from heritage.pages.frame import Frame
from heritage.pages.labels import SERVICES
from heritage.pages.naming import Worded, chosen, named
from heritage.pages.nearby import Near
from heritage.pages.positions import (
    Written,
    about,
    about_metres,
    compass_words,
    eighth,
    rounded_metres,
    whole_kilometres,
    written,
)
from heritage.pages.symbols import Labelled, symbol
from heritage.places.place import OnTrail, Place, Trail, Waypoint
from heritage.places.position import Position


class Point(msgspec.Struct, frozen=True):
    """A point of a trail: `km` from its first one; `slug` where it has a page of its own."""

    km: float
    name: Worded
    slug: str | None
    position: Position | None
    services: tuple[str, ...] = ()
    number: int = 0  # from 1, in the trail's list


class Leg(msgspec.Struct, frozen=True):
    """From one point to another: kilometres along the trail, and the eighth of the compass or None."""

    km: float
    eighth: int | None


class Step(msgspec.Struct, frozen=True):
    """The point before or after a place, as the place's page shows it."""

    label: str
    name: Worded
    slug: str | None
    address: str | None
    distance: str


class Stop(msgspec.Struct, frozen=True):
    """A point as the trail's page lists it; `onwards` is the way to the next one, None at the end."""

    name: Worded
    address: str | None
    services: list[Labelled]
    position: Written
    onwards: str | None


def leg(start: Point, end: Point) -> Leg:
    """The way from `start` to `end`, whichever comes first on the trail."""
    towards = None
    if start.position is not None and end.position is not None:
        towards = eighth(start.position, end.position)
    return Leg(abs(end.km - start.km), towards)


def neighbours(way: tuple[Point, ...], here: Point) -> tuple[Point | None, Point | None]:
    """The points before and after `here`, which need not be a point of the trail itself."""
    at = next((number for number, point in enumerate(way) if point.slug == here.slug), None)
    if at is not None:
        return (way[at - 1] if at else None), (way[at + 1] if at + 1 < len(way) else None)
    before = [point for point in way if point.km <= here.km]
    after = [point for point in way if point.km > here.km]
    return (before[-1] if before else None), (after[0] if after else None)


class Guide:
    """A trail in words, for readers of one language."""

    def __init__(self, trail: Trail, places: Mapping[str, Place], language: str, frame: Frame) -> None:
        self.name = named(trail, language)
        self.address = frame.address(language, trail.slug)
        self._language = language
        self._frame = frame
        self._words = gettext_for(language)
        self._compass = compass_words(self._words)
        self._abouts: dict[int, str] = {}
        self.points = tuple(
            self._point(number, waypoint, places) for number, waypoint in enumerate(trail.waypoints, 1)
        )

    def _point(self, number: int, waypoint: Waypoint, places: Mapping[str, Place]) -> Point:
        """A place's position stands in for its way-point's."""
        place = places.get(waypoint.place) if waypoint.place else None
        if place is not None:
            position = waypoint.position or place.position
            name = named(place, self._language)
            return Point(waypoint.km, name, place.slug, position, waypoint.services, number)
        name = chosen({**waypoint.names, "sv": waypoint.name or waypoint.place or ""}, self._language)
        return Point(waypoint.km, name, None, waypoint.position, waypoint.services, number)

    def steps(self, place: Place, on_trail: OnTrail) -> list[Step]:
        """The points before and after `place`, in the trail's order."""
        here = Point(on_trail.km, named(place, self._language), place.slug, place.position)
        before, after = neighbours(self.points, here)
        labels = (self._words.gettext("Previous point"), self._words.gettext("Next point"))
        return [
            Step(label, point.name, point.slug, self._where(point), self._distance(leg(here, point)))
            for label, point in zip(labels, (before, after), strict=True)
            if point is not None
        ]

    def stops(self) -> list[Stop]:
        """All points in order, each with the way to the next; no total, for the legs are rounded."""
        onwards: list[str | None] = [
            self._onwards(leg(start, end)) for start, end in zip(self.points, self.points[1:], strict=False)
        ]
        return [
            Stop(
                point.name,
                self._address(point),
                self._services(point),
                written(point.position, self._words),
                onward,
            )
            for point, onward in zip(self.points, [*onwards, None], strict=True)
        ]

    def _services(self, point: Point) -> list[Labelled]:
        return [
            Labelled(symbol(name, self._frame), self._words.gettext(SERVICES[name]))
            for name in point.services
        ]

    def _where(self, point: Point) -> str:
        """Its own page, or its place in the trail's list."""
        return self._address(point) or f"{self.address}#_p{point.number}"

    def _address(self, point: Point) -> str | None:
        return self._frame.address(self._language, point.slug) if point.slug else None

    def _about(self, kilometres: float) -> str:
        """Kept by whole kilometres, for writing a number with its unit is slow and there are few."""
        whole = whole_kilometres(kilometres)
        known = self._abouts.get(whole)
        if known is None:
            known = self._abouts[whole] = about(whole, self._language, self._words)
        return known

    def _distance(self, way: Leg) -> str:
        distance = self._about(way.km)
        if way.eighth is None:
            return self._words.gettext("To get there: {distance}.").format(distance=distance)
        text = self._words.gettext("To get there: {distance}, towards the {direction}.")
        return text.format(distance=distance, direction=self._compass[way.eighth])

    def _onwards(self, way: Leg) -> str:
        distance = self._about(way.km)
        if way.eighth is None:
            return self._words.gettext("To the next point: {distance}.").format(distance=distance)
        text = self._words.gettext("To the next point: {distance}, towards the {direction}.")
        return text.format(distance=distance, direction=self._compass[way.eighth])


class OnWay(msgspec.Struct, frozen=True):
    """A trail that a place lies on, and the points before and after it."""

    trail: Guide
    steps: list[Step]


class Nearness:
    """How far away another place is, as the crow flies, for readers of `language`.

    Each sentence is kept: distances are rounded and directions are eight, so that there are few.
    """

    def __init__(self, language: str, words: NullTranslations) -> None:
        self._language = language
        self._words = words
        self._compass = compass_words(words)
        self._known: dict[tuple[int, int | None], Markup] = {}
        self._distances: dict[int, str] = {}

    def words(self, near: Near) -> Markup:
        """A paragraph: `As the crow flies: about 400 m, towards the north.`

        Hundreds of metres only where both positions bear them.
        """
        is_short = near.is_exact and near.metres < 950
        metres = rounded_metres(near.metres) if is_short else whole_kilometres(near.metres / 1000) * 1000
        known = self._known.get((metres, near.eighth))
        if known is None:
            known = Markup("<p>{}</p>").format(self._sentence(metres, near.eighth))
            self._known[metres, near.eighth] = known
        return known

    def _sentence(self, metres: int, towards: int | None) -> str:
        distance = self._distances.get(metres)
        if distance is None:
            distance = self._distances[metres] = self._distance(metres)
        if towards is None:
            return self._words.gettext("As the crow flies: {distance}.").format(distance=distance)
        text = self._words.gettext("As the crow flies: {distance}, towards the {direction}.")
        return text.format(distance=distance, direction=self._compass[towards])

    def _distance(self, metres: int) -> str:
        """Kept, for writing a number with its unit is slow."""
        if 0 < metres < 1000:
            return about_metres(metres, self._language, self._words)
        return about(metres // 1000, self._language, self._words)
