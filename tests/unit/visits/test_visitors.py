"""Who is counted (R-P7) and who asks not to be (R-P9)."""

from pathlib import Path

import pytest

from heritage.store.tables import Reason
from heritage.visits.visitors import declines, judge

AGENTS = Path(__file__).parents[2] / "data" / "visits"
PHONE = b"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Mobile"


def agents(file: str) -> list[str]:
    return (AGENTS / file).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("agent", agents("phones.txt"))
def test_a_visitors_browser_is_counted(agent: str) -> None:
    assert judge("GET", {b"user-agent": agent.encode()}) is None


@pytest.mark.parametrize("agent", agents("previews.txt"))
def test_a_fetcher_of_link_previews_is_set_aside(agent: str) -> None:
    assert judge("GET", {b"user-agent": agent.encode()}) is Reason.PREVIEW


@pytest.mark.parametrize("agent", agents("bots.txt"))
def test_a_bot_is_set_aside(agent: str) -> None:
    assert judge("GET", {b"user-agent": agent.encode()}) is Reason.BOT


@pytest.mark.parametrize("headers", [{}, {b"user-agent": b""}, {b"user-agent": b" "}])
def test_no_user_agent_is_a_bot(headers: dict[bytes, bytes]) -> None:
    assert judge("GET", headers) is Reason.BOT


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (b"sec-purpose", b"prefetch"),
        (b"sec-purpose", b"prefetch;prerender"),
        (b"sec-purpose", b"prefetch;anonymous-client-ip"),
        (b"purpose", b"prefetch"),
        (b"purpose", b"Preview"),
        (b"x-moz", b"prefetch"),
        (b"x-purpose", b"preview"),
    ],
)
def test_a_page_fetched_ahead_is_no_visit(name: bytes, value: bytes) -> None:
    assert judge("GET", {b"user-agent": PHONE, name: value}) is Reason.PREFETCH


def test_a_purpose_that_is_none_of_these_is_a_visit() -> None:
    assert judge("GET", {b"user-agent": PHONE, b"purpose": b"navigate"}) is None


def test_head_is_no_visit() -> None:
    assert judge("HEAD", {b"user-agent": PHONE}) is Reason.HEAD


@pytest.mark.parametrize("name", [b"sec-gpc", b"dnt"])
def test_global_privacy_control_and_do_not_track_decline(name: bytes) -> None:
    assert declines({name: b"1"})
    assert not declines({name: b"0"})
    assert not declines({})


def test_an_endless_user_agent_is_judged_by_its_beginning() -> None:
    assert judge("GET", {b"user-agent": PHONE + b" " * 100_000 + b"bot"}) is None
