"""Messages of `tests/data/uplinks`, whole or changed, for tests of whatever takes them in."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

UPLINKS = Path(__file__).parent / "data" / "uplinks"

ARRIVED = datetime(2026, 1, 5, 6, 30, tzinfo=UTC)
"""When the messages reach us, if it matters."""


def body(name: str) -> bytes:
    """The bytes of a message, such as `ttn/up`."""
    return (UPLINKS / f"{name}.json").read_bytes()


def message(name: str) -> Any:
    """The same as objects, to be changed."""
    return json.loads(body(name))


def written(changed: object) -> bytes:
    return json.dumps(changed).encode()
