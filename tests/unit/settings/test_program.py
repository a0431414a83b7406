"""The folders that came with the program are found, and the language of its commands."""

from heritage.settings.program import bundled, command_language


def test_static_files_and_catalogues_come_with_the_program() -> None:
    assert bundled("static").is_dir()
    assert bundled("locales").is_dir()


def test_commands_speak_swedish_unless_asked_otherwise() -> None:
    """R-I18. A language they do not have is told when the settings are read."""
    asked = [{}, {"HERITAGE_LANGUAGE": "en"}, {"HERITAGE_LANGUAGE": "no"}]
    assert [command_language(environment) for environment in asked] == ["sv", "en", "sv"]
