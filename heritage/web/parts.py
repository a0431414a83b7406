"""Parts of a body by the header Range (RFC 9110 §14): without them phones of one maker play no sound at all."""

import re

from heritage.web.answers import Answer, Header, RequestHeaders, answer, headless, names, without_body
from heritage.web.headers import DO_NOT_KEEP

# One part with a sensible length. Several at once, and what is no range, may be passed over (§14.2).
_RANGE = re.compile(rb"bytes=[ \t]*(\d{0,15})-(\d{0,15})[ \t]*", re.IGNORECASE)


class InParts:
    """Everything one address answers to GET and HEAD, where the body is sent as it is and may be asked for in parts."""

    __slots__ = ("_beyond", "_body", "_headers", "_not_modified", "_tag", "_whole")

    def __init__(self, headers: list[Header], tag: str, body: bytes) -> None:
        """`tag` names the bytes of `body`."""
        self._tag = f'"{tag}"'.encode()
        self._body = body
        about = [header for header in headers if header[0] != b"content-type"]
        fixed = [header for header in about if header[0] != b"cache-control"]
        self._headers = [*headers, (b"etag", self._tag), (b"accept-ranges", b"bytes")]
        self._whole = answer(200, self._headers, body)
        self._not_modified = without_body(304, [*about, (b"etag", self._tag)])
        beyond = [(b"cache-control", DO_NOT_KEEP), (b"content-range", b"bytes */%d" % len(body))]
        self._beyond = answer(416, [*fixed, *beyond])

    def answer(self, method: str, headers: RequestHeaders) -> Answer:
        """As a Resource does; in the order of RFC 9110 §13.2.2. HEAD knows no parts."""
        known = headers.get(b"if-none-match")
        if known is not None and names(known, self._tag):
            return self._not_modified
        if method != "GET":
            return headless(self._whole)
        wanted = headers.get(b"range")
        # A part of other bytes than those the visitor has begun would be noise: the tag must be the very same.
        if wanted is None or headers.get(b"if-range", self._tag) != self._tag:
            return self._whole
        return self._part(wanted)

    def _part(self, wanted: bytes) -> Answer:
        found = _RANGE.fullmatch(wanted)
        if found is None or found[1] == found[2] == b"":
            return self._whole
        length = len(self._body)
        if found[1]:
            first = int(found[1])
            last = int(found[2]) if found[2] else max(first, length)
            if last < first:
                return self._whole
        else:
            # As many of the last bytes as there are.
            first, last = max(0, length - int(found[2])), length
        if first >= length:
            return self._beyond
        last = min(last, length - 1)
        place = (b"content-range", b"bytes %d-%d/%d" % (first, last, length))
        return answer(206, [*self._headers, place], self._body[first : last + 1])
