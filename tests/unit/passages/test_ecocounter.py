"""Eco-Counter's service is asked politely, with a token that holds, and read with care."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from heritage.passages.ecocounter import A_DAY, A_MINUTE, Allowance, EcoError, EcoService
from heritage.settings.eco_counter import EcoCounter
from heritage.settings.secret import Secret
from heritage.weather.fetch import Fetcher, Limits
from tests.eco_server import EcoServer, Fault, eco_server

NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)
SECRET = Secret("HERITAGE_ECO_COUNTER_SECRET", "raknat")
DAY = date(2026, 7, 1)


class Clock:
    """Stands still but for what is waited."""

    def __init__(self) -> None:
        self.now = NOW
        self.waited: list[float] = []
        self.is_ending = False

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> bool:
        self.now += timedelta(seconds=seconds)
        if seconds:
            self.waited.append(seconds)
        return self.is_ending


@pytest.fixture
def eco() -> Iterator[EcoServer]:
    with eco_server() as server:
        server.lay_out_site(300, 101, 102)
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


def service(
    eco: EcoServer, clock: Clock, asked: int = 0, size: int = 1_000_000, older: bool = False
) -> EcoService:
    account = EcoCounter("besok", SECRET, eco.url)
    if older:
        account = EcoCounter(
            "besok", SECRET, eco.url, "turist", Secret("HERITAGE_ECO_COUNTER_PASSWORD", "hemligt")
        )
    fetcher = Fetcher((eco.url,), "drift@leksaksby.example", Limits(5, 5, 10, size))
    return EcoService(account, fetcher, Allowance(clock, clock.wait, asked=asked), clock)


def refused(asked: EcoService) -> EcoError:
    with pytest.raises(EcoError) as why:
        asked.sites()
    return why.value


def test_a_token_is_asked_for_with_the_secret_and_used_while_it_holds(eco: EcoServer, clock: Clock) -> None:
    asked = service(eco, clock)
    assert asked.sites().keys() == {"300"}
    asked.sites()
    (granted,) = eco.asked_for("/token")
    assert granted.words == {"grant_type": "client_credentials"}
    assert granted.authorization.startswith("Basic ")
    assert [one.authorization for one in eco.asked_for("/api")] == ["Bearer t1", "Bearer t1"]
    clock.now += timedelta(seconds=3560)
    asked.sites()
    assert len(eco.asked_for("/token")) == 2


def test_an_older_account_gives_its_password(eco: EcoServer, clock: Clock) -> None:
    eco.password = ("turist", "hemligt")
    assert service(eco, clock, older=True).sites()
    assert eco.asked[0].words == {"grant_type": "password", "username": "turist", "password": "hemligt"}


def test_a_token_that_is_refused_early_is_asked_for_once_more(eco: EcoServer, clock: Clock) -> None:
    asked = service(eco, clock)
    asked.sites()
    eco.valid_tokens.clear()
    assert asked.sites()
    assert len(eco.asked_for("/token")) == 2
    eco.fail("/api", Fault(401), Fault(401))
    assert "status 401" in str(refused(asked))


def test_a_wrong_secret_is_told_and_never_quoted(eco: EcoServer, clock: Clock) -> None:
    eco.secret = "another:one"
    why = refused(service(eco, clock))
    assert str(why) == "Eco-Counter refuses the id, the secret or the password (status 401)."
    assert eco.asked_for("/api") == []


def test_a_channel_is_asked_for_by_local_days_and_told_by_moments(eco: EcoServer, clock: Clock) -> None:
    """The hour that autumn has twice is two hours (R-V4), and null is no count (R-V8)."""
    night = datetime(2026, 10, 25, tzinfo=UTC)
    eco.counts["101"] = {night: 1, night + timedelta(hours=1): 0, night + timedelta(hours=3): 3}
    found = service(eco, clock).counts("101", date(2026, 10, 24), date(2026, 10, 25))
    (asked,) = eco.asked_for("/api")
    assert asked.path == "/api/1.0/data/site/101"
    assert asked.words == {
        "begin": "2026-10-24T00:00:00",
        "end": "2026-10-26T00:00:00",
        "step": "hour",
        "complete": "false",
    }
    assert len(found) == 49
    at = int(night.timestamp())
    assert [found[at + hour * 3600] for hour in range(4)] == [1, 0, None, 3]


def test_what_is_no_count_is_none(eco: EcoServer, clock: Clock) -> None:
    told = [2.0, -1, 2.5, None, 7, 8]
    rows = [{"isoDate": f"2026-07-01T{hour:02}:00:00+0200", "counts": one} for hour, one in enumerate(told)]
    eco.fail("/api/1.0/data", Fault(body=json.dumps([*rows, {**rows[4], "counts": 9}, rows[5]]).encode()))
    found = service(eco, clock).counts("101", DAY, DAY)
    assert list(found.values()) == [2, None, None, None, None, 8]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault(body=b'[{"isoDa', sent=5), "gave no whole answer (half an answer)"),
        (Fault(body=b'[{"isoDa'), "answer cannot be read"),
        (Fault(body=b'[{"isoDate": "2026-07-01T00:00:00", "counts": 1}]'), "answer cannot be read"),
        (Fault(body=b'[{"counts": 1}]'), "answer cannot be read"),
        (Fault(body=b"[" + b" " * 2000 + b"]"), "more than 1000 bytes"),
        (Fault(status=404), "does not know what was asked for (status 404)"),
        (Fault(status=500), "gave no whole answer (status 500)"),
        (Fault(status=302, headers={"Location": "http://127.0.0.1:9/"}), "is no configured service"),
    ],
)
def test_an_answer_that_is_none_is_told_in_a_sentence(
    eco: EcoServer, clock: Clock, fault: Fault, told: str
) -> None:
    eco.fail("/api/1.0/data", fault)
    with pytest.raises(EcoError) as why:
        service(eco, clock, size=1000).counts("101", DAY, DAY)
    assert told in str(why.value)


def test_a_short_refusal_is_waited_out_and_a_long_one_is_told(eco: EcoServer, clock: Clock) -> None:
    asked = service(eco, clock)
    eco.fail("/api", Fault(status=429, headers={"Retry-After": "30"}))
    assert asked.sites()
    assert clock.waited == [30]
    eco.fail("/api", Fault(status=429, headers={"Retry-After": "7200"}))
    assert refused(asked).until == NOW + timedelta(seconds=7230)
    eco.fail("/api", Fault(status=429))
    assert refused(asked).until == clock.now + timedelta(hours=1)


def test_no_more_is_asked_in_a_minute_than_is_fair(clock: Clock) -> None:
    allowance = Allowance(clock, clock.wait)
    for _ in range(A_MINUTE):
        allowance.take()
    assert clock.waited == []
    allowance.take()
    assert clock.waited == [60]


def test_no_more_is_asked_in_a_day_than_is_fair(eco: EcoServer, clock: Clock) -> None:
    asked = service(eco, clock, asked=A_DAY - 2)
    asked.sites()
    assert str(refused(asked)) == "5000 questions were asked today, and more are not allowed."
    assert len(eco.asked) == 2
    clock.now += timedelta(days=1)
    assert asked.sites()


def test_a_server_that_ends_asks_nothing_more(eco: EcoServer, clock: Clock) -> None:
    clock.is_ending = True
    assert str(refused(service(eco, clock))) == "The server is stopping."
    assert eco.asked == []
