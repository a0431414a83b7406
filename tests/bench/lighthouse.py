"""Lighthouse (mobile) on every type of page of the real content, each language among them: prints the scores.

Usage: `make bench`, or `python tests/bench/lighthouse.py`. Ends with status 1 if any score is under 100.
Lighthouse judges an address without TLS on 127.0.0.1 as it would a secure one.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.browser.conftest import ROOT, serving

TOOL = Path(__file__).parent / "node_modules/lighthouse/cli/index.js"
PAGES = (
    "/sv/",
    "/sv/flataklocken/",
    "/en/s-t-olavsleden/",
    "/nb/skogsfinnar/",
    "/de/is/",
    "/sv-simple/bad/",
    "/de/places/",
    "/sv/places/kind/church/",
    "/nb/places/parish/torp/",
    "/en/places/trail/s-t-olavsleden/",
    "/sv-simple/help/",
    "/en/about/",
    "/nb/contact/",
    "/sv/codes/",
    "/de/privacy/",
    "/sv/accessibility/",
    "/en/feedback/",
    "/Q/Q5R2B",
)
ATTEMPTS = 3
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CHROME_PATH": "/usr/bin/chromium"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def rate(address: str) -> dict[str, int]:
    """The four scores of one page, 0 to 100."""
    node = Path(sys.executable).parent / "node"
    flags = (
        "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-background-networking"
    )
    for _ in range(ATTEMPTS):
        done = _run([str(node), str(TOOL), address, "--quiet", "--output=json", f"--chrome-flags={flags}"])
        # Now and then Chromium loses the beginning of its trace, and Lighthouse asks to be run again.
        if "NO_NAVSTART" not in done.stderr:
            break
    if done.returncode != 0:
        raise SystemExit(f"Lighthouse failed on {address}:\n{done.stderr}")
    report = json.loads(done.stdout)
    for audit in report["audits"].values():
        if audit["score"] is not None and audit["score"] < 1 and audit["scoreDisplayMode"] == "binary":
            print(f"  {address}: {audit['id']}: {audit['title']}")
    return {name: round(100 * report["categories"][name]["score"]) for name in CATEGORIES}


def main() -> int:
    print(f"{'page':28}" + "".join(f"{name:>16}" for name in CATEGORIES))
    worst = 100
    with tempfile.TemporaryDirectory() as data, serving(ROOT / "content", Path(data)) as site:
        for page in PAGES:
            scores = rate(site + page)
            print(f"{page:28}" + "".join(f"{scores[name]:>16}" for name in CATEGORIES))
            worst = min(worst, *scores.values())
    return 0 if worst == 100 else 1


if __name__ == "__main__":
    sys.exit(main())
