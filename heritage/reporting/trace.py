"""Where each number of a report comes from: a mark after every sentence and table, and the query behind each mark."""

from dataclasses import dataclass, field
from typing import NamedTuple


class Source(NamedTuple):
    """A question that anybody can ask again, and the fields of its answer that hold the numbers."""

    point: str
    period: str  # as Period.key
    fields: tuple[str, ...]

    @property
    def command(self) -> str:
        """What is typed on the machine of the service."""
        return f"heritage counts show {self.point} --period {self.period} --public --json"


class Cited(NamedTuple):
    """What stands in the text, by its mark, and its source."""

    mark: int
    what: str
    source: Source


@dataclass
class Trace:
    """Gives the marks; the same source has one."""

    cited: list[Cited] = field(default_factory=list)

    def mark(self, what: str, source: Source) -> str:
        """The mark to stand after `what`, such as ` [3]`."""
        known = next((one for one in self.cited if one.source == source), None)
        if known is None:
            known = Cited(len(self.cited) + 1, what, source)
            self.cited.append(known)
        return f" [{known.mark}]"
