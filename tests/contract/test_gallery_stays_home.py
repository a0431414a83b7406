"""The gallery of the page types is for developers: neither the public site nor the package holds any of it."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from heritage.pages.compile import compile_site
from heritage.pages.site import assemble
from heritage.places.library import load

ROOT = Path(__file__).parents[2]
MARKS = ("Påhittby".encode(), b"saga.example", b"Leksaksby", b"tests/gallery", b"build/gallery")
"""The invented names of the gallery and of the toy site, and where the gallery lies."""


def test_no_file_of_the_public_site_speaks_of_the_gallery() -> None:
    library = load(ROOT / "content").library
    assert library is not None
    compiled = compile_site(assemble(library))
    files = {**compiled.pages, **compiled.files}
    assert len(files) > 100
    assert [path for path in files if "gallery" in path] == []
    for path, packed in files.items():
        body = packed.plain
        assert [mark for mark in MARKS if mark in body] == [], path


def test_the_package_holds_no_tests(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = ZipFile(wheel).namelist()
    assert "heritage/templates/start.html" in names
    assert "heritage/static/listen.js" in names
    assert [name for name in names if "test" in name.lower() or "gallery" in name.lower()] == []
