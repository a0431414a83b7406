"""The Jinja environment: nothing undefined passes, everything is escaped, every string is translated.

Content never runs through it as a template (R-S12); it arrives as values.
"""

from collections.abc import Callable, Iterator, MutableMapping
from contextlib import suppress
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path
from types import CodeType
from typing import Any, Protocol, cast

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, Template
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from heritage.i18n.catalogues import gettext_for

TEMPLATES = Path(__file__).parent / "templates"

KEPT = TEMPLATES / "__pycache__"
"""Where compiled templates lie, as Python's own modules do beside their sources."""

_THIS_MODULE = Path(__file__).read_text(encoding="utf-8")


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


class TranslatedCode(FileSystemLoader):
    """Compiles a template once, and for each language puts its words into the code.

    Compiling the templates takes two tenths of a second, and pages have many languages.
    """

    def load(
        self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        """The template in the language of `environment`."""
        code = translated(marked_code(name), cast(_Translated, environment).catalogue)
        return environment.template_class.from_code(environment, code, globals or {})


_MARK = "\ue000"  # a private-use letter: stands on both sides of a string to translate and is in no template


class _Marking(NullTranslations):
    """No language: leaves each string to be translated in the code."""

    def gettext(self, message: str) -> str:
        return f"{_MARK}{message.replace('%', '%%')}{_MARK}"


def translated(code: CodeType, catalogue: NullTranslations) -> CodeType:
    """`code` with the marked strings among its constants in the language of `catalogue`."""
    constants: list[object] = []
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            constants.append(translated(constant, catalogue))
        elif isinstance(constant, str) and _MARK in constant:
            pieces = constant.split(_MARK)
            pieces[1::2] = [catalogue.gettext(text) % {} for text in pieces[1::2]]
            constants.append("".join(pieces))
        else:
            constants.append(constant)
    return code.replace(co_consts=tuple(constants))


def compile_templates() -> None:
    """Compile every template, so that processes which come of this one need not."""
    for path in TEMPLATES.glob("*.html"):
        marked_code(path.name)


@lru_cache(maxsize=256)
def marked_code(name: str, kept: Path = KEPT) -> CodeType:
    """The code of a template with the strings to translate between marks.

    It is kept in the folder `kept` for as long as the template, Jinja and this module stay what they are; where
    that cannot be written, each run of the program compiles anew.
    """
    marking = _marking_environment()
    source, filename, _ = _LOADER.get_source(marking, name)
    cache = FileSystemBytecodeCache(str(kept))
    bucket = cache.get_bucket(marking, name, filename, source + _THIS_MODULE)
    if bucket.code is None:
        bucket.code = marking.compile(source, name, filename)
        with suppress(OSError):
            kept.mkdir(exist_ok=True)
            cache.set_bucket(bucket)
    return bucket.code


@lru_cache(maxsize=1)
def _marking_environment() -> Environment:
    return _environment(_Marking())


_LOADER = TranslatedCode(TEMPLATES)


@lru_cache(maxsize=64)
def environment(language: str) -> Environment:
    """The environment whose `_`, `ngettext` and `pgettext` speak `language`; compiled templates are kept."""
    return _environment(gettext_for(language))


def _environment(catalogue: NullTranslations) -> Environment:
    made = Environment(
        loader=_LOADER,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n", FixedStrings],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.extend(catalogue=catalogue)
    cast(_Translated, made).install_gettext_callables(
        catalogue.gettext,
        catalogue.ngettext,
        newstyle=True,
        pgettext=catalogue.pgettext,
        npgettext=catalogue.npgettext,
    )
    return made
