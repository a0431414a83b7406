"""What every command starts with: its language, its settings, and how it stops."""

import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from heritage.i18n import gettext_for
from heritage.settings import Settings, command_language

catalogue = gettext_for(command_language(os.environ))
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


def stop(sentence: str, status: int = 2) -> NoReturn:
    """End the command with one sentence on stderr."""
    print(sentence, file=sys.stderr)
    sys.exit(status)
