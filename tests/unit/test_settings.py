"""Settings come from the environment, and a mistake in them stops the start with one sentence."""

from pathlib import Path

import pytest

from heritage.settings import KNOWN, Settings, SettingsError, bundled


def test_defaults_serve_the_content_of_the_working_folder_from_sqlite() -> None:
    settings = Settings.from_environment({"PATH": "/bin"})
    assert (settings.content, settings.data_dir) == (Path("content"), Path("data"))
    assert (settings.host, settings.port, settings.database_url) == ("127.0.0.1", 8000, None)


def test_every_known_setting_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("postgresql://heritage:hemligt@db/heritage\n")
    given = {
        "HERITAGE_CONTENT": "texts",
        "HERITAGE_DATA_DIR": "/var/lib/heritage",
        "HERITAGE_DATABASE_URL_FILE": str(secret),
        "HERITAGE_BASE_URL": "http://127.0.0.1:8000/",
        "HERITAGE_HOST": "0.0.0.0",
        "HERITAGE_PORT": "8080",
        "HERITAGE_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8",
        "HERITAGE_LANGUAGE": "en",
    }
    settings = Settings.from_environment(given)
    assert settings.content == Path("texts")
    assert settings.data_dir == Path("/var/lib/heritage")
    assert settings.database_url == "postgresql://heritage:hemligt@db/heritage"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert (settings.host, settings.port, settings.language) == ("0.0.0.0", 8080, "en")
    assert [str(network) for network in settings.trusted_proxies] == ["127.0.0.1/32", "10.0.0.0/8"]
    assert set(given) | {"HERITAGE_DATABASE_URL"} == set(KNOWN)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("HERITAGE_PROT", "80", "HERITAGE_PROT: no such setting; did you mean HERITAGE_PORT?"),
        ("HERITAGE_PORT", "80a", "HERITAGE_PORT: '80a' is not a port; it is a whole number from 1 to 65535"),
        ("HERITAGE_PORT", "0", "HERITAGE_PORT: '0' is not a port; it is a whole number from 1 to 65535"),
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
        ("HERITAGE_LANGUAGE", "no", "HERITAGE_LANGUAGE: 'no' is not a language of the commands; sv or en"),
        (
            "HERITAGE_DATABASE_URL_FILE",
            "/no/such/file",
            "HERITAGE_DATABASE_URL: '/no/such/file' cannot be read (No such file or directory)",
        ),
    ],
)
def test_a_mistake_is_one_sentence(name: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({name: value})
    assert str(caught.value).replace("_FILE", "") == sentence.replace("_FILE", "")


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
