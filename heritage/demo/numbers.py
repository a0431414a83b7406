"""Numbers of made-up devices, the same at every start."""

from hashlib import sha256

PREFIX = "02de300000"
"""With it begins the number of every made-up device. Its second bit says that no maker gave it (EUI-64): no real
device has such a number."""


def own_number(name: str, taken: set[str]) -> str:
    """The number that goes with `name`, or the next one if it is `taken`; it is taken then."""
    number = number_of(name)
    while f"{PREFIX}{number:06x}" in taken:
        number = (number + 1) % 2**24
    taken.add(f"{PREFIX}{number:06x}")
    return f"{PREFIX}{number:06x}"


def number_of(name: str) -> int:
    """24 bits, the same everywhere and always."""
    return int.from_bytes(sha256(name.encode()).digest()[:3], "big")
