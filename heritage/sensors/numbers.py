"""Numbers as codecs write them (2799, "2799 mm", "0,4", {value, unit}, "No Sensor"), and their units."""

import math
import re
from typing import NamedTuple

_WRITTEN = re.compile(
    r"\s*([-+−]?\d{1,15}(?:[.,]\d{1,15})?(?:[eE][-+]?\d{1,2})?)"
    r"\s*((?![eE][-+]?\d)[^\s\d.,+−-].{0,19}?)?\s*\Z"
)


class Told(NamedTuple):
    """A number and the unit beside it. `value` is None where words, null or no number at all stand for it."""

    value: float | None
    unit: str | None = None


NOTHING = Told(None)

_TYPED = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)


def typed(text: str) -> float | None:
    """A number as a person types it, with decimal point or comma; None for anything else."""
    plain = text.strip().replace("\u2212", "-")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    return float(plain) if _TYPED.fullmatch(plain) else None


def typed_in(unit: str, text: str) -> float | None:
    """A number as a person types it, with the name of that very unit beside it or none; None for anything else."""
    number = typed(text)
    if number is not None:
        return number
    value, name = told(text)
    return value if name is not None and convert(1, name, unit) == 1 else None


def told(raw: object) -> Told:
    """What stands in a decoded object as a measured value. An object is asked for its `value` and `unit`."""
    if isinstance(raw, dict):
        value, unit = raw.get("value"), raw.get("unit")
        inner = NOTHING if isinstance(value, dict) else told(value)
        return Told(inner.value, unit if isinstance(unit, str) and unit.strip() else inner.unit)
    if isinstance(raw, bool):
        return NOTHING
    if isinstance(raw, int | float):
        try:
            number = float(raw)
        except OverflowError:
            return NOTHING
        return Told(number) if math.isfinite(number) else NOTHING
    written = _WRITTEN.match(raw) if isinstance(raw, str) else None
    if written is None:
        return NOTHING
    digits = written[1].replace(",", ".").replace("−", "-")
    return Told(float(digits), written[2])


class _Unit(NamedTuple):
    """One of the unit is `factor` of the dimension's own, from `zero` on."""

    dimension: str
    factor: float
    zero: float = 0


_UNITS: dict[str, _Unit] = {
    **dict.fromkeys(("°c", "c", "degc", "℃", "celsius"), _Unit("temperature", 1)),
    **dict.fromkeys(("°f", "f", "℉", "fahrenheit"), _Unit("temperature", 5 / 9, -160 / 9)),
    "k": _Unit("temperature", 1, -273.15),
    "mm": _Unit("length", 0.1),
    "cm": _Unit("length", 1),
    "dm": _Unit("length", 10),
    "m": _Unit("length", 100),
    "pa": _Unit("pressure", 0.01),
    **dict.fromkeys(("hpa", "mbar"), _Unit("pressure", 1)),
    "kpa": _Unit("pressure", 10),
    "bar": _Unit("pressure", 1000),
    **dict.fromkeys(("m/s", "mps", "m·s⁻¹", "m⋅s⁻¹", "m s-1"), _Unit("speed", 1)),
    "km/h": _Unit("speed", 1 / 3.6),
    **dict.fromkeys(("kn", "kt", "knots"), _Unit("speed", 1852 / 3600)),
    **dict.fromkeys(("%", "%rh", "%r.h.", "% rh"), _Unit("share", 1)),
    **dict.fromkeys(("°", "deg"), _Unit("angle", 1)),
    "v": _Unit("voltage", 1),
    "mv": _Unit("voltage", 0.001),
}
"""By name in small letters."""

_WATER_CM_PER_HPA = 1.019716
"""The height of a column of fresh water at 4 °C that weighs one hectopascal: 1 bar is 10.197 m."""


def is_unit(name: str) -> bool:
    return name.strip().lower() in _UNITS


def convert(value: float, unit: str, into: str) -> float | None:
    """`value` in another unit; None if the units are unknown or measure different things, or it is beyond numbers.

    A pressure becomes a length as the height of water above a probe.
    """
    source, target = _UNITS.get(unit.strip().lower()), _UNITS.get(into.strip().lower())
    if source is None or target is None:
        return None
    own = value * source.factor + source.zero
    if source.dimension == "pressure" and target.dimension == "length":
        own *= _WATER_CM_PER_HPA
    elif source.dimension != target.dimension:
        return None
    # Units are factors that binary numbers do not hit: 95.96 kPa are 959.6 hPa, not 959.5999999999999.
    found = (own - target.zero) / target.factor
    return round(found, 6) if math.isfinite(found) else None
