"""Settings come from the environment, and a mistake in them stops the start with one sentence."""

from pathlib import Path

import pytest

from heritage.settings import (
    KNOWN,
    Broker,
    EcoCounter,
    Mail,
    MailSecurity,
    Secret,
    Settings,
    SettingsError,
    bundled,
)


def test_defaults_serve_the_content_of_the_working_folder_from_sqlite() -> None:
    settings = Settings.from_environment({"PATH": "/bin"})
    assert (settings.content, settings.data_dir) == (Path("content"), Path("data"))
    assert (settings.host, settings.port, settings.database_url) == ("127.0.0.1", 8000, None)


def test_every_known_setting_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("postgresql://heritage:hemligt@db/heritage\n")
    password = tmp_path / "password"
    password.write_text("mosquito\n")
    given = {
        "HERITAGE_CONTENT": "texts",
        "HERITAGE_DATA_DIR": "/var/lib/heritage",
        "HERITAGE_DATABASE_URL_FILE": str(secret),
        "HERITAGE_BASE_URL": "http://127.0.0.1:8000/",
        "HERITAGE_HOST": "0.0.0.0",
        "HERITAGE_PORT": "8080",
        "HERITAGE_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8",
        "HERITAGE_CONTACT": "drift@leksaksby.example",
        "HERITAGE_SMHI_URL": "http://127.0.0.1:9001/",
        "HERITAGE_SMHI_WARNINGS_URL": "http://localhost:9002",
        "HERITAGE_MET_URL": "https://vader.leksaksby.example",
        "HERITAGE_MQTT_URL": "mqtts://besok@broker.leksaksby.example",
        "HERITAGE_MQTT_SOURCE": "servanet",
        "HERITAGE_MQTT_PASSWORD_FILE": str(password),
        "HERITAGE_MQTT_CA_FILE": "ca.pem",
        "HERITAGE_MQTT_TOPIC": "application/7/device/+/event/up",
        "HERITAGE_MQTT_CLIENT": "besok-2",
        "HERITAGE_ALARM_TO": "drift@leksaksby.example, jour@leksaksby.example",
        "HERITAGE_REPORT_TO": "turism@leksaksby.example",
        "HERITAGE_STAFF_KEY": "en nyckel som ingen kan gissa sig till",
        "HERITAGE_SMTP_HOST": "post.leksaksby.example",
        "HERITAGE_SMTP_PORT": "2525",
        "HERITAGE_SMTP_SECURITY": "tls",
        "HERITAGE_SMTP_USER": "heritage",
        "HERITAGE_SMTP_PASSWORD": "hemligt",
        "HERITAGE_SMTP_FROM": "larm@leksaksby.example",
        "HERITAGE_ECO_COUNTER_ID": "besok",
        "HERITAGE_ECO_COUNTER_SECRET": "raknat",
        "HERITAGE_ECO_COUNTER_USER": "turist",
        "HERITAGE_ECO_COUNTER_PASSWORD_FILE": str(password),
        "HERITAGE_ECO_COUNTER_URL": "http://127.0.0.1:9003",
        "HERITAGE_LANGUAGE": "en",
    }
    settings = Settings.from_environment(given).with_secrets()
    assert settings.content == Path("texts")
    assert settings.data_dir == Path("/var/lib/heritage")
    assert settings.database_url == "postgresql://heritage:hemligt@db/heritage"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert (settings.host, settings.port, settings.language) == ("0.0.0.0", 8080, "en")
    assert settings.contact == "drift@leksaksby.example"
    assert (settings.smhi_url, settings.smhi_warnings_url) == (
        "http://127.0.0.1:9001",
        "http://localhost:9002",
    )
    assert settings.met_url == "https://vader.leksaksby.example"
    assert settings.broker == Broker(
        host="broker.leksaksby.example",
        port=8883,
        is_encrypted=True,
        source="servanet",
        user="besok",
        password=Secret("HERITAGE_MQTT_PASSWORD", "mosquito"),
        ca_file=Path("ca.pem"),
        topic="application/7/device/+/event/up",
        client_id="besok-2",
    )
    assert settings.mail == Mail(
        host="post.leksaksby.example",
        port=2525,
        security=MailSecurity.TLS,
        sender="larm@leksaksby.example",
        recipients=("drift@leksaksby.example", "jour@leksaksby.example"),
        report_to=("turism@leksaksby.example",),
        user="heritage",
        password=Secret("HERITAGE_SMTP_PASSWORD", "hemligt"),
    )
    assert settings.eco_counter == EcoCounter(
        id="besok",
        secret=Secret("HERITAGE_ECO_COUNTER_SECRET", "raknat"),
        url="http://127.0.0.1:9003",
        user="turist",
        password=Secret("HERITAGE_ECO_COUNTER_PASSWORD", "mosquito"),
    )
    assert "raknat" not in repr(settings)
    assert settings.as_demo().eco_counter is None
    assert "mosquito" not in repr(settings)
    assert "hemligt" not in repr(settings.mail)
    assert settings.staff_key is not None and settings.staff_key.read().startswith("en nyckel")
    assert "en nyckel" not in repr(settings)
    assert [str(network) for network in settings.trusted_proxies] == ["127.0.0.1/32", "10.0.0.0/8"]
    assert set(given) | {
        "HERITAGE_DATABASE_URL",
        "HERITAGE_MQTT_PASSWORD",
        "HERITAGE_SMTP_PASSWORD_FILE",
        "HERITAGE_STAFF_KEY_FILE",
        "HERITAGE_ECO_COUNTER_SECRET_FILE",
        "HERITAGE_ECO_COUNTER_PASSWORD",
    } == set(KNOWN)


def test_a_broker_on_this_machine_may_be_asked_in_the_clear() -> None:
    given = {"HERITAGE_MQTT_URL": "mqtt://localhost", "HERITAGE_MQTT_SOURCE": "servanet"}
    broker = Settings.from_environment(given).broker
    assert broker is not None
    assert (broker.port, broker.is_encrypted, broker.user, broker.client_id) == (
        1883,
        False,
        None,
        "heritage",
    )


def test_a_name_at_the_broker_may_hold_any_sign() -> None:
    given = {"HERITAGE_MQTT_URL": "mqtts://sjoar%40ange@things.example", "HERITAGE_MQTT_SOURCE": "ttn"}
    broker = Settings.from_environment(given).broker
    assert broker is not None
    assert (broker.user, broker.host) == ("sjoar@ange", "things.example")


def test_a_broker_needs_the_source_whose_messages_it_carries() -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.from_environment({"HERITAGE_MQTT_URL": "mqtt://localhost"})
    assert str(raised.value).startswith("HERITAGE_MQTT_SOURCE: missing")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("HERITAGE_PROT", "80", "HERITAGE_PROT: no such setting; did you mean HERITAGE_PORT?"),
        ("HERITAGE_PORT", "80a", "HERITAGE_PORT: '80a' is not a port; it is a whole number from 1 to 65535"),
        ("HERITAGE_PORT", "0", "HERITAGE_PORT: '0' is not a port; it is a whole number from 1 to 65535"),
        (
            "HERITAGE_MQTT_URL",
            "mqtt://broker.leksaksby.example",
            "HERITAGE_MQTT_URL: mqtt:// would send everything in the clear to 'broker.leksaksby.example'; "
            "write mqtts://",
        ),
        (
            "HERITAGE_MQTT_URL",
            "mqtts://besok:hemligt@broker.leksaksby.example",
            "HERITAGE_MQTT_URL: not an address such as mqtts://name@broker.example.se:8883 (without the password)",
        ),
        (
            "HERITAGE_MQTT_URL",
            "mqtts://broker.leksaksby.example:0",
            "HERITAGE_MQTT_URL: not an address such as mqtts://name@broker.example.se:8883 (without the password)",
        ),
        (
            "HERITAGE_DATABASE_URL",
            "postgresql//[::1",
            "HERITAGE_DATABASE_URL: '://…' is not a database address; it starts with postgresql://",
        ),
        (
            "HERITAGE_DATABASE_URL",
            "postgre://u:hemligt@db",
            "HERITAGE_DATABASE_URL: 'postgre://…' is not a database address; it starts with postgresql://",
        ),
        (
            "HERITAGE_BASE_URL",
            "besok.ange.se",
            "HERITAGE_BASE_URL: 'besok.ange.se' is not an address such as https://besok.ange.se",
        ),
        (
            "HERITAGE_BASE_URL",
            "https://x.example/besök",
            "HERITAGE_BASE_URL: 'https://x.example/besök' is not an address such as https://besok.ange.se",
        ),
        (
            "HERITAGE_BASE_URL",
            "http://[::1",
            "HERITAGE_BASE_URL: 'http://[::1' is not an address such as https://besok.ange.se",
        ),
        (
            "HERITAGE_TRUSTED_PROXIES",
            "proxy",
            "HERITAGE_TRUSTED_PROXIES: 'proxy' is not a network such as 127.0.0.1 or 10.0.0.0/8",
        ),
        (
            "HERITAGE_CONTACT",
            "Kim Kloss",
            "HERITAGE_CONTACT: 'Kim Kloss' is neither an e-mail address nor one that starts with https://",
        ),
        (
            "HERITAGE_MET_URL",
            "http://api.met.no",
            "HERITAGE_MET_URL: 'http://api.met.no' must start with https://; "
            "only this machine may be asked without TLS",
        ),
        (
            "HERITAGE_MET_URL",
            "https://api.met.no/weatherapi",
            "HERITAGE_MET_URL: 'https://api.met.no/weatherapi' is not an address such as https://api.met.no",
        ),
        (
            "HERITAGE_SMHI_URL",
            "https://[::1",
            "HERITAGE_SMHI_URL: 'https://[::1' is not an address such as https://opendata-download-metfcst.smhi.se",
        ),
        ("HERITAGE_LANGUAGE", "no", "HERITAGE_LANGUAGE: 'no' is not a language of the commands; sv or en"),
    ],
)
def test_a_mistake_is_one_sentence(name: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({name: value})
    assert str(caught.value).replace("_FILE", "") == sentence.replace("_FILE", "")


def test_a_secret_in_a_file_is_read_and_complained_of_where_it_is_used(tmp_path: Path) -> None:
    (tmp_path / "image").write_bytes(b"\xff\xd8")
    (tmp_path / "mysql").write_text("mysql://u:hemligt@db/x")
    for file, sentence in (
        ("nothing", "HERITAGE_DATABASE_URL_FILE: '{}' cannot be read (No such file or directory)"),
        ("image", "HERITAGE_DATABASE_URL_FILE: '{}' is not text"),
        (
            "mysql",
            "HERITAGE_DATABASE_URL_FILE: 'mysql://…' is not a database address; it starts with postgresql://",
        ),
    ):
        path = tmp_path / file
        settings = Settings.from_environment({"HERITAGE_DATABASE_URL_FILE": str(path)})
        with pytest.raises(SettingsError) as caught:
            print(settings.database_url)
        assert str(caught.value) == sentence.format(path)
    given = ALARMS | {"HERITAGE_SMTP_USER": "heritage", "HERITAGE_SMTP_PASSWORD_FILE": "/no/such"}
    with pytest.raises(SettingsError, match="HERITAGE_SMTP_PASSWORD_FILE: '/no/such' cannot be read"):
        Settings.from_environment(given).with_secrets()
    assert Settings.from_environment(given).as_demo().with_secrets().mail is None


def test_a_database_address_is_given_once() -> None:
    both = {"HERITAGE_DATABASE_URL": "postgresql://db/x", "HERITAGE_DATABASE_URL_FILE": "x"}
    with pytest.raises(SettingsError, match="not both"):
        Settings.from_environment(both)


def test_a_password_in_a_wrong_address_is_not_shown() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({"HERITAGE_DATABASE_URL": "mysql://u:hemligt@db/x"})
    assert "hemligt" not in str(caught.value)


def test_an_empty_setting_is_the_default() -> None:
    assert Settings.from_environment({"HERITAGE_PORT": ""}).port == 8000


def test_static_files_and_catalogues_come_with_the_program() -> None:
    assert bundled("static").is_dir()
    assert bundled("locales").is_dir()


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


@pytest.mark.parametrize(
    ("given", "beginning"),
    [
        ({"HERITAGE_SMTP_PORT": "x"}, "HERITAGE_SMTP_PORT: 'x' is not a port"),
        ({"HERITAGE_SMTP_SECURITY": "ssl"}, "HERITAGE_SMTP_SECURITY: 'ssl' is neither"),
        ({"HERITAGE_SMTP_FROM": "drift"}, "HERITAGE_SMTP_FROM: 'drift' is not an e-mail address"),
        ({"HERITAGE_SMTP_PASSWORD": "hemligt"}, "HERITAGE_SMTP_USER: give both"),
        ({"HERITAGE_ECO_COUNTER_ID": "besok"}, "HERITAGE_ECO_COUNTER_SECRET: missing"),
        ({"HERITAGE_ECO_COUNTER_USER": "turist"}, "HERITAGE_ECO_COUNTER_USER: give both"),
        (
            {"HERITAGE_ECO_COUNTER_URL": "http://apieco.example"},
            "HERITAGE_ECO_COUNTER_URL: 'http://apieco.example' must start with https://",
        ),
    ],
)
def test_a_wrong_setting_is_told_also_where_nothing_asks_for_it(
    given: dict[str, str], beginning: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment(given)
    assert str(refused.value).startswith(beginning)


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
