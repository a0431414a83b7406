"""The description of the read API, for programs and those who write them (R-D10): `openapi.yaml`, made complete."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from heritage.conditions.state import Freshness, IceAdvice
from heritage.passages.figures.series import Quality as CountQuality
from heritage.places.site_record import SiteRecord
from heritage.quantities import QUANTITIES, IceKind, Quality

API_VERSION = "1.0.0"

_FILE = Path(__file__).with_name("openapi.yaml")


def described_api(site: SiteRecord, base: str) -> dict[str, Any]:
    """OpenAPI 3.0.3 for the API at `base`. What one answer may say stands with the code that says it."""
    written = _written()
    contact = {"name": site.contact.name, "email": site.contact.email, "url": site.contact.url}
    info = {
        **written["info"],
        "version": API_VERSION,
        "contact": {key: value for key, value in contact.items() if value is not None},
    }
    return {**written, "info": info, "servers": [{"url": base}]}


@lru_cache(maxsize=1)
def _written() -> dict[str, Any]:
    # Not yaml-rs, which takes a time in quotes for a time: in JSON it is text.
    written: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    words: dict[str, list[str | None]] = {
        "Quantity": [key for key, quantity in QUANTITIES.items() if quantity.is_public],
        "Quality": [quality.name.lower() for quality in Quality],
        "State": [freshness.value for freshness in Freshness],
        "IceAdvice": [advice.value for advice in IceAdvice],
        "CountQuality": [quality.value for quality in CountQuality],
        "IceKind": [*(kind.value for kind in IceKind), None],
    }
    for name, values in words.items():
        written["components"]["schemas"][name]["enum"] = values
    return written
