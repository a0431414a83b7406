"""What every subject of the check needs: the content, and ways to word what is found in it."""

import difflib
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from heritage.i18n.languages import is_language
from heritage.places.library import Loaded
from heritage.places.place import Entry, Library
from heritage.problems import N_, Problem, Weight

_MOST_COMPARISONS = 100_000
"""Pairs of words compared for suggestions; a thousand broken links must not take minutes."""

_LIKENESS = 0.7
"""Of 1; below it, suggestions are guesses."""

Keys = tuple[str | int, ...]


@dataclass
class Inspection:
    """One check of the content as read, on the day `today`."""

    loaded: Loaded
    library: Library
    today: date
    release: bool
    note_months: int
    statement_stops: bool
    promised: Mapping[str, str] = field(default_factory=dict)
    _compared: int = 0

    @property
    def languages(self) -> tuple[str, ...]:
        """The enabled languages; the first is Swedish."""
        return self.library.site.languages

    def entries(self) -> Iterator[Entry]:
        """Every page, whatever its type."""
        yield from self.library.places.values()
        yield from self.library.trails.values()
        yield from self.library.themes.values()
        yield from self.library.safety.values()

    def path(self, *names: str) -> str:
        """How problems call a file of the content folder."""
        return "/".join((os.path.basename(os.path.abspath(self.library.folder)), *names))

    def is_broken(self, slug: str) -> bool:
        """Whether there is such a page, but it could not be read."""
        return slug in self.loaded.broken_slugs

    def problem(self, path: str, keys: Keys, text: str, **values: object) -> Problem:
        """A problem at the line of the fact that `keys` lead to; without keys, of the file as a whole."""
        line = self.loaded.lines.of(path, *keys) if keys else 0
        return Problem(path, line, text, values)

    def note(self, path: str, keys: Keys, text: str, **values: object) -> Problem:
        """The same, worth knowing only."""
        line = self.loaded.lines.of(path, *keys) if keys else 0
        return Problem(path, line, text, values, Weight.NOTE)

    def near(self, word: str, known: Collection[str]) -> str:
        """The known word that was likely meant, or ""."""
        self._compared += len(known)
        if self._compared > _MOST_COMPARISONS:
            return ""
        return next(iter(difflib.get_close_matches(word, known, 1, _LIKENESS)), "")

    def word(self, path: str, keys: Keys, key: str, word: str, known: Collection[str]) -> Iterator[Problem]:
        """A problem if `word`, which stands for `key`, is not among those that are known."""
        if word in known:
            return
        near = self.near(word, known)
        if near:
            text = N_("unknown word '{word}' for '{key}'; did you mean '{suggestion}'?")
        else:
            text = N_("unknown word '{word}' for '{key}'; the words are {known}")
        yield self.problem(path, keys, text, word=word, key=key, suggestion=near, known=", ".join(known))

    def slug(
        self, path: str, keys: Keys, slug: str, known: Collection[str], nearly: str, unknown: str
    ) -> Iterator[Problem]:
        """A problem if `slug` names none of the pages `known`: the text `nearly` where one is like it, or `unknown`."""
        if slug in known or self.is_broken(slug):
            return
        near = self.near(slug, known)
        yield self.problem(path, keys, nearly if near else unknown, slug=slug, suggestion=near)

    def filled(self, path: str, keys: Keys, key: str, text: str) -> Iterator[Problem]:
        """A problem if `text`, which stands for `key`, has no words."""
        if not text.strip():
            yield self.problem(path, keys, N_("'{key}' has no words; write them"), key=key)

    def words(self, path: str, keys: Keys, words: Mapping[str, str]) -> Iterator[Problem]:
        """A problem for each language of `words` that has none, or is no language that we know of."""
        for language, text in words.items():
            yield from self.filled(path, (*keys, language), language, text)
            if text.strip() and language not in self.languages and not is_language(language):
                told = N_("'{language}' is no language here; the languages of the site are {known}")
                known = ", ".join(self.languages)
                yield self.problem(path, (*keys, language), told, language=language, known=known)

    def once(self, path: str, keys: Keys, key: str, words: Sequence[str]) -> Iterator[Problem]:
        """A problem for each of `words`, listed under `key`, that has stood before."""
        for number, word in enumerate(words):
            if word in words[:number]:
                told = N_("'{word}' is listed twice in '{key}'; take one away")
                yield self.problem(path, (*keys, number), told, word=word, key=key)
