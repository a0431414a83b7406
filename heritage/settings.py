"""Settings from `HERITAGE_*`, read once by the command line; nothing else reads the environment.

Somewhat long, for every setting is known, read and checked here.
"""

import difflib
import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from heritage.problems import N_, Refusal

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
    "HERITAGE_REPORT_TO": "e-mail addresses that the monthly report of passages goes to, separated by commas",
    "HERITAGE_SMTP_HOST": "mail server that alarms and reports are handed to",
    "HERITAGE_SMTP_PORT": "its port; 587, 465 or 25 by HERITAGE_SMTP_SECURITY if left out",
    "HERITAGE_SMTP_SECURITY": "starttls, tls from the first byte, or none (then no password may be sent)",
    "HERITAGE_SMTP_USER": "name at the mail server",
    "HERITAGE_SMTP_PASSWORD": "password at the mail server",
    "HERITAGE_SMTP_PASSWORD_FILE": "file that holds the password at the mail server",
    "HERITAGE_SMTP_FROM": "e-mail address that alarms and reports come from",
    "HERITAGE_STAFF_KEY": "what staff links are signed with; without it the data folder holds one",
    "HERITAGE_STAFF_KEY_FILE": "file that holds what staff links are signed with",
    "HERITAGE_ECO_COUNTER_ID": "id that Eco-Counter gave for its service; without it nothing is asked there",
    "HERITAGE_ECO_COUNTER_SECRET": "secret that belongs to the id",
    "HERITAGE_ECO_COUNTER_SECRET_FILE": "file that holds the secret that belongs to the id",
    "HERITAGE_ECO_COUNTER_USER": "name of an older account at Eco-Counter, which needs one and a password",
    "HERITAGE_ECO_COUNTER_PASSWORD": "password of an older account at Eco-Counter",
    "HERITAGE_ECO_COUNTER_PASSWORD_FILE": "file that holds the password of an older account at Eco-Counter",
    "HERITAGE_ECO_COUNTER_URL": "address of Eco-Counter's service, for tests",
    "HERITAGE_LANGUAGE": "language of the commands: sv or en",
}
"""Every variable with its meaning; the README's table is held against it."""

COMMAND_LANGUAGES = ("sv", "en")

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""Names of this machine: only there may a service be asked without TLS (R-S17)."""


class SettingsError(Refusal):
    """Which setting is wrong, what with it, and what is expected; for the operator."""


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


@dataclass(frozen=True)
class Broker:
    """An MQTT broker to listen to, for the messages of `source`. The password is never part of an address."""

    host: str
    port: int
    is_encrypted: bool
    source: str
    user: str | None = None
    password: Secret | None = None
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
    """The mail server that alarms and reports are handed to, and whom each go to; one of the two may be nobody."""

    host: str
    port: int
    security: MailSecurity
    sender: str
    recipients: tuple[str, ...]
    report_to: tuple[str, ...] = ()
    user: str | None = None
    password: Secret | None = None


@dataclass(frozen=True)
class EcoCounter:
    """An account at Eco-Counter's service. Older ones have a name and a password beside the id and its secret."""

    id: str
    secret: Secret
    url: str = "https://apieco.eco-counter-tools.com"
    user: str | None = None
    password: Secret | None = None


@dataclass(frozen=True)
class Settings:
    """What differs between installations. Secrets and addresses live here, facts in `content/`."""

    content: Path = Path("content")
    data_dir: Path = Path("data")
    database: Secret | None = None
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
    eco_counter: EcoCounter | None = None
    staff_key: Secret | None = None
    language: str = "sv"
    is_demo: bool = False

    @property
    def database_url(self) -> str | None:
        """The PostgreSQL address; None: SQLite in the data folder. Raises SettingsError."""
        return _database_url(self.database) if self.database is not None else None

    def with_secrets(self) -> "Settings":
        """The same, with what stands in files read: a server uses some of it much later. Raises SettingsError."""
        return replace(
            self,
            database=_known(self.database),
            broker=self.broker and replace(self.broker, password=_known(self.broker.password)),
            mail=self.mail and replace(self.mail, password=_known(self.mail.password)),
            eco_counter=self.eco_counter and _with_secrets(self.eco_counter),
            staff_key=_known(self.staff_key),
        )

    def as_demo(self) -> "Settings":
        """Those of the demonstration beside this service: its own database, and no services, broker or mail.

        On PostgreSQL the operator gives it an empty database.
        """
        folder = self.data_dir / "demo"
        return replace(
            self, is_demo=True, data_dir=folder, contact=None, broker=None, mail=None, eco_counter=None
        )

    @staticmethod
    def from_environment(environment: Mapping[str, str]) -> "Settings":
        """Read `HERITAGE_*` from `environment`, but no secrets from files. Raises SettingsError at the first wrong."""
        ours = {name: value.strip() for name, value in environment.items() if name.startswith("HERITAGE_")}
        for name in sorted(ours):
            if name not in KNOWN:
                raise _unknown(name)
        given = {name: value for name, value in ours.items() if value}
        default = Settings()
        return Settings(
            content=Path(given.get("HERITAGE_CONTENT", default.content)),
            data_dir=Path(given.get("HERITAGE_DATA_DIR", default.data_dir)),
            database=_database(given),
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
            eco_counter=_eco_counter(given),
            staff_key=_secret(given, "HERITAGE_STAFF_KEY"),
            language=_language(given.get("HERITAGE_LANGUAGE", default.language)),
        )


def _unknown(name: str) -> SettingsError:
    near = difflib.get_close_matches(name, KNOWN, n=1)
    if near:
        return SettingsError(N_("{name}: no such setting; did you mean {near}?"), name=name, near=near[0])
    return SettingsError(N_("{name}: no such setting; known are {known}"), name=name, known=", ".join(KNOWN))


def _secret(given: Mapping[str, str], name: str) -> Secret | None:
    """The value of `name`, or the file that `name`_FILE names. Raises SettingsError for both."""
    value, file = given.get(name), given.get(f"{name}_FILE")
    if value is not None and file is not None:
        raise SettingsError(N_("{name}: give either it or {name}_FILE, not both"), name=name)
    if file is not None:
        return Secret(name, Path(file))
    return Secret(name, value) if value is not None else None


def _known(secret: Secret | None) -> Secret | None:
    """Read. Raises SettingsError."""
    return secret and replace(secret, value=secret.read())


def _database(given: Mapping[str, str]) -> Secret | None:
    """Raises SettingsError for a wrong address; that in a file is looked at when it is used."""
    database = _secret(given, "HERITAGE_DATABASE_URL")
    if database is not None and isinstance(database.value, str):
        _database_url(database)
    return database


def _database_url(database: Secret) -> str:
    """Raises SettingsError for what is no address of PostgreSQL, too."""
    url = database.read()
    scheme = url.partition("://")[0] if "://" in url else ""
    if scheme not in ("postgresql", "postgresql+psycopg"):
        name = database.name + ("" if isinstance(database.value, str) else "_FILE")
        # The address may hold a password: only its scheme is quoted.
        told = N_("{name}: '{scheme}://…' is not a database address; it starts with postgresql://")
        raise SettingsError(told, name=name, scheme=scheme)
    return url


def _broker(given: Mapping[str, str]) -> Broker | None:
    """None without an address; the other settings are looked at all the same.

    Raises SettingsError, also for an address that would send a password in the clear (R-S25).
    """
    password = _secret(given, "HERITAGE_MQTT_PASSWORD")
    url = given.get("HERITAGE_MQTT_URL")
    if url is None:
        return None
    parts = _broker_address(url)
    source = given.get("HERITAGE_MQTT_SOURCE")
    if source is None:
        raise SettingsError(
            N_("HERITAGE_MQTT_SOURCE: missing; it names a source made by `heritage sources add`")
        )
    ca_file = given.get("HERITAGE_MQTT_CA_FILE")
    is_encrypted = parts.scheme == "mqtts"
    return Broker(
        host=str(parts.hostname),
        port=parts.port or (8883 if is_encrypted else 1883),
        is_encrypted=is_encrypted,
        source=source,
        # The Things Stack's are of the form application@tenant.
        user=parts.username and unquote(parts.username),
        password=password,
        ca_file=Path(ca_file) if ca_file else None,
        topic=given.get("HERITAGE_MQTT_TOPIC"),
        client_id=given.get("HERITAGE_MQTT_CLIENT", Broker.client_id),
    )


def _broker_address(url: str) -> SplitResult:
    parts = _address(url)
    if (
        parts is None
        or parts.scheme not in ("mqtts", "mqtt")
        or parts.password
        or parts.path
        or parts.query
        or parts.fragment
    ):
        # Not quoted, for it may hold a password.
        raise SettingsError(
            N_(
                "HERITAGE_MQTT_URL: not an address such as mqtts://name@broker.example.se:8883 "
                "(without the password)"
            )
        )
    if parts.scheme != "mqtts" and parts.hostname not in LOOPBACK:
        told = N_("HERITAGE_MQTT_URL: mqtt:// would send everything in the clear to '{host}'; write mqtts://")
        raise SettingsError(told, host=parts.hostname)
    return parts


def _mail(given: Mapping[str, str]) -> Mail | None:
    """None without recipients; the other settings are looked at all the same. Raises SettingsError."""
    recipients = _mail_addresses("HERITAGE_ALARM_TO", given)
    report_to = _mail_addresses("HERITAGE_REPORT_TO", given)
    host, user = given.get("HERITAGE_SMTP_HOST"), given.get("HERITAGE_SMTP_USER")
    sender = given.get("HERITAGE_SMTP_FROM")
    if sender is not None:
        _mail_address("HERITAGE_SMTP_FROM", sender)
    security = _mail_security(given.get("HERITAGE_SMTP_SECURITY", MailSecurity.STARTTLS))
    port = _port(given.get("HERITAGE_SMTP_PORT", str(security.port)), "HERITAGE_SMTP_PORT")
    password = _secret(given, "HERITAGE_SMTP_PASSWORD")
    if (user is None) != (password is None):
        raise SettingsError(N_("HERITAGE_SMTP_USER: give both it and HERITAGE_SMTP_PASSWORD, or neither"))
    if not recipients and not report_to:
        return None
    if host is None or sender is None:
        name = "HERITAGE_SMTP_HOST" if host is None else "HERITAGE_SMTP_FROM"
        asking = "HERITAGE_ALARM_TO" if recipients else "HERITAGE_REPORT_TO"
        raise SettingsError(N_("{name}: missing; {asking} asks for mail"), name=name, asking=asking)
    if password is not None and security is MailSecurity.NONE and host not in LOOPBACK:
        told = N_("HERITAGE_SMTP_SECURITY: none would send the password in the clear to '{host}'")
        raise SettingsError(told, host=host)
    return Mail(host, port, security, sender, recipients, report_to, user, password)


def _eco_counter(given: Mapping[str, str]) -> EcoCounter | None:
    """None without an id; the other settings are looked at all the same. Raises SettingsError."""
    url = _service("HERITAGE_ECO_COUNTER_URL", given, EcoCounter.url)
    secret, password = (_secret(given, f"HERITAGE_ECO_COUNTER_{name}") for name in ("SECRET", "PASSWORD"))
    account, user = given.get("HERITAGE_ECO_COUNTER_ID"), given.get("HERITAGE_ECO_COUNTER_USER")
    if (user is None) != (password is None):
        told = N_("HERITAGE_ECO_COUNTER_USER: give both it and HERITAGE_ECO_COUNTER_PASSWORD, or neither")
        raise SettingsError(told)
    if account is None:
        return None
    if secret is None:
        raise SettingsError(N_("HERITAGE_ECO_COUNTER_SECRET: missing; it belongs to the id"))
    return EcoCounter(account, secret, url, user, password)


def _with_secrets(account: EcoCounter) -> EcoCounter:
    """Raises SettingsError."""
    secret = replace(account.secret, value=account.secret.read())
    return replace(account, secret=secret, password=_known(account.password))


def _mail_security(value: str) -> MailSecurity:
    try:
        return MailSecurity(value)
    except ValueError as error:
        told = N_("HERITAGE_SMTP_SECURITY: '{value}' is neither starttls nor tls nor none")
        raise SettingsError(told, value=value) from error


def _mail_addresses(name: str, given: Mapping[str, str]) -> tuple[str, ...]:
    words = (word.strip() for word in given.get(name, "").split(","))
    return tuple(_mail_address(name, word) for word in words if word)


def _mail_address(name: str, value: str) -> str:
    """It goes into the head of a mail and into commands to the mail server."""
    if re.fullmatch(r"[^\s@<>(),;:\"]+@[A-Za-z0-9][A-Za-z0-9.-]*", value, re.ASCII) and value.isascii():
        return value
    told = N_("{name}: '{value}' is not an e-mail address such as drift@example.se")
    raise SettingsError(told, name=name, value=value)


def _address(value: str) -> SplitResult | None:
    """The parts of a web address with a host, and a port that there can be if any; None for what is none."""
    try:
        parts = urlsplit(value)
        return parts if parts.hostname and parts.port != 0 else None
    except ValueError:
        return None


def _base_url(value: str | None) -> str | None:
    if value is None:
        return None
    parts = _address(value)
    if (
        parts is None
        or parts.scheme not in ("http", "https")
        or not re.fullmatch(r"(/[A-Za-z0-9._~-]+)*/?", parts.path, re.ASCII)
        or parts.query
        or parts.fragment
        or parts.username
    ):
        raise _no_address("HERITAGE_BASE_URL", value, "https://besok.ange.se")
    return value.rstrip("/")


def _no_address(name: str, value: str, example: str) -> SettingsError:
    told = N_("{name}: '{value}' is not an address such as {example}")
    return SettingsError(told, name=name, value=value, example=example)


def _port(value: str, name: str = "HERITAGE_PORT") -> int:
    if not re.fullmatch("[0-9]{1,5}", value) or not 1 <= int(value) <= 65535:
        told = N_("{name}: '{value}' is not a port; it is a whole number from 1 to 65535")
        raise SettingsError(told, name=name, value=value)
    return int(value)


def _networks(value: str) -> tuple[Network, ...]:
    networks = []
    for word in filter(None, (word.strip() for word in value.split(","))):
        try:
            networks.append(ipaddress.ip_network(word))
        except ValueError as error:
            told = N_("HERITAGE_TRUSTED_PROXIES: '{word}' is not a network such as 127.0.0.1 or 10.0.0.0/8")
            raise SettingsError(told, word=word) from error
    return tuple(networks)


def _contact(value: str | None) -> str | None:
    """It goes into a header of every outgoing request."""
    if value is None or re.fullmatch(
        r"[^\s@<>()]+@[^\s@<>()]+\.\w+|https?://[^\s<>()/]+\.[^\s<>()]+", value, re.ASCII
    ):
        return value
    told = N_("HERITAGE_CONTACT: '{value}' is neither an e-mail address nor one that starts with https://")
    raise SettingsError(told, value=value)


def _service(name: str, given: Mapping[str, str], default: str) -> str:
    """The address of a service, without a path (R-S17)."""
    value = given.get(name, default)
    parts = _address(value)
    if parts is None or parts.path not in ("", "/") or parts.query or parts.fragment or parts.username:
        raise _no_address(name, value, default)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        told = N_("{name}: '{value}' must start with https://; only this machine may be asked without TLS")
        raise SettingsError(told, name=name, value=value)
    return value.rstrip("/")


def _language(value: str) -> str:
    if value not in COMMAND_LANGUAGES:
        told = N_("HERITAGE_LANGUAGE: '{value}' is not a language of the commands; sv or en")
        raise SettingsError(told, value=value)
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
