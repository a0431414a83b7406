"""Addresses in settings: of this service, of those it asks, of proxies, and of whom to write to."""

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from heritage.problems import N_
from heritage.settings.variables import SettingsError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""Names of this machine: only there may a service be asked without TLS (R-S17)."""


def parts_of(value: str) -> SplitResult | None:
    """The parts of a web address with a host, and a port that there can be if any; None for what is none."""
    try:
        parts = urlsplit(value)
        return parts if parts.hostname and parts.port != 0 else None
    except ValueError:
        return None


def base_url_of(value: str | None) -> str | None:
    """Without the last slash. Raises SettingsError for more than a host, a port and a plain path."""
    if value is None:
        return None
    parts = parts_of(value)
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


def port_of(value: str, name: str = "HERITAGE_PORT") -> int:
    """From 1 to 65535. Raises SettingsError."""
    if not re.fullmatch("[0-9]{1,5}", value) or not 1 <= int(value) <= 65535:
        told = N_("{name}: '{value}' is not a port; it is a whole number from 1 to 65535")
        raise SettingsError(told, name=name, value=value)
    return int(value)


def networks_of(value: str) -> tuple[Network, ...]:
    """Those named between commas; a lone address is a network of one. Raises SettingsError."""
    networks = []
    for word in filter(None, (word.strip() for word in value.split(","))):
        try:
            networks.append(ipaddress.ip_network(word))
        except ValueError as error:
            told = N_("HERITAGE_TRUSTED_PROXIES: '{word}' is not a network such as 127.0.0.1 or 10.0.0.0/8")
            raise SettingsError(told, word=word) from error
    return tuple(networks)


def contact_of(value: str | None) -> str | None:
    """It goes into a header of every outgoing request. Raises SettingsError."""
    if value is None or re.fullmatch(
        r"[^\s@<>()]+@[^\s@<>()]+\.\w+|https?://[^\s<>()/]+\.[^\s<>()]+", value, re.ASCII
    ):
        return value
    told = N_("HERITAGE_CONTACT: '{value}' is neither an e-mail address nor one that starts with https://")
    raise SettingsError(told, value=value)


def service_of(name: str, given: Mapping[str, str], default: str) -> str:
    """The address of a service, without a path (R-S17). Raises SettingsError."""
    value = given.get(name, default)
    parts = parts_of(value)
    if parts is None or parts.path not in ("", "/") or parts.query or parts.fragment or parts.username:
        raise _no_address(name, value, default)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        told = N_("{name}: '{value}' must start with https://; only this machine may be asked without TLS")
        raise SettingsError(told, name=name, value=value)
    return value.rstrip("/")
