"""The messages of network servers taken apart: one module a server, each with the same `read`."""

from collections.abc import Callable
from datetime import datetime

from heritage.sensors.envelopes import chirpstack3, chirpstack4, generic, netmore, ttn
from heritage.sensors.envelopes.opening import EnvelopeError
from heritage.sensors.event import Event

__all__ = ["ENVELOPES", "EnvelopeError", "Read"]

Read = Callable[[bytes, str, datetime], list[tuple[bytes, Event]]]
"""(body, hint, received_at) -> the exact bytes of each event, and what they say.

`hint` is what address or topic said: the event's kind, then perhaps a slash and the device ("up", "up/70b3d5…").
The bytes of one event can be read again by the same function, with the same hint and moment and the same outcome.
Raises EnvelopeError, and nothing else, for any other body.
"""

ENVELOPES: dict[str, Read] = {
    "chirpstack3": chirpstack3.read,
    "chirpstack4": chirpstack4.read,
    "ttn": ttn.read,
    "netmore": netmore.read,
    "generic": generic.read,
}
"""By kind of source."""
