"""The line of a fact in an editor's file, found only when a problem is about to be told."""

import os
import re
from pathlib import Path

import yaml

from heritage.places import frontmatter, yaml_lines
from heritage.problems import Problem


class Lines:
    """Finds lines in the files under the content folder `folder`; reads a file when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._above = Path(os.path.abspath(folder)).parent
        self._trees: dict[str, tuple[yaml.Node | None, int]] = {}

    def of(self, path: str, *keys: str | int) -> int:
        """The line of the key or list item that `keys` lead to, in `path` as problems name it, from 1.

        The line of the nearest one above where the last keys are missing; 1 where nothing can be found.
        """
        if path not in self._trees:
            self._trees[path] = self._read(path)
        node, first_line = self._trees[path]
        line = 1
        for key in keys:
            found = _step(node, key)
            if found is None:
                break
            mark, node = found
            line = mark.start_mark.line + first_line if mark.start_mark else line
        return line

    def of_words(self, path: str, words: str, sentence: str) -> int:
        """The line where `words` of a `sentence` in the story of `path` begin, whatever marks stand between them.

        Where the sentence cannot be found, that of the words or their first; else the story's first line, or 1.
        """
        text = self._text(path)
        parts = None if text is None else frontmatter.split(path, text)
        if not isinstance(parts, frontmatter.Parts):
            return 1
        whole = re.search(_with_marks(sentence), parts.body)
        start, end = whole.span() if whole else (0, len(parts.body))
        for pattern in (_with_marks(words), _with_marks(words.split()[0])):
            found = re.compile(pattern).search(parts.body, start, end)
            if found:
                start = found.start()
                break
        return parts.body_line + parts.body.count("\n", 0, start)

    def _text(self, path: str) -> str | None:
        try:
            text = frontmatter.decode(path, (self._above / path).read_bytes())
        except OSError:
            return None
        return text if isinstance(text, str) else None

    def _read(self, path: str) -> tuple[yaml.Node | None, int]:
        text = self._text(path)
        if text is None:
            return None, 1
        first_line = 1
        if path.endswith(".md"):
            parts = frontmatter.split(path, text)
            if isinstance(parts, Problem):
                return None, 1
            text, first_line = parts.yaml, frontmatter.YAML_LINE
        if any(yaml_lines.refusals(text)):
            return None, 1
        try:
            return yaml_lines.compose(text), first_line
        except yaml.YAMLError:
            return None, 1


def _step(node: yaml.Node | None, key: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """The node whose place tells the line, and the node to go on from."""
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int):
        return (node.value[key], node.value[key]) if 0 <= key < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next(((name, value) for name, value in node.value if name.value == str(key)), None)
    return None


def _with_marks(words: str) -> str:
    """A pattern for `words` in Markdown: with emphasis, line ends and other marks between them."""
    return r"\b" + r"[\W_]+".join(re.escape(word) for word in re.findall(r"\w+", words))
