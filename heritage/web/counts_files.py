"""Figures of a counting point as files: `…/counts/<point>/<period>/export.csv`, `.json` and `.xlsx`.

`?step=` chooses how long the time of a row is, `?estimates=0` leaves out what is estimated (R-V13).
"""

import asyncio
from concurrent.futures import Executor
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection, Engine
from starlette.requests import Request

from heritage.pages.page import pack
from heritage.passages.figures.export import MEDIA_TYPES, Format, Wanted, exported
from heritage.passages.figures.series import Step
from heritage.passages.periods import Period, parse
from heritage.places.counting import COUNTS_PAGE
from heritage.problems import N_
from heritage.store.engine import StoreError, told_in_a_sentence
from heritage.web.answers import Answer, Header, RequestHeaders, Resource
from heritage.web.faults import fault, trouble
from heritage.web.headers import BARE_POLICY, DO_NOT_KEEP, described, security_headers
from heritage.web.journal import Journal
from heritage.web.now import NO_ANSWER, PATIENCE_S
from heritage.web.parameters import Refused, known, parameters_of
from heritage.web.shelf import Shelf

NOT_PUBLIC = "Figures of so short steps are not public."

METHOD_PAGE = f"{COUNTS_PAGE}/method"

NO_FILE = (
    N_("There is no such file of these figures"),
    N_("Hours are not public, and single days only where enough people passed on each. Ask for step=week."),
)
UNCLEAR = (
    N_("We do not understand which file you want"),
    N_("The address may end with ?step= and one of hour, day, week, month, year, and with estimates=0."),
)

STAFF_PATIENCE_S = 60.0
"""So long staff wait for a file: ten years of hours have a quarter of a million rows."""

_NAME = "export."
_KEPT = b"public, max-age=600"


class FileAsked(NamedTuple):
    """A file of a point in a period."""

    point: str
    period: Period
    format: Format


class _Packed(NamedTuple):
    tag: str
    gzip: bytes | None
    plain: bytes


def file_asked(below: str) -> FileAsked | None:
    """What an address below `/counts/` asks for; None where it is none of a file."""
    parts = below.split("/")
    if len(parts) != 3 or not parts[2].startswith(_NAME):
        return None
    period, ending = parse(parts[1]), parts[2].removeprefix(_NAME)
    if period is None or ending not in tuple(Format):
        return None
    return FileAsked(parts[0], period, Format(ending))


class CountFiles:
    """Answers with files, read by threads that its door has."""

    def __init__(
        self, engine: Engine, journal: Journal, readers: Executor | None = None, *, is_for_staff: bool
    ) -> None:
        self._engine = engine
        self._journal = journal
        self._readers = readers
        self._is_for_staff = is_for_staff

    async def answer(
        self,
        shelf: Shelf,
        asked: FileAsked,
        language: str,
        request: Request,
        headers: RequestHeaders,
        now: datetime,
    ) -> Answer:
        """The file, or a page that tells why there is none."""
        query: bytes = request.scope["query_string"]
        reading = asyncio.get_running_loop().run_in_executor(
            self._readers, partial(self._read, shelf, asked, query, now)
        )
        try:
            made = await asyncio.wait_for(reading, STAFF_PATIENCE_S if self._is_for_staff else PATIENCE_S)
        except Refused as refused:
            said = NO_FILE if refused.detail == NOT_PUBLIC else UNCLEAR
            return trouble(shelf, refused.status, language, request.method, headers, said)
        except (StoreError, TimeoutError) as failure:
            self._journal.event("counts not read", reason=str(failure) or NO_ANSWER)
            return fault(shelf, 503, language, request.method, headers, ((b"retry-after", b"30"),))
        if made is None:
            return fault(shelf, 404, language, request.method, headers)
        return made.answer(request.method, headers)

    def _read(self, shelf: Shelf, asked: FileAsked, query: bytes, now: datetime) -> Resource | None:
        with told_in_a_sentence(), self._engine.connect() as connection:
            return made_file(connection, shelf, asked, query, now, is_for_staff=self._is_for_staff)


def made_file(
    connection: Connection, shelf: Shelf, asked: FileAsked, query: bytes, now: datetime, *, is_for_staff: bool
) -> Resource | None:
    """The file; None for a point that there is not. Raises Refused for a query that cannot be answered."""
    if asked.point not in shelf.library.counting.points:
        return None
    given = known(parameters_of(query), ("step", "estimates"))
    frame = shelf.frame
    wanted = Wanted(
        asked.point,
        asked.period,
        asked.format,
        frame.absolute(frame.address(frame.languages[0], METHOD_PAGE)),
        _step(given),
        _with_estimates(given),
        is_for_staff,
    )
    made = exported(connection, shelf.library, wanted, now)
    if made is None:
        raise Refused(400, NOT_PUBLIC)
    gzip = None if asked.format is Format.XLSX else pack(made)
    body = _Packed(sha256(made).hexdigest()[:32], gzip, made)
    return Resource(200, _headers(asked, wanted, is_for_staff), body)


def _headers(asked: FileAsked, wanted: Wanted, is_for_staff: bool) -> list[Header]:
    step = f"-{wanted.step}" if wanted.step else ""
    name = f"{asked.point}-{asked.period.key}{step}.{asked.format}"
    return [
        *described(MEDIA_TYPES[asked.format].encode(), DO_NOT_KEEP if is_for_staff else _KEPT),
        (b"content-disposition", f'attachment; filename="{name}"'.encode()),
        (b"x-robots-tag", b"noindex"),
        *security_headers(BARE_POLICY),
    ]


def _step(given: dict[str, str]) -> Step | None:
    written = given.get("step")
    if written is None:
        return None
    if written not in tuple(Step):
        raise Refused(400, f"'step' is one of {', '.join(Step)}.")
    return Step(written)


def _with_estimates(given: dict[str, str]) -> bool:
    written = given.get("estimates", "1")
    if written not in ("0", "1"):
        raise Refused(400, "'estimates' is one of 1, 0.")
    return written == "1"
