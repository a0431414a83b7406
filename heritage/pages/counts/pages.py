"""The pages of counted passages: the list of counting points, one point in one period, the method, the log of changes.

The same pages are drawn for everybody and for staff: what is exact, hidden or late is in the figures already. Nothing
is added up over points (R-V7).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter

from markupsafe import Markup, escape

from heritage.i18n.dates import LOCAL_TIME, format_date, month_name
from heritage.i18n.numbers import format_decimal
from heritage.pages.counts.method import sections
from heritage.pages.counts.note import TECHNIQUES, Standing, counter_note, standings
from heritage.pages.counts.told import told
from heritage.pages.counts.words import NOTHING_YET, Teller
from heritage.pages.document import NOTHING, Head
from heritage.pages.drawer import Drawer
from heritage.pages.naming import Worded, chosen
from heritage.pages.panel import REFRESH_SCRIPT
from heritage.pages.values import format_length
from heritage.passages.figures.values import Change, Figures
from heritage.passages.periods import Period, PeriodKind
from heritage.places.counting import COUNTS_PAGE, CountingPoint
from heritage.problems import N_
from heritage.store.flags import Direction

METHOD, LOG = f"{COUNTS_PAGE}/method", f"{COUNTS_PAGE}/log"

SHEET = "counts.css"
SCRIPTS = (REFRESH_SCRIPT, "periods.js")
"""Swap the figures for those of another period, where both are there."""

FORMATS = {"csv": "CSV", "xlsx": "Excel", "json": "JSON"}

FILES = N_("These numbers as a file:")
FILES_BY_MONTH = N_("By month:")
FILES_BY_HOUR = N_("By hour:")
FILES_AS_COUNTED = N_("Without what is estimated:")

TITLE = N_("Passages")
ABOUT = N_("How many pass at the spots where we count, how we count, and what the numbers can tell.")
AT = N_("Passages at {place}")
ABOUT_POINT = N_("How many pass at {place}: by month, day of the week and time of day.")
METHOD_TITLE = N_("How we count passages")
ABOUT_METHOD = N_("What the words mean, how the numbers come about, and what they cannot tell.")
LOG_TITLE = N_("What has changed in the numbers of passages")
ABOUT_LOG = N_("Numbers that were published can change. Here is when and why.")
UNKNOWN_TITLE = N_("We do not count there, or have no figures for that time")
ABOUT_UNKNOWN = N_("These are the spots where we count.")
ELSEWHERE = N_("The numbers are not in this copy of the pages. They stand here: {address}")
TROUBLE = (N_("The numbers cannot be read just now"), N_("Please try again in a while."))


@dataclass(frozen=True, slots=True)
class Room:
    """Where the pages lie: `base` is the address of the list, with a slash at its end.

    Staff have a room of their own: `switch` is the address of the page without its language at the end, and nobody
    else is to find it.
    """

    base: str
    switch: str = ""

    def link(self, address: str, language: str) -> str:
        """An address in the room as its pages in a language link to it: staff's keep the language."""
        return f"{address}?{self.switch.rpartition('?')[2]}{language}" if self.switch else address


@dataclass(frozen=True, slots=True)
class Listed:
    """A counting point in the list."""

    name: Worded
    address: str
    where: str
    sentence: str
    estimated: str


@dataclass(frozen=True, slots=True)
class ChangeTold:
    """A line of the log in words; `staff` is from where, why and who, or ""."""

    day: str
    name: Worded
    address: str
    text: str
    staff: str


_KEY = "\x1c"
"""Stands for the key of a period; it is in no address."""


def _along(point: CountingPoint, key: str) -> tuple[bool, str, float, str]:
    """Along each trail, and those by none last."""
    return point.trail is None, point.trail or "", point.km or 0.0, key


def point_address(base: str, point: str, period: Period | None = None) -> str:
    """The page of a point below the list `base`; without a period that of its newest year."""
    return f"{base}{point}/{period.key}/" if period else f"{base}{point}/"


class CountsPages(Drawer):
    """Pages drawn from figures that somebody else has read."""

    def counts(self, newest: Mapping[str, Figures], room: Room | None = None) -> str:
        """The list of all points, each with the total of its newest year: `newest` by point."""
        where = room or self._room
        points = self.library.counting.points
        ordered = sorted(points, key=lambda key: _along(points[key], key))
        groups: dict[str, list[Listed]] = {}
        for key in ordered:
            trail = self.library.trails.get(points[key].trail or "")
            heading = self._link(trail).name.text if trail else ""
            groups.setdefault(heading, []).append(self._listed(key, newest.get(key), where))
        return self._page(
            "counts",
            COUNTS_PAGE,
            where,
            self._words.gettext(TITLE),
            self._words.gettext(ABOUT),
            groups=groups,
        )

    def counts_point(
        self,
        figures: Figures,
        periods: Sequence[Period],
        today: date,
        room: Room | None = None,
        is_newest: bool = False,
    ) -> str:
        """A point in a period. `periods` are those that there is a page for; `is_newest`: asked for without one."""
        where, key = room or self._room, figures.point
        teller, name = Teller(self.language), chosen(self.library.counting.points[key].name, self.language)
        slug = f"{COUNTS_PAGE}/{key}" if is_newest else f"{COUNTS_PAGE}/{key}/{figures.period.key}"
        head, title = self._point_head, self._words.gettext(AT).format(place=name.text)
        return self._page(
            "counts_point",
            slug,
            where,
            title if is_newest else f"{title}, {teller.period(figures.period)}",
            self._words.gettext(ABOUT_POINT).format(place=name.text),
            heading=title,
            name=name,
            data=head,
            is_swapped=bool(head),
            note=counter_note(self.library, key, self.language, today),
            life=[self._standing(one) for one in standings(self.library, key, today)],
            years=self._choices(figures, periods, where, PeriodKind.YEAR),
            months=self._choices(figures, periods, where, PeriodKind.MONTH),
            told=told(figures, teller, self.library),
            exports=self._exports(figures, where),
        )

    def counts_method(self) -> str:
        """Definitions, how the numbers come about, and the thresholds of the configuration."""
        return self._page(
            "counts_method",
            METHOD,
            self._room,
            self._words.gettext(METHOD_TITLE),
            self._words.gettext(ABOUT_METHOD),
            sections=sections(self.library.counting.checks, self.language),
        )

    def counts_log(self, changes: Sequence[Change], room: Room | None = None) -> str:
        """The log of changes, in the order given."""
        where = room or self._room
        return self._page(
            "counts_log",
            LOG,
            where,
            self._words.gettext(LOG_TITLE),
            self._words.gettext(ABOUT_LOG),
            changes=[self._change(change, where) for change in changes],
        )

    def counts_unknown(self, room: Room | None = None) -> str:
        """The answer to a point or a period that there is not: those that there are."""
        where = room or self._room
        title, about = self._words.gettext(UNKNOWN_TITLE), self._words.gettext(ABOUT_UNKNOWN)
        return self._signpost(Head("", title, about), self._points(where))

    def counts_elsewhere(self) -> str:
        """The list in a copy without a server: where the numbers stand, and what never changes."""
        title = self._words.gettext(TITLE)
        address = self.frame.absolute(self._room.base)
        about = self._words.gettext(ELSEWHERE).format(address=address)
        head = Head(COUNTS_PAGE, title, about, self.language, self._languages)
        return self._signpost(head, [(address, Worded(title)), (self._address(METHOD), self._method_link)])

    # Parts

    @property
    def _room(self) -> Room:
        return Room(self._address(COUNTS_PAGE))

    @property
    def _method_link(self) -> Worded:
        return Worded(self._words.gettext(METHOD_TITLE))

    def _page(
        self,
        template: str,
        slug: str,
        room: Room,
        title: str,
        description: str,
        data: Markup = NOTHING,
        **values: object,
    ) -> str:
        """Staff's pages are no pages to be found (R-S6)."""
        values |= self._ways_on(room) | {"style": self.frame.asset(SHEET), "is_staff": bool(room.switch)}
        values["is_demo"] = self.frame.is_demo
        if not room.switch:
            return self._service_page(template, slug, title, description, data, **values)
        head = Head("", title, description, data=data, switch=room.switch)
        return self._document.render(template, head, notice=NOTHING, **values)

    def _signpost(self, head: Head, ways: Sequence[tuple[str, Worded]]) -> str:
        return self._document.render("counts_signpost", head, ways=ways)

    def _ways_on(self, room: Room) -> dict[str, object]:
        """Links that stand on every page."""
        return {
            "base": room.link(room.base, self.language),
            "method": self._address(METHOD),
            "log": room.link(f"{room.base}log/", self.language),
            "privacy": self._address("privacy"),
            "api": f"{self.frame.base_path}/api/v1/counts",
        }

    def _points(self, room: Room) -> list[tuple[str, Worded]]:
        points = self.library.counting.points.items()
        return [(point_address(room.base, key), chosen(point.name, self.language)) for key, point in points]

    @cached_property
    def _point_head(self) -> Markup:
        """Both scripts or none: without the second, a click that fails would do nothing."""
        assets = self.frame.assets
        if not all(name in assets for name in SCRIPTS):
            return NOTHING
        return self._document.fragment(
            "counts_head.html", scripts=[self.frame.asset(name) for name in SCRIPTS]
        )

    def _listed(self, key: str, figures: Figures | None, room: Room) -> Listed:
        point, teller = self.library.counting.points[key], Teller(self.language)
        kilometres = "" if point.km is None else self._kilometre(point.km)
        least = self.library.counting.checks.coverage
        sentence = teller.told(figures, least) if figures else self._words.gettext(NOTHING_YET)
        share = figures.total.estimated_share if figures and figures.total.value is not None else 0.0
        return Listed(
            chosen(point.name, self.language),
            room.link(point_address(room.base, key), self.language),
            kilometres,
            sentence,
            teller.estimated(share) if share else "",
        )

    def _kilometre(self, km: float) -> str:
        words = self._words.gettext("Kilometre {km} of the trail")
        return words.format(km=format_decimal(km, self.language, 1))

    def _choices(self, figures: Figures, periods: Sequence[Period], room: Room, kind: PeriodKind) -> Markup:
        """Links to all years, or to the months of the year that is shown."""
        shown, is_year = figures.period, kind is PeriodKind.YEAR
        told = [
            period
            for period in periods
            if period.kind is kind and (is_year or period.first.year == shown.first.year)
        ]
        address = room.link(f"{point_address(room.base, figures.point)}{_KEY}/", self.language)
        before, after = str(escape(address)).split(_KEY)
        links = []
        for period in sorted(told, key=attrgetter("first")):
            key = period.key
            name = key if is_year else escape(month_name(period.first.month, self.language))
            current = ' aria-current="true"' if period == shown else ""
            told_of = {"key": key, "address": f"{before}{key}{after}", "current": current, "name": name}
            links.append(self._choice % told_of)
        return Markup("\n".join(links))

    @cached_property
    def _choice(self) -> str:
        """A link to a period, drawn once and to be filled in: a page has two dozen."""
        marks = {name: Markup(f"%({name})s") for name in ("key", "address", "current", "name")}
        return str(self._document.fragment("counts_choice.html", is_swapped=bool(self._point_head), **marks))

    def _exports(self, figures: Figures, room: Room) -> list[tuple[str, list[tuple[str, str]]]]:
        """The same figures as files: (what they hold, each with its address and kind)."""
        if figures.told is None:
            return []
        below = point_address(room.base, figures.point, figures.period)
        wanted = {"": FILES}
        if figures.period.kind is PeriodKind.YEAR:
            wanted["?step=month"] = FILES_BY_MONTH
        if not figures.is_public:
            wanted["?step=hour"] = FILES_BY_HOUR
        if figures.total.estimated_share:
            wanted["?estimates=0"] = FILES_AS_COUNTED
        return [
            (
                self._words.gettext(words),
                [(f"{below}export.{ending}{query}", name) for ending, name in FORMATS.items()],
            )
            for query, words in wanted.items()
        ]

    def _standing(self, one: Standing) -> str:
        """A counter's time at the point in one line (R-V20)."""
        words, language = self._words.gettext, self.language
        since = format_date(one.since, language)
        when = (
            words("Since {day}").format(day=since)
            if one.until is None
            else words("{first} to {last}").format(first=since, last=format_date(one.until, language))
        )
        parts = [words(TECHNIQUES[one.technique].short)] if one.technique else []
        if one.height_m is not None:
            height = format_length(one.height_m, language)
            parts.append(words("{height} above the ground").format(height=height))
        if one.trail_width_m is not None:
            width = format_length(one.trail_width_m, language)
            parts.append(words("the trail is {width} wide").format(width=width))
        if one.sensitivity:
            parts.append(words("sensitivity: {setting}").format(setting=one.sensitivity))
        return f"{when}: {', '.join(parts)}" if parts else when

    def _change(self, change: Change, room: Room) -> ChangeTold:
        point = self.library.counting.points.get(change.point)
        name = chosen(point.name, self.language) if point else Worded(change.point)
        values = {key: self._value(value, point) for key, value in change.values.items()}
        return ChangeTold(
            format_date(change.at.astimezone(LOCAL_TIME).date(), self.language),
            name,
            room.link(point_address(room.base, change.point), self.language) if point else "",
            self._words.gettext(change.text).format(**values),
            " – ".join(filter(None, (change.source, change.why, change.by))),
        )

    def _value(self, value: date | float | Period | Direction, point: CountingPoint | None) -> str:
        teller = Teller(self.language)
        match value:
            case Direction():
                return teller.direction(value, point) if point else value.name.lower()
            case Period():
                return teller.days(value)
            case date():
                return teller.day(value)
            case _:
                return format_decimal(value, self.language, 2)
