"""Texts that are hard to read are noted, and built all the same (R-A24)."""

from collections.abc import Iterator

from heritage.places.checks.inspection import Inspection
from heritage.places.readability import SOFT_LIMITS
from heritage.problems import N_, Problem


def check(inspection: Inspection) -> Iterator[Problem]:
    for entry in inspection.entries():
        for language, limit in SOFT_LIMITS.items():
            text = entry.texts.get(language)
            if text is not None and text.lix is not None and text.lix > limit:
                told = N_("the text is hard to read (LIX {value}); {limit} at most is easier for most people")
                yield inspection.note(text.path, (), told, value=round(text.lix), limit=int(limit))
