"""What every command starts with: its language, its settings, and how it stops."""

import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from heritage.i18n.catalogues import gettext_for
from heritage.problems import N_
from heritage.settings.program import command_language
from heritage.settings.settings import Settings

language = command_language(os.environ)
catalogue = gettext_for(language)
_ = catalogue.gettext
ngettext = catalogue.ngettext
pgettext = catalogue.pgettext

Content = Annotated[
    Path | None, typer.Option("--content", help=_("Folder of the content, if not HERITAGE_CONTENT."))
]


def read_settings(content: Path | None = None) -> Settings:
    """The settings of the environment; `--content` goes before HERITAGE_CONTENT. Raises SettingsError."""
    environment = dict(os.environ)
    if content is not None:
        environment["HERITAGE_CONTENT"] = str(content)
    return Settings.from_environment(environment)


REASONS = (
    N_("No such file or directory"),
    N_("Permission denied"),
    N_("Is a directory"),
    N_("Not a directory"),
    N_("File exists"),
    N_("No space left on device"),
    N_("Read-only file system"),
    N_("Address already in use"),
    N_("Connection refused"),
    N_("Connection timed out"),
    N_("Connection reset by peer"),
    N_("Network is unreachable"),
    N_("No route to host"),
    N_("Name or service not known"),
    N_("Temporary failure in name resolution"),
    N_("timed out"),
)
"""What the system says most often when it will not do something, for translators; anything else stays English."""


def reason(error: OSError) -> str:
    """Why the system did not do it, in its words."""
    return _(error.strerror) if error.strerror else str(error)


def stop(sentence: str, status: int = 2) -> NoReturn:
    """End the command with one sentence on stderr."""
    print(sentence, file=sys.stderr)
    sys.exit(status)
