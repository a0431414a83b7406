"""Alarms and reports go to a mail server that can be used, or the start is stopped."""

import pytest

from heritage.settings.settings import Settings
from heritage.settings.variables import SettingsError

ALARMS = {
    "HERITAGE_ALARM_TO": "drift@leksaksby.example",
    "HERITAGE_SMTP_HOST": "post.leksaksby.example",
    "HERITAGE_SMTP_FROM": "larm@leksaksby.example",
}


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_the_port_of_the_mail_server_follows_from_its_security(security: str, port: int) -> None:
    mail = Settings.from_environment(ALARMS | {"HERITAGE_SMTP_SECURITY": security}).mail
    assert mail is not None
    assert (mail.port, mail.security, mail.user) == (port, security, None)


def test_without_addresses_no_mail_is_sent() -> None:
    assert Settings.from_environment({"HERITAGE_SMTP_HOST": "post.leksaksby.example"}).mail is None
    assert Settings.from_environment(ALARMS | {"HERITAGE_ALARM_TO": " , "}).mail is None


def test_reports_may_be_mailed_where_alarms_are_not() -> None:
    report_to = {"HERITAGE_ALARM_TO": "", "HERITAGE_REPORT_TO": "turism@leksaksby.example"}
    mail = Settings.from_environment(ALARMS | report_to).mail
    assert mail is not None
    assert (mail.recipients, mail.report_to) == ((), ("turism@leksaksby.example",))
    with pytest.raises(SettingsError, match="HERITAGE_SMTP_HOST: missing; HERITAGE_REPORT_TO asks for mail"):
        Settings.from_environment(report_to)


def test_a_password_may_go_in_the_clear_on_this_machine_only() -> None:
    secret = {
        "HERITAGE_SMTP_SECURITY": "none",
        "HERITAGE_SMTP_USER": "h",
        "HERITAGE_SMTP_PASSWORD": "hemligt",
    }
    here = Settings.from_environment(ALARMS | secret | {"HERITAGE_SMTP_HOST": "localhost"}).mail
    assert here is not None and here.password is not None and here.password.read() == "hemligt"
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment(ALARMS | secret)
    assert str(refused.value) == (
        "HERITAGE_SMTP_SECURITY: none would send the password in the clear to 'post.leksaksby.example'"
    )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"HERITAGE_SMTP_HOST": ""}, "HERITAGE_SMTP_HOST: missing; HERITAGE_ALARM_TO asks for mail"),
        ({"HERITAGE_SMTP_FROM": ""}, "HERITAGE_SMTP_FROM: missing; HERITAGE_ALARM_TO asks for mail"),
        (
            {"HERITAGE_SMTP_USER": "heritage"},
            "HERITAGE_SMTP_USER: give both it and HERITAGE_SMTP_PASSWORD, or neither",
        ),
        (
            {"HERITAGE_SMTP_SECURITY": "ssl"},
            "HERITAGE_SMTP_SECURITY: 'ssl' is neither starttls nor tls nor none",
        ),
        (
            {"HERITAGE_SMTP_PORT": "smtp"},
            "HERITAGE_SMTP_PORT: 'smtp' is not a port; it is a whole number from 1 to 65535",
        ),
        (
            {"HERITAGE_ALARM_TO": "drift@leksaksby.example,Jour <jour@leksaksby.example>"},
            "HERITAGE_ALARM_TO: 'Jour <jour@leksaksby.example>' is not an e-mail address such as drift@example.se",
        ),
        (
            {"HERITAGE_SMTP_FROM": "larm@leksaksby.example\nBcc: alla@leksaksby.example"},
            "HERITAGE_SMTP_FROM: 'larm@leksaksby.example\nBcc: alla@leksaksby.example' is not an e-mail address "
            "such as drift@example.se",
        ),
    ],
)
def test_a_mail_server_that_cannot_be_used_stops_the_start(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment(ALARMS | given)
    assert str(refused.value) == sentence


def test_a_password_in_a_file_that_is_not_there_is_complained_of_when_it_is_read() -> None:
    given = ALARMS | {"HERITAGE_SMTP_USER": "heritage", "HERITAGE_SMTP_PASSWORD_FILE": "/no/such"}
    with pytest.raises(SettingsError, match="HERITAGE_SMTP_PASSWORD_FILE: '/no/such' cannot be read"):
        Settings.from_environment(given).with_secrets()
    assert Settings.from_environment(given).as_demo().with_secrets().mail is None
