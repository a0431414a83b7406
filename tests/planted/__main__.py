"""`python -m tests.planted`: the planted year as a table in plain text."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from heritage.i18n.dates import LOCAL_TIME
from tests.planted.plan import BEGUN, ENDED, YEAR
from tests.planted.story import Story, tell
from tests.planted.verdicts import Outcome, Year


def main() -> None:
    """Takes a minute or less."""
    with TemporaryDirectory() as folder:
        story = tell(Path(folder))
        story.engine.dispose()
    print("\n".join(_lines(story)))


def _lines(story: Story) -> Iterable[str]:
    yield f"A made-up year with planted faults: {len(story.after)} counting points, {BEGUN} to {ENDED}"
    yield ""
    yield f"{'Planted':<48}{'Where':<7}{'When':<13}{'Found as':<47}Verdict"
    yield from map(_of_fault, story.outcomes)
    sums = Counter(one.verdict.value for one in story.outcomes)
    yield ""
    yield f"{len(story.outcomes)} planted: " + "; ".join(f"{sums[name]} {name}" for name in sorted(sums))
    yield f"False alarms in the rest of the year: {len(story.false_alarms)}"
    yield from story.false_alarms
    yield ""
    yield f"The year {YEAR} (passages, both directions); a reviewer took {story.decisions} decisions of what was found"
    heads = (
        ("True", 8),
        ("Raw", 8),
        ("Figure", 9),
        ("95 % interval", 18),
        ("Error", 9),
        ("Covered", 9),
        ("Estimated", 11),
    )
    yield f"{'Point':<28}" + "".join(f"{name:>{width}}" for name, width in heads)
    for before, after in zip(story.undecided, story.years, strict=True):
        yield _of_year(before, "before decisions")
        yield _of_year(after, "after decisions")
    yield ""
    yield "'Raw' is what counters and files told of usable hours, without estimates. Without manual counts the"
    yield "intervals tell of estimates alone."
    yield ""
    unexplained = [one for one in story.days if not one.is_explained]
    number = 365 * len(story.years)
    yield f"Days that differ from the truth: {len(story.days)} of {number}; unexplained: {len(unexplained)}"
    yield from (f"  {one.point} {one.day}: {one.told} for {one.truth}" for one in unexplained)
    others = sum(map(len, story.apart_from_raw.values()))
    yield f"Days whose kept figures differ from those made anew from raw: {others}"


def _of_fault(one: Outcome) -> str:
    found_as = ", ".join(name.lower().replace("_", " ") for name in one.found_as)
    when = f"{datetime.fromtimestamp(one.fault.start, LOCAL_TIME):%m-%d %H:%M}"
    held = " (held)" if one.is_held else ""
    return (
        f"{one.fault.what:<48}{one.fault.point:<7}{when:<13}{found_as + held or '–':<46} {one.verdict.value}"
    )


def _of_year(one: Year, which: str) -> str:
    amount = one.amount
    told = "–" if amount.value is None else f"{amount.value:.0f}"
    interval = "–" if amount.low is None or amount.high is None else f"{amount.low:.0f}–{amount.high:.0f}"
    error = "–" if one.error is None else f"{one.error:+.2f} %"
    shares = f"{100 * amount.coverage:>7.1f} %{100 * amount.estimated_share:>9.1f} %"
    raw = "–" if one.raw is None else f"{one.raw:.0f}"
    missed = "" if one.is_right else "  the truth lies outside"
    return f"{one.point:<8}{which:<20}{one.truth:>8}{raw:>8}{told:>9}{interval:>18}{error:>9}{shares}{missed}"


if __name__ == "__main__":
    main()
