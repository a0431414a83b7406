"""What an editor can mend: where it is, what is wrong and what to do, in the editor's language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum


def N_(text: str) -> str:
    """Mark `text` for extraction into the catalogues; it is translated when the problem is shown."""
    return text


class Weight(Enum):
    """How much a problem matters."""

    PROBLEM = "problem"  # must be mended before anything is built
    NOTE = "note"  # worth knowing; never stops a build


@dataclass(frozen=True)
class Problem:
    """One thing to mend at `path:line`.

    `path` is relative to the folder that holds `content/`, with forward slashes. `line` counts from 1;
    0 means the file or folder as a whole. `text` is an English message id with {named} places, filled
    from `values`, which quote the editor's own words.
    """

    path: str
    line: int
    text: str
    values: dict[str, object] = field(default_factory=dict)
    weight: Weight = Weight.PROBLEM

    def message(self, gettext: Callable[[str], str] = str) -> str:
        """The sentence after `path:line: `, translated by `gettext`; always one line that any screen can show."""
        values = {name: _shown(value) for name, value in _worded(self.values, gettext).items()}
        return gettext(self.text).format(**values)

    def as_line(self, gettext: Callable[[str], str] = str) -> str:
        """The form that every text editor can jump to."""
        path = _shown(self.path)
        where = f"{path}:{self.line}" if self.line else path
        return f"{where}: {self.message(gettext)}"


_LONGEST_QUOTE = 300  # characters


def _shown(value: object) -> object:
    """An editor's words without line breaks and signs that would command a terminal, and not endlessly."""
    if not isinstance(value, str):
        return value
    shown = "".join(letter if letter.isprintable() else " " for letter in value[: _LONGEST_QUOTE + 1])
    return shown if len(value) <= _LONGEST_QUOTE else shown[:-1] + "…"


def _worded(values: dict[str, object], gettext: Callable[[str], str]) -> dict[str, object]:
    """With the system's own words for a `reason` translated, as far as they are known."""
    reason = values.get("reason")
    return {**values, "reason": gettext(reason)} if isinstance(reason, str) and reason else values


def blocking(problems: Iterable[Problem]) -> list[Problem]:
    """Those that stop a build."""
    return [problem for problem in problems if problem.weight is Weight.PROBLEM]


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sorted by place, each said once."""
    unique = {(problem.path, problem.line, problem.message()): problem for problem in problems}
    return [unique[key] for key in sorted(unique)]


class Refusal(Exception):
    """Why something is not done, in one sentence for people: an English message id and its {named} values."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text.format(**values))
        self.text = text
        self.values = values

    def message(
        self, gettext: Callable[[str], str] = str, written: Callable[[object], object] = lambda value: value
    ) -> str:
        """The sentence, translated by `gettext`, with each value as `written` writes it."""
        values = {name: written(value) for name, value in _worded(self.values, gettext).items()}
        return gettext(self.text).format(**values)
