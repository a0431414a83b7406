"""Milesight: a channel and a type byte before each value, little-endian, on port 85.

Layouts are those of the makers' published tables, names those of its codec. A channel means different things in
different models, so each has a table of its own.
"""

from collections.abc import Mapping
from functools import partial

from heritage.sensors.decoders.frames import DecodeError, Either, Field, field

_Label = tuple[int, int]  # channel, type
_Fields = Mapping[_Label, Field | Either]

_NO_TEMPERATURE = (0x7FFF, -0x8000)
_NO_LENGTH = (0xFFFF, 0xFFFD)  # out of range; the sensor does not answer

_DEVICE: _Fields = {
    (0xFF, 0x01): field("<x"),  # protocol version
    (0xFF, 0x09): field("<2x"),  # hardware version
    (0xFF, 0x0A): field("<2x"),  # firmware version
    (0xFF, 0xFF): field("<2x"),  # data model version
    (0xFF, 0x16): field("<8x"),  # serial number
    (0xFF, 0x0F): field("<x"),  # LoRaWAN class
    (0xFF, 0xFE): field("<x"),  # it has restarted
    (0xFF, 0x0B): field("<x"),  # it is switched on
    (0x01, 0x75): field("<B", "battery", invalid=(0xFF,)),  # %
}
_TEMPERATURE: _Fields = {
    (0x03, 0x67): field("<h", ("temperature", 10), invalid=_NO_TEMPERATURE),
    (0x83, 0x67): field("<hx", ("temperature", 10), invalid=_NO_TEMPERATURE),  # with an alarm
}

_EM500_PT100: _Fields = {
    **_DEVICE,
    **_TEMPERATURE,
    (0x83, 0xD7): field("<h2xx", ("temperature", 10), invalid=_NO_TEMPERATURE),  # with a change and an alarm
    (0x20, 0xCE): field("<Ih", "timestamp", ("temperature", 10), invalid=_NO_TEMPERATURE),
}
_EM500_SWL: _Fields = {
    **_DEVICE,
    (0x03, 0x77): field("<H", "depth", invalid=_NO_LENGTH),  # cm
    (0x20, 0xCE): field("<IH", "timestamp", "depth", invalid=_NO_LENGTH),
}
_EM500_UDL: _Fields = {
    **_DEVICE,
    (0x03, 0x82): field("<H", "distance", invalid=_NO_LENGTH),  # mm
    (0x83, 0xE9): field("<4xx"),  # a jump, in units that the tables leave open
    (0x20, 0xCE): field("<IH", "timestamp", "distance", invalid=_NO_LENGTH),
}
_EM400: _Fields = {
    **_DEVICE,
    **_TEMPERATURE,
    (0x04, 0x82): field("<H", "distance", invalid=_NO_LENGTH),  # mm
    (0x84, 0x82): field("<Hx", "distance", invalid=_NO_LENGTH),  # with an alarm
    (0x05, 0x00): field("<B", "position", words={0: "normal", 1: "tilt"}),
    (0x06, 0x88): field("<9x"),  # where it is
}
_WTS506: _Fields = {
    **_DEVICE,
    **_TEMPERATURE,
    (0x04, 0x68): field("<B", ("humidity", 2), invalid=(0xFF,)),
    (0x05, 0x84): field("<h", ("wind_direction", 10), invalid=_NO_TEMPERATURE),
    (0x06, 0x73): field("<H", ("pressure", 10), invalid=(0xFFFF,)),
    (0x86, 0x73): field("<Hx", ("pressure", 10), invalid=(0xFFFF,)),
    (0x07, 0x92): field("<H", ("wind_speed", 10), invalid=(0xFFFF,)),
    (0x87, 0x92): field("<Hx", ("wind_speed", 10), invalid=(0xFFFF,)),
    (0x08, 0x77): field("<HB", ("rainfall_total", 100), "rainfall_counter"),
    (0x08, 0xEC): field("<IB", ("rainfall_total", 100), "rainfall_counter"),
    (0x88, 0xEC): field("<IBx", ("rainfall_total", 100), "rainfall_counter"),
    **{
        (channel, 0xCE): field(
            layout,
            "timestamp",
            ("temperature", 10),
            ("humidity", 2),
            ("pressure", 10),
            ("wind_direction", 10),
            ("wind_speed", 10),
            ("rainfall_total", 100),
            invalid=(0xFFFF, *_NO_TEMPERATURE),
        )
        for channel, layout in ((0x20, "<IhBHhHH"), (0x21, "<IhBHhHI"))
    },
}
_VS350: _Fields = {
    **_DEVICE,
    **_TEMPERATURE,
    (0x04, 0xCC): field("<HH", "total_in", "total_out"),
    (0x84, 0xCC): field("<HHx", "total_in", "total_out"),
    (0x05, 0xCC): field("<HH", "period_in", "period_out"),
    (0x85, 0xCC): field("<HHx", "period_in", "period_out"),
    (0x0A, 0xEF): field("<I", "timestamp"),
    (0x81, 0xEE): field("<x"),  # sensitivity
    (0x20, 0xCE): Either(
        4,
        {
            0: field("<IBHH", "timestamp", "", "period_in", "period_out"),
            1: field("<IBHHHH", "timestamp", "", "period_in", "period_out", "total_in", "total_out"),
        },
    ),
}
_VS133: _Fields = {
    **_DEVICE,
    **{
        label: part
        for line, channel in enumerate((0x03, 0x06, 0x09, 0x0C), 1)
        for label, part in (
            ((channel, 0xD2), field("<I", f"line_{line}_total_in")),
            ((channel + 1, 0xD2), field("<I", f"line_{line}_total_out")),
            ((channel + 2, 0xCC), field("<HH", f"line_{line}_period_in", f"line_{line}_period_out")),
        )
    },
    (0x0F, 0xE3): field("<BBBB", *(f"region_{region}_count" for region in range(1, 5))),
    (0x10, 0xE4): field("<5x"),  # how long people stay
}

_HISTORY = 0xCE
"""The type of stored measurements, on whatever channel."""


def _decode(fields: _Fields, f_port: int, payload: bytes) -> dict[str, object]:
    """Values up to the first label that is unknown or cut short. Raises DecodeError if that is the first of all.

    Stored measurements stand in the list `history`, each with its `timestamp` in seconds since 1970 UTC.
    """
    found: dict[str, object] = {}
    history: list[dict[str, object]] = []
    place = 0
    while place + 2 <= len(payload):
        label = payload[place], payload[place + 1]
        place += 2
        part = fields.get(label)
        known = part.at(payload, place) if part else None
        if known is None or place + known.layout.size > len(payload):
            break
        values = dict(known.read(payload, place))
        place += known.layout.size
        if label[1] == _HISTORY:
            history.append(values)
        else:
            found |= values
    if history:
        found["history"] = history
    if place < 2 or (not found and place == 2):
        raise DecodeError("no Milesight frame: no known value stands at its beginning")
    return found


DECODERS = {
    f"milesight-{model}": partial(_decode, fields)
    for model, fields in (
        ("em500-pt100", _EM500_PT100),
        ("em500-swl", _EM500_SWL),
        ("em500-udl", _EM500_UDL),
        ("em400", _EM400),
        ("wts506", _WTS506),
        ("vs350", _VS350),
        ("vs133", _VS133),
    )
}
