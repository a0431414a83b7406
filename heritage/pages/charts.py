"""Curves and bars as inline SVG: what was measured and nothing between, labelled in words and by their kind (R-A16).

A chart is a picture with a name and a sentence; the same figures stand beside it as a table. It is drawn in whole
units of a box 640 wide, so that its letters, 26 units high, are still 12 px high on a phone 320 px wide.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor, log10
from operator import sub

from markupsafe import Markup, escape

WIDTH, HEIGHT = 640, 360
LETTER = 15  # the width of a figure
_TOP, _BOTTOM, _RIGHT = 46, 16, 14
_LINE = 28  # of words below the picture
_SAMPLE = 70  # a piece of a line, and the space behind it
_STUB = 4  # of a bar of 0, which is no gap
_FILLED = 0.8  # of the width that a bar has, so that bars stand apart
_MOST_TICKS = 5


@dataclass(frozen=True, slots=True)
class Curve:
    """`points` by rising x; round those that are `doubtful` stands a ring. `label` is its name in the key.

    An earlier curve is drawn as a row of dots. A point that stands alone is a disc, in an earlier curve a square.
    Bars are filled, and earlier ones hollow.
    """

    points: Sequence[tuple[float, float]]
    label: str = ""
    is_earlier: bool = False
    doubtful: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True, slots=True)
class Axis:
    """From `start` to `end`; `marks` are where something begins, with the lines of words that stand in its middle."""

    start: float
    end: float
    marks: Sequence[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Chart:
    """What one picture shows. `name` and `sentence` are for those who do not see it.

    A line breaks where its next point is more than `reach` further on: there, nothing is known. `least` is the
    smallest height of the whole scale, so that a calm week looks calm; `has_floor`: nothing is less than 0. Where
    `bar` is not 0, each point is the middle of a bar so wide, which those of the curves share.
    """

    key: str
    name: str
    sentence: str
    unit: str
    across: Axis
    curves: Sequence[Curve]
    reach: float
    least: float
    has_floor: bool = False
    bar: float = 0.0


def drawn(chart: Chart, written: Callable[[float], str]) -> Markup:
    """The chart as an `<svg>` element; `written` writes a number of its scale. A chart without points is empty."""
    values = [value for curve in chart.curves for _, value in curve.points]
    if not values:
        return Markup("")
    ticks = scale(min(values), max(values), chart.least, chart.has_floor)
    labels = [written(tick) for tick in ticks]
    box = Box(chart.across, ticks, left=room_for(labels))
    parts = [
        begun(chart.key, chart.name, chart.sentence),
        f'<text x="0" y="24">{escaped(chart.unit)}</text>',
        *grid(box, ticks, labels),
        *marks(box, chart.across),
        *(_bars(box, chart) if chart.bar else _lines(box, chart)),
        *(_ring(box, *point) for curve in chart.curves for point in curve.doubtful),
        *_key(chart),
        "</svg>",
    ]
    return Markup("".join(parts))


def begun(key: str, name: str, sentence: str) -> str:
    """The start of a picture: who does not see it hears its name and its sentence."""
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{key}-t {key}-d">'
        f'<title id="{key}-t">{escape(name)}</title><desc id="{key}-d">{escape(sentence)}</desc>'
    )


# Pictures are labelled with few different words and numbers.
@lru_cache(maxsize=4096)
def escaped(label: str) -> str:
    """A label as it stands in a picture."""
    return str(escape(label))


def room_for(labels: Sequence[str]) -> int:
    """How wide the column is in which `labels` stand."""
    return LETTER * max(map(len, labels)) + 12


class Box:
    """Where a moment and a value lie in the picture, in whole units."""

    def __init__(self, across: Axis, ticks: Sequence[float], left: int) -> None:
        self.left, self.right = left, WIDTH - _RIGHT
        self.top, self.bottom = _TOP, HEIGHT - _BOTTOM - _LINE * _rows(across)
        self._start, self._x = across.start, (self.right - left) / (across.end - across.start)
        self._low, self._y = ticks[0], (self.bottom - self.top) / (ticks[-1] - ticks[0])

    def x(self, at: float) -> int:
        return round(self.left + (at - self._start) * self._x)

    def xs(self, moments: Iterable[float]) -> list[int]:
        """Where many lie."""
        left, start, wide = self.left, self._start, self._x
        return [round(left + (at - start) * wide) for at in moments]

    def usual_xs(self, moments: Sequence[float]) -> list[int]:
        """Likewise of what lies alike in many pictures, such as the days of a year: it is remembered."""
        return list(_places(tuple(moments), self.left, self._start, self._x))

    def y(self, value: float) -> int:
        return round(self.bottom - (value - self._low) * self._y)

    def ys(self, values: Iterable[float]) -> list[int]:
        """Where many lie."""
        bottom, low, tall = self.bottom, self._low, self._y
        return [round(bottom - (value - low) * tall) for value in values]


@lru_cache(maxsize=64)
def _places(moments: tuple[float, ...], left: int, start: float, wide: float) -> tuple[int, ...]:
    return tuple(round(left + (at - start) * wide) for at in moments)


def scale(low: float, high: float, least: float, has_floor: bool) -> list[float]:
    """Round numbers at equal steps of 1, 2 or 5 times a power of ten: three to five that hold `low` and `high`."""
    if has_floor:
        low = min(low, 0.0)
    spare = max(0.0, least - (high - low))
    low, high = (low, high + spare) if has_floor else (low - spare / 2, high + spare / 2)
    step = 10.0 ** floor(log10((high - low) / _MOST_TICKS))
    while ceil(high / step) - floor(low / step) >= _MOST_TICKS:
        step *= 2.5 if f"{step:.0e}"[0] == "2" else 2
    return [number * step for number in range(floor(low / step), ceil(high / step) + 1)]


def runs(points: Sequence[tuple[float, float]], reach: float) -> Iterator[list[tuple[float, float]]]:
    """The pieces of a line: a point more than `reach` after the one before begins another."""
    run: list[tuple[float, float]] = []
    for point in points:
        if run and point[0] - run[-1][0] > reach:
            yield run
            run = []
        run.append(point)
    if run:
        yield run


def grid(box: Box, ticks: Sequence[float], labels: Sequence[str]) -> Iterator[str]:
    """The lines of a scale, with what stands at each."""
    for tick, label in zip(ticks, labels, strict=True):
        y = box.y(tick)
        yield f'<path class="grid" d="M{box.left} {y}H{box.right}"/>'
        yield f'<text class="end" x="{box.left - 10}" y="{y + 9}">{escaped(label)}</text>'


def marks(box: Box, across: Axis) -> Iterator[str]:
    """The words below the picture that have room, and the lines between them."""
    ends = [start for start, _ in across.marks[1:]] + [across.end]
    for (start, word), end in zip(across.marks, ends, strict=True):
        x = box.x(start)
        if x > box.left:
            yield f'<path class="grid" d="M{x} {box.top}V{box.bottom + 8}"/>'
        lines = word.split("\n")
        if box.x(end) - x > LETTER * max(map(len, lines)):
            for number, line in enumerate(lines, 1):
                y = HEIGHT - 8 - _LINE * (len(lines) - number)
                yield f'<text class="mid" x="{(x + box.x(end)) // 2}" y="{y}">{escaped(line)}</text>'


def _rows(across: Axis) -> int:
    """How many lines of words stand below the picture."""
    return max((word.count("\n") + 1 for _, word in across.marks), default=1)


def _bars(box: Box, chart: Chart) -> Iterator[str]:
    """Side by side, the earlier curve first; one of 0 is seen, for a gap has none (R-V8)."""
    share = chart.bar / len(chart.curves)
    for number, curve in enumerate(chart.curves):
        pieces = []
        for at, value in curve.points:
            start = at - chart.bar * _FILLED / 2 + number * share * _FILLED
            left, right = box.x(start), box.x(start + share * _FILLED)
            pieces.append(
                f"M{left} {box.bottom}V{min(box.y(value), box.bottom - _STUB)}H{right}V{box.bottom}z"
            )
        yield f'<path class="{_bar_class(curve)}" d="{"".join(pieces)}"/>'


def _bar_class(curve: Curve) -> str:
    return "amount before" if curve.is_earlier else "amount"


def _lines(box: Box, chart: Chart) -> Iterator[str]:
    for curve in chart.curves:
        yield from _line(box, curve, chart.reach)


def _line(box: Box, curve: Curve, reach: float) -> Iterator[str]:
    found = list(runs(curve.points, reach))
    path = "".join(_path(box, run) for run in found if len(run) > 1)
    if path:
        yield f'<path class="{"before" if curve.is_earlier else "line"}" d="{path}"/>'
    for run in found:
        if len(run) == 1:
            yield _alone(box.x(run[0][0]), box.y(run[0][1]), curve.is_earlier)


def _alone(x: int, y: int, is_earlier: bool) -> str:
    """Large enough to be seen, and of a shape of its own for either season."""
    if is_earlier:
        return f'<rect class="alone before" x="{x - 6}" y="{y - 6}" width="12" height="12"/>'
    return f'<circle class="alone" cx="{x}" cy="{y}" r="7"/>'


def _ring(box: Box, at: float, value: float) -> str:
    return f'<circle class="ring" cx="{box.x(at)}" cy="{box.y(value)}" r="9"/>'


def _path(box: Box, run: list[tuple[float, float]]) -> str:
    """Steps from point to point, which are short."""
    moments, values = zip(*run, strict=True)
    xs, ys = box.xs(moments), box.ys(values)
    steps = map(_step, map(sub, xs[1:], xs), map(sub, ys[1:], ys))
    return f"M{xs[0]} {ys[0]}l{' '.join(steps)}"


# A line has few different ones.
@lru_cache(maxsize=4096)
def _step(right: int, down: int) -> str:
    return f"{right} {down}"


def _key(chart: Chart) -> Iterator[str]:
    """Above the picture, from its right end on: a sample of each curve that has a name, and the name."""
    right = WIDTH - _RIGHT
    for curve in reversed([curve for curve in chart.curves if curve.label]):
        start = right - LETTER * len(curve.label) - _SAMPLE
        yield from _bar_sample(start, curve) if chart.bar else _line_sample(start, curve, chart.reach)
        yield f'<text class="end" x="{right}" y="24">{escaped(curve.label)}</text>'
        right = start - _SAMPLE // 2


def _bar_sample(start: int, curve: Curve) -> Iterator[str]:
    yield f'<path class="{_bar_class(curve)}" d="M{start + 30} 26V8h16V26z"/>'


def _line_sample(start: int, curve: Curve, reach: float) -> Iterator[str]:
    yield f'<path class="{"before" if curve.is_earlier else "line"}" d="M{start} 16h{_SAMPLE - 14}"/>'
    if any(len(run) == 1 for run in runs(curve.points, reach)):
        yield _alone(start + (_SAMPLE - 14) // 2, 16, curve.is_earlier)
