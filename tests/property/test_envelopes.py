"""Any body gives events or EnvelopeError; what is taken in can be taken in again with the same outcome."""

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heritage.places.device import Mounting
from heritage.sensors.envelopes import ENVELOPES, EnvelopeError
from heritage.sensors.interpret import guess, interpret
from heritage.sensors.profiles import PROFILES
from tests.uplinks import ARRIVED, UPLINKS, message

MESSAGES = [
    (file.parent.name, message(f"{file.parent.name}/{file.stem}"))
    for file in sorted(UPLINKS.glob("*/*.json"))
]
HINTS = ["", "up", "up/70b3d5e75e000011", "status", "join", "log", "error", "nonsense", "/", "up/å"]
MOUNTING = Mounting(place="lillsjon", since=datetime(2026, 1, 1).date(), distance_zero_mm=2000, depth_m=1)

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(
        ["2026-01-05T06:10:00Z", "No Sensor", "2799 mm", "cLPV514AABE=", "\ud800", "NaN", 65535, -127]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


def spots(whole: Any) -> list[tuple[Any, Any]]:
    """Every container with every key in it."""
    if not isinstance(whole, dict | list):
        return []
    keys = list(whole) if isinstance(whole, dict) else list(range(len(whole)))
    return [(whole, key) for key in keys] + [spot for key in keys for spot in spots(whole[key])]


def check(kind: str, body: bytes, hint: str) -> None:
    try:
        found = ENVELOPES[kind](body, hint, ARRIVED)
    except EnvelopeError as error:
        assert error.reason
        return
    for raw, event in found:
        assert event.key.isascii()
        assert event.key.isprintable()
        assert event.dev_eui or event.kind != "uplink"
        assert event.measured_at is None or event.measured_at.tzinfo is UTC
        for line in (event.text, event.gateway):
            assert line is None or "\x00" not in line
        if event.kind != "other":
            assert ENVELOPES[kind](raw, hint, ARRIVED) == [(raw, event)]
        guess(event)
        for profile in PROFILES.values():
            for measured in interpret(event, profile, MOUNTING).measured:
                assert measured.value is None or abs(measured.value) < float("inf")


@pytest.mark.parametrize("kind", ENVELOPES)
@given(body=st.binary(max_size=200), hint=st.sampled_from(HINTS))
def test_any_bytes_are_refused_or_read(kind: str, body: bytes, hint: str) -> None:
    check(kind, body, hint)


@pytest.mark.parametrize("kind", ENVELOPES)
@given(whole=values, hint=st.sampled_from(HINTS))
def test_any_json_is_refused_or_read(kind: str, whole: object, hint: str) -> None:
    check(kind, json.dumps(whole).encode(), hint)


@settings(max_examples=400)
@given(data=st.data(), hint=st.sampled_from(HINTS), odd=values)
def test_a_real_message_with_anything_odd_in_it_is_refused_or_read(
    data: st.DataObject, hint: str, odd: object
) -> None:
    kind, whole = data.draw(st.sampled_from(MESSAGES))
    changed = copy.deepcopy(whole)
    container, key = data.draw(st.sampled_from(spots(changed)))
    if isinstance(container, dict) and data.draw(st.booleans()):
        del container[key]
    else:
        container[key] = odd
    check(kind, json.dumps(changed).encode(), hint)
