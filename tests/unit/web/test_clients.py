"""The visitor's address, behind proxies that are trusted and others that are not (R-S21)."""

from ipaddress import ip_network

import pytest

from heritage.web.clients import Clients, neighbourhood

PROXY = "10.0.0.1"
TRUSTED = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


def address(peer: str, forwarded: bytes | None = None, trusted: bool = True) -> str:
    headers = {} if forwarded is None else {b"x-forwarded-for": forwarded}
    return Clients(TRUSTED if trusted else ()).address({"client": (peer, 1)}, headers)


def test_without_trusted_proxies_the_peer_is_the_visitor_whatever_it_says() -> None:
    assert address(PROXY, b"203.0.113.7", trusted=False) == PROXY


def test_a_stranger_is_not_believed() -> None:
    assert address("198.51.100.1", b"203.0.113.7") == "198.51.100.1"


def test_a_trusted_proxy_is_believed() -> None:
    assert address(PROXY, b"203.0.113.7") == "203.0.113.7"
    assert address("fd00::1", b"2001:db8::5") == "2001:db8::5"


def test_what_the_visitor_forged_before_the_proxy_is_passed_over() -> None:
    assert address(PROXY, b"1.1.1.1, 203.0.113.7") == "203.0.113.7"


def test_a_chain_of_trusted_proxies_is_followed_to_the_first_stranger() -> None:
    assert address(PROXY, b"1.1.1.1, 203.0.113.7, 10.2.3.4") == "203.0.113.7"


def test_a_chain_of_proxies_only_ends_at_the_farthest() -> None:
    assert address(PROXY, b"10.9.9.9, 10.2.3.4") == "10.9.9.9"


@pytest.mark.parametrize("nonsense", [b"", b"unknown", b"\xff\xfe", b"1.2.3.4.5", b",,,"])
def test_nonsense_leaves_the_proxy_itself(nonsense: bytes) -> None:
    assert address(PROXY, nonsense) == PROXY


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"203.0.113.7:4711", "203.0.113.7"),
        (b"[2001:db8::5]:443", "2001:db8::5"),
        (b"::ffff:203.0.113.7", "203.0.113.7"),
    ],
)
def test_ports_and_mapped_addresses_are_undressed(written: bytes, read: str) -> None:
    assert address(PROXY, written) == read


def test_a_socket_without_addresses_gives_none() -> None:
    assert Clients(()).address({"client": None}, {}) == ""


def test_one_phone_roams_within_its_ipv6_network() -> None:
    assert neighbourhood("2001:db8:1:2:aaaa::1") == neighbourhood("2001:db8:1:2:bbbb::2") == "2001:db8:1:2::"
    assert neighbourhood("203.0.113.7") == "203.0.113.7"
    assert neighbourhood("") == ""
