"""Measured values in words: what they are, how and when they were measured, and what they cannot tell."""

from dataclasses import replace
from datetime import timedelta

import pytest

from heritage.conditions.state import IceAdvice, IceMeasured, Shown, Silent, WindChill
from heritage.pages.labels import QUANTITIES as NAMES
from heritage.pages.values import METHODS, Speaker, as_sentence, utc
from heritage.quantities import QUANTITIES, IceKind
from tests.moments import HOUR, LAKE, MINUTE, SUMMER, WINTER

SPEAKER = Speaker("en", SUMMER)


def shown(quantity: str, value: float, **changes: object) -> Shown:
    return replace(Shown(LAKE, quantity, 0, value, "sensor", SUMMER - 12 * MINUTE), **changes)


def test_every_public_quantity_has_a_name() -> None:
    assert set(NAMES) == {key for key, quantity in QUANTITIES.items() if quantity.is_public}


@pytest.mark.parametrize(
    ("quantity", "value", "number", "more"),
    [
        ("air_temperature", -5.25, "−5.3°C", ""),
        ("air_temperature", -0.04, "0.0°C", ""),
        ("snow_depth", 34.4, "34\xa0cm", ""),
        ("ice_thickness", 9.6, "9\xa0cm", ""),
        ("ice_thickness", 0.4, "0\xa0cm", ""),
        ("wind_speed", 3.6, "4\xa0m/s", "Moderate wind"),
        ("wind_direction", 300.0, "from the north-west", ""),
        ("humidity", 81.0, "81%", ""),
        ("pressure", 1013.0, "1013\xa0hPa", ""),
        ("water_level", -12.0, "−12\xa0cm", "Counted from a fixed mark at the place."),
        (
            "precipitation",
            0.44,
            "0.4\xa0mm",
            "Precipitation since the previous measurement, at most one hour.",
        ),
    ],
)
def test_a_value_is_told_with_its_unit_and_what_it_means(
    quantity: str, value: float, number: str, more: str
) -> None:
    """R-C19."""
    told = SPEAKER.value(shown(quantity, value), "key")
    assert (told.number, told.more) == (number, more)


def test_numbers_are_written_as_readers_write_them() -> None:
    told = Speaker("sv", SUMMER).value(shown("air_temperature", -5.25), "key")
    assert told.number == "−5,3\xa0°C"


def test_how_it_was_measured_is_a_sentence() -> None:
    """R-C20: depth and height, where somebody has said them."""

    def method(quantity: str, **changes: object) -> str:
        return SPEAKER.value(shown(quantity, 17.0, **changes), "key").method

    below = "Measured by a sensor, 0.5\xa0m below the surface."
    above = "Measured by a sensor, 2\xa0m above the ground or the water."
    assert method("water_temperature", depth_m=0.5) == below
    assert method("snow_depth", height_m=2.0) == above
    for name, sentence in METHODS.items():
        assert method("water_temperature", method=name) == sentence


@pytest.mark.parametrize(
    ("method", "sentence"),
    [
        ("drilled", "Measured in a hole drilled through the ice, by <bdi>Fiske &amp; is &lt;1&gt;</bdi>."),
        ("reported", "Measured on the spot by <bdi>Fiske &amp; is &lt;1&gt;</bdi>."),
    ],
)
def test_who_measured_by_hand_is_named_and_cannot_write_on_the_page(method: str, sentence: str) -> None:
    """R-C1: the source."""
    told = SPEAKER.value(shown("water_temperature", 17.0, method=method, by="Fiske & is <1>"), "key")
    assert told.method == sentence


def test_the_air_is_not_measured_below_the_surface() -> None:
    """A device whose probe hangs in the water measures the air itself."""
    told = SPEAKER.value(shown("air_temperature", 17.0, depth_m=0.5), "key").method
    assert told == "Measured by a sensor."


def test_the_note_on_a_sensor_is_in_the_readers_language_or_marked() -> None:
    note = {"sv": "Vid bryggan.", "de": "Am Steg."}
    told = Speaker("de", SUMMER).value(shown("water_temperature", 17.0, note=note), "key")
    assert (told.note.text, told.note.attributes) == ("Am Steg.", "")
    told = Speaker("en", SUMMER).value(shown("water_temperature", 17.0, note=note), "key")
    assert (told.note.text, told.note.attributes) == ("Vid bryggan.", ' lang="sv" dir="ltr"')


def test_when_is_told_in_local_time_with_its_date_and_in_utc_for_the_phone() -> None:
    """R-I17; the date with its year always, for pages are kept."""
    moment = SPEAKER.moment(SUMMER)
    assert (moment.text, moment.iso, moment.utc) == (
        "1 July 2026, 14:00",
        "2026-07-01T14:00:00+02:00",
        "2026-07-01T12:00:00Z",
    )
    assert utc(SUMMER + timedelta(microseconds=7)) == "2026-07-01T12:00:00Z"


def test_an_age_says_when_it_was_that() -> None:
    """R-C2: in a page that is kept without scripts nothing old may look new."""
    assert SPEAKER.value(shown("water_temperature", 17.0), "key").age == "12 minutes old at 14:00"


def test_values_of_two_channels_have_keys_of_their_own() -> None:
    both = [shown("water_temperature", 17.0), shown("water_temperature", 15.0, channel=1)]
    assert [value.key for value in SPEAKER.values(both)] == [
        "water_temperature-0-sensor",
        "water_temperature-1-sensor",
    ]


def test_what_is_not_known_is_told_with_its_last_time() -> None:
    assert SPEAKER.unknown(Silent(LAKE, "snow_depth")).since is None
    since = SPEAKER.unknown(Silent(LAKE, "snow_depth", SUMMER)).since
    assert since is not None
    assert since.text == "1 July 2026, 14:00"


def test_wind_chill_is_as_old_as_the_older_reading_and_goes_with_the_first_that_is_stale() -> None:
    """R-C13, R-C18."""
    air = shown("air_temperature", -5.0, observed_at=SUMMER - 90 * MINUTE)
    wind = shown("wind_speed", 6.0)
    felt = SPEAKER.felt(WindChill(-12.4, air, wind))
    assert (felt.name, felt.number) == ("Felt temperature on bare skin", "−12°C")
    assert felt.age == "2 hours old at 14:00"
    assert felt.ends == utc(SUMMER + 30 * MINUTE)


def test_a_thickness_never_stands_without_its_sentences() -> None:
    """R-C7."""
    speaker = Speaker("en", WINTER)
    ice = Shown(LAKE, "ice_thickness", 0, 24.0, "drilled", WINTER - HOUR)
    told = speaker.thickness(IceMeasured(ice, IceAdvice.MEASURED, IceKind.CLEAR, 6.0))
    assert (told.value.number, told.kind, told.snow) == (
        "24\xa0cm",
        "Clear ice.",
        "On the ice lay 6\xa0cm of snow.",
    )
    assert told.sentences
    assert (told.heading, told.others) == ("Ice thickness, in drilled holes", "")
    sensed = speaker.thickness(IceMeasured(replace(ice, method="sensor"), IceAdvice.WARNING))
    assert (sensed.kind, sensed.snow, sensed.heading) == ("", "", "Ice thickness, by a sensor")
    assert sensed.sentences[0] == "Do not go out on the ice."


def test_an_older_more_careful_thickness_says_that_there_are_newer_ones() -> None:
    ice = Shown(LAKE, "ice_thickness", 0, 8.0, "drilled", WINTER - 20 * HOUR)
    measured = IceMeasured(ice, IceAdvice.BELOW_TEN, IceKind.CLEAR, count=3, newest_at=WINTER - HOUR)
    assert Speaker("en", WINTER).thickness(measured).others == (
        "The most careful of 3 measurements within 24 hours is shown; the newest is of 20 January 2026, 12:00."
    )


@pytest.mark.parametrize("kind", IceKind)
def test_a_hole_without_ice_has_no_kind_of_ice_and_the_same_warning(kind: IceKind) -> None:
    ice = Shown(LAKE, "ice_thickness", 0, 0.0, "drilled", WINTER - HOUR)
    told = Speaker("en", WINTER).thickness(IceMeasured(ice, IceAdvice.WARNING, kind))
    assert told.kind == ""
    assert told.sentences == ["Do not go out on the ice.", "No ice was found in the hole."]


def test_a_few_words_become_a_sentence() -> None:
    assert as_sentence("öppen råk") == "Öppen råk."
