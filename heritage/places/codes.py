"""Sign codes: five symbols, the last a check symbol, minted here and read as people type them (R-Q8).

Irrevocable: codes are printed on signs. The published vectors in `tests/data/codes/vectors.txt` hold them.
"""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from enum import Enum
from random import Random

ALPHABET = "123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""The 31 symbols; a symbol's place is its value, 0 to 30. I, L, O, U and 0 are left out as look-alikes."""

LENGTH = 5

MODULUS = 31  # a prime, so that no weight below it has a common factor with it

LOOK_ALIKES = {"0": ("Q", "D", "8"), "O": ("Q", "D", "C"), "U": ("V", "W", "Y")}
"""Symbols that are never in a code, and those that were probably meant, the likeliest first."""

_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}
_READ_AS = {"I": "1", "L": "1"}
_SEPARATORS = re.compile(r"[\s\-_‐‑‒–—−\u00ad\u200b\ufeff]+")
_IN_ADDRESS = re.compile(r"/q/+([^/?#]*)", re.IGNORECASE)
_LONGEST_READ = 500  # characters; more is no code and no address of ours


class TypingFault(Enum):
    """Why a typed text is no code; each has its own help."""

    EMPTY = "empty"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    LOOK_ALIKE = "look_alike"
    UNKNOWN_SYMBOL = "unknown_symbol"
    CHECK = "check"


@dataclass(frozen=True)
class Reading:
    """What a typed text says: a code, or a fault with the symbol that caused it, as it was typed.

    `symbols` is the text as it was compared: without spaces, hyphens and address, in upper case.
    """

    code: str | None
    fault: TypingFault | None
    symbol: str | None = None
    symbols: str = ""


def check_symbol(four: str) -> str:
    """The fifth symbol: c5 = (1*c1 + 2*c2 + 3*c3 + 4*c4) mod 31. Raises ValueError unless given four symbols.

    The whole code then sums to 0 with weights 1, 2, 3, 4, -1. They differ and none is 0 modulo a prime, so
    every single wrong symbol and every swap of two symbols gives another sum.
    """
    if len(four) != LENGTH - 1 or not all(symbol in _VALUES for symbol in four):
        raise ValueError(f"not four symbols of {ALPHABET}: {four!r}")
    return ALPHABET[sum(weight * _VALUES[symbol] for weight, symbol in enumerate(four, start=1)) % MODULUS]


def is_code(text: str) -> bool:
    """Whether `text` is a code exactly as printed: five symbols in upper case with a right check symbol."""
    return (
        len(text) == LENGTH
        and all(symbol in _VALUES for symbol in text)
        and text[-1] == check_symbol(text[:-1])
    )


def mint(random: Random, taken: Container[str]) -> str:
    """A code that is not `taken`. Of 923 521 codes so few are used that it ends at once."""
    while True:
        four = "".join(random.choices(ALPHABET, k=LENGTH - 1))
        code = four + check_symbol(four)
        if code not in taken:
            return code


def read(typed: str) -> Reading:
    """Read a code as a visitor types or pastes it: any case, spaces, hyphens, a whole address, i or l for 1.

    Length is judged before symbols, and symbols before the check: the fault found is the one to mend first.
    """
    as_typed = _bare(typed)
    symbols = "".join(_symbol(letter) for letter in as_typed)
    if not as_typed:
        return Reading(None, TypingFault.EMPTY)
    if len(as_typed) != LENGTH:
        fault = TypingFault.TOO_SHORT if len(as_typed) < LENGTH else TypingFault.TOO_LONG
        return Reading(None, fault, None, symbols)
    for letter, symbol in zip(as_typed, map(_symbol, as_typed), strict=True):
        if symbol in LOOK_ALIKES:
            return Reading(None, TypingFault.LOOK_ALIKE, letter, symbols)
        if symbol not in _VALUES:
            return Reading(None, TypingFault.UNKNOWN_SYMBOL, letter, symbols)
    if not is_code(symbols):
        return Reading(None, TypingFault.CHECK, None, symbols)
    return Reading(symbols, None, None, symbols)


def near(typed: str, known: Iterable[str]) -> tuple[str, ...]:
    """The codes of `known` that one slip turns into `typed`, in their order.

    A slip is one wrong, missing or surplus symbol, or two neighbours swapped.
    """
    symbols = read(typed).symbols
    return tuple(code for code in known if _is_one_slip(symbols, code))


def _bare(typed: str) -> str:
    """Without the address around the code and without separators."""
    text = typed[:_LONGEST_READ]
    in_address = _IN_ADDRESS.findall(text)
    return _SEPARATORS.sub("", in_address[-1] if in_address else text)


def _symbol(letter: str) -> str:
    upper = letter.upper()
    return _READ_AS.get(upper, upper)


def _is_one_slip(symbols: str, code: str) -> bool:
    if symbols == code or abs(len(symbols) - len(code)) > 1:
        return False
    start = 0
    while start < min(len(symbols), len(code)) and symbols[start] == code[start]:
        start += 1
    seen, meant = symbols[start:], code[start:]
    if len(seen) != len(meant):
        return seen[1:] == meant or seen == meant[1:]
    return seen[1:] == meant[1:] or (seen[:2] == meant[1::-1] and seen[2:] == meant[2:])
