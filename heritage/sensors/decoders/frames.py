"""What decoders share: the error they raise, and frames that are a row of labelled fields."""

import struct
from collections.abc import Iterator, Mapping
from typing import NamedTuple


class DecodeError(Exception):
    """The bytes are no frame of that kind of device."""


class Field(NamedTuple):
    """Fixed bytes after a label: `layout` as in `struct`, and for each number its name and what it is divided by.

    A number whose name is "" is left out. `invalid` are raw numbers that mean no value, `words` stand for numbers.
    """

    layout: struct.Struct
    parts: tuple[tuple[str, int], ...]
    invalid: tuple[int, ...] = ()
    words: Mapping[int, str] = {}

    def at(self, frame: bytes, start: int) -> "Field | None":
        """The field that stands at `start`: this one."""
        return self

    def read(self, frame: bytes, start: int) -> Iterator[tuple[str, object]]:
        """Names and values. Raises struct.error where the frame is too short."""
        raw_numbers = self.layout.unpack_from(frame, start)
        for (name, divisor), raw in zip(self.parts, raw_numbers, strict=True):
            if not name:
                continue
            if raw in self.invalid:
                yield name, None
            else:
                yield name, raw / divisor if divisor > 1 else self.words.get(raw, raw)


class Either(NamedTuple):
    """A field whose byte number `place` says which of several it is."""

    place: int
    fields: Mapping[int, Field]

    def at(self, frame: bytes, start: int) -> Field | None:
        """The field that stands at `start`; None if it is unknown or cut short."""
        which = frame[start + self.place : start + self.place + 1]
        return self.fields.get(which[0]) if which else None


def field(
    layout: str,
    *parts: str | tuple[str, int],
    invalid: tuple[int, ...] = (),
    words: Mapping[int, str] | None = None,
) -> Field:
    """A Field of `parts`; a bare name is divided by 1."""
    whole = tuple((part, 1) if isinstance(part, str) else part for part in parts)
    return Field(struct.Struct(layout), whole, invalid, words or {})
