"""One round of asking the weather services, as seldom and as politely as they want it.

A document is asked for when the service's own time for it is up; a host that refuses, or has a fault, is left alone
as a whole, longer each time. Nothing that goes wrong takes the last good document away.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from sqlalchemy import Engine

from heritage.places.place import Library
from heritage.places.position import Position
from heritage.settings.settings import Settings
from heritage.store.engine import told_in_a_sentence
from heritage.weather import met, smhi, warnings
from heritage.weather.fetch import Answer, Fetcher
from heritage.weather.forecast import FUTURE, Forecast, Provider
from heritage.weather.kept import (
    OVERTAKEN_AFTER,
    UNIT,
    WARNINGS,
    Document,
    PlacedForecast,
    forecast_key,
    host_key,
    pack,
    read,
    unpack,
)
from heritage.weather.warnings import Bulletin
from heritage.weather.wire import Unreadable

T = TypeVar("T")

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

ROUND_EVERY_S = 300.0
"""Seconds between two rounds of a server: SMHI's warnings may be asked for every five minutes at most."""

ROUND_SPREAD_S = 60.0
"""A random part of so many seconds is added each time, so that servers do not all ask in the same second."""

BACK_OFFS = {403: (HOUR, 12 * HOUR), 429: (10 * MINUTE, 6 * HOUR)}
"""How long a refusing host is left alone the first time, and at most: each time doubles it."""

FAULT_BACK_OFF = (MINUTE, 30 * MINUTE)
"""The same for a host that does not answer, or answers with a fault, and for a document that cannot be read."""

NOT_COVERED_FOR = 6 * HOUR
"""How long it is taken for granted that a service does not cover a place."""


class Result(StrEnum):
    """What became of one document in a round."""

    FETCHED = "fetched"
    UNCHANGED = "unchanged"
    NOT_DUE = "not due"
    NOT_COVERED = "not covered"
    LEFT_ALONE = "left alone"  # its host refused or failed before
    FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """One line of a round's report. `subject` is a place's slug, `warnings` or `units`; `until`: not asked before."""

    subject: str
    provider: str
    result: Result
    issued_at: datetime | None = None
    until: datetime | None = None
    note: str = ""


Keep = Callable[[Document], object]
"""Writes a document, in a transaction of its own."""


@dataclass(frozen=True)
class _Errand:
    """One document to ask for. `take` reads an answer: the body to keep, and when it was issued."""

    key: str
    subject: str
    provider: str
    address: str
    least: timedelta  # between two questions
    take: Callable[[bytes], tuple[bytes, datetime | None]]
    holds: Callable[[Document], bool]  # whether what is kept is an answer to this very question
    not_covered: frozenset[int] = frozenset()


def refresh(
    engine: Engine,
    keep: Keep,
    library: Library,
    settings: Settings,
    fetcher: Fetcher,
    now: datetime,
    chance: Callable[[], float] = random.random,
) -> list[Outcome]:
    """Ask for everything that is due: warnings first, then each place's forecast. Raises StoreError.

    It blocks for as long as the services take. `chance` gives numbers from 0 to 1.
    """
    return list(_Round(engine, keep, settings, fetcher, now, chance).walk(library))


def fetcher_of(settings: Settings) -> Fetcher | None:
    """The client for the services of `settings`; None while the weather is off, for want of a contact."""
    if settings.contact is None:
        return None
    return Fetcher((settings.smhi_url, settings.smhi_warnings_url, settings.met_url), settings.contact)


class _Round:
    """What all errands of a round share."""

    def __init__(
        self,
        engine: Engine,
        keep: Keep,
        settings: Settings,
        fetcher: Fetcher,
        now: datetime,
        chance: Callable[[], float],
    ) -> None:
        self._engine = engine
        self._keep = keep
        self._settings = settings
        self._fetcher = fetcher
        self._now = now
        self._chance = chance

    def walk(self, library: Library) -> Iterator[Outcome]:
        """Every errand, in order."""
        yield self._ask(self._warnings())
        positions = [
            (place.slug, place.position)
            for place in library.places.values()
            if place.has_forecast and place.position is not None
        ]
        if positions:
            yield self._ask(self._unit())
        for slug, position in positions:
            yield self._ask(self._smhi(slug, position))
            if self._needs_another(slug):
                yield self._ask(self._met(slug, position))

    def _warnings(self) -> _Errand:
        address = warnings.warnings_address(self._settings.smhi_warnings_url)
        return _for_all(WARNINGS, "warnings", address, 5 * MINUTE, warnings.read_bulletin, Bulletin)

    def _unit(self) -> _Errand:
        address = smhi.parameters_address(self._settings.smhi_url)
        return _for_all(UNIT, "units", address, 24 * HOUR, smhi.read_unit, str)

    def _smhi(self, slug: str, position: Position) -> _Errand:
        address = smhi.forecast_address(self._settings.smhi_url, position)
        unit = unpack(self._read(UNIT), str)
        return self._forecast(
            slug, Provider.SMHI, address, lambda body: smhi.read_forecast(body, unit), frozenset({400, 404})
        )

    def _met(self, slug: str, position: Position) -> _Errand:
        address = met.forecast_address(self._settings.met_url, position)
        return self._forecast(slug, Provider.MET, address, met.read_forecast, frozenset({422}))

    def _forecast(
        self,
        slug: str,
        provider: Provider,
        address: str,
        parse: Callable[[bytes], Forecast],
        not_covered: frozenset[int],
    ) -> _Errand:
        def take(body: bytes) -> tuple[bytes, datetime]:
            forecast = parse(body)
            if forecast.issued_at > self._now + FUTURE:
                raise Unreadable(f"issued in the future: {forecast.issued_at:%Y-%m-%d %H:%M}")
            return pack(PlacedForecast(address, forecast)), forecast.issued_at

        def holds(document: Document) -> bool:
            placed = unpack(document, PlacedForecast)
            return placed is not None and placed.address == address

        return _Errand(
            key=forecast_key(provider, slug),
            subject=slug,
            provider=provider.value,
            address=address,
            least=30 * MINUTE,
            take=take,
            holds=holds,
            not_covered=not_covered,
        )

    def _needs_another(self, slug: str) -> bool:
        """Whether SMHI has had no recent forecast for a place: it does not reach there, or fails for long."""
        document = self._read(forecast_key(Provider.SMHI, slug))
        issued_at = document.issued_at if document is not None else None
        return issued_at is None or self._now - issued_at > OVERTAKEN_AFTER

    def _ask(self, errand: _Errand) -> Outcome:
        old = self._read(errand.key) or Document(errand.key, errand.provider, fetched_at=self._now)
        if not errand.holds(old):
            # A forecast for where the place lay before is none for where it lies.
            is_kept = old.body is not None
            asked_at = self._now if is_kept else old.fetched_at
            old = Document(
                old.key, old.provider, None, asked_at, not_before=old.not_before, failures=old.failures
            )
            if is_kept:
                self._keep(old)
        host = urlsplit(errand.address).netloc
        alone = self._read(host_key(host))
        if alone is not None and alone.not_before is not None and alone.not_before > self._now:
            return self._told(errand, old, Result.LEFT_ALONE, until=alone.not_before)
        due_at = max(filter(None, (old.not_before, old.expires_at)), default=self._now)
        if due_at > self._now:
            return self._told(errand, old, Result.NOT_DUE, until=due_at)
        answer = self._fetcher.fetch(errand.address, self._now, old.last_modified, old.etag)
        return self._settle(errand, old, host, answer)

    def _settle(self, errand: _Errand, old: Document, host: str, answer: Answer) -> Outcome:
        status = answer.status
        if status is None or status in BACK_OFFS or status >= 500:
            return self._leave_alone(errand, old, host, answer)
        self._forgive(host)
        if status in errand.not_covered:
            until = self._now + NOT_COVERED_FOR * (1 + self._chance() / 10)
            self._keep(replace(old, status=status, failures=0, not_before=until, note=answer.reason))
            return self._told(errand, old, Result.NOT_COVERED, until, answer.reason)
        if status == 304 and old.body is not None:
            document = self._good(errand, old, answer)
            self._keep(document)
            return self._told(errand, document, Result.UNCHANGED, document.expires_at)
        if status not in (200, 203):
            return self._failed(errand, old, answer, answer.reason)
        try:
            body, issued_at = errand.take(answer.body)
        except Unreadable as reason:
            return self._failed(errand, old, answer, str(reason))
        document = replace(
            self._good(errand, old, answer),
            fetched_at=self._now,
            issued_at=issued_at,
            last_modified=answer.last_modified,
            etag=answer.etag,
            body=body,
        )
        self._keep(document)
        return self._told(errand, document, Result.FETCHED, document.expires_at, document.note or "")

    def _good(self, errand: _Errand, old: Document, answer: Answer) -> Document:
        """What a good answer changes. A random part is added to the time until the next question."""
        expires_at = max(answer.expires_at or self._now, self._now + errand.least)
        return replace(
            old,
            checked_at=self._now,
            expires_at=expires_at + errand.least * (self._chance() / 10),
            not_before=None,
            failures=0,
            status=answer.status,
            note="this version of the service will be shut (status 203)" if answer.status == 203 else None,
        )

    def _failed(self, errand: _Errand, old: Document, answer: Answer, reason: str) -> Outcome:
        """The host is well, this document is not: it alone is asked for again later."""
        until = self._now + self._back_off(*FAULT_BACK_OFF, old.failures)
        document = replace(
            old, status=answer.status, failures=old.failures + 1, not_before=until, note=reason[:200]
        )
        self._keep(document)
        return self._told(errand, document, Result.FAILED, until, reason)

    def _leave_alone(self, errand: _Errand, old: Document, host: str, answer: Answer) -> Outcome:
        """The host refuses or is not well: nothing is asked of it until its own time, or ours."""
        record = self._read(host_key(host)) or Document(host_key(host), errand.provider)
        first, most = BACK_OFFS.get(answer.status or 0, FAULT_BACK_OFF)
        until = self._now + self._back_off(first, most, record.failures)
        until = max(until, answer.retry_at) if answer.retry_at is not None else until
        failures = record.failures + 1
        self._keep(
            replace(record, failures=failures, status=answer.status, not_before=until, note=answer.reason)
        )
        self._keep(replace(old, failures=old.failures + 1, status=answer.status, note=answer.reason))
        return self._told(errand, old, Result.FAILED, until, answer.reason)

    def _forgive(self, host: str) -> None:
        record = self._read(host_key(host))
        if record is not None and record.failures:
            self._keep(Document(record.key, record.provider, checked_at=self._now))

    def _back_off(self, first: timedelta, most: timedelta, failures: int) -> timedelta:
        """`first`, doubled with each failure before, at most `most`; and up to half as long again by chance."""
        return min(first * (1 << min(failures, 20)), most) * (1 + self._chance() / 2)

    def _read(self, key: str) -> Document | None:
        with told_in_a_sentence(), self._engine.connect() as connection:
            return read(connection, key)

    def _told(
        self,
        errand: _Errand,
        document: Document,
        result: Result,
        until: datetime | None = None,
        note: str = "",
    ) -> Outcome:
        return Outcome(errand.subject, errand.provider, result, document.issued_at, until, note)


def _for_all(
    key: str, subject: str, address: str, least: timedelta, parse: Callable[[bytes], T], shape: type[T]
) -> _Errand:
    """One of SMHI's documents that concern every place."""
    return _Errand(
        key=key,
        subject=subject,
        provider=Provider.SMHI.value,
        address=address,
        least=least,
        take=lambda body: (pack(parse(body)), None),
        holds=lambda document: unpack(document, shape) is not None,
    )
