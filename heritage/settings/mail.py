"""The mail server of `HERITAGE_SMTP_*`, and whom alarms and reports go to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from heritage.problems import N_
from heritage.settings.addresses import LOOPBACK, port_of
from heritage.settings.secret import Secret, secret_of
from heritage.settings.variables import SettingsError


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


def mail_of(given: Mapping[str, str]) -> Mail | None:
    """None without recipients; the other settings are looked at all the same. Raises SettingsError."""
    recipients = _mail_addresses("HERITAGE_ALARM_TO", given)
    report_to = _mail_addresses("HERITAGE_REPORT_TO", given)
    host, user = given.get("HERITAGE_SMTP_HOST"), given.get("HERITAGE_SMTP_USER")
    sender = given.get("HERITAGE_SMTP_FROM")
    if sender is not None:
        _mail_address("HERITAGE_SMTP_FROM", sender)
    security = _mail_security(given.get("HERITAGE_SMTP_SECURITY", MailSecurity.STARTTLS))
    port = port_of(given.get("HERITAGE_SMTP_PORT", str(security.port)), "HERITAGE_SMTP_PORT")
    password = secret_of(given, "HERITAGE_SMTP_PASSWORD")
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
    """It goes into the head of a mail and into commands to the mail server. Raises SettingsError."""
    if re.fullmatch(r"[^\s@<>(),;:\"]+@[A-Za-z0-9][A-Za-z0-9.-]*", value, re.ASCII) and value.isascii():
        return value
    told = N_("{name}: '{value}' is not an e-mail address such as drift@example.se")
    raise SettingsError(told, name=name, value=value)
