"""A copy of the program that also has a catalogue of Arabic, for tests of a language written from right to left."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
ARABIC = ROOT / "tests/data/arabic"


def with_arabic(folder: Path) -> Path:
    """Copy the program as it is into `folder`, put the catalogue where it belongs; returns `folder`."""
    for part in ("heritage", "static", "locales"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    catalogue = folder / "locales/ar/LC_MESSAGES/messages.po"
    catalogue.parent.mkdir(parents=True)
    shutil.copyfile(ARABIC / "messages.po", catalogue)
    return folder
