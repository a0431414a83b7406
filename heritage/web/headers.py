"""The headers that every response carries, whatever it says (R-S2, R-S4), and how long it may be kept."""

from heritage.web.answers import Header

_NOBODY_MAY = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)

PERMISSIONS = ", ".join(("geolocation=(self)", *(f"{feature}=()" for feature in _NOBODY_MAY)))
"""Only our own pages may ask for the position, and they do on a tap (R-P18)."""

BARE_POLICY = (
    "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""For answers that hold no page of the site, such as JSON."""

HTML = b"text/html; charset=utf-8"
JSON = b"application/json"
PROBLEM_JSON = b"application/problem+json"

ASK_EACH_TIME = b"no-cache"
ASK_EACH_TIME_PRIVATELY = b"private, no-cache"  # R-Q10
KEEP_FOR_EVER = b"public, max-age=31536000, immutable"  # the address holds the content's hash
DO_NOT_KEEP = b"no-store"


def security_headers(policy: str) -> list[Header]:
    """The fixed part. `policy` is the Content-Security-Policy."""
    return [
        (b"content-security-policy", policy.encode()),
        # Browsers pass it over on plain http (RFC 6797 §8.1), so that a demo on localhost works.
        (b"strict-transport-security", b"max-age=31536000"),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
        (b"permissions-policy", PERMISSIONS.encode()),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        # Otherwise the server program names itself.
        (b"server", b"heritage"),
    ]


def described(
    content_type: bytes, kept: bytes, language: str | None = None, vary: bytes = b""
) -> list[Header]:
    """What a body is and how long it may be kept. `vary` names what the answer depends on beside encoding."""
    headers = [
        (b"content-type", content_type),
        (b"cache-control", kept),
        (b"vary", vary + b", Accept-Encoding" if vary else b"Accept-Encoding"),
    ]
    if language is not None:
        headers.append((b"content-language", language.encode()))
    return headers
