"""What all envelopes need: JSON that is safe to read, device numbers, keys, and the refusal of people's addresses."""

import base64
import binascii
import hashlib
import math
import re
from collections.abc import Iterable
from itertools import accumulate
from typing import Protocol, TypedDict, TypeVar

import msgspec

Shape = TypeVar("Shape")

DEEPEST = 20
"""Objects and lists in each other (R-S9)."""

_OPENING = (b"{", b"[")
_NOT_MARKS = bytes(code for code in range(256) if code not in b'{}[]"')
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_STEP = {ord("{"): 1, ord("["): 1, ord("}"): -1, ord("]"): -1}


class EnvelopeError(Exception):
    """The body is no message of that network server; the reason is one sentence for the sender."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def is_too_deep(text: bytes) -> bool:
    """Whether more than DEEPEST objects and lists of the JSON `text` stand in each other."""
    if sum(map(text.count, _OPENING)) <= DEEPEST:
        return False
    brackets = text.translate(None, _NOT_MARKS).replace(b'""', b"")
    if b'"' in brackets or b'\\"' in text:
        # A text holds brackets of its own, or an escaped quotation mark: the long way.
        brackets = _STRING.sub(b"", text).translate(None, _NOT_MARKS)
    return max(accumulate(map(_STEP.__getitem__, brackets)), default=0) > DEEPEST


def open_with(decoder: msgspec.json.Decoder[Shape], body: bytes) -> Shape:
    """The message in `body`. Raises EnvelopeError."""
    if is_too_deep(body):
        raise EnvelopeError(f"the JSON has more than {DEEPEST} objects and lists in each other")
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise EnvelopeError(f"the message cannot be read: {error}") from error


_SOME = msgspec.json.Decoder(list[msgspec.Raw])


def parts_of(body: bytes) -> list[bytes]:
    """What a list holds, each in its own bytes; of anything else the whole of it. Raises EnvelopeError."""
    if not body.lstrip().startswith(b"["):
        return [body]
    raws = open_with(_SOME, body)
    return [bytes(raw) for raw in raws]


_ANYTHING = msgspec.json.Decoder()


def values_of(raw: msgspec.Raw | bytes) -> object:
    """The decoded object in `raw`, empty bytes for none. Raises EnvelopeError, also for visitors' addresses."""
    text = bytes(raw)
    if not text:
        return None
    refuse_addresses(text)
    return open_with(_ANYTHING, text)


# R-P12. Six bytes in pairs with colons or hyphens, or in fours with dots, wherever they stand in a text; twelve digits
# without signs, or six numbers, only where a name says what they are, or where several stand in a row.
_SCANS = (
    rb"(?:ble|bluetooth|bt|wifi|wlan|beacon|probe)s?"
    rb"(?:[_ -]?(?:scan|device|client|request|result|address)(?:es|s)?)?"
)
_MAC = rb"[a-z0-9_ -]{0,30}(?:mac|bssid)s?(?:[_ -]?addr(?:ess(?:es)?)?)?"
_WITH_A_LETTER = rb'"(?=[0-9]{0,11}[a-f])[0-9a-f]{12}"'
_NAMED = rb'"(?:' + _MAC + rb"|" + _SCANS + rb')"\s*:\s*'
_ADDRESS = re.compile(
    rb"|".join(
        (
            rb"(?<![0-9a-f:-])[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?![0-9a-f:-])",
            rb'"[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}"',
            _NAMED + rb'\[?\s*"[0-9a-f]{12}"',
            _NAMED + rb"\[?\s*\[(?:\s*[0-9]{1,3}\s*,){5}\s*[0-9]{1,3}\s*\]",
            # Somewhere in the list or the object of that name.
            rb'"' + _SCANS + rb'"\s*:\s*(?:\[[^\]]{0,400}?|\{[^}]{0,400}?)' + _WITH_A_LETTER,
            _WITH_A_LETTER + rb"\s*:",
            _WITH_A_LETTER + rb'\s*,\s*"[0-9a-f]{12}"',
        )
    ),
    re.IGNORECASE,
)


def refuse_addresses(text: bytes) -> None:
    """Raises EnvelopeError if decoded values in the JSON `text` hold MAC addresses (R-P12).

    They would be those of visitors' telephones; a sensor's own number is an EUI of eight bytes.
    """
    if _ADDRESS.search(text) is not None:
        raise EnvelopeError(
            "the values hold device addresses (MAC), which may be visitors' and are not taken"
        )


_EUI = re.compile(r"[0-9a-f]{16}\Z")
_SEPARATORS = str.maketrans("", "", "-: ")


def dev_eui_of(told: str | None) -> str:
    """The device number in lower case; "" if `told` is none.

    ChirpStack v3 may write it as base64 of its eight bytes, The Things Stack makes names such as eui-70b3d5….
    """
    if not told:
        return ""
    digits = told.lower().removeprefix("eui-").translate(_SEPARATORS)
    if _EUI.match(digits):
        return digits
    number = payload_of(told)
    return number.hex() if number is not None and len(number) == 8 else ""


def hinted(hint: str) -> tuple[str, str]:
    """What address or topic said: the kind of event, and the device's number or ""."""
    kind, _, device = hint.partition("/")
    return kind.lower(), dev_eui_of(device)


def payload_of(told: str | None) -> bytes | None:
    """The bytes in base64 text, with or without its padding; None if there are none."""
    if not told:
        return None
    try:
        return base64.b64decode(told + "=" * (-len(told) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


_PLAIN = re.compile(r"[!-~]{1,80}\Z")


def key_of(dev_eui: str, kind: str, told: str) -> str:
    """A key that is unique in its source: what the server itself calls the event, of this device and kind."""
    return f"{dev_eui}:{kind}:{told if _PLAIN.match(told) else fingerprint(told)}"


def fingerprint(*parts: object) -> str:
    """32 hexadecimal digits that stand for `parts`, where a server gives its events no name."""
    digest = hashlib.sha256()
    for part in parts:
        written = part if isinstance(part, bytes) else str(part).encode(errors="surrogatepass")
        digest.update(b"%d:" % len(written))
        digest.update(written)
    return digest.hexdigest()[:32]


_LONGEST_TEXT = 200


def plain(told: str | None) -> str | None:
    """One line of printable text, cut to what a list can show; None if nothing is left."""
    words = (told or "")[:_LONGEST_TEXT]
    if not words.isprintable():
        words = "".join(sign if sign.isprintable() else " " for sign in words)
    return " ".join(words.split()) or None


def known(told: float | None, lowest: float = -1000, highest: float = 1000) -> float | None:
    """A number of a radio or a battery, if it is one between the bounds."""
    return told if told is not None and math.isfinite(told) and lowest <= told <= highest else None


class Reception(Protocol):
    """How a gateway heard a frame."""

    @property
    def gateway_id(self) -> str | None: ...
    @property
    def rssi(self) -> float | None: ...
    @property
    def snr(self) -> float | None: ...


class Radio(TypedDict, total=False):
    """What an Event says of the reception with the best signal."""

    gateway: str | None
    rssi: float | None
    snr: float | None


def radio_of(receptions: Iterable[Reception]) -> Radio:
    """The best reception as an Event has it; nothing where no gateway tells of any."""
    best = max(receptions, key=lambda one: known(one.rssi) or -1000, default=None)
    return (
        {}
        if best is None
        else Radio(gateway=plain(best.gateway_id), rssi=known(best.rssi), snr=known(best.snr))
    )
