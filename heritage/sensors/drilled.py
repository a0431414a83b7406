"""Ice that somebody has drilled through: how thick, of what kind, with how much snow on it, by whom and when."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from heritage.problems import N_, Refusal
from heritage.quantities import QUANTITIES, IceKind
from heritage.sensors.admission import ICE
from heritage.sensors.moments import refuse_untimely
from heritage.sensors.readings import Observation, keep
from heritage.sensors.series import number_of
from heritage.store.engine import insert_for
from heritage.store.tables import DRILLING, READING, SERIES

QUANTITY, METHOD = ICE, "drilled"
STAFF = "drilled"
"""The series of what the municipality itself has drilled; those of reporters have names of their own.

Where several observers have drilled at one moment, the second of them is in `drilled:2`, and so on.
"""

MOST_SNOW_CM = 400.0
LONGEST_NAME = 80


class Drilling(NamedTuple):
    """One hole: thickness and snow in cm, `snow_cm` None where nobody measured it. `observer` is a club or a role."""

    place: str
    observed_at: datetime
    thickness_cm: float
    ice: IceKind
    snow_cm: float | None
    observer: str
    device: str = STAFF


SNOW_OUT_OF_RANGE = N_("The snow on the ice must lie between 0 and {most} cm.")


class DrillingError(Refusal):
    """Why a drilled thickness cannot be taken, for whoever reports it."""


def add(connection: Connection, drilling: Drilling, now: datetime) -> bool:
    """Keep a drilling; False when the place has one of that observer and moment already, which then stays.

    What another observer found at that moment stands beside it. Raises DrillingError or MomentError for what cannot
    have been measured.
    """
    _judge(drilling, now)
    own, number = drilling, 1
    while not _keep(connection, own, now):
        first = _found(connection, own)
        if first is None or _is_by_same(first, drilling):
            return False
        number += 1
        own = drilling._replace(device=f"{drilling.device}:{number}")
    return True


def _keep(connection: Connection, drilling: Drilling, now: datetime) -> bool:
    """Keep it in the series of its device, unless that has a reading of the moment."""
    observation = Observation(
        place=drilling.place,
        device=drilling.device,
        channel=0,
        quantity=QUANTITY,
        method=METHOD,
        observed_at=drilling.observed_at,
        value=drilling.thickness_cm,
        received_at=now,
    )
    if not keep(connection, [observation]).new:
        return False
    row = {
        "series": number_of(connection, observation.key),
        "observed_at": drilling.observed_at,
        "ice": drilling.ice.value,
        "snow_cm": drilling.snow_cm,
        "observer": drilling.observer.strip(),
        "entered_at": now,
    }
    connection.execute(insert_for(connection.dialect, DRILLING).on_conflict_do_nothing(), row)
    return True


def standing(connection: Connection, drilling: Drilling) -> Drilling | None:
    """What is kept of that place, second and observer in the device's series, whatever it says."""
    beside = f"{drilling.device}:"
    for one in _of_second(connection, drilling):
        if _is_by_same(one, drilling) and f"{one.device}:".startswith(beside):
            return one
    return None


def _found(connection: Connection, drilling: Drilling) -> Drilling | None:
    """What is kept in the very series of the device at that second, whoever drilled."""
    known = _of_second(connection, drilling)
    return next((one for one in known if one.device == drilling.device), None)


def _of_second(connection: Connection, drilling: Drilling) -> list[Drilling]:
    at = drilling.observed_at.replace(microsecond=0)
    return [one for one in drillings(connection, drilling.place, at) if one.observed_at == at]


def _is_by_same(one: Drilling, other: Drilling) -> bool:
    return one.observer.strip().casefold() == other.observer.strip().casefold()


def drillings(connection: Connection, place: str, since: datetime) -> list[Drilling]:
    """Those of a place from `since` on, newest first, whatever has been decided of them."""
    query = (
        select(
            SERIES.c.place,
            DRILLING.c.observed_at,
            READING.c.value,
            DRILLING.c.ice,
            DRILLING.c.snow_cm,
            DRILLING.c.observer,
            SERIES.c.device,
        )
        .join_from(SERIES, DRILLING, DRILLING.c.series == SERIES.c.id)
        .join(
            READING,
            (READING.c.series == DRILLING.c.series) & (READING.c.observed_at == DRILLING.c.observed_at),
        )
        .where(SERIES.c.place == place, SERIES.c.quantity == QUANTITY, DRILLING.c.observed_at >= since)
        .order_by(DRILLING.c.observed_at.desc())
    )
    return [
        Drilling(
            row.place, row.observed_at, row.value, IceKind(row.ice), row.snow_cm, row.observer, row.device
        )
        for row in connection.execute(query)
    ]


def _judge(drilling: Drilling, now: datetime) -> None:
    least, most = QUANTITIES[QUANTITY].hard
    if not least <= drilling.thickness_cm <= most:
        raise DrillingError(
            N_("The thickness must lie between {least} and {most} cm."), least=int(least), most=int(most)
        )
    if drilling.snow_cm is not None and not 0 <= drilling.snow_cm <= MOST_SNOW_CM:
        raise DrillingError(SNOW_OUT_OF_RANGE, most=int(MOST_SNOW_CM))
    refuse_untimely(drilling.observed_at, now)
    if not 1 <= len(drilling.observer.strip()) <= LONGEST_NAME:
        raise DrillingError(N_("Say who drilled, in at most {most} characters."), most=LONGEST_NAME)
