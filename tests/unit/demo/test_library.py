"""What a demonstration assumes beside the content: made-up devices, and nothing of the real ones."""

import re

import pytest

from heritage.demo.library import (
    CHANNELS,
    STATION_MEASURES,
    STATIONS,
    Kind,
    Role,
    demo_devices,
    demo_library,
)
from heritage.demo.numbers import PREFIX
from heritage.i18n.catalogues import gettext_for
from heritage.places.place import Library
from heritage.quantities import QUANTITIES
from heritage.sensors.profiles import PROFILES
from tests.asgi import SMALL
from tests.demonstration import CONTENT, library_of, real_library


@pytest.mark.parametrize("folder", [SMALL, CONTENT])
def test_every_measured_quantity_has_a_device_that_can_measure_it(folder: str) -> None:
    library = library_of(folder)
    covered = {(one.place, quantity) for one in demo_devices(library) for quantity in one.quantities}
    for place in library.places.values():
        for quantity in place.conditions.measures if place.conditions else ():
            assert (place.slug, quantity) in covered
    for one in demo_devices(library):
        device = library.devices[one.dev_eui]
        (mounting,) = device.mountings
        assert mounting.channels is not None
        measures = {PROFILES[device.profile].channels[channel].quantity for channel in mounting.channels}
        assert (mounting.place, measures) == (one.place, set(one.quantities))


def test_every_public_quantity_can_be_made_up() -> None:
    public = {key for key, quantity in QUANTITIES.items() if quantity.is_public}
    assert {quantity for channels in CHANNELS.values() for quantity in channels} == public


def test_no_real_device_is_in_a_demonstration_and_the_content_is_left_as_it_is() -> None:
    real = real_library(SMALL)
    before = dict(real.devices), dict(real.places)
    made = demo_library(real)
    assert (real.devices, real.places) == before
    assert set(real.devices) and not set(made.devices) & set(real.devices)
    assert all(re.fullmatch(PREFIX + "[0-9a-f]{6}", name) for name in made.devices)
    # The second bit of the first byte: a number that no maker gave (EUI-64).
    assert int(PREFIX[:2], 16) & 2


def test_a_device_has_the_same_number_every_time() -> None:
    ours = [one for one in demo_devices(library_of(SMALL)) if one.kind is Kind.WATER]
    assert [(one.dev_eui, one.place) for one in ours] == [("02de300000beea4e", "lillsjon")]
    assert demo_library(real_library(SMALL)).devices == demo_library(real_library(SMALL)).devices


def test_some_places_that_measure_nothing_get_a_weather_station_in_the_demonstration_alone() -> None:
    real, made = real_library(CONTENT), library_of(CONTENT)
    grown = [slug for slug in made.places if made.places[slug] != real.places[slug]]
    assert len(grown) == STATIONS and {"flataklocken", "naturum-ange"} <= set(grown)
    for slug in grown:
        conditions = made.places[slug].conditions
        assert conditions is not None and conditions.measures == STATION_MEASURES
        assert real.places[slug].conditions != conditions


def test_the_devices_of_the_real_content_do_badly_in_every_way_once() -> None:
    roles = [one.role for one in demo_devices(library_of(CONTENT))]
    for role in (Role.WEAK, Role.SILENT, Role.UNHEARD):
        assert roles.count(role) == 1
    assert roles.count(Role.WELL) > 10


def test_every_sensor_says_in_every_language_that_it_is_made_up() -> None:
    library = library_of(CONTENT)
    said = {language: gettext_for(language) for language in library.site.languages}
    for device in library.devices.values():
        assert set(device.note) == set(library.site.languages)
        for language, note in device.note.items():
            assert said[language] is not None and note
    assert "made up" in next(iter(library.devices.values())).note["en"]


def test_water_in_which_nobody_measures_gets_no_sensor() -> None:
    library: Library = library_of(CONTENT)
    assert not [one for one in demo_devices(library) if one.place == "torpsjon"]
