"""Settings from `HERITAGE_*`, read once by the command line; nothing else reads the environment."""

import difflib
import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

KNOWN = {
    "HERITAGE_CONTENT": "folder of the content",
    "HERITAGE_DATA_DIR": "folder of the embedded database",
    "HERITAGE_DATABASE_URL": "PostgreSQL address (postgresql://…); without it SQLite in the data folder is used",
    "HERITAGE_DATABASE_URL_FILE": "file that holds the PostgreSQL address",
    "HERITAGE_BASE_URL": "overrides the public address of content/site.yaml; signs are then marked DEMO",
    "HERITAGE_HOST": "address to listen on",
    "HERITAGE_PORT": "port to listen on",
    "HERITAGE_TRUSTED_PROXIES": "networks whose X-Forwarded-For is believed, separated by commas",
    "HERITAGE_LANGUAGE": "language of the commands: sv or en",
}
"""Every variable with its meaning; the README's table is held against it."""

COMMAND_LANGUAGES = ("sv", "en")


class SettingsError(Exception):
    """One sentence for the operator: which setting, what is wrong with it."""


@dataclass(frozen=True)
class Settings:
    """What differs between installations. Secrets and addresses live here, facts in `content/`."""

    content: Path = Path("content")
    data_dir: Path = Path("data")
    database_url: str | None = None
    base_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    trusted_proxies: tuple[Network, ...] = ()
    language: str = "sv"

    @staticmethod
    def from_environment(environment: Mapping[str, str]) -> "Settings":
        """Read `HERITAGE_*` from `environment`. Raises SettingsError at the first that is wrong."""
        ours = {name: value.strip() for name, value in environment.items() if name.startswith("HERITAGE_")}
        for name in sorted(ours):
            if name not in KNOWN:
                raise SettingsError(f"{name}: no such setting{_did_you_mean(name)}")
        given = {name: value for name, value in ours.items() if value}
        default = Settings()
        return Settings(
            content=Path(given.get("HERITAGE_CONTENT", default.content)),
            data_dir=Path(given.get("HERITAGE_DATA_DIR", default.data_dir)),
            database_url=_database_url(given),
            base_url=_base_url(given.get("HERITAGE_BASE_URL")),
            host=given.get("HERITAGE_HOST", default.host),
            port=_port(given.get("HERITAGE_PORT", str(default.port))),
            trusted_proxies=_networks(given.get("HERITAGE_TRUSTED_PROXIES", "")),
            language=_language(given.get("HERITAGE_LANGUAGE", default.language)),
        )


def _did_you_mean(name: str) -> str:
    near = difflib.get_close_matches(name, KNOWN, n=1)
    return f"; did you mean {near[0]}?" if near else f"; known are {', '.join(KNOWN)}"


def _database_url(given: Mapping[str, str]) -> str | None:
    url = given.get("HERITAGE_DATABASE_URL")
    name = "HERITAGE_DATABASE_URL"
    file = given.get("HERITAGE_DATABASE_URL_FILE")
    if file is not None:
        if url is not None:
            raise SettingsError(f"{name}: give either it or {name}_FILE, not both")
        name += "_FILE"
        try:
            url = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not text"
            raise SettingsError(f"{name}: '{file}' cannot be read ({reason})") from error
    if url is None:
        return None
    scheme = urlsplit(url).scheme
    if scheme not in ("postgresql", "postgresql+psycopg"):
        # The address may hold a password: only its scheme is quoted.
        raise SettingsError(f"{name}: '{scheme}://…' is not a database address; it starts with postgresql://")
    return url


def _base_url(value: str | None) -> str | None:
    if value is None:
        return None
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
        parts = urlsplit("")
    plain_path = re.fullmatch(r"(/[A-Za-z0-9._~-]+)*/?", parts.path, re.ASCII)
    if not usable or not plain_path or parts.query or parts.fragment or parts.username:
        raise SettingsError(f"HERITAGE_BASE_URL: '{value}' is not an address such as https://besok.ange.se")
    return value.rstrip("/")


def _port(value: str) -> int:
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
        raise SettingsError(f"HERITAGE_PORT: '{value}' is not a port; it is a whole number from 1 to 65535")
    return int(value)


def _networks(value: str) -> tuple[Network, ...]:
    networks = []
    for word in filter(None, (word.strip() for word in value.split(","))):
        try:
            networks.append(ipaddress.ip_network(word))
        except ValueError as error:
            raise SettingsError(
                f"HERITAGE_TRUSTED_PROXIES: '{word}' is not a network such as 127.0.0.1 or 10.0.0.0/8"
            ) from error
    return tuple(networks)


def _language(value: str) -> str:
    if value not in COMMAND_LANGUAGES:
        raise SettingsError(f"HERITAGE_LANGUAGE: '{value}' is not a language of the commands; sv or en")
    return value


def bundled(name: str) -> Path:
    """The folder `name` (static, locales) that came with the program: in the wheel or in the checkout."""
    package = Path(__file__).parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def command_language(environment: Mapping[str, str]) -> str:
    """The language the commands speak, Swedish unless asked otherwise; a wrong one is told by Settings."""
    asked = environment.get("HERITAGE_LANGUAGE", "")
    return asked if asked in COMMAND_LANGUAGES else COMMAND_LANGUAGES[0]
