"""The monthly letter: last month's figures as plain text, mailed once when the month is public."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

from sqlalchemy import Connection, Engine, delete, update

from heritage.pages.counts_told import told
from heritage.pages.counts_words import Teller
from heritage.passages.figures.public import public_until, published
from heritage.passages.figures.values import Figures
from heritage.passages.periods import Period, month_of
from heritage.places.counting import COUNTS_PAGE
from heritage.places.place import Library
from heritage.reporting.document import NEVER_ADDED
from heritage.sensors.post import NotSent, send
from heritage.settings import Mail
from heritage.store.engine import insert_for, told_in_a_sentence
from heritage.store.passage_tables import REPORT_SENT

T = TypeVar("T")

NEWS_FOR = timedelta(days=45)
"""A month that ended longer ago is no news any more: a service that begins late does not begin with old letters."""


class Store(Protocol):
    """Runs work in a transaction of its own, such as a Writer."""

    def run(self, work: Callable[[Connection], T]) -> T: ...


def month_due(library: Library, now: datetime) -> Period | None:
    """The newest month that is public as a whole, while it is news; None without counting points."""
    if not library.counting.points:
        return None
    until = public_until(now, library.counting.checks)
    month = month_of(until)
    if month.last > until:
        month = month_of(month.first - timedelta(days=1))
    ends = datetime.combine(month.last, datetime.min.time(), now.tzinfo)
    return month if now - ends < NEWS_FOR else None


def mail_month(
    engine: Engine, store: Store, library: Library, mail: Mail, language: str, now: datetime
) -> Period | None:
    """Mail the month that is due, if nobody has begun to; which it was.

    It is noted as begun before it is sent: where a crash or a broken connection falls in between, it is not sent again,
    for nothing is sent twice. Blocks while it is sent. Raises NotSent, after which it may be tried again, or MaybeSent,
    StoreError, SettingsError.
    """
    month = month_due(library, now)
    if month is None or not mail.report_to or not store.run(partial(_begin, month=month, now=now)):
        return None
    with told_in_a_sentence(), engine.connect() as connection:
        figures = {
            point: published(connection, library, point, month, now) for point in library.counting.points
        }
    subject, text = letter(library, figures, month, language)
    try:
        send(replace(mail, recipients=mail.report_to), subject, text, f"passages-{month.key}", now)
    except NotSent:
        store.run(partial(_take_back, month=month))
        raise
    store.run(partial(_note, month=month, now=now))
    return month


def letter(library: Library, figures: Mapping[str, Figures], month: Period, language: str) -> tuple[str, str]:
    """Subject and text; every number stands in the text itself, with its interval and what is estimated."""
    teller = Teller(language)
    _ = teller.gettext
    subject = _("Passages in {area}, {period}").format(area=library.site.area, period=teller.period(month))
    lines = [subject, "=" * len(subject), ""]
    for point, one in figures.items():
        name = library.counting.points[point].called(language)
        said = told(one, teller, library)
        lines += [name, said.sentence, *said.sureness, *said.compared, ""]
    lines += [
        _(NEVER_ADDED),
        "",
        _("The same figures with charts, method and log of changes: {address}").format(
            address=f"{library.site.base_url}/sv/{COUNTS_PAGE}/"
        ),
        _("As a report to print: {command}").format(
            command=f"heritage report {month.first.year} --month {month.first.month} -o rapport.pdf"
        ),
        "",
    ]
    return subject, "\n".join(lines)


def _begin(connection: Connection, month: Period, now: datetime) -> bool:
    """Whether it is ours to send; of several servers one gets it."""
    row = {"period": month.key, "telling_at": now}
    put = insert_for(connection.dialect, REPORT_SENT).values(row).on_conflict_do_nothing()
    return connection.scalar(put.returning(REPORT_SENT.c.period)) is not None


def _take_back(connection: Connection, month: Period) -> None:
    connection.execute(delete(REPORT_SENT).where(REPORT_SENT.c.period == month.key))


def _note(connection: Connection, month: Period, now: datetime) -> None:
    connection.execute(update(REPORT_SENT).where(REPORT_SENT.c.period == month.key).values(told_at=now))
