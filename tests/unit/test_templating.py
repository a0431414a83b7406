"""The Jinja environment: strict, escaping, and translated when it can be."""

from gettext import NullTranslations
from pathlib import Path
from types import CodeType

import pytest
from jinja2 import Environment, UndefinedError

from heritage.i18n.catalogues import gettext_for
from heritage.templating import TEMPLATES, FixedStrings, environment, marked_code, translated


def rendered(source: str, language: str = "en", **values: object) -> str:
    return environment(language).from_string(source).render(**values)


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        rendered("{{ nowhere }}")


def test_values_are_escaped() -> None:
    assert rendered("{{ name }}", name="<b>") == "&lt;b&gt;"


def test_a_soft_hyphen_of_a_translation_reaches_the_page() -> None:
    """So that a long German word breaks in a narrow cell."""
    assert rendered("{{ sky }}", sky="Schneeregen\u00adschauer") == "Schneeregen\u00adschauer"


def test_a_bare_string_is_translated_when_the_template_is_compiled() -> None:
    compiled = environment("en").compile('<p>{{ _("Fixed text") }}</p>', raw=True)
    assert "<p>Fixed text</p>" in compiled


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{{ _("A") }}{{ _("B") }}', "AB"),
        ('{{ _("100 %%") }}', "100 %"),
        ('{{ _("a") | upper }}', "A"),
        ('{{ f("a") }}', "a!"),
        ('{{ ("a") }}', "a"),
        ('{{- _("a") -}}  !', "a!"),
        ('{{ _("%(n)s of many", n=1) }}', "1 of many"),
        ("{% trans n=2 %}{{ n }} of many{% endtrans %}", "2 of many"),
        ('{% set a = _("a") %}{{ a }}', "a"),
    ],
)
def test_fixed_and_filled_strings_mean_the_same(source: str, expected: str) -> None:
    assert rendered(source, f=lambda text: text + "!") == expected


def test_every_template_compiles() -> None:
    templates = sorted(path.name for path in TEMPLATES.glob("*.html"))
    assert templates
    for name in templates:
        environment("en").get_template(name)


def constants(code: CodeType) -> list[object]:
    """All that is written in a template, and in its parts."""
    found: list[object] = []
    for constant in code.co_consts:
        found += constants(constant) if isinstance(constant, CodeType) else [constant]
    return found


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_template_compiled_for_all_languages_says_what_one_of_its_own_would_say(language: str) -> None:
    for path in TEMPLATES.glob("*.html"):
        shared = translated(marked_code(path.name), gettext_for(language))
        alone = environment(language).compile(path.read_text(encoding="utf-8"), path.name, str(path))
        assert constants(shared) == constants(alone), path.name


def test_a_template_of_the_program_is_compiled_once_for_all_languages() -> None:
    assert "Lyssna" in environment("sv").get_template("listen.html").render(script="/x.js")
    before = marked_code.cache_info().misses
    assert "Listen to this page" in environment("en").get_template("listen.html").render(script="/x.js")
    assert marked_code.cache_info().misses == before


def test_compiled_code_is_kept_for_the_next_run(tmp_path: Path) -> None:
    made = marked_code("listen.html", tmp_path / "kept")
    (file,) = (tmp_path / "kept").iterdir()
    before = file.stat()
    marked_code.cache_clear()
    assert constants(marked_code("listen.html", tmp_path / "kept")) == constants(made)
    assert file.stat().st_ino == before.st_ino


@pytest.mark.parametrize("broken", [b"", b"not code"])
def test_kept_code_that_cannot_be_read_is_made_anew(tmp_path: Path, broken: bytes) -> None:
    made = marked_code("listen.html", tmp_path)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(broken)
    marked_code.cache_clear()
    assert constants(marked_code("listen.html", tmp_path)) == constants(made)
    assert file.read_bytes() == whole


def test_where_nothing_can_be_kept_templates_compile_all_the_same(tmp_path: Path) -> None:
    assert constants(marked_code("listen.html", tmp_path / "none" / "deeper"))
    assert not list(tmp_path.iterdir())


class Shouting(NullTranslations):
    """A language that is easy to tell."""

    def gettext(self, message: str) -> str:
        return message.upper()


def test_a_fixed_string_is_in_the_environment_s_language() -> None:
    shouting = Environment(autoescape=True, extensions=[FixedStrings])
    shouting.extend(catalogue=Shouting())
    assert shouting.from_string('{{ _("one <b>") }}, {{ "two" }}').render() == "ONE <B>, two"
