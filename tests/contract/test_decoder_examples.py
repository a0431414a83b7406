"""What makers' devices send, and the readings it means: promises of every profile that we ship.

The examples stand in `tests/data/uplinks/examples`, one file a profile, good frames and bad ones.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from heritage.places.device import Mounting
from heritage.sensors.decoders import DECODERS
from heritage.sensors.event import Event, moment
from heritage.sensors.interpret import Measured, interpret
from heritage.sensors.profiles import PROFILES
from tests.uplinks import UPLINKS

ROOT = Path(__file__).parents[2]
EXAMPLES = UPLINKS / "examples"
RECEIVED = datetime(2026, 1, 5, 6, 10, tzinfo=UTC)


class Hung(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At a place, or a counter at a counting point."""

    point: str | None = None
    line: int | None = None
    channels: dict[str, int] | None = None
    depth_m: float | None = None
    distance_zero_mm: int | None = None


class Reading(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    quantity: str
    channel: int
    value: float | None
    second: int | None = None
    is_suspect: bool = False


class Example(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`readings` are quantity, channel, value and perhaps the second since 1970 at which it was measured, and whether
    the device doubts it.
    """

    says: str
    f_port: int | None = None
    payload: str | None = None
    decoded: Any = None
    normalized: Any = None
    mounting: Hung = Hung()
    readings: list[Reading]
    battery_percent: float | None = None
    battery_volt: float | None = None
    is_unread: bool = False
    differs_without_payload: bool = False
    differs_without_decoded: bool = False

    def events(self, has_decoder: bool) -> dict[str, Event]:
        """The event as it is, and as it would be without its codec or without its bytes."""
        payload = bytes.fromhex(self.payload) if self.payload is not None else None
        whole = Event(
            kind="uplink",
            key="k",
            dev_eui="70b3d5e75e000001",
            f_port=self.f_port,
            payload=payload,
            decoded=self.decoded,
            normalized=self.normalized,
            measured_at=RECEIVED,
        )
        found = {"whole": whole}
        if payload and self.decoded is not None:
            if not self.differs_without_payload:
                found["decoded alone"] = msgspec.structs.replace(whole, payload=None)
            if has_decoder and not self.differs_without_decoded:
                found["payload alone"] = msgspec.structs.replace(whole, decoded=None)
        return found


def examples(profile: str) -> list[Example]:
    text = (EXAMPLES / f"{profile}.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), list[Example])


ALL = [pytest.param(name, one, id=f"{name}: {one.says}") for name in PROFILES for one in examples(name)]


@pytest.mark.parametrize(("name", "example"), ALL)
def test_a_frame_means_what_its_example_says(name: str, example: Example) -> None:
    profile, hung = PROFILES[name], example.mounting
    mounting = Mounting(
        place=None if hung.point else "lillsjon",
        point=hung.point,
        line=hung.line,
        since=date(2026, 1, 1),
        channels=hung.channels,
        depth_m=hung.depth_m,
        distance_zero_mm=hung.distance_zero_mm,
    )
    meant = [
        Measured(
            one.quantity,
            one.channel,
            one.value,
            RECEIVED if one.second is None else moment(one.second),
            one.is_suspect,
        )
        for one in example.readings
    ]
    for way, event in example.events(profile.decoder is not None).items():
        found = interpret(event, profile, mounting)
        assert [one._replace(value=None) for one in found.measured] == [
            one._replace(value=None) for one in meant
        ], way
        for measured, expected in zip(found.measured, meant, strict=True):
            assert measured.value == (
                None if expected.value is None else pytest.approx(expected.value, abs=0.001)
            ), way
        assert (found.battery_percent, found.battery_volt) == (
            example.battery_percent,
            example.battery_volt,
        ), way
        assert (found.note is not None and not found.measured) == example.is_unread, way


def test_every_profile_has_examples_and_no_example_is_of_none() -> None:
    assert {file.stem for file in EXAMPLES.glob("*.yaml")} == set(PROFILES)


@pytest.mark.parametrize("name", PROFILES)
def test_every_channel_of_a_profile_occurs_in_its_examples(name: str) -> None:
    profile = PROFILES[name]
    shown = {(reading.quantity, reading.channel) for one in examples(name) for reading in one.readings}
    quantities = {quantity for quantity, _ in shown}
    assert quantities == {measure.quantity for measure in profile.measures}


@pytest.mark.parametrize("name", [name for name, profile in PROFILES.items() if profile.measures])
def test_every_profile_that_measures_has_a_good_and_a_bad_example(name: str) -> None:
    all_of_them = examples(name)
    assert any(reading.value is not None for one in all_of_them for reading in one.readings)
    assert any(
        one.is_unread or not one.readings or any(reading.value is None for reading in one.readings)
        for one in all_of_them
    )


def test_every_decoder_belongs_to_a_profile_with_a_frame_of_it() -> None:
    used = {
        profile.decoder
        for name, profile in PROFILES.items()
        if any(one.payload and not one.is_unread for one in examples(name))
    }
    assert used - {None} == set(DECODERS)


def test_every_profile_and_channel_is_documented() -> None:
    text = (ROOT / "docs" / "devices.md").read_text(encoding="utf-8").partition("## Profiles")[2]
    for name, profile in PROFILES.items():
        row = next((line for line in text.splitlines() if line.startswith(f"| `{name}` |")), None)
        assert row is not None, name
        for measure in profile.measures:
            if not measure.channel.startswith("ice_temperature_"):
                assert f"`{measure.channel}`" in row, (name, measure.channel)
