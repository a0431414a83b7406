"""Which address a request comes from, believing nobody but the configured proxies (R-S21)."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

from heritage.settings.addresses import Network
from heritage.web.answers import RequestHeaders, Scope


class Clients:
    """Finds the visitor's address behind `trusted` proxies."""

    def __init__(self, trusted: tuple[Network, ...]) -> None:
        self._trusted = trusted
        self._is_trusted = lru_cache(maxsize=256)(self._lies_in_a_trusted_network)

    def address(self, scope: Scope, headers: RequestHeaders) -> str:
        """The nearest address that is not a trusted proxy's; "" on a socket without addresses.

        Each proxy adds its own peer at the end of X-Forwarded-For, so the list is read from there; what
        stands left of the first stranger was written by that stranger.
        """
        client = scope.get("client")
        peer: str = client[0] if client else ""
        if not self._trusted or not self._is_trusted(peer):
            return peer
        for word in reversed(headers.get(b"x-forwarded-for", b"").split(b",")):
            found = _parsed(word.decode("latin-1").strip())
            if found is None:
                break
            peer = str(found)
            if not self._is_trusted(peer):
                break
        return peer

    def _lies_in_a_trusted_network(self, address: str) -> bool:
        found = _parsed(address)
        return found is not None and any(found in network for network in self._trusted)


def neighbourhood(address: str) -> str:
    """What counts as one sender for limits: the address, for IPv6 its /64, within which one phone roams."""
    found = _parsed(address)
    if isinstance(found, IPv6Address):
        return str(IPv6Address(int(found) >> 64 << 64))
    return address


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """The address, without a port; an IPv4 address in IPv6 clothes is the IPv4 address."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found
