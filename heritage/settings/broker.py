"""The MQTT broker of `HERITAGE_MQTT_*`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, unquote

from heritage.problems import N_
from heritage.settings.addresses import LOOPBACK, parts_of
from heritage.settings.secret import Secret, secret_of
from heritage.settings.variables import SettingsError


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


def broker_of(given: Mapping[str, str]) -> Broker | None:
    """None without an address; the other settings are looked at all the same.

    Raises SettingsError, also for an address that would send a password in the clear (R-S25).
    """
    password = secret_of(given, "HERITAGE_MQTT_PASSWORD")
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
    parts = parts_of(url)
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
