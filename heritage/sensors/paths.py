"""Paths into decoded objects: `temperature`, `payload.snowHeight`, `externalTemperature2[0]`, `history[1].depth`."""

import re
from functools import lru_cache
from typing import Final

_STEP = re.compile(r"([^.\[\]]+)|\[(\d{1,3})\]")
_PATH = re.compile(r"(?:[^.\[\]]+|\[\d{1,3}\])(?:\.[^.\[\]]+|\[\d{1,3}\])*\Z")


class _Absent:
    """What stands where a path leads nowhere; None is a value that the device left empty."""


ABSENT: Final = _Absent()


def is_path(text: str) -> bool:
    return _PATH.match(text) is not None


@lru_cache(maxsize=1000)
def _steps(path: str) -> tuple[str | int, ...]:
    return tuple(found[1] if found[1] is not None else int(found[2]) for found in _STEP.finditer(path))


def at(values: object, path: str) -> object:
    """What stands at `path`, or ABSENT. `[0]` of what is no list is the thing itself: one probe instead of several."""
    for step in _steps(path):
        if isinstance(step, str):
            if not isinstance(values, dict) or step not in values:
                return ABSENT
            values = values[step]
        elif isinstance(values, list):
            if step >= len(values):
                return ABSENT
            values = values[step]
        elif step > 0 or values is None or isinstance(values, dict):
            return ABSENT
    return values


def first(values: object, paths: tuple[str, ...]) -> object:
    """What stands at the first of `paths` that leads somewhere, or ABSENT."""
    for path in paths:
        found = at(values, path)
        if found is not ABSENT:
            return found
    return ABSENT


_MOST_LEAVES = 60


def leaves(values: object) -> list[tuple[str, object]]:
    """Every path to a plain value with that value, in their order; no more than a list on a screen takes."""
    found: list[tuple[str, object]] = []
    waiting: list[tuple[str, object]] = [("", values)]
    while waiting and len(found) < _MOST_LEAVES:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [
                (f"{path}.{name}" if path else str(name), inner) for name, inner in reversed(value.items())
            ]
        elif isinstance(value, list):
            waiting += [(f"{path}[{number}]", inner) for number, inner in reversed(list(enumerate(value)))]
        else:
            found.append((path, value))
    return found
