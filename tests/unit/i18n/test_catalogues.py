"""A text that nobody translated stays English."""

from heritage.i18n.catalogues import gettext_for


def test_a_language_without_a_catalogue_speaks_english_rather_than_failing() -> None:
    assert gettext_for("xx").gettext("Contact") == "Contact"
