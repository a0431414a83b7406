"""A period beside the same days of the year before, in words (R-V17)."""

from heritage.pages.counts.words import NOT_KNOWN, Teller
from heritage.passages.figures.values import Comparison, WhyNot
from heritage.problems import N_

MORE_THAN_THEN = N_(
    "{share} more than in the period {days}, the same days of the year before: {now} against {then}."
)
FEWER_THAN_THEN = N_(
    "{share} fewer than in the period {days}, the same days of the year before: {now} against {then}."
)
AS_MANY_AS_THEN = N_(
    "About as many as in the period {days}, the same days of the year before: {now} against {then}."
)
MORE, FEWER, AS_MANY = N_("{share} more"), N_("{share} fewer"), N_("about as many")
WHY_NOT = {
    WhyNot.NOTHING_THEN: N_(
        "There is nothing to compare with: no figures from the same days of the year before."
    ),
    WhyNot.INCOMPLETE: N_(
        "We do not compare with the same days of the year before: for one of the two years the number is incomplete."
    ),
    WhyNot.SMALL_BASE: N_(
        "We give no percentage of growth: on the same days of the year before there were fewer than 50 passages, and "
        "chance would decide."
    ),
    WhyNot.COVERAGE_DIFFERS: N_(
        "We give no percentage of growth: in one of the two years the counter was at work for much more of the time."
    ),
    WhyNot.CALIBRATION_DIFFERS: N_(
        "We give no percentage of growth: only one of the two years is corrected by counts that people made, and a "
        "correction would look like growth."
    ),
}
NOW_AND_THEN = N_("{now} against {then} the year before.")


def compared(teller: Teller, comparison: Comparison | None) -> list[str]:
    """Growth over the same days of the year before, or why none is told."""
    if comparison is None:
        return []
    then, now = teller.number(comparison.then.value), teller.number(comparison.now.value)
    if comparison.growth is None:
        sentences = [teller.gettext(WHY_NOT.get(comparison.why_not, WHY_NOT[WhyNot.NOTHING_THEN]))]
        if comparison.then.value is not None and comparison.now.value is not None:
            sentences.append(teller.gettext(NOW_AND_THEN).format(then=then, now=now))
        return sentences
    percent = round(comparison.growth)
    told = MORE_THAN_THEN if percent > 0 else FEWER_THAN_THEN if percent < 0 else AS_MANY_AS_THEN
    share, days = teller.percent(abs(percent)), teller.days(comparison.period_then)
    return [teller.gettext(told).format(share=share, days=days, then=then, now=now)]


def growth(teller: Teller, comparison: Comparison | None) -> str:
    """Likewise in a cell; a dash where no growth is told."""
    if comparison is None or comparison.growth is None:
        return NOT_KNOWN
    percent = round(comparison.growth)
    told = MORE if percent > 0 else FEWER if percent < 0 else AS_MANY
    return teller.gettext(told).format(share=teller.percent(abs(percent)))
