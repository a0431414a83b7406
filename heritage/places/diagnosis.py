"""Every problem of a YAML record, each with its line: the slow path, taken only when something is wrong.

It walks PyYAML's node tree beside the shape that the record should have, and words what it finds for editors.
"""

import difflib
import re
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec
import yaml
import yaml_rs

from heritage.places import yaml_lines
from heritage.places.spelling import (
    DevEui,
    LanguageTag,
    MonthDay,
    PictureFile,
    RecordingFile,
    Slug,
    WebAddress,
)
from heritage.problems import N_, Problem

Record = TypeVar("Record")

_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")
_LINE_IN_REASON = re.compile(r"line (\d+)")
_COORDINATES = re.compile(r"(-?\d+[.,]\d+)°?[NE]?[ ,;]+(-?\d+[.,]\d+)°?[NE]?")
_PHOTOGRAPH = re.compile(r".*\.(?:jpe?g|png|gif|webp|heic|tiff?)", re.IGNORECASE)
_BETWEEN_DIGITS = re.compile(r"[\s:.,-]")
_HEXADECIMAL = re.compile(r"[0-9a-f]+")
_WHOLE_RECORD = -1  # the line before the first; in a file that is all YAML, the file as a whole


def refusals(text: str, path: str, first_line: int) -> list[Problem]:
    """Aliases, anchors, tags and towers of lists, as problems of the file `path`."""
    return [
        Problem(path, fault.line + first_line, fault.text, fault.values)
        for fault in yaml_lines.refusals(text)
    ]


def diagnose(
    text: str, shape: type[Record], path: str, first_line: int, elsewhere: frozenset[str], reason: str
) -> tuple[Record | None, list[Problem]]:
    """What is wrong in the YAML `text`; with the record itself if nothing worse than unknown keys is.

    `reason` is what the fast reader said; it is quoted where this one finds nothing.
    """
    problems = refusals(text, path, first_line)
    if problems:
        return None, problems
    try:
        tree = yaml_lines.compose(text)
    except yaml.YAMLError as error:
        fault = yaml_lines.explain(error, text)
        return None, [Problem(path, fault.line + first_line, fault.text, fault.values)]
    walk = _Walk(path, first_line, elsewhere)
    found = walk.value(tree, shape, "", _WHOLE_RECORD)
    if not walk.problems:
        return None, [_unexplained(reason, path, first_line)]
    if len(walk.problems) > walk.unknown_keys:
        return None, walk.problems
    return msgspec.convert(found, shape), walk.problems


def _unexplained(reason: str, path: str, first_line: int) -> Problem:
    found = _LINE_IN_REASON.search(reason)
    line = int(found[1]) - 1 + first_line if found else 0
    if found and "valid YAML whitespace" in reason:
        return Problem(path, line, yaml_lines.TAB)
    return Problem(
        path,
        line,
        N_("this cannot be read as lines of 'key: value' ({reason})"),
        {"reason": reason.strip().splitlines()[-1] if reason.strip() else ""},
    )


class _Walk:
    """Collects problems, and gives the record as plain values without the keys that no record has."""

    def __init__(self, path: str, first_line: int, elsewhere: frozenset[str]) -> None:
        self.problems: list[Problem] = []
        self.unknown_keys = 0  # how many of the problems are unknown keys and no more
        self._path = path
        self._first_line = first_line
        self._elsewhere = elsewhere

    def value(
        self, node: yaml.Node | None, shape: Any, key: str, line: int, is_required: bool = False
    ) -> Any:
        """The plain value of `node`, which stands under `key` on `line` and should have `shape`."""
        members = _members(shape)
        if line == _WHOLE_RECORD and not (node is None or isinstance(node, yaml.MappingNode)):
            self._say(_line(node), N_("lines of the form 'key: value' are wanted here"), {})
            return None
        if isinstance(node, yaml.MappingNode) or line == _WHOLE_RECORD:
            for member in members:
                if _is_struct(member):
                    return self._struct(node, member, key, line)
                if get_origin(member) is dict:
                    names, item = get_args(member)
                    return self._mapping(node, names, item, key)
        if isinstance(node, yaml.SequenceNode):
            for member in members:
                if get_origin(member) is tuple:
                    item = get_args(member)[0]
                    return [self.value(child, item, key, _line(child)) for child in node.value]
        plain = _plain(node)
        if not _fits(plain, shape):
            written = node.value if isinstance(node, yaml.ScalarNode) else ""
            if plain is None and is_required:
                self._say(line, N_("'{key}' is empty; write its value"), {"key": key})
            else:
                self._say(line, *_expectation(members, key, written, plain))
        return plain

    def _struct(
        self, node: yaml.Node | None, shape: type[msgspec.Struct], inside: str, line: int
    ) -> dict[str, Any]:
        fields = {field.name: field for field in msgspec.structs.fields(shape)}
        known = list(fields)
        pairs = self._pairs(node)
        absent = set(known) - {key.value for key, _ in pairs}
        found: dict[str, Any] = {}
        before = ("", "")
        above = ""
        for key, child in pairs:
            name = key.value
            if name not in known and above and name in _keys_of(fields[above].type):
                text = N_("'{key}' belongs under '{above}'; begin its line with two spaces")
                self._say(_line(key), text, {"key": name, "above": above})
                continue
            if name not in known and shape.__struct_config__.forbid_unknown_fields:
                name = self._unknown(key, child, known, before)
            if name in known and (name == key.value or name in absent):
                absent.discard(name)
                found[name] = self.value(child, fields[name].type, name, _line(key), fields[name].required)
                above = name if _plain(child) is None else ""
            before = (key.value, child.value)
        for name in known:
            if name in absent and fields[name].required:
                self._say(line, _missing(name, inside, node), {"key": name, "inside": inside})
        return found

    def _mapping(self, node: yaml.Node | None, names: Any, shape: Any, inside: str) -> dict[str, Any]:
        """A value of `shape` under each key, which should fit `names`."""
        found: dict[str, Any] = {}
        for key, child in self._pairs(node):
            if not isinstance(_plain(key), str):
                text = N_("'{key}' must stand in quotation marks, or it is read as a number: \"{key}\"")
                self._say(_line(key), text, {"key": key.value})
            elif names is DevEui and not _fits(key.value, names):
                self._say(_line(key), *_dev_eui(key.value))
            elif not _fits(key.value, names) and _words(names):
                text = N_("'{value}' cannot stand under '{key}'; the keys there are {words}")
                known = ", ".join(_words(names))
                self._say(_line(key), text, {"value": key.value, "key": inside, "words": known})
            elif not _fits(key.value, names):
                self._say(_line(key), *_of_scalar(names, {"key": inside, "value": key.value}, key.value))
            found[key.value] = self.value(child, shape, key.value, _line(key))
        return found

    def _pairs(self, node: yaml.Node | None) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
        """Keys and values; says which keys are no words and which come twice."""
        pairs: dict[str, tuple[yaml.ScalarNode, yaml.Node]] = {}
        for key, child in [] if node is None else node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._say(_line(key), N_("a key must be one word with a colon after it"), {})
            elif key.value in pairs:
                first = _line(pairs[key.value][0]) + self._first_line
                text = N_("'{key}' is given twice, here and on line {line}; keep one of them")
                self._say(_line(key), text, {"key": key.value, "line": first})
            elif pairs and _is_cut(node, key, child):
                text = N_(
                    "the comma before '{words}' ends the value; put quotation marks round the whole value"
                )
                self._say(_line(key), text, {"words": key.value})
            else:
                pairs[key.value] = (key, child)
        return list(pairs.values())

    def _unknown(
        self, key: yaml.ScalarNode, child: yaml.Node, known: list[str], before: tuple[str, object]
    ) -> str:
        """Says what is wrong with the key; gives the one that was probably meant, or ""."""
        name = key.value
        if name.isdigit() and child.value == "" and before[0]:
            # `{lat: 62,5}` reads as lat: 62 and a key 5 without a value.
            self._say(_line(key), *_decimal_comma(before[0], f"{before[1]},{name}"))
            return ""
        near = "".join(difflib.get_close_matches(name, known, 1))
        if "\u00a0" in name:
            text = yaml_lines.NO_BREAK
        elif near:
            text = N_("unknown key '{key}'; did you mean '{suggestion}'?")
        elif name in self._elsewhere:
            text = N_("'{key}' is the same in all languages; write it in sv.md only")
        else:
            text = N_("unknown key '{key}'; the keys here are {known}")
        self.unknown_keys += 1
        self._say(_line(key), text, {"key": name, "suggestion": near, "known": ", ".join(known)})
        return near

    def _say(self, line: int, text: str, values: dict[str, object]) -> None:
        self.problems.append(Problem(self._path, line + self._first_line, text, values))


def _missing(key: str, inside: str, node: yaml.Node | None) -> str:
    """Where to write `key`, which `node` lacks: the value of the key `inside`, or the whole record for ""."""
    if (inside, key) in _WORDED:
        return _WORDED[inside, key]
    if not inside:
        return N_("'{key}' is missing; add a line that begins with '{key}:'")
    if isinstance(node, yaml.MappingNode) and node.flow_style:
        return N_("'{key}' is missing in '{inside}'; write it inside the braces: {key}: …")
    return N_("'{key}' is missing in '{inside}'; write it below, indented as the lines there: {key}: …")


_WORDED = {
    ("recording", "transcript"): N_(
        "'transcript' is missing in 'recording'; write 'transcript: story' there if the recording reads "
        "exactly the text of this page, else 'transcript:' and the words that are said"
    ),
    ("", "places"): N_(
        "'places' is missing; add a line with the folder names of places, such as 'places: [bron, kyrkan]'"
    ),
}
"""Said of keys that need more than a place to stand: (the key they stand in, the key)."""


def _line(node: yaml.Node) -> int:
    return node.start_mark.line if node.start_mark else 0


def _plain(node: yaml.Node | None) -> Any:
    """The value as the fast reader sees it; an empty one stands for a list or mapping."""
    if isinstance(node, yaml.MappingNode):
        return {}
    if isinstance(node, yaml.SequenceNode):
        return []
    if not isinstance(node, yaml.ScalarNode):
        return None
    if node.style:  # quoted, or a block of text
        return node.value
    try:
        found = yaml_rs.loads(f"- {node.value}")
    except yaml_lines.UNREADABLE:
        return node.value
    return found[0] if isinstance(found, list) else node.value


def _is_cut(node: yaml.Node | None, key: yaml.ScalarNode, child: yaml.Node) -> bool:
    """Whether `key` stands in braces without a colon, and so is the rest of the value before it."""
    is_bare = isinstance(child, yaml.ScalarNode) and child.value == "" and not child.style
    in_braces = isinstance(node, yaml.MappingNode) and bool(node.flow_style)
    ends = key.end_mark and child.start_mark and key.end_mark.index == child.start_mark.index
    return is_bare and in_braces and bool(ends) and not key.value.isdigit()


def _keys_of(shape: Any) -> set[str]:
    """The keys that a value of `shape` may have of its own."""
    structs = [member for member in _members(shape) if _is_struct(member)]
    return {field.name for struct in structs for field in msgspec.structs.fields(struct)}


def _fits(plain: Any, shape: Any) -> bool:
    try:
        msgspec.convert(plain, shape)
    except msgspec.ValidationError:
        return False
    return True


def _members(shape: Any) -> list[Any]:
    """The types that `shape` allows, without None, without their limits."""
    if get_origin(shape) in (Union, UnionType):
        return [member for part in get_args(shape) for member in _members(part)]
    return [] if shape is NoneType else [shape]


def _is_struct(shape: Any) -> bool:
    return isinstance(shape, type) and issubclass(shape, msgspec.Struct)


def _expectation(members: list[Any], key: str, written: str, plain: Any) -> tuple[str, dict[str, object]]:
    """What should stand under `key` instead of `written`: a message and its values."""
    values: dict[str, object] = {"key": key, "value": written}
    if plain is None:
        return N_("'{key}' is empty; write its value, or take the line away"), values
    words = [word for member in members for word in _words(member)]
    structs = [member for member in members if _is_struct(member)]
    if structs:
        keys = ", ".join(field.name for field in msgspec.structs.fields(structs[0]))
        pair = _COORDINATES.fullmatch(written)
        if pair and key == "position":
            lat, lon = (number.replace(",", ".") for number in pair.groups())
            text = N_("'{key}' is written like this, with how many metres off it may be: {suggestion}")
            return text, values | {"suggestion": f"{{lat: {lat}, lon: {lon}, precision_m: …}}"}
        if words:
            text = N_("'{key}' must be the word '{words}', or have keys of its own: {keys}")
            return text, values | {"keys": keys, "words": ", ".join(words)}
        return N_("'{key}' must have keys of its own: {keys}"), values | {"keys": keys}
    if words:
        return N_("'{key}' must be one of {words}, not '{value}'"), values | {"words": ", ".join(words)}
    member = members[0]
    if get_origin(member) is tuple:
        return N_("'{key}' must be a list; write each item on its own line after '- ', or in [ ]"), values
    if get_origin(member) is dict and get_args(member)[1] is int:
        return N_("'{key}' must hold names with a number each, such as {{probe: 1}}"), values
    if get_origin(member) is dict:
        text = N_("'{key}' must have keys of its own, such as '{suggestion}: …'")
        return text, values | {"suggestion": _example(get_args(member)[0])}
    if isinstance(plain, list | dict):
        return N_("'{key}' must be a single value, not a list or keys of its own"), values
    return _of_scalar(member, values, plain)


def _example(names: Any) -> str:
    """A key that fits `names`."""
    return "norra-bron" if names is Slug else next(iter(_words(names)), "en")


def _words(shape: Any) -> tuple[str, ...]:
    """The words that are allowed, where only some are."""
    if get_origin(shape) is Literal:
        return get_args(shape)
    if isinstance(shape, type) and issubclass(shape, Enum):
        return tuple(str(member.value) for member in shape)
    return ()


def _of_scalar(shape: Any, values: dict[str, object], plain: Any) -> tuple[str, dict[str, object]]:
    bare = get_args(shape)[0] if get_origin(shape) is Annotated else shape
    written = str(values["value"])
    if bare in (int, float) and _DECIMAL_COMMA.fullmatch(written):
        return _decimal_comma(str(values["key"]), written)
    if bare in (int, float) and isinstance(plain, int | float) and not isinstance(plain, bool):
        limits = get_args(shape)[1] if get_origin(shape) is Annotated else msgspec.Meta()
        if bare is int and isinstance(plain, float):
            return N_("'{key}' must be a whole number, not '{value}'"), values
        text = N_("'{key}' must lie between {low} and {high}, not '{value}'")
        return text, values | {"low": limits.ge, "high": limits.le}
    if bare is str and not isinstance(plain, str):
        return N_("'{key}' must be text; put quotation marks round it: \"{value}\""), values
    if shape is PictureFile and _PHOTOGRAPH.fullmatch(written):
        return N_("'{value}' cannot be shown, for pages hold drawings in SVG only so far"), values
    return _FORMS.get(shape) or _FORMS[bare], values


_FORMS: dict[Any, str] = {
    float: N_("'{key}' must be a number such as 15.6, not '{value}'"),
    int: N_("'{key}' must be a whole number, not '{value}'"),
    date: N_("'{key}' must be a date such as 2026-11-21, not '{value}'"),
    bool: N_("'{key}' must be true or false, not '{value}'"),
    MonthDay: N_("'{key}' must be a day of the year such as 03-15, month first, not '{value}'"),
    LanguageTag: N_("'{key}' must hold language tags such as sv, en or sv-simple, not '{value}'"),
    Slug: N_("'{key}' must hold small letters a-z, digits and hyphens, such as norra-bron, not '{value}'"),
    WebAddress: N_("'{key}' must be a web address such as https://example.org/page, not '{value}'"),
    PictureFile: N_("'{key}' must be a picture in the same folder, such as church.svg, not '{value}'"),
    RecordingFile: N_(
        "'{key}' must be a recording in the same folder, such as story-sv.mp3 or story-sv.m4a, not '{value}'"
    ),
}


def _dev_eui(written: str) -> tuple[str, dict[str, object]]:
    """What is wrong with a sensor's number; the right one only where every digit is there."""
    digits = _BETWEEN_DIGITS.sub("", written).lower()
    values: dict[str, object] = {"value": written, "suggestion": digits, "count": len(digits)}
    if _fits(digits, DevEui):
        return N_("'{value}' must be written in small letters without other signs: \"{suggestion}\""), values
    if _HEXADECIMAL.fullmatch(digits):
        return N_(
            "'{value}' has {count} digits, and a sensor's number (dev_eui) has 16; compare it with its label"
        ), values
    return N_(
        "'{value}' is no sensor's number (dev_eui), which has 16 digits of 0-9 and a-f; copy it from its label"
    ), values


def _decimal_comma(key: str, written: str) -> tuple[str, dict[str, object]]:
    text = N_("'{key}' has a decimal comma; write a point: {suggestion}")
    return text, {"key": key, "suggestion": written.replace(",", ".")}
