"""Elsys: a type byte before each value, big-endian; the same for the whole ELT and ERS families.

The table of types is the maker's published one, "Elsys LoRa payload", with the names of its codec.
"""

from heritage.sensors.decoders.frames import DecodeError, Field, field

# The lowest and highest number of a signed 16-bit temperature stand for a probe that does not answer.
_NO_PROBE = (0x7FFF, -0x8000)

_FIELDS: dict[int, Field] = {
    0x01: field(">h", ("temperature", 10), invalid=_NO_PROBE),  # inside the box
    0x02: field(">B", "humidity", invalid=(0xFF,)),
    0x03: field(">bbb", "x", "y", "z"),
    0x04: field(">H", "light"),
    0x05: field(">B", "motion"),
    0x06: field(">H", "co2"),
    0x07: field(">H", "vdd"),  # mV
    0x08: field(">H", "analog1"),  # mV
    0x09: field(">6x"),  # position
    0x0A: field(">H", "pulse1"),
    0x0B: field(">I", "pulseAbs"),
    0x0C: field(">h", ("externalTemperature", 10), invalid=_NO_PROBE),
    0x0D: field(">B", "digital"),
    0x0E: field(">H", "distance", invalid=(0xFFFF,)),  # mm
    0x0F: field(">B", "accMotion"),
    0x10: field(">hh", ("irInternalTemperature", 10), ("irExternalTemperature", 10), invalid=_NO_PROBE),
    0x11: field(">B", "occupancy"),
    0x12: field(">B", "waterleak"),
    0x13: field(">65x"),  # a picture of heat
    0x14: field(">I", ("pressure", 1000)),
    0x15: field(">BB", "soundPeak", "soundAvg"),
    0x16: field(">H", "pulse2"),
    0x17: field(">I", "pulseAbs2"),
    0x18: field(">H", "analog2"),
    0x19: field(">h", ("externalTemperature2", 10), invalid=_NO_PROBE),
    0x1A: field(">B", "digital2"),
    0x1B: field(">i", "analogUv"),
    0x1C: field(">H", "tvoc"),
    0x3D: field(">4x"),  # for the maker
}


def decode(f_port: int, payload: bytes) -> dict[str, object]:
    """Values up to the first type that is unknown or cut short. Raises DecodeError if there are none.

    Several probes of type 0x19 become a list, as in the maker's codec.
    """
    found: dict[str, object] = {}
    place = 0
    while place < len(payload):
        known = _FIELDS.get(payload[place])
        place += 1
        if known is None or place + known.layout.size > len(payload):
            break
        for name, value in known.read(payload, place):
            _add(found, name, value)
        place += known.layout.size
    if not found:
        raise DecodeError("no Elsys frame: no known value stands at its beginning")
    return found


def _add(found: dict[str, object], name: str, value: object) -> None:
    earlier = found.get(name)
    if name not in found or name != "externalTemperature2":
        found[name] = value
    elif isinstance(earlier, list):
        earlier.append(value)
    else:
        found[name] = [earlier, value]
