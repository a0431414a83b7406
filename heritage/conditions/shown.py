"""A reading with what the content knows of its sensor: how high or deep it hangs, and what it cannot tell (R-C20)."""

from datetime import datetime

from heritage.conditions.state import Shown
from heritage.i18n.dates import LOCAL_TIME
from heritage.places.place import Library
from heritage.sensors.current import Latest
from heritage.sensors.health import mounting_on

SENSOR = "sensor"
"""The method of what no person has measured."""


def as_shown(
    library: Library,
    series: Latest,
    observed_at: datetime,
    value: float,
    is_suspect: bool = False,
    by: str = "",
) -> Shown:
    """A reading of `series`, whose device goes into nothing that is shown (R-C20); `by` is who measured."""
    device = library.devices.get(series.device)
    # A device that hangs elsewhere on that day says nothing of how high it hung here.
    hangs = mounting_on(device, observed_at.astimezone(LOCAL_TIME).date()) if device else None
    mounting = hangs if hangs and hangs.place == series.place else None
    return Shown(
        place=series.place,
        quantity=series.quantity,
        channel=series.channel,
        value=value,
        method=series.method,
        observed_at=observed_at,
        is_suspect=is_suspect,
        height_m=mounting.height_m if mounting else None,
        depth_m=mounting.depth_m if mounting else None,
        note=device.note if device else {},
        by=by,
    )
