"""YAML to typed records: at full speed when all is well, and with every problem named when it is not."""

import re
from collections.abc import Iterator
from typing import TypeVar

import msgspec
import yaml_rs

from heritage.places import diagnosis
from heritage.places.yaml_lines import UNREADABLE
from heritage.problems import N_, Problem

Record = TypeVar("Record")

# Aliases, anchors and tags begin with these signs; most texts hold none of them.
_MARKS = re.compile(r"[&*!]\S")

# Words for readers without quotation marks, and a comment behind them that may have been meant as words.
_CUT = re.compile(
    r"^[ \t-]*(?P<key>name|lede|parish|credit|title|transcript|what|why|owner|area|address|checked_by"
    r"|(?!km:|lat:|lon:|url:|osm:|kmr:)[a-z]{2,3}(?:-[a-z0-9]{2,8})*):[ \t]+"
    r"[^\s\"'|>\[{&*!#](?:[^\s#]|[ \t]+[^\s#]|(?<=\S)#)*[ \t]+#",
    re.MULTILINE,
)

# yaml-rs runs out of stack on some 10 000 lists in each other ("- - - …"), which ends the program.
_MOST_DASHES = 500


def read(
    yaml: str,
    shape: type[Record],
    path: str,
    first_line: int = 1,
    elsewhere: frozenset[str] = frozenset(),
) -> tuple[Record | None, list[Problem]]:
    """The record in `yaml`, whose first line is `first_line` of the file `path`, and all that is wrong in it.

    A record comes with problems only when they are keys that no record has, or words that a comment cuts: it
    can still be checked further. `elsewhere` are keys that belong in the Swedish text's file.
    """
    if wants_care(yaml):
        refused = diagnosis.refusals(yaml, path, first_line)
        if refused:
            return None, refused
    try:
        found = yaml_rs.loads(yaml)
        return msgspec.convert({} if found is None else found, shape), list(_cut(yaml, path, first_line))
    except (*UNREADABLE, msgspec.ValidationError) as error:
        return diagnosis.diagnose(yaml, shape, path, first_line, elsewhere, str(error))


def _cut(yaml: str, path: str, first_line: int) -> Iterator[Problem]:
    for cut in _CUT.finditer(yaml) if " #" in yaml or "\t#" in yaml else ():
        text = N_(
            "the words after ' #' are left out of '{key}'; put quotation marks round all of it, or the comment "
            "on a line of its own"
        )
        line = yaml.count("\n", 0, cut.start("key")) + first_line
        yield Problem(path, line, text, {"key": cut["key"]})


def wants_care(yaml: str) -> bool:
    """Whether `yaml` may hold what yaml-rs must not be given: aliases (R-S14), or a tower of lists."""
    has_marks = ("&" in yaml or "*" in yaml or "!" in yaml) and _MARKS.search(yaml) is not None
    return has_marks or sum(map(yaml.count, ("- ", "-\t", "? ", "?\t"))) > _MOST_DASHES
