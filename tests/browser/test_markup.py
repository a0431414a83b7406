"""The Nu checker finds no error in any page of the built site (R-A32)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
VNU = Path(__file__).parent / "node_modules/vnu-jar/build/dist/vnu.jar"


@pytest.mark.parametrize("content", ["content", "tests/data/small/content"])
def test_every_built_page_is_valid(content: str, tmp_path: Path) -> None:
    out = tmp_path / "site"
    build = subprocess.run(
        [sys.executable, "-m", "heritage", "build", "--content", content, "--out", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert build.returncode == 0, build.stdout + build.stderr
    pages = sorted(str(page) for page in out.rglob("*.html"))
    assert len(pages) > 20
    checked = subprocess.run(
        ["java", "-jar", str(VNU), "--format", "json", *pages], capture_output=True, text=True, check=False
    )
    messages = json.loads(checked.stderr)["messages"]
    found = [
        f"{one['url']}:{one.get('lastLine')}: {one['message']}" for one in messages if one["type"] == "error"
    ]
    assert found == []
