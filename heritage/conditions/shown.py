"""A reading with what the content knows of its sensor: how high or deep it hangs, and what it cannot tell (R-C20)."""

from datetime import datetime

from heritage.conditions.state import Shown
from heritage.i18n import LOCAL_TIME
from heritage.places.place import Device, Library, Mounting

SENSOR = "sensor"
"""The method of what no person has measured."""


def as_shown(
    library: Library,
    place: str,
    device: str,
    channel: int,
    quantity: str,
    method: str,
    observed_at: datetime,
    value: float,
    is_suspect: bool = False,
    by: str = "",
) -> Shown:
    """`device` goes into nothing that is shown (R-C20); `by` is who measured."""
    known = library.devices.get(device)
    mounting = _mounting(known, place, observed_at)
    return Shown(
        place=place,
        quantity=quantity,
        channel=channel,
        value=value,
        method=method,
        observed_at=observed_at,
        is_suspect=is_suspect,
        height_m=mounting.height_m if mounting else None,
        depth_m=mounting.depth_m if mounting else None,
        note=known.note if known else {},
        by=by,
    )


def _mounting(device: Device | None, place: str, moment: datetime) -> Mounting | None:
    """How the device hung at the place on that local day."""
    if device is None:
        return None
    day = moment.astimezone(LOCAL_TIME).date()
    for mounting in device.mountings:
        if (
            mounting.place == place
            and mounting.since <= day
            and (mounting.until is None or day <= mounting.until)
        ):
            return mounting
    return None
