"""R-S11: any bytes give values or DecodeError, whatever the decoder."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heritage.sensors.decoders import DECODERS, DecodeError

frames = st.binary(max_size=80)
# Frames that begin right are read deeper than those that are all noise.
begun = st.builds(
    bytes.__add__,
    st.sampled_from(
        [
            bytes.fromhex(head)
            for head in ("017560", "20ce80fe5a69", "0100e2", "0201050003", "0d3b06d8", "0cf6ffeb03000c")
        ]
    ),
    st.binary(max_size=40),
)


def plain(value: object) -> bool:
    if isinstance(value, list):
        return all(map(plain, value))
    if isinstance(value, dict):
        return all(isinstance(name, str) and plain(inner) for name, inner in value.items())
    return (
        value is None or isinstance(value, str) or (isinstance(value, int | float) and math.isfinite(value))
    )


@pytest.mark.parametrize("name", DECODERS)
@given(f_port=st.integers(0, 255), payload=frames | begun)
def test_any_bytes_give_plain_values_or_a_decode_error(name: str, f_port: int, payload: bytes) -> None:
    try:
        found = DECODERS[name](f_port, payload)
    except DecodeError as error:
        assert str(error)
    else:
        assert plain(found)
        assert DECODERS[name](f_port, payload) == found
