"""A place by the water, whose facts and sensors a test writes, and what the check says of them."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from heritage.places.checks import check
from heritage.places.library import load
from heritage.problems import in_order

BASE = Path(__file__).parents[3] / "data" / "broken" / "base" / "content"
TODAY = date(2026, 11, 21)

Judge = Callable[..., list[str]]


@pytest.fixture
def judged(tmp_path: Path) -> Judge:
    """Gives the lines of problems and notes when the tarn has these `conditions` and `safety`, and is of this
    `kind`; when `devices.yaml` holds `devices`, and `counting.yaml` holds `counting`; and when the tarn's code has
    these facts more.
    """
    content = Path(shutil.copytree(BASE, tmp_path / "content"))

    def judge(
        conditions: str = "{measures: [snow_depth], water: still}",
        devices: str = "",
        kind: str = "lake",
        safety: str = "[is]",
        code: str = "",
        counting: str = "",
    ) -> list[str]:
        facts = (BASE / "tjarnen" / "sv.md").read_text(encoding="utf-8")
        facts = facts.replace("kind: lake", f"kind: {kind}").replace("safety: [is]", f"safety: {safety}")
        facts = facts.replace("sources:", f"conditions: {conditions}\nsources:" if conditions else "sources:")
        (content / "tjarnen" / "sv.md").write_text(facts, encoding="utf-8")
        register = (BASE / "codes.yaml").read_text(encoding="utf-8")
        register = register.replace("  state: planned\n", f"  state: planned\n{code}")
        (content / "codes.yaml").write_text(register, encoding="utf-8")
        (content / "devices.yaml").write_text(devices, encoding="utf-8")
        (content / "counting.yaml").write_text(counting, encoding="utf-8")
        return [problem.as_line() for problem in in_order(check(load(content), TODAY))]

    return judge
