"""All settings of an installation together, as the environment has them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from heritage.problems import N_
from heritage.settings.addresses import Network, base_url_of, contact_of, networks_of, port_of, service_of
from heritage.settings.broker import Broker, broker_of
from heritage.settings.eco_counter import EcoCounter, eco_counter_of
from heritage.settings.mail import Mail, mail_of
from heritage.settings.program import language_of
from heritage.settings.secret import Secret, as_read, secret_of
from heritage.settings.variables import KNOWN, SettingsError, unknown


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
            database=as_read(self.database),
            broker=self.broker and replace(self.broker, password=as_read(self.broker.password)),
            mail=self.mail and replace(self.mail, password=as_read(self.mail.password)),
            eco_counter=self.eco_counter and self.eco_counter.with_secrets(),
            staff_key=as_read(self.staff_key),
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
                raise unknown(name)
        given = {name: value for name, value in ours.items() if value}
        default = Settings()
        return Settings(
            content=Path(given.get("HERITAGE_CONTENT", default.content)),
            data_dir=Path(given.get("HERITAGE_DATA_DIR", default.data_dir)),
            database=_database(given),
            base_url=base_url_of(given.get("HERITAGE_BASE_URL")),
            host=given.get("HERITAGE_HOST", default.host),
            port=port_of(given.get("HERITAGE_PORT", str(default.port))),
            trusted_proxies=networks_of(given.get("HERITAGE_TRUSTED_PROXIES", "")),
            contact=contact_of(given.get("HERITAGE_CONTACT")),
            smhi_url=service_of("HERITAGE_SMHI_URL", given, default.smhi_url),
            smhi_warnings_url=service_of("HERITAGE_SMHI_WARNINGS_URL", given, default.smhi_warnings_url),
            met_url=service_of("HERITAGE_MET_URL", given, default.met_url),
            broker=broker_of(given),
            mail=mail_of(given),
            eco_counter=eco_counter_of(given),
            staff_key=secret_of(given, "HERITAGE_STAFF_KEY"),
            language=language_of(given.get("HERITAGE_LANGUAGE", default.language)),
        )


def _database(given: Mapping[str, str]) -> Secret | None:
    """Raises SettingsError for a wrong address; that in a file is looked at when it is used."""
    database = secret_of(given, "HERITAGE_DATABASE_URL")
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
