"""Settings come from the environment, and a mistake in them stops the start with one sentence."""

from pathlib import Path

import pytest

from heritage.settings.broker import Broker
from heritage.settings.eco_counter import EcoCounter
from heritage.settings.mail import Mail, MailSecurity
from heritage.settings.secret import Secret
from heritage.settings.settings import Settings
from heritage.settings.variables import KNOWN, SettingsError


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


def test_an_empty_setting_is_the_default() -> None:
    assert Settings.from_environment({"HERITAGE_PORT": ""}).port == 8000


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
