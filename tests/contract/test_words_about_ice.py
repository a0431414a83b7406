"""No word of the program's own pages says that ice is safe or holds, in any language (R-C6)."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from heritage.places.phrases import claims, is_covered

LOCALES = Path(__file__).parents[2] / "locales"
CATALOGUES = sorted(LOCALES.glob("*/LC_MESSAGES/messages.po"))


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parts[-3])
def test_no_translation_promises_that_ice_holds(file: Path) -> None:
    language = file.parts[-3]
    assert is_covered(language)
    with file.open("rb") as source:
        words = [message.string for message in read_po(source)]
    texts = [text for each in words for text in ([each] if isinstance(each, str) else each)]
    assert [claim for text in texts for claim in claims(text, language)] == []


def test_no_message_promises_that_ice_holds() -> None:
    with (LOCALES / "messages.pot").open("rb") as source:
        ids = [message.id for message in read_po(source)]
    texts = [text for each in ids for text in ([each] if isinstance(each, str) else each)]
    assert [claim for text in texts for claim in claims(text, "en")] == []
