"""Pictures of counted passages: bars whose estimated part is seen as such, and the week as a map of light and dark.

What is estimated is hatched, what is not known is a dotted band and never a bar of 0 (R-V8, R-V13, R-A16). No picture
is larger than 8 kB: neighbouring narrow bars are one shape.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, compress
from operator import add, sub
from typing import NamedTuple

from markupsafe import Markup

from heritage.pages.charts import (
    HEIGHT,
    LETTER,
    WIDTH,
    Axis,
    Box,
    begun,
    escaped,
    grid,
    marks,
    room_for,
    scale,
)

LEVELS = 5
"""So many shades are told apart."""

_RIGHT = 14
_NARROW = 5  # a bar that is no wider touches its neighbours
_WIDE = 24  # one that has room for its bounds
_FILLED = 0.78  # of the width of a wider one
_STUB = 4  # of a bar of 0, which is no gap
_LEAST_SEEN = 2
_SAMPLE = 30


class Bar(NamedTuple):
    """From `start` to `end` across; the `estimated` part stands on the `measured` one. `low` and `high` are the bounds
    of both together, None where they are not told."""

    start: float
    end: float
    measured: float
    estimated: float = 0.0
    low: float | None = None
    high: float | None = None


class Row(NamedTuple):
    """Bars by rising start: a sequence for each of their values, all of one length, for a year has 366 bars."""

    starts: Sequence[float]
    ends: Sequence[float]
    measured: Sequence[float]
    estimated: Sequence[float]
    lows: Sequence[float | None]
    highs: Sequence[float | None]

    def where(self, wanted: Iterable[bool]) -> "Row":
        """Those of which `wanted` says so."""
        asked = list(wanted)
        return self if all(asked) else Row._make(tuple(compress(column, asked)) for column in self)


NO_BARS = Row((), (), (), (), (), ())


def row_of(bars: Iterable[Bar]) -> Row:
    """Bars as columns."""
    found = list(bars)
    return Row._make(zip(*found, strict=True)) if found else NO_BARS


@dataclass(frozen=True, slots=True)
class Bars:
    """What a picture of bars shows. In `gaps`, spans across, nothing is known; at `notes` something is to be known.

    `least` is the smallest height of the scale.
    """

    key: str
    name: str
    sentence: str
    unit: str
    across: Axis
    bars: Row
    gaps: Sequence[tuple[float, float]] = ()
    notes: Sequence[float] = ()
    least: float = 5.0
    called_estimated: str = ""
    called_gap: str = ""


@dataclass(frozen=True, slots=True)
class Heat:
    """A week by hours: `rows` from Monday, each of 24 values, None where nothing is known."""

    key: str
    name: str
    sentence: str
    weekdays: Sequence[str]
    rows: Sequence[Sequence[float | None]]
    fewest: str
    most: str
    called_gap: str = ""


def bars_drawn(chart: Bars, written: Callable[[float], str]) -> Markup:
    """The chart as an `<svg>` element; `written` writes a number of its scale. Without a bar it is empty."""
    bars = chart.bars
    if not bars.starts:
        return Markup("")
    has_estimates = any(bars.estimated)
    tops = list(map(add, bars.measured, bars.estimated)) if has_estimates else bars.measured
    highest = max(chain(tops, filter(None, bars.highs)), default=0.0)
    ticks = scale(0.0, highest, chart.least, has_floor=True)
    labels = [written(tick) for tick in ticks]
    box = Box(chart.across, ticks, room_for(labels))
    parts = [
        begun(chart.key, chart.name, chart.sentence),
        *_patterns(chart, has_estimates),
        f'<text x="0" y="24">{escaped(chart.unit)}</text>',
        *_gaps(box, chart),
        *grid(box, ticks, labels),
        *marks(box, chart.across),
        *(_estimated(box, chart) if has_estimates else ()),
        *_counted(box, bars),
        *_bounds(box, bars),
        *_notes(box, chart.notes),
        *_key(chart, has_estimates),
        "</svg>",
    ]
    return Markup("".join(parts))


def _patterns(chart: Bars, has_estimates: bool) -> Iterator[str]:
    """Hatching and dots: what they mean does not hang on a colour."""
    if has_estimates:
        yield (
            f'<pattern id="{chart.key}-e" width="9" height="9" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)"><path class="hatch" d="M2 0v9"/></pattern>'
        )
    if chart.gaps:
        yield (
            f'<pattern id="{chart.key}-n" width="10" height="10" patternUnits="userSpaceOnUse">'
            '<circle class="dot" cx="3" cy="3" r="2"/></pattern>'
        )


def _gaps(box: Box, chart: Bars) -> Iterator[str]:
    if chart.gaps:
        bands = (_band(box, start, end) for start, end in joined(chart.gaps))
        yield f'<path class="gap" fill="url(#{chart.key}-n)" d="{"".join(bands)}"/>'


def joined(spans: Iterable[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Spans in order, those that touch as one."""
    begun: tuple[float, float] | None = None
    for start, end in spans:
        if begun is not None and start > begun[1]:
            yield begun
            begun = None
        begun = (begun[0] if begun else start, end)
    if begun is not None:
        yield begun


def _band(box: Box, start: float, end: float) -> str:
    left = box.x(start)
    wide = max(box.x(end) - left, _LEAST_SEEN)
    return f"M{left} {box.top}h{wide}v{box.bottom - box.top}h{-wide}z"


def _estimated(box: Box, chart: Bars) -> Iterator[str]:
    """Together with what is measured, which is drawn over it: so a single line closes each."""
    bars = chart.bars
    floors, tops = box.ys(bars.measured), box.ys(map(add, bars.measured, bars.estimated))
    whole = [
        guessed > 0 and floor - top >= _LEAST_SEEN
        for guessed, floor, top in zip(bars.estimated, floors, tops, strict=True)
    ]
    if any(whole):
        heights = [box.bottom - top for top in compress(tops, whole)]
        outline = _outline(box, bars.where(whole), heights)
        yield f'<path class="estimated" fill="url(#{chart.key}-e)" d="{outline}"/>'


def _counted(box: Box, bars: Row) -> Iterator[str]:
    if any(bars.estimated):
        bars = bars.where(
            value > 0 or not guessed for value, guessed in zip(bars.measured, bars.estimated, strict=True)
        )
    if bars.starts:
        lowest = box.bottom - _STUB
        heights = [box.bottom - (top if top < lowest else lowest) for top in box.ys(bars.measured)]
        yield f'<path class="counted" d="{_outline(box, bars, heights)}"/>'


def _outline(box: Box, bars: Row, heights: Sequence[int]) -> str:
    """The bars with their heights in units: narrow ones that touch as steps of one shape."""
    lefts, rights = _ends(box, bars)
    is_one = lefts[1:] == rights[:-1]
    apart = (
        [] if is_one else [number for number in range(1, len(lefts)) if lefts[number] != rights[number - 1]]
    )
    return "".join(
        f"M{lefts[begin]} {box.bottom}{_steps(lefts[begin:end], rights[begin:end], heights[begin:end])}z"
        for begin, end in zip([0, *apart], [*apart, len(lefts)], strict=True)
    )


def _steps(lefts: Sequence[int], rights: Sequence[int], heights: Sequence[int]) -> str:
    """Up from the floor, over bars of which each begins where the one before ends, and down to it."""
    steps = map(_step, map(sub, [0, *heights[:-1]], heights), map(sub, rights, lefts))
    return f"{''.join(steps)}v{heights[-1]}"


# A year has few different ones.
@lru_cache(maxsize=4096)
def _step(down: int, wide: int) -> str:
    return f"v{down}h{wide}" if down else f"h{wide}"


def _ends(box: Box, bars: Row) -> tuple[list[int], list[int]]:
    """Where each begins, and where each ends."""
    starts, ends = bars.starts, bars.ends
    lefts = box.usual_xs(starts)
    # Where nothing lies between them, one ends where the next begins.
    rights = [*lefts[1:], box.x(ends[-1])] if starts[1:] == ends[:-1] else box.usual_xs(ends)
    widths = list(map(sub, rights, lefts))
    if max(widths) > _NARROW:
        for number in (number for number, width in enumerate(widths) if width > _NARROW):
            lefts[number], rights[number] = _apart(box, starts[number], ends[number])
    return lefts, rights


def _apart(box: Box, start: float, end: float) -> tuple[int, int]:
    """The ends of a bar that does not touch its neighbours."""
    spare = (end - start) * (1 - _FILLED) / 2
    return box.x(start + spare), box.x(end - spare)


def _bounds(box: Box, bars: Row) -> Iterator[str]:
    """Between the bounds of a bar that is wide enough, where they are further apart than the line is thick."""
    found = []
    told = bars.where([high is not None for high in bars.highs]) if any(bars.highs) else NO_BARS
    for start, end, low, high in zip(told.starts, told.ends, told.lows, told.highs, strict=True):
        left, right = box.x(start), box.x(end)
        if low is not None and high is not None and right - left >= _WIDE:
            top, bottom = box.y(high), box.y(low)
            if bottom - top >= 3 * _LEAST_SEEN:
                found.append(f"M{(left + right) // 2} {top}V{bottom}")
    if found:
        # Twice: a light line within a dark one is seen on the bar and beside it.
        yield f'<path class="bounds around" d="{"".join(found)}"/><path class="bounds" d="{"".join(found)}"/>'


def _notes(box: Box, notes: Sequence[float]) -> Iterator[str]:
    if notes:
        found = "".join(f"M{box.x(at) - 8} {box.top - 14}h16l-8 13z" for at in notes)
        yield f'<path class="mark" d="{found}"/>'


def _key(chart: Bars, has_estimates: bool) -> Iterator[str]:
    """Above the picture, from its right end on: a sample and a name of what is hatched, and of what is dotted."""
    right = WIDTH - _RIGHT
    samples = []
    if has_estimates:
        samples.append((chart.called_estimated, f'class="estimated" fill="url(#{chart.key}-e)"'))
    if chart.gaps:
        samples.append((chart.called_gap, f'class="gap" fill="url(#{chart.key}-n)"'))
    for name, look in samples:
        start = right - LETTER * len(name) - _SAMPLE
        yield f'<path {look} d="M{start} 26V6h20V26z"/>'
        yield f'<text class="end" x="{right}" y="24">{escaped(name)}</text>'
        right = start - LETTER


_TOP, _ROW = 12, 34
_LEGEND = 24


def heat_drawn(heat: Heat) -> Markup:
    """The map as an `<svg>` element: dark where many pass, and in a dark scheme light. Without a value it is empty."""
    values = [value for row in heat.rows for value in row if value is not None]
    if not values:
        return Markup("")
    left = room_for(heat.weekdays) + LETTER  # names have wider letters than numbers
    wide = (WIDTH - left - _RIGHT) // len(heat.rows[0])
    bottom = _TOP + _ROW * len(heat.rows)
    parts = [
        begun(heat.key, heat.name, heat.sentence),
        *(
            f'<text class="end" x="{left - 10}" y="{_TOP + _ROW * number + 26}">{escaped(name)}</text>'
            for number, name in enumerate(heat.weekdays)
        ),
        *_cells(heat, values, left, wide),
        *(
            f'<text x="{left + wide * hour}" y="{bottom + 30}">{hour:02}</text>'
            for hour in range(0, len(heat.rows[0]), 6)
        ),
        *_legend(heat, left),
        *([] if len(values) == sum(map(len, heat.rows)) else _unknown(heat)),
        "</svg>",
    ]
    return Markup("".join(parts))


def level(value: float, most: float) -> int:
    """The shade of a value, from 0 to LEVELS - 1, by equal steps up to `most`."""
    return min(LEVELS - 1, int(LEVELS * value / most)) if most > 0 else 0


def _cells(heat: Heat, values: Sequence[float], left: int, wide: int) -> Iterator[str]:
    shades: list[list[str]] = [[] for _ in range(LEVELS)]
    unknown: list[str] = []
    most = max(values)
    # A week has few different ones.
    shade_of = {value: shades[level(value, most)] for value in set(values)}
    for number, row in enumerate(heat.rows):
        for value, cell, line in zip(row, *_places(number, len(row), left, wide), strict=True):
            if value is None:
                unknown.append(line)
            else:
                shade_of[value].append(cell)
    for number, cells in enumerate(shades):
        if cells:
            yield f'<path class="heat heat-{number}" d="{"".join(cells)}"/>'
    if unknown:
        yield f'<path class="line" d="{"".join(unknown)}"/>'


# Each map of a language has the same.
@lru_cache(maxsize=256)
def _places(number: int, hours: int, left: int, wide: int) -> tuple[list[str], list[str]]:
    """Of a row's hours the shape that is filled where something is known, and the line where nothing is."""
    y = _TOP + _ROW * number
    lefts = [left + wide * hour for hour in range(hours)]
    cells = [f"M{x} {y}h{wide - 1}v{_ROW - 2}h{1 - wide}z" for x in lefts]
    return cells, [f"M{x + 6} {y + _ROW // 2}h{wide - 13}" for x in lefts]


def _legend(heat: Heat, left: int) -> Iterator[str]:
    """The shades from few to many, with the ends in words."""
    y = HEIGHT - 40
    x = left + LETTER * len(heat.fewest) + 12
    yield f'<text x="{left}" y="{y + 22}">{escaped(heat.fewest)}</text>'
    for number in range(LEVELS):
        yield f'<path class="heat heat-{number}" d="M{x + (_LEGEND + 2) * number} {y}h{_LEGEND}v26h{-_LEGEND}z"/>'
    yield f'<text x="{x + (_LEGEND + 2) * LEVELS + 10}" y="{y + 22}">{escaped(heat.most)}</text>'


def _unknown(heat: Heat) -> Iterator[str]:
    """At the legend's end, what a line instead of a cell means."""
    right, y = WIDTH - _RIGHT, HEIGHT - 18
    start = right - LETTER * len(heat.called_gap) - _SAMPLE
    yield f'<path class="line" d="M{start} {y - 8}h14"/>'
    yield f'<text class="end" x="{right}" y="{y}">{escaped(heat.called_gap)}</text>'
