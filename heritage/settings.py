"""Settings from `HERITAGE_*`, read once by the command line; nothing else reads the environment."""

import difflib
import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote, urlsplit

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
    "HERITAGE_CONTACT": "e-mail or web address that the weather services may write to; without it the weather is off",
    "HERITAGE_SMHI_URL": "address of SMHI's forecasts, for tests",
    "HERITAGE_SMHI_WARNINGS_URL": "address of SMHI's warnings, for tests",
    "HERITAGE_MET_URL": "address of MET Norway's forecasts, for tests",
    "HERITAGE_MQTT_URL": "broker to listen to (mqtts://name@host:8883); mqtt:// on this machine only",
    "HERITAGE_MQTT_SOURCE": "source whose messages come from the broker",
    "HERITAGE_MQTT_PASSWORD": "password at the broker",
    "HERITAGE_MQTT_PASSWORD_FILE": "file that holds the password at the broker",
    "HERITAGE_MQTT_CA_FILE": "certificate of the broker's authority, where the system does not know it",
    "HERITAGE_MQTT_TOPIC": "topic to listen to, where it is not the network server's usual one",
    "HERITAGE_MQTT_CLIENT": "name of this server at the broker, where several share the messages",
    "HERITAGE_ALARM_TO": "e-mail addresses that alarms go to, separated by commas; without any they are only listed",
    "HERITAGE_SMTP_HOST": "mail server that alarms are handed to",
    "HERITAGE_SMTP_PORT": "its port; 587, 465 or 25 by HERITAGE_SMTP_SECURITY if left out",
    "HERITAGE_SMTP_SECURITY": "starttls, tls from the first byte, or none (then no password may be sent)",
    "HERITAGE_SMTP_USER": "name at the mail server",
    "HERITAGE_SMTP_PASSWORD": "password at the mail server",
    "HERITAGE_SMTP_PASSWORD_FILE": "file that holds the password at the mail server",
    "HERITAGE_SMTP_FROM": "e-mail address that alarms come from",
    "HERITAGE_LANGUAGE": "language of the commands: sv or en",
}
"""Every variable with its meaning; the README's table is held against it."""

COMMAND_LANGUAGES = ("sv", "en")

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""Names of this machine: only there may a service be asked without TLS (R-S17)."""


class SettingsError(Exception):
    """One sentence for the operator: which setting, what is wrong with it."""


@dataclass(frozen=True)
class Broker:
    """An MQTT broker to listen to, for the messages of `source`. The password is never part of an address."""

    host: str
    port: int
    is_encrypted: bool
    source: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    topic: str | None = None
    client_id: str = "heritage"


class MailSecurity(StrEnum):
    """How mail goes to the mail server."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"

    @property
    def port(self) -> int:
        """The usual one (RFC 8314, RFC 6409)."""
        return {"starttls": 587, "tls": 465, "none": 25}[self.value]


@dataclass(frozen=True)
class Mail:
    """The mail server that alarms are handed to, and whom they go to."""

    host: str
    port: int
    security: MailSecurity
    sender: str
    recipients: tuple[str, ...]
    user: str | None = None
    password: str | None = field(default=None, repr=False)


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
    contact: str | None = None
    smhi_url: str = "https://opendata-download-metfcst.smhi.se"
    smhi_warnings_url: str = "https://opendata-download-warnings.smhi.se"
    met_url: str = "https://api.met.no"
    broker: Broker | None = None
    mail: Mail | None = None
    language: str = "sv"
    is_demo: bool = False

    def as_demo(self) -> "Settings":
        """Those of the demonstration beside this service: its own database, and no services, broker or mail.

        On PostgreSQL the operator gives it an empty database.
        """
        folder = self.data_dir / "demo"
        return replace(self, is_demo=True, data_dir=folder, contact=None, broker=None, mail=None)

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
            contact=_contact(given.get("HERITAGE_CONTACT")),
            smhi_url=_service("HERITAGE_SMHI_URL", given, default.smhi_url),
            smhi_warnings_url=_service("HERITAGE_SMHI_WARNINGS_URL", given, default.smhi_warnings_url),
            met_url=_service("HERITAGE_MET_URL", given, default.met_url),
            broker=_broker(given),
            mail=_mail(given),
            language=_language(given.get("HERITAGE_LANGUAGE", default.language)),
        )


def _did_you_mean(name: str) -> str:
    near = difflib.get_close_matches(name, KNOWN, n=1)
    return f"; did you mean {near[0]}?" if near else f"; known are {', '.join(KNOWN)}"


def _secret(given: Mapping[str, str], name: str) -> str | None:
    """The value of `name`, or of the file that `name`_FILE names. Raises SettingsError."""
    value, file = given.get(name), given.get(f"{name}_FILE")
    if file is None:
        return value
    if value is not None:
        raise SettingsError(f"{name}: give either it or {name}_FILE, not both")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise SettingsError(f"{name}_FILE: '{file}' cannot be read ({reason})") from error


def _database_url(given: Mapping[str, str]) -> str | None:
    name = "HERITAGE_DATABASE_URL"
    url = _secret(given, name)
    if url is None:
        return None
    scheme = urlsplit(url).scheme
    if scheme not in ("postgresql", "postgresql+psycopg"):
        name += "_FILE" if f"{name}_FILE" in given else ""
        # The address may hold a password: only its scheme is quoted.
        raise SettingsError(f"{name}: '{scheme}://…' is not a database address; it starts with postgresql://")
    return url


def _broker(given: Mapping[str, str]) -> Broker | None:
    """Raises SettingsError for an address that would send a password in the clear (R-S25)."""
    url = given.get("HERITAGE_MQTT_URL")
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        parts, host, port = urlsplit(""), None, None
    if parts.scheme not in ("mqtts", "mqtt") or host is None or parts.password or parts.path or parts.query:
        raise SettingsError(
            "HERITAGE_MQTT_URL: not an address such as mqtts://name@broker.example.se:8883 (without the password)"
        )
    is_encrypted = parts.scheme == "mqtts"
    if not is_encrypted and host not in LOOPBACK:
        raise SettingsError(
            f"HERITAGE_MQTT_URL: mqtt:// would send everything in the clear to '{host}'; write mqtts://"
        )
    source = given.get("HERITAGE_MQTT_SOURCE")
    if source is None:
        raise SettingsError("HERITAGE_MQTT_SOURCE: missing; it names a source made by `heritage sources add`")
    ca_file = given.get("HERITAGE_MQTT_CA_FILE")
    return Broker(
        host=host,
        port=port or (8883 if is_encrypted else 1883),
        is_encrypted=is_encrypted,
        source=source,
        # The Things Stack's are of the form application@tenant.
        user=parts.username and unquote(parts.username),
        password=_secret(given, "HERITAGE_MQTT_PASSWORD"),
        ca_file=Path(ca_file) if ca_file else None,
        topic=given.get("HERITAGE_MQTT_TOPIC"),
        client_id=given.get("HERITAGE_MQTT_CLIENT", Broker.client_id),
    )


def _mail(given: Mapping[str, str]) -> Mail | None:
    recipients = [
        _mail_address("HERITAGE_ALARM_TO", word.strip())
        for word in given.get("HERITAGE_ALARM_TO", "").split(",")
        if word.strip()
    ]
    if not recipients:
        return None
    missing = [name for name in ("HERITAGE_SMTP_HOST", "HERITAGE_SMTP_FROM") if name not in given]
    if missing:
        raise SettingsError(f"{missing[0]}: missing; HERITAGE_ALARM_TO asks for mail")
    host, user = given["HERITAGE_SMTP_HOST"], given.get("HERITAGE_SMTP_USER")
    security = _mail_security(given.get("HERITAGE_SMTP_SECURITY", MailSecurity.STARTTLS))
    password = _secret(given, "HERITAGE_SMTP_PASSWORD")
    if (user is None) != (password is None):
        raise SettingsError("HERITAGE_SMTP_USER: give both it and HERITAGE_SMTP_PASSWORD, or neither")
    if password is not None and security is MailSecurity.NONE and host not in LOOPBACK:
        raise SettingsError(f"HERITAGE_SMTP_SECURITY: none would send the password in the clear to '{host}'")
    return Mail(
        host=host,
        port=_port(given.get("HERITAGE_SMTP_PORT", str(security.port)), "HERITAGE_SMTP_PORT"),
        security=security,
        sender=_mail_address("HERITAGE_SMTP_FROM", given["HERITAGE_SMTP_FROM"]),
        recipients=tuple(recipients),
        user=user,
        password=password,
    )


def _mail_security(value: str) -> MailSecurity:
    try:
        return MailSecurity(value)
    except ValueError as error:
        raise SettingsError(
            f"HERITAGE_SMTP_SECURITY: '{value}' is neither starttls nor tls nor none"
        ) from error


def _mail_address(name: str, value: str) -> str:
    """It goes into the head of a mail and into commands to the mail server."""
    if re.fullmatch(r"[^\s@<>(),;:\"]+@[A-Za-z0-9][A-Za-z0-9.-]*", value, re.ASCII) and value.isascii():
        return value
    raise SettingsError(f"{name}: '{value}' is not an e-mail address such as drift@example.se")


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


def _port(value: str, name: str = "HERITAGE_PORT") -> int:
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
        raise SettingsError(f"{name}: '{value}' is not a port; it is a whole number from 1 to 65535")
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


def _contact(value: str | None) -> str | None:
    """It goes into a header of every outgoing request."""
    if value is None or re.fullmatch(
        r"[^\s@<>()]+@[^\s@<>()]+\.\w+|https?://[^\s<>()/]+\.[^\s<>()]+", value, re.ASCII
    ):
        return value
    raise SettingsError(
        f"HERITAGE_CONTACT: '{value}' is neither an e-mail address nor one that starts with https://"
    )


def _service(name: str, given: Mapping[str, str], default: str) -> str:
    """The address of a service, without a path (R-S17)."""
    value = given.get(name, default)
    try:
        parts = urlsplit(value)
        usable = (
            bool(parts.hostname) and parts.port != 0 and not (parts.query or parts.fragment or parts.username)
        )
    except ValueError:
        usable = False
        parts = urlsplit("")
    if not usable or parts.path not in ("", "/"):
        raise SettingsError(f"{name}: '{value}' is not an address such as {default}")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise SettingsError(
            f"{name}: '{value}' must start with https://; only this machine may be asked without TLS"
        )
    return value.rstrip("/")


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
