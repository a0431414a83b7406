"""Where each number of a report comes from: a mark after every sentence and table, and the query behind each mark."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Cited(NamedTuple):
    """What stands in the text by its mark, and the fields of the answer that hold its numbers."""

    mark: int
    what: str
    point: str
    fields: tuple[str, ...]


@dataclass
class Trace:
    """Gives the marks of a report on `period`, which is written as Period.key."""

    period: str
    is_demo: bool = False
    cited: list[Cited] = field(default_factory=list)

    def mark(self, what: str, point: str, fields: tuple[str, ...]) -> str:
        """The mark to stand after `what`, such as ` [3]`; the same fields of a point have one."""
        known = next((one for one in self.cited if (one.point, one.fields) == (point, fields)), None)
        if known is None:
            known = Cited(len(self.cited) + 1, what, point, fields)
            self.cited.append(known)
        # A mark never begins a line.
        return f"\N{NO-BREAK SPACE}[{known.mark}]"

    def command(self, point: str) -> str:
        """What is typed on the machine of the service for the numbers of a point."""
        demo = " --demo" if self.is_demo else ""
        return f"heritage counts show {point} --period {self.period} --public --json{demo}"

    def by_point(self) -> Mapping[str, list[Cited]]:
        """The marks of each point that has any, in their order."""
        found: dict[str, list[Cited]] = {}
        for one in self.cited:
            found.setdefault(one.point, []).append(one)
        return found
