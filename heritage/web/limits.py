"""How often one sender may do what costs us or helps a guesser (R-S20). Kept in memory only, by hash."""

import os
from dataclasses import dataclass, field
from hashlib import blake2b
from math import ceil

DAY_S = 86_400.0
MOST_SENDERS = 10_000


@dataclass
class _Bucket:
    tokens: float
    filled_at: float


@dataclass
class Limit:
    """A token bucket per sender: `burst` at once, then one each `seconds_each`.

    As with visits (R-P6), senders are known by a keyed hash whose key lives for a day at most.
    """

    burst: int
    seconds_each: float
    _buckets: dict[bytes, _Bucket] = field(default_factory=dict)
    _key: bytes = b""
    _key_until: float = 0.0

    def wait_s(self, sender: str, now: float) -> int:
        """Take a token; 0, or the whole seconds until there is one again. `now` is a monotonic clock's."""
        if now >= self._key_until:
            self._key, self._key_until = os.urandom(32), now + DAY_S
            self._buckets.clear()
        name = blake2b(sender.encode("utf-8", "surrogateescape"), key=self._key, digest_size=16).digest()
        bucket = self._buckets.pop(name, None) or _Bucket(self.burst, now)
        bucket.tokens = min(self.burst, bucket.tokens + (now - bucket.filled_at) / self.seconds_each)
        bucket.filled_at = now
        # Put back at the end: the first is the one unheard of for longest, and goes when the map is full.
        self._buckets[name] = bucket
        if len(self._buckets) > MOST_SENDERS:
            del self._buckets[next(iter(self._buckets))]
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0
        return ceil((1 - bucket.tokens) * self.seconds_each)
