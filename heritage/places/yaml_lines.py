"""Where things stand in YAML: the node tree with its lines, and what its syntax errors mean in plain words.

Used only when something is wrong, for PyYAML is a tenth as fast as the reader of healthy files.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import yaml

from heritage.problems import N_

UNREADABLE = (ValueError, TypeError)
"""What yaml-rs raises: its own error is a ValueError, as is that for a number of 4300 digits; a key that is
no word can end in a TypeError."""

DEEPEST = 20
"""Collections in each other; no file of ours needs more than five."""


@dataclass(frozen=True)
class Fault:
    """A problem that does not know its file: `line` counts from 0 in the YAML text."""

    line: int
    text: str
    values: dict[str, object] = field(default_factory=dict)


# libyaml's parser, where PyYAML was built with it, is ten times as fast and says less about errors.
_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_OPEN = N_("a quotation mark is opened here and never closed")
TAB = N_("there is a tab here; use spaces instead")
NO_BREAK = N_("there is a no-break space in this line; write ordinary spaces")
_SIGN = N_("a value cannot begin with this sign; put quotation marks round the whole value")

# Fragments of PyYAML's reasons, in the order they are tried; whether the fault lies where the context began;
# and our words.
_REASONS = (
    (
        "mapping values are not allowed",
        False,
        N_("there is a second colon with a space after it; put quotation marks round the whole value"),
    ),
    ("character '\\t'", False, TAB),
    *(
        (fragment, False, _SIGN)
        for fragment in (
            "that cannot start any token",
            "scanning an alias",
            "scanning an anchor",
            "scanning a tag",
            "found undefined tag",
            "scanning a block scalar",
            "mapping keys are not allowed",
        )
    ),
    (
        "sequence entries are not allowed",
        False,
        N_("a list cannot begin on the same line as its key; put each '- ' on a line of its own"),
    ),
    (
        "unexpected end of stream",
        True,
        _OPEN,
    ),
    (
        "found '<scalar>'",
        False,
        N_("words follow a closing quotation mark; put the whole value between one pair of marks"),
    ),
    (
        "could not find expected ':'",
        True,
        N_("this line has no 'key: value'; write a colon and a space after the key, or indent the line"),
    ),
    ("expected ',' or ']'", True, N_("a bracket '[' is opened here and not closed, or a comma is missing")),
    ("expected ',' or '}'", True, N_("a brace '{{' is opened here and not closed, or a comma is missing")),
    (
        "expected <block end>",
        False,
        N_("this line is not indented like its neighbours; begin it as far in as they begin"),
    ),
    ("unknown escape character", False, N_("a backslash between \"…\" needs a second one; write '\\\\'")),
    ("another document", False, N_("a line '---' stands in the middle of the facts; take it away")),
)


def compose(text: str) -> yaml.Node | None:
    """The node tree of `text`; None if it is empty. Raises yaml.YAMLError; call `refusals` first."""
    tree: yaml.Node | None
    try:
        tree = yaml.compose(text, Loader=_FAST)
    except yaml.YAMLError as told:
        try:
            tree = yaml.compose(text, Loader=yaml.SafeLoader)
        except ValueError:
            raise told from None  # PyYAML itself stumbles over a letter such as "\\U00110000"
    return tree


def refusals(text: str) -> Iterator[Fault]:
    """What safe YAML may hold but ours must not: aliases, anchors, tags (R-S14) and a tower of lists."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_FAST):
            line = _mark_line(event.start_mark)
            if isinstance(event, yaml.AliasEvent):
                yield Fault(
                    line,
                    N_("'*{name}' points at another line; write it out, or put quotation marks round it"),
                    {"name": event.anchor},
                )
            elif isinstance(event, yaml.NodeEvent):
                yield from _marks(event)
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEEPEST:
                    yield Fault(line, N_("too many lists stand inside each other here"))
                    return
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError:
        return  # the syntax error is explained when the tree is made


def _marks(event: yaml.NodeEvent) -> Iterator[Fault]:
    line = _mark_line(event.start_mark)
    if event.anchor is not None:
        yield Fault(
            line,
            N_("'&{name}' makes a value for repeating; take it away, or put quotation marks round the value"),
            {"name": event.anchor},
        )
    tag = getattr(event, "tag", None)
    if tag is not None:
        yield Fault(
            line,
            N_("'{tag}' is not allowed before a value; take it away, or put quotation marks round the value"),
            {"tag": tag.replace("tag:yaml.org,2002:", "!!")},
        )


def explain(error: yaml.YAMLError, text: str) -> Fault:
    """A syntax error of `text` in the editor's words."""
    if isinstance(error, yaml.reader.ReaderError):
        return Fault(
            text.count("\n", 0, error.position),
            N_("there is an invisible control character ({character}) here; take it away"),
            {"character": f"U+{ord(text[error.position]):04X}"},
        )
    reason, line = str(error), 0
    if isinstance(error, yaml.MarkedYAMLError):
        reason = " ".join(part for part in (error.context, error.problem) if part)
        context, line = _mark_line(error.context_mark), _mark_line(error.problem_mark)
        for spot in (line, context):
            fault = _of_line(text, spot)
            if fault is not None:
                return fault
        for fragment, from_context, words in _REASONS:
            if fragment in reason:
                return Fault(context if from_context else line, words)
    return Fault(line, N_("this line cannot be read as 'key: value' ({reason})"), {"reason": reason})


_OPEN_QUOTE = re.compile(
    r"^[ \t-]*[\w-]+:[ \t]+(?:\"[^\"\n]*|'[^'\n]*)\n(?=[a-z_]+:(?:[ \t\n]|\Z))", re.MULTILINE
)
_CURLY_QUOTE = re.compile(r"[:,{\[][ \t]+([“”„»«‘’])")
_WITHOUT_BRACE = re.compile(r"[\"']?[\w-]+[\"']?:[ \t]+[a-z_]+:[ \t]")


def _of_line(text: str, line: int) -> Fault | None:
    """What the line itself tells of a syntax error that was met there, better than the parser can."""
    opened = _OPEN_QUOTE.search(text)
    if opened:
        return Fault(text.count("\n", 0, opened.start()), _OPEN)
    written = next(iter(text.split("\n")[line : line + 1]), "")
    curly = _CURLY_QUOTE.search(written)
    if curly:
        told = N_("'{sign}' is no quotation mark here; put straight ones (\") before and after the value")
        return Fault(line, told, {"sign": curly[1]})
    if "\u00a0" in written:
        return Fault(line, NO_BREAK)
    if _WITHOUT_BRACE.match(written) and written.count("{") < written.count("}"):
        return Fault(line, N_("a brace '{{' is missing after the first colon of this line"))
    return None


class _Mark(Protocol):
    line: int


def _mark_line(mark: _Mark | None) -> int:
    return mark.line if mark else 0
