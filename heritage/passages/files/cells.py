"""Counts as files write them: whole numbers, also as 2.0 or 1 234; a blank is no count, and never 0 (R-V8)."""

import re
from collections.abc import Collection
from enum import Enum

from heritage.passages.files.labels import Remark
from heritage.problems import N_
from heritage.sensors.columns import ImportRefused

MOST = 10_000_000
"""More than pass anywhere in a day; what is larger is no count."""

_NOTHING = frozenset({"", "-", "–", ".", "..", "na", "n/a", "#n/a", "nan", "null", "none", "no data"})
_GROUPED = re.compile(r"[+-]?\d{1,3}([.,])\d{3}(?:\1\d{3})*", re.ASCII)
_BROKEN = re.compile(r"[+-]?\d*([.,])(\d+)", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_LIKE_NUMBER = re.compile(r"[+-]?[\d.,]*\d[\d.,]*", re.ASCII)
_NUMBER = re.compile(r"([+-]?\d+)(?:\.(\d*))?", re.ASCII)


class Unfit(Enum):
    """Why a cell that holds something holds no count."""

    NEGATIVE = N_("'{words}' is negative")
    NOT_WHOLE = N_("'{words}' is no whole number")
    NO_NUMBER = N_("'{words}' is no number of passages")


class Counts(dict[str, "int | Unfit | None"]):
    """What each text says: a count, None for a blank, or why it is none."""

    def __init__(self, decimal: str) -> None:
        self._decimal = decimal

    def __missing__(self, text: str) -> int | Unfit | None:
        self[text] = found = count_in(text, self._decimal)
        return found


def count_in(text: str, decimal: str) -> int | Unfit | None:
    """A count with `decimal` as its decimal sign; the other sign and spaces group its digits."""
    plain = _plain(text)
    if plain.casefold() in _NOTHING:
        return None
    found = _NUMBER.fullmatch(plain.replace("," if decimal == "." else ".", "").replace(",", "."))
    if found is None or abs(int(found[1])) > MOST:
        return Unfit.NO_NUMBER
    if found[1].startswith("-") and (int(found[1]) or (found[2] or "").strip("0")):
        return Unfit.NEGATIVE
    return Unfit.NOT_WHOLE if (found[2] or "").strip("0") else int(found[1])


def is_number(text: str) -> bool:
    """Whether a cell holds a number with either decimal sign."""
    return any(count_in(text, sign) not in (None, Unfit.NO_NUMBER) for sign in ".,")


def decimal_of(texts: Collection[str], chosen: str | None) -> tuple[str, Remark | None]:
    """The decimal sign of all `texts`, and how that is known where it makes a difference.

    Raises ImportRefused where 1,234 can be one or a thousand.
    """
    plain = [plain for text in texts if _LIKE_NUMBER.fullmatch(plain := _plain(text))]
    marked = [text for text in plain if "." in text or "," in text]
    if chosen is not None or not marked:
        return chosen or ".", Remark(N_("as --decimal says")) if chosen and marked else None
    for text in marked:
        sign = _certain(text)
        if sign is not None:
            told = Remark(N_("'{words}' can have no other decimal sign"), words=text)
            return sign, told
    sign = next(letter for letter in marked[0] if letter in ".,")
    whole = [text for text in plain if _WHOLE.fullmatch(text)]
    if not whole:
        return sign, Remark(N_("every number has decimals"))
    if any(len(text.lstrip("+-")) > 3 for text in whole):
        raise ImportRefused(
            N_(
                "'{words}' can be a little number with decimals or a thousand: say with --decimal point or "
                "--decimal comma which sign stands before decimals."
            ),
            words=marked[0],
        )
    other = "," if sign == "." else "."
    return other, Remark(N_("'{words}' is a thousand and more, for others have no decimals"), words=marked[0])


def _certain(text: str) -> str | None:
    """The decimal sign where a text tells it beyond doubt."""
    signs = [letter for letter in text if letter in ".,"]
    if len(set(signs)) == 2:
        return signs[-1]
    if len(signs) > 1:
        return "," if signs[0] == "." else "."
    found = _BROKEN.fullmatch(text)
    if found is None:
        return None
    is_grouping = _GROUPED.fullmatch(text) is not None and not text.lstrip("+-").startswith("0")
    return None if is_grouping else found[1]


def _plain(text: str) -> str:
    """Without spaces and apostrophes that group digits."""
    return re.sub(r"[\s'’]", "", text).replace("−", "-")
