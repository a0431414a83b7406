"""How hard a text is to read, as LIX: a number that editors know, and never a reason to stop them (R-A24)."""

import re

from heritage.i18n import EASY_SWEDISH

SOFT_LIMITS = {"sv": 45.0, EASY_SWEDISH: 30.0}
"""Up to 40 is ordinary prose, 50 and more official language; below 30 are books for children (Björnsson 1968).

Only Swedish ones: compound words and inflections move the scale from language to language.
"""

FEWEST_WORDS = 50
"""A shorter text says too little of how it reads to be told hard."""

LONG_WORD = 6
"""Letters; a word with more counts as long."""

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_SENTENCE_START = re.compile(r"(?:\A|[.!?:](?=\s)|\n)[\W\d_]*(?=[^\W\d_])")


def lix(text: str) -> float | None:
    """Words per sentence plus long words per hundred words; None for a text without words.

    A sentence ends at `.`, `!`, `?` or `:`, and with its paragraph, heading or list item.
    Source: C. H. Björnsson, Läsbarhet (1968).
    """
    words = _WORD.findall(text)
    return _lix(text, words) if words else None


def _lix(text: str, words: list[str]) -> float:
    # Counted in single passes: a thousand texts are judged at every build.
    sentences = len(_SENTENCE_START.findall(text))
    long_words = sum(len(word) > LONG_WORD for word in words)
    return len(words) / sentences + 100 * long_words / len(words)


def judged_lix(text: str, language: str) -> float | None:
    """The LIX of a text that editors may be told of: long enough, and in a language with a soft limit."""
    if language not in SOFT_LIMITS:
        return None
    words = _WORD.findall(text)
    return _lix(text, words) if len(words) >= FEWEST_WORDS else None
