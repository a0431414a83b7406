"""Eco-Counter's service, as it is documented: a token, the sites of the account, and counts of a site or a channel.

No answer of it was ever recorded: what is not needed may be missing, and what is needed is read with care. Fair use is
100 questions a minute and 5000 a day; the first is kept by waiting, the second by not asking.
"""

from base64 import b64encode
from collections import deque
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlencode

import msgspec

from heritage.passages.stretches import day_of
from heritage.problems import N_, Refusal
from heritage.settings.eco_counter import EcoCounter
from heritage.weather.fetch import Answer, Fetcher
from heritage.weather.wire import Unreadable, decode, moment

T = TypeVar("T")

A_MINUTE, A_DAY = 100, 5000
"""Questions that may be asked in so long."""

LONGEST = 100
"""Days that are asked for at once."""

SHORT_WAIT = timedelta(minutes=2)
"""A refusal for no longer is waited out."""

_MARGIN = timedelta(minutes=1)
"""A token is not used in its last minute."""

Clock = Callable[[], datetime]
Pause = Callable[[float], bool]
"""Waits so many seconds; True where everything is to end, at once."""


class EcoError(Refusal):
    """Why the service gave nothing; for the operator. `until`: it is not to be asked before."""

    until: datetime | None = None


class Allowance:
    """How much may still be asked. `asked` questions went out already on `day` (of UTC)."""

    def __init__(self, clock: Clock, pause: Pause, day: date | None = None, asked: int = 0) -> None:
        self._clock = clock
        self._pause = pause
        self._lately: deque[datetime] = deque(maxlen=A_MINUTE)
        self.day = day or clock().date()
        self.asked = asked

    def take(self) -> None:
        """One question: waits until it may be asked. Raises EcoError where none may today, or all is to end."""
        now = self._clock()
        if now.date() != self.day:
            self.day, self.asked = now.date(), 0
        if self.asked >= A_DAY:
            raise EcoError(N_("{most} questions were asked today, and more are not allowed."), most=A_DAY)
        self.wait(
            self._lately[0] + timedelta(minutes=1) - now if len(self._lately) == A_MINUTE else timedelta()
        )
        self._lately.append(self._clock())
        self.asked += 1

    def wait(self, how_long: timedelta) -> None:
        """Raises EcoError where all is to end."""
        if self._pause(max(0.0, how_long.total_seconds())):
            raise EcoError(N_("The server is stopping."))


class Channel(msgspec.Struct, frozen=True):
    """One direction of a site, or one kind of traveller."""

    id: int | str
    name: str = ""


class Site(msgspec.Struct, frozen=True, rename="camel"):
    """A counter as the service knows it."""

    id: int | str
    name: str = ""
    first_data: str | None = None
    installation_date: str | None = None
    channels: list[Channel] = []

    @property
    def since(self) -> date | None:
        """The local day of its first data, or else of its installation. Raises Unreadable."""
        for text in (self.first_data, self.installation_date):
            if text:
                return day_of(int(moment(text).timestamp()))
        return None


class _Token(msgspec.Struct, frozen=True):
    access_token: str
    expires_in: float = 3600


class _Row(msgspec.Struct, frozen=True):
    isoDate: str
    counts: int | float | None = None


class EcoService:
    """The service, asked with the credentials of an account."""

    def __init__(self, account: EcoCounter, fetcher: Fetcher, allowance: Allowance, clock: Clock) -> None:
        self._account = account
        self._fetcher = fetcher
        self._allowance = allowance
        self._clock = clock
        self._token: str | None = None
        self._expires_at: datetime | None = None

    def sites(self) -> dict[str, Site]:
        """Those of the account, by id. Raises EcoError."""
        return {str(site.id): site for site in self._ask("/api/1.0/site", {}, list[Site])}

    def counts(self, channel: str, first: date, last: date) -> dict[int, int | None]:
        """The counts of a site or a channel by the second at which each hour began; None: the service has none.

        Both days are local ones of the site and included. An hour that is told twice with different counts has none.
        Raises EcoError.
        """
        asked = {
            "begin": f"{first}T00:00:00",
            "end": f"{last + timedelta(days=1)}T00:00:00",
            "step": "hour",
            "complete": "false",
        }
        found: dict[int, int | None] = {}
        for row in self._ask(f"/api/1.0/data/site/{channel}", asked, list[_Row]):
            # The local date tells the hour that autumn has twice only once.
            start = int(self._moment(row.isoDate).timestamp())
            count = _count(row.counts)
            found[start] = count if found.setdefault(start, count) == count else None
        return found

    def _moment(self, text: str) -> datetime:
        try:
            return moment(text)
        except Unreadable as error:
            raise _unreadable(error) from error

    def _ask(self, path: str, query: Mapping[str, str], shape: type[T]) -> T:
        """Raises EcoError. A token that is refused is asked for once more."""
        address = f"{self._account.url}{path}{'?' * bool(query)}{urlencode(query)}"
        answer = self._get(address)
        if answer.status == 401:
            self._token = None
            answer = self._get(address)
        _refuse_fault(answer)
        return _read(answer, shape)

    def _get(self, address: str) -> Answer:
        def ask() -> Answer:
            return self._fetcher.fetch(address, self._clock(), authorization=f"Bearer {self._valid_token()}")

        return self._patiently(ask)

    def _valid_token(self) -> str:
        if self._token is None or self._expires_at is None or self._expires_at <= self._clock():
            granted = self._grant()
            self._token = granted.access_token
            self._expires_at = self._clock() + timedelta(seconds=min(granted.expires_in, 86_400)) - _MARGIN
        return self._token

    def _grant(self) -> _Token:
        account = self._account
        form = {"grant_type": "client_credentials"}
        if account.user is not None and account.password is not None:
            form = {"grant_type": "password", "username": account.user, "password": account.password.read()}
        secret = b64encode(f"{account.id}:{account.secret.read()}".encode()).decode()

        def ask() -> Answer:
            return self._fetcher.submit(f"{account.url}/token", form, self._clock(), f"Basic {secret}")

        answer = self._patiently(ask)
        if answer.status in (400, 401, 403):
            raise EcoError(
                N_("Eco-Counter refuses the id, the secret or the password (status {status})."),
                status=answer.status,
            )
        _refuse_fault(answer)
        return _read(answer, _Token)

    def _patiently(self, ask: Callable[[], Answer]) -> Answer:
        """The answer; after a short refusal that of a second try. Raises EcoError after a longer one."""
        answer = self._counted(ask)
        now = self._clock()
        if answer.status == 429 and answer.retry_at is not None and answer.retry_at - now <= SHORT_WAIT:
            self._allowance.wait(answer.retry_at - now)
            answer = self._counted(ask)
        if answer.status == 429:
            refused = EcoError(N_("Eco-Counter wants to be left alone for a while (status 429)."))
            refused.until = answer.retry_at or self._clock() + timedelta(hours=1)
            raise refused
        return answer

    def _counted(self, ask: Callable[[], Answer]) -> Answer:
        self._allowance.take()
        return ask()


def _count(value: float | None) -> int | None:
    """A whole number of passages; anything else is none."""
    return int(value) if value is not None and value >= 0 and value == int(value) else None


def _refuse_fault(answer: Answer) -> None:
    """Raises EcoError for anything but a whole answer."""
    if answer.status == 404:
        raise EcoError(N_("Eco-Counter does not know what was asked for (status 404)."))
    if answer.status != 200:
        raise EcoError(N_("Eco-Counter gave no whole answer ({reason})."), reason=answer.reason)


def _read(answer: Answer, shape: type[T]) -> T:
    try:
        return decode(answer.body, shape)
    except Unreadable as error:
        raise _unreadable(error) from error


def _unreadable(error: Unreadable) -> EcoError:
    return EcoError(N_("Eco-Counter's answer cannot be read ({reason})."), reason=str(error)[:200])
