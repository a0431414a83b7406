"""What nobody is to see stands in the environment or in a file, and is never shown."""

from pathlib import Path

import pytest

from heritage.settings.settings import Settings
from heritage.settings.variables import SettingsError


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


def test_a_database_address_is_given_once() -> None:
    both = {"HERITAGE_DATABASE_URL": "postgresql://db/x", "HERITAGE_DATABASE_URL_FILE": "x"}
    with pytest.raises(SettingsError, match="not both"):
        Settings.from_environment(both)


def test_a_password_in_a_wrong_address_is_not_shown() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({"HERITAGE_DATABASE_URL": "mysql://u:hemligt@db/x"})
    assert "hemligt" not in str(caught.value)
