"""The monthly letter: last month's figures as plain text, mailed once when the month is public."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

from sqlalchemy import Connection, Engine, delete, select, update

from heritage.i18n.catalogues import gettext_for
from heritage.i18n.dates import midnight
from heritage.pages.counts.growth import compared
from heritage.pages.counts.method import words
from heritage.pages.counts.words import Teller
from heritage.passages.figures.public import public_until, published
from heritage.passages.figures.values import Figures
from heritage.passages.periods import Period, month_of
from heritage.places.place import Library
from heritage.reporting.document import NEVER_ADDED
from heritage.reporting.method import address_of_counts
from heritage.sensors.post import NotSent, send
from heritage.settings.mail import Mail
from heritage.settings.variables import SettingsError
from heritage.store.engine import insert_for, told_in_a_sentence
from heritage.store.passage_tables import COUNT_DUE, GAP_DUE, REPORT_SENT

T = TypeVar("T")


class Store(Protocol):
    """Runs work in a transaction of its own, such as a Writer."""

    def run(self, work: Callable[[Connection], T]) -> T: ...


def month_due(library: Library, now: datetime) -> Period | None:
    """The newest month that is public as a whole (R-P10, R-P11); None without counting points."""
    if not library.counting.points:
        return None
    until = public_until(now, library.counting.checks)
    month = month_of(until)
    return month if month.last == until else month_of(month.first - timedelta(days=1))


def mail_month(
    engine: Engine, store: Store, library: Library, mail: Mail, language: str, now: datetime
) -> Period | None:
    """Mail the month that is due, if nobody has begun to; which it was.

    It waits while figures of the month are to be made anew, and for a month of which nothing is known there is no
    letter. It is noted as begun before it is sent: where a crash or a broken connection falls in between, it is not
    sent again, for nothing is sent twice. Blocks while it is sent. Raises NotSent and SettingsError, after which it may
    be tried again, or MaybeSent, or StoreError.
    """
    month = month_due(library, now)
    if month is None or not mail.report_to:
        return None
    with told_in_a_sentence(), engine.connect() as connection:
        if _is_begun(connection, month) or _is_unsettled(connection, month):
            return None
        figures = {
            point: published(connection, library, point, month, now) for point in library.counting.points
        }
    if all(one.told is None for one in figures.values()):
        return None
    subject, text = letter(library, figures, month, language)
    if not store.run(partial(_begin, month=month, now=now)):
        return None
    try:
        send(replace(mail, recipients=mail.report_to), subject, text, f"passages-{month.key}", now)
    except (NotSent, SettingsError):
        store.run(partial(_take_back, month=month))
        raise
    store.run(partial(_note, month=month, now=now))
    return month


def letter(library: Library, figures: Mapping[str, Figures], month: Period, language: str) -> tuple[str, str]:
    """Subject and text; every number stands in the text itself, with its interval and what is estimated.

    What is to be said of every point is said once, so that it can be read on a phone.
    """
    teller = Teller(language)
    _ = teller.gettext
    subject = _("Passages in {area}, {period}").format(area=library.site.area, period=teller.period(month))
    sureness = {point: teller.sureness(one) for point, one in figures.items() if one.told is not None}
    shared = _shared(list(sureness.values())) if len(sureness) > 1 else []
    parts = [
        [
            library.counting.points[point].called(language),
            teller.told(one, library.counting.checks.coverage),
            *(compared(teller, one.last_year) if one.told is not None else ()),
            *([teller.visits(one)] if one.visits is not None and one.visits.amount.value is not None else ()),
            *(sentence for sentence in sureness.get(point, ()) if sentence not in shared),
        ]
        for point, one in figures.items()
    ]
    if shared:
        parts.append([_("Of all these points:"), *shared])
    parts.append([_(NEVER_ADDED), *(f"{word}: {meaning}" for word, meaning in words(language).terms)])
    parts.append(list(_closing(library, month, language)))
    return subject, "\n\n".join("\n".join(part) for part in parts) + "\n"


def _shared(told: Sequence[Sequence[str]]) -> list[str]:
    """The sentences that stand in each, in the order of the first."""
    return [sentence for sentence in told[0] if all(sentence in one for one in told)]


def _closing(library: Library, month: Period, language: str) -> Iterator[str]:
    """Where more is found, and whom to tell."""
    _, contact = gettext_for(language).gettext, library.site.contact
    yield _("The same figures with charts, method and log of changes: {address}").format(
        address=address_of_counts(library, language)
    )
    command = f"heritage report {month.first.year} --month {month.first.month} -o rapport.pdf"
    yield _("Whoever looks after the service can print them as a report: {command}").format(command=command)
    yield _("This letter comes once a month. Questions, or no more letters? Tell {name}.").format(
        name=", ".join(filter(None, (contact.name, contact.email or contact.phone or contact.url)))
    )


def _is_begun(connection: Connection, month: Period) -> bool:
    return (
        connection.scalar(select(REPORT_SENT.c.period).where(REPORT_SENT.c.period == month.key)) is not None
    )


def _is_unsettled(connection: Connection, month: Period) -> bool:
    """Whether something that was counted or decided in the month is not in its figures yet."""
    start, end = midnight(month.first), midnight(month.last + timedelta(days=1))
    return any(
        connection.scalar(select(due.c.point).where(due.c.first_at < end, due.c.last_at >= start).limit(1))
        is not None
        for due in (COUNT_DUE, GAP_DUE)
    )


def _begin(connection: Connection, month: Period, now: datetime) -> bool:
    """Whether it is ours to send; of several servers one gets it."""
    row = {"period": month.key, "telling_at": now}
    put = insert_for(connection.dialect, REPORT_SENT).values(row).on_conflict_do_nothing()
    return connection.scalar(put.returning(REPORT_SENT.c.period)) is not None


def _take_back(connection: Connection, month: Period) -> None:
    connection.execute(delete(REPORT_SENT).where(REPORT_SENT.c.period == month.key))


def _note(connection: Connection, month: Period, now: datetime) -> None:
    connection.execute(update(REPORT_SENT).where(REPORT_SENT.c.period == month.key).values(told_at=now))
