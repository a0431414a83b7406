"""How hard a text is to read, as LIX: a number that editors know, and never a reason to stop them (R-A24)."""

import codecs
from typing import NamedTuple

from heritage.i18n.languages import EASY_SWEDISH

SOFT_LIMITS = {"sv": 45.0, EASY_SWEDISH: 30.0}
"""Up to 40 is ordinary prose, 50 and more official language; below 30 are books for children (Björnsson 1968).

Only Swedish ones: compound words and inflections move the scale from language to language.
"""

FEWEST_WORDS = 50
"""A shorter text says too little of how it reads to be told hard."""

LONG_WORD = 6
"""Letters; a word with more counts as long."""

_JOINERS = "-’'"  # between letters


def lix(text: str) -> float | None:
    """Words per sentence plus long words per hundred words; None for a text without words.

    A sentence ends at `.`, `!`, `?` or `:`, and with its paragraph, heading or list item.
    Source: C. H. Björnsson, Läsbarhet (1968).
    """
    counts = _counted(text)
    return _lix(*counts) if counts.words else None


def judged_lix(text: str, language: str) -> float | None:
    """The LIX of a text that editors may be told of: long enough, and in a language with a soft limit."""
    if language not in SOFT_LIMITS:
        return None
    counts = _counted(text)
    return _lix(*counts) if counts.words >= FEWEST_WORDS else None


def _lix(words: int, long_words: int, sentences: int) -> float:
    return words / sentences + 100 * long_words / words


class _Counts(NamedTuple):
    words: int
    long_words: int
    sentences: int


def _counted(text: str) -> _Counts:
    """Counts signs of one byte each, which is several times as fast: a thousand texts are judged at every build."""
    signs = text.encode("latin-1", "heritage.signs").translate(_SIGNS)
    words = b" %b " % signs.translate(_ONLY_WORDS)
    # A joiner without a letter on each side joins nothing.
    words = words.replace(b"--", b"  ").replace(b" -", b"  ").replace(b"- ", b"  ")
    sentences = b"\n" + signs.replace(b". ", b"\n").translate(None, b" ._-")
    return _Counts(
        words.count(b" a"), words.replace(b"-", b"a").count(_LONG_BEGINNING), sentences.count(b"\na")
    )


def _sign(character: str) -> str:
    """What a character counts as: a letter, a joiner, an end, a line, space, or nothing of these."""
    if character.isalpha():
        return "a"
    if character in _JOINERS:
        return "-"
    if character in ".!?:":
        return "."
    if character.isspace():
        return "\n" if character == "\n" else " "
    return "_"


_SIGNS = bytes(ord(_sign(chr(code))) for code in range(256))
_ONLY_WORDS = bytes.maketrans(b"._\n", b"   ")
_LONG_BEGINNING = b" " + b"a" * (LONG_WORD + 1)


def _beyond(error: UnicodeError) -> tuple[str, int]:
    """The signs of characters that Latin-1 has not."""
    assert isinstance(error, UnicodeEncodeError)
    return "".join(map(_sign, error.object[error.start : error.end])), error.end


codecs.register_error("heritage.signs", _beyond)
