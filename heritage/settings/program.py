"""What the program knows before its settings: the folders that came with it, and the language of its commands."""

from collections.abc import Mapping
from pathlib import Path

from heritage.problems import N_
from heritage.settings.variables import SettingsError

COMMAND_LANGUAGES = ("sv", "en")
"""The first is spoken where none is asked for."""


def bundled(name: str) -> Path:
    """The folder `name` (static, locales) that came with the program: in the wheel or in the checkout."""
    package = Path(__file__).parents[1]
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def command_language(environment: Mapping[str, str]) -> str:
    """The language the commands speak, Swedish unless asked otherwise; a wrong one is told by Settings."""
    asked = environment.get("HERITAGE_LANGUAGE", "")
    return asked if asked in COMMAND_LANGUAGES else COMMAND_LANGUAGES[0]


def language_of(value: str) -> str:
    """Raises SettingsError for a language that the commands do not speak."""
    if value not in COMMAND_LANGUAGES:
        told = N_("HERITAGE_LANGUAGE: '{value}' is not a language of the commands; sv or en")
        raise SettingsError(told, value=value)
    return value
