"""Readings as data: no number that promises more than was measured, none without its warning."""

from datetime import UTC, datetime, timedelta

import pytest

from heritage.conditions.listing import Listed
from heritage.conditions.published import reading_data
from heritage.quantities import IceKind, Quality

NOON = datetime(2026, 1, 20, 11, tzinfo=UTC)


def listed(quantity: str, value: float, kind: IceKind | None = None) -> Listed:
    method = "sensor" if kind is None else "drilled"
    return Listed("lillsjon", quantity, 0, method, NOON, timedelta(), value, Quality.GOOD, kind)


@pytest.mark.parametrize(
    ("quantity", "value", "told"),
    [
        ("ice_thickness", 9.9996, 9.999),
        ("ice_thickness", 29.1, 29.1),
        ("water_temperature", 9.9996, 10.0),
        ("air_temperature", -4.2, -4.2),
    ],
)
def test_ice_is_never_rounded_up(quantity: str, value: float, told: float) -> None:
    """R-C7: what is less than 10 cm is not told as 10 beside its warning."""
    assert reading_data(listed(quantity, value), NOON, is_demo=False)["value"] == told


def test_a_hole_without_ice_says_so_and_not_to_go_out() -> None:
    data = reading_data(listed("ice_thickness", 0.0, IceKind.UNKNOWN), NOON, is_demo=False)
    assert data["warning"]["en"][:2] == ["Do not go out on the ice.", "No ice was found in the hole."]


def test_who_drilled_is_not_in_the_data() -> None:
    """R-D14."""
    data = reading_data(listed("ice_thickness", 12.0, IceKind.CLEAR), NOON, is_demo=False)
    assert "by" not in data and "observer" not in data
