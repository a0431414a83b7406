"""Our own decoders of makers' payloads (R-S11): pure functions, for payloads that nobody or somebody wrong decoded.

They give the names that the makers' own codecs give, so that one profile reads both. A value that the device itself
calls invalid is None.
"""

from collections.abc import Callable

from heritage.sensors.decoders import counters, decentlab, dragino, elsys, milesight
from heritage.sensors.decoders.frames import DecodeError

__all__ = ["DECODERS", "DecodeError", "Decoder"]

Decoder = Callable[[int, bytes], dict[str, object]]
"""(port, payload) -> values by name. Raises DecodeError, and nothing else, for any other bytes. Port 0: not told."""

DECODERS: dict[str, Decoder] = {
    "elsys": elsys.decode,
    **milesight.DECODERS,
    **decentlab.DECODERS,
    **dragino.DECODERS,
    **counters.DECODERS,
}
"""By the name that profiles use."""
