"""Which faults are planted where and when. Times are local; those of counters are true to the second."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from heritage.i18n.dates import LOCAL_TIME
from heritage.passages.stretches import HOUR_S
from heritage.store.flags import Direction

NORTH, BRIDGE, SOUTH, COTTAGE = "norr", "bron", "soder", "torp"
POINTS = (NORTH, BRIDGE, SOUTH, COTTAGE)
WAYS = (Direction.IN, Direction.OUT)

BEGUN, ENDED = date(2025, 12, 29), date(2027, 1, 3)
"""The first and the last day of counting: the year with a few days around, as there are where counters stay."""

YEAR = 2026


def at(text: str) -> int:
    """The second of a local time; of one that occurs twice, the first."""
    return int(datetime.fromisoformat(text).replace(tzinfo=LOCAL_TIME).timestamp())


class Fault(NamedTuple):
    """Something planted: `start` is its first second, `end` the one after its last."""

    key: str
    what: str
    point: str
    start: int
    end: int

    @property
    def days(self) -> list[date]:
        """The local days that have a part in it."""
        first = datetime.fromtimestamp(self.start, LOCAL_TIME).date()
        last = datetime.fromtimestamp(self.end - 1, LOCAL_TIME).date()
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]

    def holds(self, second: int) -> bool:
        return self.start <= second < self.end

    def touches(self, start: int, end: int) -> bool:
        """Whether it may have to do with what is said of some time: a message tells of the hour before it."""
        return start < self.end + HOUR_S and end > self.start - HOUR_S


def _fault(key: str, what: str, point: str, start: str, end: str) -> Fault:
    return Fault(key, what, point, at(f"{YEAR}-{start}"), at(f"{YEAR}-{end}"))


FAULTS = {
    one.key: one
    for one in (
        # At the north a Milesight VS350 that tells totals and intervals; from 15 September another, hung the wrong way.
        _fault("snow", "snow of 105 cm over a counter at 90 cm", NORTH, "01-12 00:00", "01-22 00:00"),
        _fault("frame lost", "one frame lost, totals go on", NORTH, "02-10 10:12", "02-10 12:12"),
        _fault("day lost", "a day of frames lost, totals go on", NORTH, "03-05 00:00", "03-06 00:00"),
        _fault("spring night", "summer time begins: a day of 23 hours", NORTH, "03-29 00:00", "03-30 00:00"),
        _fault("5 days lost", "5 days of frames lost, totals go on", NORTH, "04-13 00:00", "04-18 00:00"),
        _fault("wrap", "a 16-bit total passes 65 535", NORTH, "05-16 12:12", "05-16 13:12"),
        _fault("clock ahead", "a gateway's clock 20 minutes ahead", NORTH, "06-10 09:00", "06-10 12:00"),
        _fault("history", "6 frames lost, told later from memory", NORTH, "06-20 08:00", "06-20 14:00"),
        _fault("alarm", "a frame with an alarm between others", NORTH, "07-04 12:12", "07-04 13:12"),
        _fault("reset", "the battery is changed, totals begin at 0", NORTH, "07-08 14:12", "07-08 15:12"),
        _fault("branch", "a branch in the wind: 45 in an hour", NORTH, "07-22 13:12", "07-22 14:12"),
        _fault("animals", "40 reindeer pass at night", NORTH, "08-12 03:00", "08-12 05:00"),
        _fault("future", "a frame of memory with times of 2030", NORTH, "08-25 10:00", "08-25 11:00"),
        _fault("replaced", "it dies; another is hung up, reversed", NORTH, "09-13 22:00", "09-15 09:00"),
        _fault("20 days lost", "20 days of frames lost, totals go on", NORTH, "10-01 00:00", "10-21 00:00"),
        _fault("autumn night", "summer time ends: a day of 25 hours", NORTH, "10-25 00:00", "10-26 00:00"),
        _fault("low save", "a low total goes back to a saved one", NORTH, "11-10 15:12", "11-10 16:12"),
        _fault("unheard save", "the same while unheard for 6 hours", NORTH, "12-05 08:12", "12-05 14:12"),
        # At the bridge until June a PCR2 of which only intervals are taken, then the IMBuildings from the south.
        _fault("config", "frames of settings among the others", BRIDGE, "01-15 00:00", "01-16 00:00"),
        _fault("repeats", "every frame comes twice", BRIDGE, "01-20 00:00", "01-23 00:00"),
        _fault("disorder", "frames come in any order within a day", BRIDGE, "01-26 00:00", "01-28 00:00"),
        _fault("hour missing", "one interval lost for ever", BRIDGE, "02-03 09:37", "02-03 10:38"),
        _fault("day missing", "a day of intervals lost for ever", BRIDGE, "02-17 00:00", "02-18 00:00"),
        _fault("late", "a day of frames comes 12 days late", BRIDGE, "02-24 00:00", "02-25 00:00"),
        _fault("5 days missing", "5 days of intervals lost for ever", BRIDGE, "03-09 00:00", "03-14 00:00"),
        _fault("20 days missing", "20 days of intervals lost for ever", BRIDGE, "04-06 00:00", "04-26 00:00"),
        _fault("class", "a school class of 400, there and back (real)", BRIDGE, "05-20 10:00", "05-20 14:00"),
        _fault("moved", "two counters change places", BRIDGE, "05-31 20:00", "06-01 07:00"),
        _fault(
            "dim lens", "a leaf: 20 % is seen, Wednesday to Tuesday", BRIDGE, "08-05 00:00", "08-12 00:00"
        ),
        _fault("high save", "a high total goes back to a saved one", BRIDGE, "09-22 15:52", "09-22 16:52"),
        _fault("tired lens", "60 % is seen for a week", BRIDGE, "11-16 00:00", "11-23 00:00"),
        # At the south the IMBuildings until June, then the PCR2 from the bridge, with totals.
        _fault("status", "frames of status alone among the others", SOUTH, "02-01 00:00", "02-02 00:00"),
        _fault("doubt", "the sensor says that it is not well", SOUTH, "03-17 10:00", "03-17 15:00"),
        _fault("wrap in gap", "a total passes 65 535 while unheard", SOUTH, "04-20 06:00", "04-22 06:00"),
        _fault("moved too", "the same, at the other point", SOUTH, "05-31 20:00", "06-01 07:00"),
        _fault("covered", "a jacket over it for 5 hours", SOUTH, "06-24 10:00", "06-24 15:00"),
        _fault("blocked", "8 days of zeros in season", SOUTH, "07-13 00:00", "07-21 00:00"),
        _fault("spider", "a spider: 700 in an hour (not real)", SOUTH, "08-20 13:00", "08-20 14:00"),
        _fault("stuck", "the same 7 each hour for two days", SOUTH, "09-07 12:00", "09-09 12:00"),
        # At the cottage a logger whose files are read four times a year; its clock changes with everybody's.
        _fault("no hour 02", "a file without the hour that was not", COTTAGE, "03-29 00:00", "03-30 00:00"),
        _fault(
            "back-filled", "a week is missing, and comes in August", COTTAGE, "05-04 00:00", "05-11 00:00"
        ),
        _fault("file twice", "the same file is imported again", COTTAGE, "04-01 00:00", "07-01 00:00"),
        _fault(
            "file undone", "a file with doubled numbers, taken back", COTTAGE, "08-01 00:00", "08-15 00:00"
        ),
        _fault("hour 02 twice", "a file with the hour that was twice", COTTAGE, "10-25 00:00", "10-26 00:00"),
        _fault("rows missing", "4 days without rows", COTTAGE, "11-09 00:00", "11-13 00:00"),
    )
}
"""By key, and by point and time."""
