"""The scripts of others that pages use: declared with their fingerprints, fetched at set-up, never committed (R-S3)."""

import json
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from heritage.pages.static_files import LIBRARIES, own_files

ROOT = Path(__file__).parents[2]
LOCK = json.loads((ROOT / "static/package-lock.json").read_text())
PACKAGES = {name: package for name, package in LOCK["packages"].items() if name}


def test_each_has_a_fingerprint_a_licence_and_no_address() -> None:
    """R-S26: whoever brings them, they are these very bytes."""
    assert PACKAGES
    for name, package in PACKAGES.items():
        assert package["integrity"].startswith("sha512-"), name
        assert package["license"] == "BSD-0-Clause", name
        assert "resolved" not in package
    assert "http" not in json.dumps(LOCK)


def test_htmx_is_of_the_fourth_kind() -> None:
    """R-S3: the second writes to the phone's storage."""
    declared = json.loads((ROOT / "static/package.json").read_text())["dependencies"]
    assert set(declared) == {"htmx.org"}
    assert PACKAGES["node_modules/htmx.org"]["version"] == declared["htmx.org"]
    assert declared["htmx.org"].startswith("4.")


def test_it_is_fetched_and_not_committed() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "static"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert "node_modules" not in tracked
    published = {file.name for file in own_files()}
    assert set(LIBRARIES) <= published, "run `make setup`"


def test_the_package_holds_that_one_file_of_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = ZipFile(wheel).namelist()
    assert [name for name in names if "node_modules" in name] == [
        f"heritage/static/{place}" for place in LIBRARIES.values()
    ]
    for part in ("static/ages.js", "static/style/panel.css", "static/weather.svg", "locales/messages.pot"):
        assert f"heritage/{part}" in names
