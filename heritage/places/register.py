"""`content/codes.yaml`, the register of signs: which code leads to which place, and since when (R-Q9)."""

import re
from typing import NamedTuple

import msgspec
import yaml_rs

from heritage.places import facts, records
from heritage.places.facts import SignFacts
from heritage.places.place import Sign
from heritage.places.yaml_lines import UNREADABLE
from heritage.problems import Problem

_CODE_LINE = re.compile(r"^[\"']?([^\s\"':#]+)[\"']?[ \t]*:", re.MULTILINE)


class Register(NamedTuple):
    """Signs by code, in the file's order; those that cannot be read are problems and left out."""

    signs: dict[str, Sign]
    problems: list[Problem]


def read(text: str, path: str) -> Register:
    """The register in `text`, the content of the file `path`."""
    found, problems = records.read(text, dict[str, SignFacts], path)
    if found is None:
        found = _readable(text) if problems else {}
    lines = _lines(text)
    signs = {code: facts.sign_of(code, lines.get(code, 0), sign) for code, sign in found.items()}
    return Register(signs, problems)


def _lines(text: str) -> dict[str, int]:
    """The line of each key at a line's beginning; by a pattern, since a healthy register wants them too."""
    lines: dict[str, int] = {}
    line, counted = 1, 0
    for match in _CODE_LINE.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        lines.setdefault(match[1], line)
    return lines


def _readable(text: str) -> dict[str, SignFacts]:
    """The signs that have no problem, in a register that has some."""
    if records.wants_care(text):
        return {}
    try:
        found = yaml_rs.loads(text, duplicate_key_policy=yaml_rs.DuplicateKeyPolicy.FirstWins)
    except UNREADABLE:
        return {}
    readable = {}
    for code, sign in found.items() if isinstance(found, dict) else ():
        try:
            readable[msgspec.convert(code, str)] = msgspec.convert(sign, SignFacts)
        except msgspec.ValidationError:
            continue
    return readable
