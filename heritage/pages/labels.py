"""The words that readers see for the content's closed lists: kinds of place and services on a trail.

Message ids; a renderer translates each list once for its language.
"""

from collections.abc import Mapping
from gettext import NullTranslations

from heritage.problems import N_

KINDS: Mapping[str, str] = {
    "viewpoint": N_("Viewpoint"),
    "bridge": N_("Bridge"),
    "church": N_("Church"),
    "bell_tower": N_("Bell tower"),
    "open_air_museum": N_("Open-air museum"),
    "museum": N_("Museum"),
    "visitor_centre": N_("Visitor centre"),
    "lake": N_("Lake"),
    "river": N_("River"),
    "rapids": N_("Rapids"),
    "spring": N_("Spring"),
    "cave": N_("Cave"),
    "nature_reserve": N_("Nature reserve"),
    "bathing_place": N_("Bathing place"),
    "shelter": N_("Wind shelter"),
    "trapping_pits": N_("Trapping pits"),
    "manor": N_("Manor"),
    "industry": N_("Industrial heritage"),
    "railway": N_("Railway heritage"),
    "village": N_("Village"),
    "town": N_("Small town"),
    "inn": N_("Inn"),
    "park": N_("Park"),
    "adventure_house": N_("Adventure house"),
    "market": N_("Market"),
}
"""What one place is."""

KIND_GROUPS: Mapping[str, str] = {
    "viewpoint": N_("Viewpoints"),
    "bridge": N_("Bridges"),
    "church": N_("Churches"),
    "bell_tower": N_("Bell towers"),
    "open_air_museum": N_("Open-air museums"),
    "museum": N_("Museums"),
    "visitor_centre": N_("Visitor centres"),
    "lake": N_("Lakes"),
    "river": N_("Rivers"),
    "rapids": N_("Stretches of rapids"),
    "spring": N_("Springs"),
    "cave": N_("Caves"),
    "nature_reserve": N_("Nature reserves"),
    "bathing_place": N_("Bathing places"),
    "shelter": N_("Wind shelters"),
    "trapping_pits": N_("Sites with trapping pits"),
    "manor": N_("Manors"),
    "industry": N_("Industrial heritage sites"),
    "railway": N_("Railway heritage sites"),
    "village": N_("Villages"),
    "town": N_("Small towns"),
    "inn": N_("Inns"),
    "park": N_("Parks"),
    "adventure_house": N_("Adventure houses"),
    "market": N_("Markets"),
}
"""What stands over a list of places of one kind."""

SERVICES: Mapping[str, str] = {
    "lodging": N_("accommodation"),
    "food": N_("food"),
    "water": N_("drinking water"),
    "toilet": N_("toilet"),
    "shelter": N_("wind shelter"),
    "fireplace": N_("fireplace"),
    "camping": N_("campsite"),
    "bathing": N_("bathing"),
    "stamp": N_("pilgrim's stamp"),
    "parking": N_("parking"),
    "station": N_("railway station"),
    "pilgrim_centre": N_("pilgrim centre"),
    "border": N_("border"),
}
"""What there is at a point of a trail, as items of a list."""

QUANTITIES: Mapping[str, str] = {
    "air_temperature": N_("Air temperature"),
    "water_temperature": N_("Water temperature"),
    "snow_depth": N_("Snow depth"),
    "water_level": N_("Water level"),
    "ice_thickness": N_("Ice thickness"),
    "wind_speed": N_("Wind"),
    "wind_gust": N_("Gusts of wind"),
    "wind_direction": N_("Wind direction"),
    "humidity": N_("Humidity of the air"),
    "pressure": N_("Air pressure"),
    "precipitation": N_("Precipitation"),
}
"""What is measured, as the heading over a value."""


def in_words(labels: Mapping[str, str], words: NullTranslations) -> dict[str, str]:
    """A list in the language of the catalogue."""
    return {key: words.gettext(label) for key, label in labels.items()}
