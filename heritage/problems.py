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
        """The sentence after `path:line: `, translated by `gettext`."""
        return gettext(self.text).format(**self.values)

    def as_line(self, gettext: Callable[[str], str] = str) -> str:
        """The form that every text editor can jump to."""
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.message(gettext)}"


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

    def message(self, gettext: Callable[[str], str] = str) -> str:
        """The sentence, translated by `gettext`."""
        return gettext(self.text).format(**self.values)
