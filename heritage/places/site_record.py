"""The service's own record: `content/site.yaml` and `content/accessibility.yaml`."""

from datetime import date
from typing import Annotated

import msgspec

from heritage.places.spelling import LanguageTag, WebAddress


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A body to turn to."""

    name: str
    url: WebAddress | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None


class Shortcoming(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Content that is not accessible: what, and why, per language (R-A3). `ground` says under which rule."""

    what: dict[str, str]
    why: dict[str, str]
    ground: str = "not_met"  # not_met | unreasonable_burden (12 §) | outside_the_law (9 §)


class AccessibilityStatement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`content/accessibility.yaml`: the facts of the statement (R-A3, R-A5)."""

    status: str  # helt | delvis | inte (förenlig)
    assessed_on: date
    updated_on: date
    method: str  # self_assessment | external
    shortcomings: tuple[Shortcoming, ...] = ()
    refuse_after_months: int = 13  # an older assessment stops the build (R-A5)


class Checked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who has read something, and when (R-I8)."""

    by: str
    on: date


class SiteRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`content/site.yaml`: the service itself. The first language is the source language, Swedish."""

    name: dict[str, str]
    owner: str
    base_url: WebAddress  # https://besok.ange.se, the promise on the signs
    languages: tuple[LanguageTag, ...]
    welcome: dict[str, str]
    area: str
    contact: Contact
    controller: Contact
    data_protection_officer: Contact
    words_checked: dict[LanguageTag, Checked] = {}  # who has read the pages' own words in a language
    county: Annotated[int, msgspec.Meta(ge=1, le=99)] | None = (
        None  # SCB's number: official warnings name counties
    )
