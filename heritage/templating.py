"""The Jinja environment: nothing undefined passes, everything is escaped, every string is translated.

Content never runs through it as a template (R-S12); it arrives as values.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import Protocol, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from heritage.i18n import gettext_for

TEMPLATES = Path(__file__).parent / "templates"


class _Translated(Protocol):
    """What extensions add to an environment."""

    catalogue: NullTranslations

    def install_gettext_callables(
        self,
        gettext: Callable[[str], str],
        ngettext: Callable[[str, str, int], str],
        newstyle: bool,
        pgettext: Callable[[str, str], str],
        npgettext: Callable[[str, str, str, int], str],
    ) -> None: ...


class FixedStrings(Extension):
    """Translates a bare `{{ _("text") }}` when a template is compiled.

    An environment speaks one language, so that such a string is the same on every page; looked up at each
    rendering, twenty of them cost more than the rest of a place page.
    """

    _CALL = ("variable_begin", "name", "lparen", "string", "rparen", "variable_end")

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens, each translated call replaced by its text."""
        held: list[Token] = []
        for token in stream:
            held.append(token)
            if token.type != self._CALL[len(held) - 1] or (token.type == "name" and token.value != "_"):
                # The token that breaks a call may begin the next one.
                begins = token.type == self._CALL[0]
                yield from held[:-1] if begins else held
                held = [token] if begins else []
            elif len(held) == len(self._CALL):
                yield Token(token.lineno, "data", self._translated(held[3].value))
                held = []
        yield from held

    def _translated(self, text: str) -> str:
        translate = cast(_Translated, self.environment).catalogue.gettext
        return translate(text) % {}  # as the runtime call does, so that a %% means the same


@lru_cache(maxsize=64)
def environment(language: str) -> Environment:
    """The environment whose `_`, `ngettext` and `pgettext` speak `language`; compiled templates are kept."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n", FixedStrings],
    )
    made.policies["ext.i18n.trimmed"] = True
    catalogue = gettext_for(language)
    made.extend(catalogue=catalogue)
    cast(_Translated, made).install_gettext_callables(
        catalogue.gettext,
        catalogue.ngettext,
        newstyle=True,
        pgettext=catalogue.pgettext,
        npgettext=catalogue.npgettext,
    )
    return made
