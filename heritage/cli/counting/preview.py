"""How a file of counts is shown before it is stored: how it was understood, its first rows, and all that is odd."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from heritage.cli.speech import _, ngettext
from heritage.i18n.dates import LOCAL_TIME
from heritage.problems import N_

if TYPE_CHECKING:
    from heritage.passages.files.layouts import Layout
    from heritage.passages.files.preview import Preview
    from heritage.store.flags import Direction

MOST_SHOWN = 10
"""Of each kind of oddity that are told one by one."""

MOST_CELLS = 6
"""Rows that are shown as they would be stored."""

FAULTS = {
    "time": N_("Times that cannot be read"),
    "negative": N_("Negative counts"),
    "not whole": N_("Counts that are no whole numbers"),
    "no number": N_("Cells that are no numbers"),
    "contradicted": N_("Rows that contradict others of the same time"),
    "no such hour": N_("Counts in an hour that never was"),
    "doubtful hour": N_("Rows of an hour that was twice, in a number that tells nothing"),
    "beside step": N_("Times beside the others' distance"),
    "ahead": N_("Rows later than now"),
}
"""The words for each `Fault`, which stands in a room that is slow to import."""

NIGHTS = {
    "skipped blank": N_("{day}: the hour that clocks leave out has a blank row: left out"),
    "skipped zero": N_("{day}: the hour that clocks leave out is filled with 0: left out"),
    "skipped counted": N_(
        "{day}: passages stand in the hour that clocks leave out. Perhaps the counter's clock is never changed: then "
        "say so with --zone, such as +01:00 or UTC"
    ),
    "twice": N_("{day}: the hour that was twice stands twice: in the order of the rows"),
    "once": N_("{day}: the hour that was twice stands once: taken as what was counted in both"),
    "doubtful": N_("{day}: nothing tells which rows are of which of the hour that was twice: left out"),
}
"""The words for each `Night`."""


def show(shown: "Preview") -> None:
    """What will be stored, how it was understood, and everything that is odd about the file."""
    layout = shown.layout
    pairs = [
        (_("Encoding and separator"), f"{layout.encoding}  {layout.separator!r}"),
        (_("Times"), layout.time_heading),
        (_("Order of the day's parts"), f"{layout.order}: {layout.why_order.message(_)}"),
        (_("Decimal sign"), _decimal(layout)),
        (_("Time zone"), _zone(shown)),
        (_("Each row counts for"), _step(shown)),
        *((_direction(one), layout.head[at]) for one, at in layout.columns.items()),
        (_("Rows read"), str(shown.rows)),
        (_("From"), _local(shown.first)),
        (_("To"), _local(shown.last)),
        (_("Rows that say the same twice"), str(shown.repeated)),
        (_("Rows out of order"), _disorder(shown)),
    ]
    width = max(len(name) for name, _value in pairs)
    for name, value in pairs:
        print(f"{name:{width}}  {value}")
    for direction in shown.cells:
        _show_direction(shown, direction)
    _show_left_out(shown)
    for day, night in shown.nights:
        print(_(NIGHTS[night]).format(day=day))


def _show_direction(shown: "Preview", direction: "Direction") -> None:
    """Its first rows, what it lacks, and what looks too large."""
    cells, lacks, large = shown.cells[direction], shown.lacking[direction], shown.suspicious[direction]
    passages = sum(count for _start, _end, count in cells if count is not None)
    print()
    print(
        _("{direction}: {passages} passages in {count} intervals").format(
            direction=_direction(direction), passages=passages, count=len(cells) - lacks.blank
        )
    )
    for start, end, count in cells[:MOST_CELLS]:
        print(f"    {_local(start)} – {_local(end)}  {'–' if count is None else count}")
    if lacks.blank or lacks.absent:
        told = _("Missing, and stays missing: {blank} blank, {absent} without a row. The longest:")
        print(told.format(blank=lacks.blank, absent=lacks.absent))
    for gap in lacks.longest:
        print(f"    {_local(gap.start)} – {_local(gap.end)}")
    if lacks.before or lacks.after:
        told = _("Blank before the first count: {before}, after the last: {after}. They are not stored.")
        print(told.format(before=lacks.before, after=lacks.after))
    if large:
        print(_("Far above the median of {median}: {count}").format(median=large[0].median, count=len(large)))
    for one in large[:MOST_SHOWN]:
        print(f"    {_local(one.start)}  {one.passages}")
    if direction in shown.totals:
        print(
            _(
                "The numbers never fall: they look like what the counter shows in all, not like counts of each time. "
                "Such a file is not to be stored."
            )
        )


def _show_left_out(shown: "Preview") -> None:
    """How much of each kind, and the first of them with their lines."""
    if not shown.left_out:
        return
    print()
    print(_("Left out:"))
    for fault, count in shown.faults.items():
        print(f"    {_(FAULTS[fault])}: {count}")
    for one in shown.left_out[:MOST_SHOWN]:
        print("    " + _("line {line}: {fault}").format(line=one.line, fault=one.why.message(_)))


def _decimal(layout: "Layout") -> str:
    why = layout.why_decimal
    return _("makes no difference") if why is None else f"{layout.decimal}  {why.message(_)}"


def _zone(shown: "Preview") -> str:
    if shown.has_offsets:
        return _("offsets in the file")
    return f"{shown.layout.zone}: {shown.layout.why_zone.message(_)}"


def _step(shown: "Preview") -> str:
    minutes = shown.step_s // 60
    if minutes == 24 * 60:
        return _("a day")
    told = ngettext("{count} minute from its time on", "{count} minutes from its time on", minutes)
    if shown.layout.tells_end:
        told = ngettext("{count} minute up to its time", "{count} minutes up to its time", minutes)
    return told.format(count=minutes)


def _disorder(shown: "Preview") -> str:
    told = str(shown.out_of_order)
    return _("{count} (the newest stands first)").format(count=told) if shown.is_newest_first else told


def _direction(direction: "Direction") -> str:
    return {0: _("Both directions"), 1: _("In"), 2: _("Out")}[direction]


def _local(at: int | None) -> str:
    return (
        "–" if at is None else f"{datetime.fromtimestamp(at, UTC).astimezone(LOCAL_TIME):%Y-%m-%d %H:%M %z}"
    )
