"""The register of codes held against its own past in Git: a printed code is a promise for ever (R-Q9).

Reads every earlier version of `codes.yaml` that HEAD descends from; needs the program `git`, and says so
when it could not look.
"""

import os
import re
import subprocess
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from time import monotonic
from typing import NamedTuple

import yaml_rs

from heritage.i18n.dates import LOCAL_TIME
from heritage.places import codes
from heritage.places.records import wants_care
from heritage.places.yaml_lines import UNREADABLE
from heritage.problems import N_, Problem, Weight

REGISTER = "codes.yaml"

_MOST_SECONDS = 10.0
_MOST_RENAMES = 20

_BLOCK = re.compile(r"^(?=[^\s#])", re.MULTILINE)
_CODE = re.compile(r"[\"']?([^\s\"':#]+)[\"']?[ \t]*:")

# Plumbing that reads no user's settings about pagers, signatures or colours, and starts no other program.
_GIT = ("git", "--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false")


@dataclass(frozen=True)
class Promise:
    """The place that a code was first given, and the day of the commit that gave it."""

    place: str
    day: date


@dataclass(frozen=True)
class Past:
    """What earlier versions of the register promised, by code, and notes on what could not be looked at."""

    promises: Mapping[str, Promise]
    notes: list[Problem]

    @property
    def places(self) -> dict[str, str]:
        """The place that each code was promised to."""
        return {code: promise.place for code, promise in self.promises.items()}


class _Unchecked(Exception):
    """Why Git could not be asked; the text is a message id."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text)
        self.text = text
        self.values = values


def look_back(content: Path, seconds: float = _MOST_SECONDS) -> Past:
    """What the register in the folder `content` has promised. Git is given `seconds` in all."""
    register = Path(os.path.abspath(content)) / REGISTER
    path = f"{register.parent.name}/{REGISTER}"
    if not register.is_file():
        return Past({}, [])  # reading says that it is missing
    try:
        repository = _Repository(register.parent, seconds)
        promises = _promises(repository.versions())
    except _Unchecked as reason:
        return Past({}, [Problem(path, 0, reason.text, reason.values, Weight.NOTE)])
    if not repository.is_shallow:
        return Past(promises, [])
    told = N_(
        "the codes were held against a part of their history only, for this is a shallow clone; "
        "run 'git fetch --unshallow'"
    )
    return Past(promises, [Problem(path, 0, told, weight=Weight.NOTE)])


def broken(past: Past, content: Path, places: Collection[str] = ()) -> Iterator[Problem]:
    """Codes that the register once gave, and that are gone or lead elsewhere now.

    With the slugs of all `places`, it keeps silent of a code whose place is only mistyped.
    """
    register = Path(os.path.abspath(content)) / REGISTER
    path = f"{register.parent.name}/{REGISTER}"
    try:
        text = register.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError):
        return  # reading says what is wrong with it
    given = _places(text)
    if given is None:
        return
    lines = {code: line for code, (line, _) in _blocks(text).items()}
    wrong = {right: typed for typed, right in mistyped(given, past.places).items()}
    for code, promise in past.promises.items():
        if code in wrong:
            told = N_("code {code} has become '{typed}' here; write it as it was")
            yield Problem(path, lines.get(wrong[code], 0), told, {"code": code, "typed": wrong[code]})
        elif code not in given:
            yield _gone(path, code, promise)
        elif given[code] not in (promise.place, "") and not _is_misspelt(given[code], promise, places):
            yield _led_elsewhere(path, lines.get(code, 0), code, promise, given[code])


def _is_misspelt(place: str, promise: Promise, places: Collection[str]) -> bool:
    return promise.place in places and place not in places


def _gone(path: str, code: str, promise: Promise) -> Problem:
    told = N_(
        "code {code} is gone; it was given to '{place}' on {day}, and a code is for ever: "
        "put its line back; if the sign is gone too, with 'state: removed'"
    )
    return Problem(path, 0, told, {"code": code, "place": promise.place, "day": promise.day})


def _led_elsewhere(path: str, line: int, code: str, promise: Promise, now: str) -> Problem:
    told = N_(
        "code {code} leads to '{now}', but was given to '{place}' on {day}, and a code is "
        "for ever: put '{place}' back, and take a new code for '{now}'"
    )
    return Problem(path, line, told, {"code": code, "place": promise.place, "day": promise.day, "now": now})


def mistyped(given: Mapping[str, str], promised: Mapping[str, str]) -> dict[str, str]:
    """New codes that are a lost one of the same place but for one slip, to the lost ones; both map to places."""
    lost = [code for code in promised if code not in given]
    found: dict[str, str] = {}
    for typed, place in given.items():
        if lost and typed not in promised and not codes.is_code(typed):
            right = typed.upper() if typed.upper() in lost else next(iter(codes.near(typed, lost)), "")
            if right and promised[right] == place and right not in found.values():
                found[typed] = right
    return found


def _promises(versions: Iterable[tuple[date, str]]) -> dict[str, Promise]:
    """What each code was first given to; versions are days and texts, the oldest first."""
    promises: dict[str, Promise] = {}
    before = ""
    for day, version in versions:
        # Only what is new is read: a long register in many versions would take seconds.
        text = version.removeprefix(before) if before.endswith("\n") else version
        before = version
        fresh = "".join(block for code, (_, block) in _blocks(text).items() if code not in promises)
        found = _places(fresh) if fresh else {}
        if found is None or (not fresh and not promises):
            found = _places(version)  # not one code a line; or unreadable, so never served and no promise
        for code, place in (found or {}).items():
            if place:
                promises.setdefault(code, Promise(place, day))
    return promises


def _blocks(text: str) -> dict[str, tuple[int, str]]:
    """Each code's line in the register, and the lines that are its own; the first of a code given twice."""
    blocks: dict[str, tuple[int, str]] = {}
    line = 1
    for block in _BLOCK.split(text.replace("\r\n", "\n").removeprefix("\ufeff")):
        code = _CODE.match(block)
        if code:
            blocks.setdefault(code[1], (line, block if block.endswith("\n") else f"{block}\n"))
        line += block.count("\n")
    return blocks


def _places(yaml: str) -> dict[str, str] | None:
    """Code to place, "" where a code has none that can be read; None where the whole cannot be read."""
    if wants_care(yaml):
        return None
    try:
        found = yaml_rs.loads(yaml, duplicate_key_policy=yaml_rs.DuplicateKeyPolicy.FirstWins)
    except UNREADABLE:
        return None
    if found is None:
        return {}  # nothing but comments
    if not isinstance(found, dict):
        return None
    places = {str(code): sign.get("place") if isinstance(sign, dict) else "" for code, sign in found.items()}
    return {code: place if isinstance(place, str) else "" for code, place in places.items()}


class _Version(NamedTuple):
    """Where a version of the register is to be found, and its committer's time in seconds since 1970."""

    seconds: str
    commit: str
    path: str

    @property
    def day(self) -> date:
        return datetime.fromtimestamp(int(self.seconds), LOCAL_TIME).date()


class _Repository:
    """The Git repository around a content folder. Raises _Unchecked where there is none."""

    def __init__(self, folder: Path, seconds: float) -> None:
        self._folder = folder
        self._until = monotonic() + seconds
        answer = self._git("rev-parse", "--is-shallow-repository", "--show-prefix").splitlines()
        self.is_shallow = answer[0] == "true"
        self._prefix = answer[1] if len(answer) > 1 else ""

    def versions(self) -> Iterator[tuple[date, str]]:
        """Day and text of each version of the register that HEAD has, the oldest first."""
        asked: list[_Version] = []
        path, start = f"{self._prefix}{REGISTER}", "HEAD"
        for _ in range(_MOST_RENAMES):
            commits = self._git(
                *("rev-list", "--full-history", "--topo-order", "--timestamp"),
                *(start, "--", f":(top,literal){path}"),
            )
            found = (line.partition(" ") for line in commits.splitlines())
            asked += [_Version(seconds, commit, path) for seconds, _, commit in found]
            former = self._former_path(asked[-1].commit, path) if commits else None
            if former is None:
                break
            path, start = former, f"{asked[-1].commit}^"
        asked.reverse()
        yield from self._texts(asked)

    def _former_path(self, commit: str, path: str) -> str | None:
        """Where the register stood before `commit`, if that commit moved it."""
        told = self._git(
            "diff-tree", "--no-commit-id", "-r", "-M", "-z", "--diff-filter=R", "--name-status", commit
        )
        fields = iter(told.split("\0"))
        for _, before, after in zip(fields, fields, fields, strict=False):
            if after == path:
                return before
        return None

    def _texts(self, asked: list[_Version]) -> Iterator[tuple[date, str]]:
        names = "".join(f"{version.commit}:{version.path}\n" for version in asked)
        answer = self._git_bytes("cat-file", "--batch", given=names.encode())
        place = 0
        for version in asked:
            end = answer.index(b"\n", place)
            header = answer[place:end].split(b" ")
            place = end + 1
            if header[-1] == b"missing":
                continue  # the version that took the register away
            size = int(header[-1])
            yield version.day, answer[place : place + size].decode(errors="replace")
            place += size + 1

    def _git(self, *arguments: str) -> str:
        return self._git_bytes(*arguments).decode(errors="replace")

    def _git_bytes(self, *arguments: str, given: bytes = b"") -> bytes:
        # A hook of Git's own sets GIT_DIR and more, which would lead to another repository than the folder's.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        environment |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"}
        try:
            done = subprocess.run(
                (*_GIT, *arguments),
                cwd=self._folder,
                env=environment,
                input=given,
                capture_output=True,
                timeout=max(0.0, self._until - monotonic()),
                check=False,
            )
        except OSError as error:
            raise _Unchecked(
                N_("the codes were not held against their history, for the program 'git' is not installed")
            ) from error
        except subprocess.TimeoutExpired as error:
            raise _Unchecked(
                N_("the codes were not held against their history, for 'git' did not answer in time")
            ) from error
        if done.returncode == 0 or b"bad revision 'HEAD'" in done.stderr:
            return done.stdout  # without HEAD nothing was ever committed, and the answer is empty
        raise _reason(done.stderr.decode(errors="replace"))


def _reason(said: str) -> _Unchecked:
    if "not a git repository" in said:
        return _Unchecked(
            N_("the codes were not held against their history, for the folder is not in a Git repository")
        )
    first = said.strip().partition("\n")[0].removeprefix("fatal: ")
    return _Unchecked(
        N_("the codes were not held against their history, for Git says: {reason}"), reason=first
    )
