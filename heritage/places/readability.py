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
_SENTENCE_END = re.compile(r"[.!?:]+(?=\s|$)|\n+")


def lix(text: str) -> float | None:
    """Words per sentence plus long words per hundred words; None for a text without words.

    A sentence ends at `.`, `!`, `?` or `:`, and with its paragraph, heading or list item.
    Source: C. H. Björnsson, Läsbarhet (1968).
    """
    sentences = [found for part in _SENTENCE_END.split(text) if (found := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return None
    long_words = sum(len(word) > LONG_WORD for word in words)
    return len(words) / len(sentences) + 100 * long_words / len(words)


def is_hard(text: str, language: str) -> bool:
    """Whether it is above the soft limit of its language; without a limit nothing is, and nothing short."""
    value, limit = lix(text), SOFT_LIMITS.get(language)
    if value is None or limit is None or len(_WORD.findall(text)) < FEWEST_WORDS:
        return False
    return value > limit
