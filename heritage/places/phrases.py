"""What no text may say about ice (R-C6, R-C10): phrases as data in `ice_phrases.yaml`, found in any text.

A forbidden phrase is let through where an allowed one covers it, so that warnings stay sayable.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec
import yaml_rs

PHRASES_FILE = Path(__file__).with_name("ice_phrases.yaml")

_SENTENCE_END = re.compile(r"[.!?;](?=\s|\Z)|\n\s*\n|\Z")
_TOKEN = re.compile(r"\w+(?:[’'-]\w+)*|,|\?")
_THICKNESS = re.compile(
    r"\d+(?:[.,]\d+)?\s*(?:cm|dm|[cz]entim\w+|de[cz]im\w+|inch|inches)\b", re.IGNORECASE | re.ASCII
)
_OTHER_LETTER = re.compile(r"[^a-z]")
_GAP = re.compile(r"…(\d?)")
_LONGEST_GAP = 4  # words
_LONGEST_PHRASE = 40  # words, with its gaps


class _Data(msgspec.Struct, forbid_unknown_fields=True):
    """One language of `ice_phrases.yaml`, which explains the phrases."""

    stems: tuple[str, ...]
    lists: dict[str, tuple[str, ...]]
    forbidden: tuple[str, ...]
    allowed: tuple[str, ...]
    vehicles: tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """What a text says of ice and may not: its own words; a promise, or a thickness for vehicles."""

    words: str
    sentence: str
    is_for_vehicles: bool


@dataclass(frozen=True)
class _Element:
    """A step of a phrase: one of `words`; `most` other words at most; or one of `words` or nothing."""

    words: frozenset[str] = frozenset()
    most: int = 0
    is_optional: bool = False


@dataclass(frozen=True)
class _Phrase:
    elements: tuple[_Element, ...]
    opens_sentence: bool


@dataclass(frozen=True)
class _Language:
    quick: tuple[re.Pattern[bytes], ...]
    ice: frozenset[str]
    vehicles: frozenset[str]
    forbidden: tuple[_Phrase, ...]
    allowed: tuple[_Phrase, ...]


def is_covered(language: str) -> bool:
    """Whether there are phrases for `language`."""
    return _language(language) is not None


def mentions_ice(text: str, language: str) -> bool:
    """Whether `text`, in composed letters (NFC), may hold a word for ice: quick, and rarely yes for nothing."""
    phrases = _language(language)
    if phrases is None:
        return False
    letters = _quick_bytes(text)
    return any(pattern.search(letters) is not None for pattern in phrases.quick)


def claims(text: str, language: str) -> Iterator[Claim]:
    """What `text` says of ice and may not, in its order; sentences end with . ! ? ; or an empty line."""
    text = unicodedata.normalize("NFC", text)
    phrases = _language(language)
    if phrases is None or not mentions_ice(text, language):
        return
    for sentence in _sentences(text):
        found = list(_TOKEN.finditer(sentence))
        words = [token[0].casefold() for token in found]
        for start, end in _uncovered(words, phrases):
            said = sentence[found[start].start() : found[end - 1].end()]
            yield Claim(said, sentence, is_for_vehicles=False)
        thickness = _THICKNESS.search(sentence)
        vehicle = next((token[0] for token in found if token[0].casefold() in phrases.vehicles), None)
        if thickness and vehicle:
            yield Claim(f"{thickness[0]} … {vehicle}", sentence, is_for_vehicles=True)


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for end in _SENTENCE_END.finditer(text):
        yield text[start : end.end()]
        start = end.end()


def _quick_bytes(text: str) -> bytes:
    """One byte a letter, a to z made small: what the quick patterns search, at twice a string's speed."""
    return text.encode("latin-1", "replace").lower()


def _uncovered(words: Sequence[str], phrases: _Language) -> list[tuple[int, int]]:
    """Spans of forbidden words that no allowed phrase covers, without those inside an earlier one."""
    if phrases.ice.isdisjoint(words):
        return []
    forbidden = sorted({span for phrase in phrases.forbidden for span in _spans(phrase, words)})
    if not forbidden:
        return []
    reach: dict[int, int] = {}  # first word of allowed ones -> where the longest ends
    for phrase in phrases.allowed:
        for start, end in _spans(phrase, words):
            reach[start] = max(end, reach.get(start, 0))
    told: list[tuple[int, int]] = []
    for start, end in forbidden:
        before = range(max(0, start - _LONGEST_PHRASE), start + 1)
        is_covered = any(reach.get(first, 0) >= end for first in before)
        if not is_covered and not (told and start < told[-1][1]):
            told.append((start, end))
    return told


def _spans(phrase: _Phrase, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the phrase stands in the sentence: first word, and the one after the last."""
    first = phrase.elements[0].words
    for start in range(1 if phrase.opens_sentence and words else len(words)):
        if words[start] in first:
            for end in _ends(phrase.elements, 1, words, start + 1):
                yield start, end


def _ends(elements: Sequence[_Element], step: int, words: Sequence[str], place: int) -> Iterator[int]:
    if step == len(elements):
        yield place
        return
    element = elements[step]
    if element.most or element.is_optional:
        yield from _ends(elements, step + 1, words, place)
    if element.most:
        for end in range(place + 1, min(place + element.most, len(words)) + 1):
            if words[end - 1] in (",", "?"):
                break
            yield from _ends(elements, step + 1, words, end)
    elif place < len(words) and words[place] in element.words:
        yield from _ends(elements, step + 1, words, place + 1)


def _language(tag: str) -> _Language | None:
    """The phrases for a tag: its own, else those of its language without variant."""
    languages = _languages()
    return languages.get(tag) or languages.get(tag.partition("-")[0])


@lru_cache(maxsize=1)
def _languages() -> Mapping[str, _Language]:
    data = msgspec.convert(yaml_rs.loads(PHRASES_FILE.read_text(encoding="utf-8")), dict[str, _Data])
    return {language: _compiled(block) for language, block in data.items()}


def _compiled(data: _Data) -> _Language:
    lists = {name: frozenset(word.casefold() for word in words) for name, words in data.lists.items()}
    ice = lists["ice"] | lists["frozen"]
    return _Language(
        quick=tuple(_quick_pattern(stem, ice) for stem in data.stems),
        ice=ice,
        vehicles=frozenset(word.casefold() for word in data.vehicles),
        forbidden=tuple(_phrase(text, lists) for text in data.forbidden),
        allowed=tuple(_phrase(text, lists) for text in data.allowed),
    )


def _quick_pattern(stem: str, words: Iterable[str]) -> re.Pattern[bytes]:
    """Finds each of `words` with `stem`, and little else. Begins with the bare stem, which `re` looks for fastest."""
    parts = [word.rpartition(stem) for word in words if stem in word]
    heads = sorted({_quick(head) for head, _, _ in parts if head})
    tails = sorted({_quick(tail) for _, _, tail in parts})
    before = "|".join([f"(?<![a-z]{stem})", *(f"(?<={head}{stem})" for head in heads)])
    return re.compile(f"{stem}(?:{before})(?:{'|'.join(tails)})(?![a-z])".encode("latin-1"))


def _quick(letters: str) -> str:
    """A pattern for letters as `_quick_bytes` gives them; others than a to z may be large or small."""
    return _OTHER_LETTER.sub(r"[\\x80-\\xff?]", letters)


def _phrase(text: str, lists: Mapping[str, frozenset[str]]) -> _Phrase:
    written = text.casefold().split()
    opens_sentence = written[0] == "^"
    return _Phrase(tuple(_element(part, lists) for part in written[opens_sentence:]), opens_sentence)


def _element(part: str, lists: Mapping[str, frozenset[str]]) -> _Element:
    gap = _GAP.fullmatch(part)
    if gap:
        return _Element(most=int(gap[1] or _LONGEST_GAP))
    is_optional = part == "," or part.startswith("[")
    words: set[str] = set()
    for word in part.strip("[]").split("|"):
        words |= lists[word[1:-1]] if word.startswith("<") else {word}
    return _Element(frozenset(words), is_optional=is_optional)
