"""Settings that nobody is to see, given themselves or in a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from heritage.problems import N_
from heritage.settings.variables import SettingsError


@dataclass(frozen=True)
class Secret:
    """A setting that nobody is to see, or the file that holds it, which is read when it is used."""

    name: str
    value: str | Path = field(repr=False)

    def read(self) -> str:
        """The secret itself. Raises SettingsError for a file that cannot be read."""
        if isinstance(self.value, str):
            return self.value
        about = {"name": self.name, "file": str(self.value)}
        try:
            return self.value.read_text(encoding="utf-8").strip()
        except OSError as error:
            told = N_("{name}_FILE: '{file}' cannot be read ({reason})")
            raise SettingsError(told, **about, reason=error.strerror) from error
        except UnicodeError as error:
            raise SettingsError(N_("{name}_FILE: '{file}' is not text"), **about) from error


def secret_of(given: Mapping[str, str], name: str) -> Secret | None:
    """The value of `name`, or the file that `name`_FILE names. Raises SettingsError for both."""
    value, file = given.get(name), given.get(f"{name}_FILE")
    if value is not None and file is not None:
        raise SettingsError(N_("{name}: give either it or {name}_FILE, not both"), name=name)
    if file is not None:
        return Secret(name, Path(file))
    return Secret(name, value) if value is not None else None


def as_read(secret: Secret | None) -> Secret | None:
    """The same with what stands in its file, read. Raises SettingsError."""
    return secret and replace(secret, value=secret.read())
