"""The account at Eco-Counter's service, of `HERITAGE_ECO_COUNTER_*`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from heritage.problems import N_
from heritage.settings.addresses import service_of
from heritage.settings.secret import Secret, as_read, secret_of
from heritage.settings.variables import SettingsError


@dataclass(frozen=True)
class EcoCounter:
    """An account at Eco-Counter's service. Older ones have a name and a password beside the id and its secret."""

    id: str
    secret: Secret
    url: str = "https://apieco.eco-counter-tools.com"
    user: str | None = None
    password: Secret | None = None

    def with_secrets(self) -> "EcoCounter":
        """The same, with what stands in files read. Raises SettingsError."""
        secret = replace(self.secret, value=self.secret.read())
        return replace(self, secret=secret, password=as_read(self.password))


def eco_counter_of(given: Mapping[str, str]) -> EcoCounter | None:
    """None without an id; the other settings are looked at all the same. Raises SettingsError."""
    url = service_of("HERITAGE_ECO_COUNTER_URL", given, EcoCounter.url)
    secret, password = (secret_of(given, f"HERITAGE_ECO_COUNTER_{name}") for name in ("SECRET", "PASSWORD"))
    account, user = given.get("HERITAGE_ECO_COUNTER_ID"), given.get("HERITAGE_ECO_COUNTER_USER")
    if (user is None) != (password is None):
        told = N_("HERITAGE_ECO_COUNTER_USER: give both it and HERITAGE_ECO_COUNTER_PASSWORD, or neither")
        raise SettingsError(told)
    if account is None:
        return None
    if secret is None:
        raise SettingsError(N_("HERITAGE_ECO_COUNTER_SECRET: missing; it belongs to the id"))
    return EcoCounter(account, secret, url, user, password)
