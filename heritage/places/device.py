"""Devices of `content/devices.yaml`, and where they hang or hung."""

from datetime import date
from typing import Annotated

import msgspec

from heritage.places.counting import CameraPapers, Technique
from heritage.places.spelling import LanguageTag, Slug


class Mounting(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a device hung, from a day on and until another (that day included; None: still).

    A sensor hangs at a `place`, a passage counter at a counting `point`; exactly one of the two is given. `line` is
    which of its lines a counter with several counts here. Where `reversed` is true the counter's `in` is the point's
    `out`. `channels` names those of its profile that are wanted, each with the number it has at the place; None takes
    all of them as they are. `height_m` is above ground or water, `depth_m` below the surface of the water.
    `distance_zero_mm` is what a distance meter reads with no snow or at the mark of the water.
    """

    place: str | None = None
    point: Slug | None = None
    since: date
    until: date | None = None
    line: Annotated[int, msgspec.Meta(ge=1, le=4)] | None = None
    reversed: bool = False
    trail_width_m: Annotated[float, msgspec.Meta(ge=0.1, le=100)] | None = None
    sensitivity: str | None = None
    channels: dict[str, int] | None = None
    height_m: Annotated[float, msgspec.Meta(ge=0, le=100)] | None = None
    depth_m: Annotated[float, msgspec.Meta(ge=0, le=100)] | None = None
    distance_zero_mm: Annotated[int, msgspec.Meta(ge=1, le=20_000)] | None = None

    @property
    def spot(self) -> str:
        """The place or the counting point; their names differ from each other."""
        return self.place or self.point or ""

    def covers(self, day: date) -> bool:
        """Whether the device hung there on a local day."""
        return self.since <= day and (self.until is None or day <= self.until)


class Device(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A device of `content/devices.yaml`. `note` tells readers what it can and cannot say (R-C20).

    A passage counter tells its `technique`, and one that takes pictures its `camera` papers (R-P13).
    """

    profile: str
    mountings: tuple[Mounting, ...]
    note: dict[LanguageTag, str] = {}
    interval_minutes: Annotated[int, msgspec.Meta(ge=1, le=10_080)] = 60  # how often it is meant to send
    technique: Technique | None = None
    camera: CameraPapers | None = None
