"""The pages of counted passages: what each tells, in every state, for everybody and for staff."""

import dataclasses
import re
from datetime import UTC, date, datetime

import msgspec
import pytest
from msgspec import structs

from heritage.pages.counts.pages import Room
from heritage.pages.render import Renderer
from heritage.pages.site import assemble
from heritage.passages.figures.values import Change, Figures
from heritage.passages.figures.visited import NoVisits
from heritage.passages.periods import Period, month_of, year_of
from heritage.places.counting import Thresholds
from heritage.store.flags import Direction
from tests import counted
from tests.outline import Outline, seen
from tests.rendering import EN, LIBRARY, SITE, changed, renderer

POINT = counted.POINT
MOST_OF_A_PICTURE = 8_000
JULY = month_of(date(2026, 7, 1))
STAFF = Room("/staff/key/", "/staff/key/?lang=")


def html(figures: Figures, periods: list[Period] | None = None) -> str:
    return EN.counts_point(
        figures, counted.periods() if periods is None else periods, counted.TODAY, is_newest=True
    )


def words(document: str) -> str:
    return seen(document)


def pictures(document: str) -> list[str]:
    return [f"<svg{rest.partition('</svg>')[0]}</svg>" for rest in document.split('<svg class="chart"')[1:]]


# The list


def test_the_list_tells_of_every_point_along_its_trail_and_adds_nothing_up() -> None:
    """R-V7: with the sentence in bold that says why not."""
    document = EN.counts({POINT: counted.figures(), "norra-leden": counted.broken()})
    outline = Outline(document)
    assert outline.texts("h2") == ["The Toy Trail"]
    assert outline.texts("h3") == ["The Mill Bridge", "The Northern Trail"]
    assert "Do not add up the spots along a trail" in " ".join(outline.texts("strong"))
    assert "about 7,990 passages" in words(document) and "incomplete: only 62% of the time" in words(document)
    assert "3% of the passages are estimated" in words(document)
    assert "7,990" not in words(EN.counts({"norra-leden": counted.broken()}))


def test_a_point_that_has_told_nothing_yet_is_in_the_list() -> None:
    assert words(EN.counts({})).count("There are no figures from here yet.") == 2


def test_the_list_leads_to_the_method_the_log_and_the_data() -> None:
    """R-V23."""
    addresses = {link["href"] for link in Outline(EN.counts({})).all("a")}
    assert {
        "/en/counts/kvarnbron/",
        "/en/counts/method/",
        "/en/counts/log/",
        "/en/privacy/",
        "/api/v1/counts",
    } <= addresses


# A point in a period


def test_a_year_begins_with_a_sentence_and_tells_all_there_is() -> None:
    """R-V16, R-V23."""
    document = html(counted.figures())
    told = words(document)
    for part in (
        "There were about 7,990 passages here",
        "estimated 3%",
        "Average per day 25",
        "Median: on half of the days fewer 22",
        "Towards Bottom of the Box 4,316 probably between 4,014 and 4,618, 3% estimated",
        "For every 100 passages the code on a sign here was scanned about 6.2 times",
        "8% more than in the period",
        "An average weekend day 36 40",
        "98% of the time is counted or estimated.",
        "These numbers go up to and including 15 November 2026.",
        "20 June 2026: The Block Race went over the bridge.",
        "1 gap, and how it is filled",
        "what The Northern Trail counted at that time",
    ):
        assert part in told, part


def test_a_year_has_months_days_weekdays_hours_and_the_map_each_with_a_table() -> None:
    """R-A16: and each picture at most 8 kB."""
    document = html(counted.figures())
    outline, drawn = Outline(document), pictures(document)
    assert len(drawn) == 5
    assert max(len(picture.encode()) for picture in drawn) <= MOST_OF_A_PICTURE
    for picture in drawn:
        assert 'role="img"' in picture and "<title" in picture and "<desc" in picture
        assert "style=" not in picture and "<script" not in picture
    figures = outline.all("figure")
    assert len(figures) == 5
    assert all("The same as a table" in figure.words for figure in figures)
    assert outline.texts("figcaption")[0] == "Most passages in June: 1,613. Fewest in February: 224."
    assert "November 1–15 120" in words(document), "a month that has only begun is not the quietest"
    ids = [element["id"] for element in outline.elements if element.get("id")]
    assert len(ids) == len(set(ids))


def test_days_on_which_no_counter_hung_there_have_no_row_and_no_bar() -> None:
    """R-V8: and those behind them stand where they belong."""
    whole = counted.figures()
    assert whole.days is not None
    hung = structs.replace(whole, days=whole.days[:200] + whole.days[230:])
    (long, rows), (short, fewer) = map(days_told, (whole, hung))
    assert len(rows) == 319 and fewer == rows[:200] + rows[230:]
    assert short.count("M") == long.count("M") + 1, "a hole parts the bars"
    lefts, floor = re.findall(r"M(\d+) (\d+)", short), re.findall(r"M\d+ (\d+)", long)[0]
    assert {bottom for _, bottom in lefts} == {floor}
    assert end_of(short) == end_of(long)


def days_told(figures: Figures) -> tuple[str, list[str]]:
    """The outline of the bars by day, and the rows of their table."""
    document = html(figures)
    drawn = next(picture for picture in pictures(document) if "_c-days" in picture)
    table = document.partition("<caption>Passages by day, 2026</caption>")[2].partition("</table>")[0]
    return Outline(drawn).one("path", class_="counted")["d"], re.findall(
        r"<tr><th scope=\"row\">.*</tr>", table
    )


def end_of(outline: str) -> int:
    """Where the last of the bars ends: steps to the right from where its shape begins."""
    shape = outline.rpartition("M")[2]
    return int(shape.split()[0]) + sum(map(int, re.findall(r"h(-?\d+)", shape)))


def test_days_stand_with_their_weather_and_their_estimates() -> None:
    document = html(counted.figures(month_of(date(2026, 3, 1))))
    assert "Tue 3 9 (100% estimated) 1°C – 6°C, 0.0 mm" in words(document)
    assert "Mon 2 8 1°C – 6°C, 3.0 mm" in words(document)
    assert "The weather beside was measured at The Block Mill." in words(document)


def one_way(visits: str = NoVisits.THROUGH) -> Figures:
    """Of a counter that cannot tell directions."""
    figures = counted.figures()
    gap = structs.replace(counted.gap(), direction=Direction.BOTH)
    return structs.replace(
        figures, directions={Direction.BOTH: figures.total}, gaps=(gap,), why_no_visits=visits
    )


def test_where_the_counter_cannot_tell_directions_none_is_spoken_of() -> None:
    """R-V7: what is told of a through trail must be true of this one as well."""
    told = words(html(one_way()))
    assert "By direction" not in told and "told by direction" not in told
    assert "People walk on from here, and the counter cannot tell directions" in told
    assert "There were about 7,990 passages here" in told
    assert "Both directions together estimated from the weeks around" in told
    assert "The counter cannot tell directions, so that" in words(html(one_way(NoVisits.NO_DIRECTIONS)))


def test_a_direction_of_which_nothing_is_known_has_no_row() -> None:
    """A counter that told directions stood there in another year, or is silent."""
    figures = counted.figures()
    silent = {Direction.IN: counted.incomplete(0.0), Direction.OUT: counted.incomplete(0.0)}
    alone = structs.replace(figures, directions={Direction.BOTH: figures.total, **silent})
    assert "By direction" not in words(html(alone))
    broken = words(html(counted.broken()))
    assert "Towards Bottom of the Box Incomplete (62%)" in broken


def test_hidden_days_are_weeks_and_say_why() -> None:
    """R-P10."""
    document = html(counted.hidden())
    assert "Passages by day" not in words(document) and "Busiest day" not in words(document)
    assert "Single days are told only of whole months in which enough passed on each of them." in words(
        document
    )
    assert "Small numbers are rounded to fives" in words(document)


def test_too_little_is_no_number_and_a_gap_no_bar() -> None:
    """R-V8, R-V15, R-V17."""
    document = html(counted.broken())
    told = words(document)
    assert "is incomplete: only 62% of the time is counted" in told
    assert "We do not compare with the same days of the year before" in told
    assert "not filled: nothing is known of this time" in told
    assert "July Incomplete (40%) – –" in told
    assert 'class="gap"' in pictures(document)[0]


def test_a_point_without_figures_tells_of_its_counter_only() -> None:
    document = html(counted.nothing(), [])
    assert "There are no figures from here yet." in words(document)
    assert not pictures(document)
    assert "export" not in document and "How sure this is" not in document
    assert "The counter here" in words(document)


def files(figures: Figures) -> list[str]:
    return [line.words for line in Outline(html(figures)).all("li") if "JSON" in line.words]


def test_files_can_be_had_by_month_by_hour_and_without_what_is_estimated() -> None:
    """R-V13; R-P11: hours are for staff."""
    whole, by_month, counted_only = files(counted.figures())
    assert whole == "These numbers as a file: CSV Excel JSON" and by_month.startswith("By month:")
    assert counted_only.startswith("Without what is estimated:")
    assert '/2026/export.csv?estimates=0" download' in html(counted.figures())
    assert files(counted.hidden(JULY)) == [whole]
    assert files(structs.replace(counted.hidden(JULY), is_public=False))[1].startswith("By hour:")


def test_a_demonstration_marks_its_figures_as_made_up() -> None:
    """Its banner says that only what is marked is."""
    draw = renderer("en", assemble(LIBRARY, is_demo=True))
    point = draw.counts_point(counted.figures(), counted.periods(), counted.TODAY)
    for page in (draw.counts({POINT: counted.figures()}), draw.counts_log([]), point):
        assert "demo All these values are made up." in words(page)
    assert "between 7,430 and 8,560. demo" in words(point)
    assert "made up" not in html(counted.figures())


def test_periods_are_links_and_the_one_that_is_shown_is_marked() -> None:
    document = EN.counts_point(counted.figures(JULY), counted.periods(), counted.TODAY)
    outline = Outline(document)
    links = [link for link in outline.all("a") if (link.get("id") or "").startswith("_p-")]
    assert [link.words for link in links][:3] == ["2025", "2026", "Jan"]
    assert [link["href"] for link in links if link.get("aria-current")] == ["/en/counts/kvarnbron/2026-07/"]
    assert outline.texts("title")[0].startswith("Passages at The Mill Bridge, July 2026 – ")
    assert 'rel="canonical" href="https://leksak.example/en/counts/kvarnbron/2026-07/"' in document


def test_files_of_the_same_figures_lie_below_the_period() -> None:
    addresses = [link["href"] for link in Outline(html(counted.figures())).all("a")]
    for ending in ("csv", "xlsx", "json"):
        assert f"/en/counts/kvarnbron/2026/export.{ending}" in addresses


def test_links_are_swapped_only_where_both_scripts_are_there() -> None:
    """R-A19: and with them nothing that the policy does not let through (R-S2, R-S3)."""
    document = html(counted.figures())
    assert 'data-hx-target="#_figures"' in document and '"extensions":"none"' in document
    assert " style=" not in document
    bare = dataclasses.replace(
        SITE.frame, assets={name: one for name, one in SITE.frame.assets.items() if name != "htmx.js"}
    )
    plain = Renderer(LIBRARY, "en", bare).counts_point(counted.figures(), counted.periods(), counted.TODAY)
    assert "data-hx" not in plain and "<script" not in plain


# Others


def test_staff_see_the_same_page_in_a_room_of_their_own() -> None:
    """R-S6: nobody else is to find it, and every link stays in the room."""
    document = EN.counts_point(counted.figures(), counted.periods(), counted.TODAY, STAFF)
    outline = Outline(document)
    assert "Internal: exact and fresh figures, not for publication." in words(document)
    assert '<meta name="robots" content="noindex">' in document and "canonical" not in document
    links = [link["href"] for link in outline.all("a") if (link.get("id") or "").startswith("_p-")]
    assert all(link.startswith("/staff/key/kvarnbron/") for link in links)
    assert 'href="/staff/key/?lang=sv"' in document
    for page in (EN.counts({}, STAFF), EN.counts_log([], STAFF)):
        assert "Internal: exact and fresh figures, not for publication." in words(page)
    for page in (html(counted.figures()), EN.counts({}), EN.counts_log([])):
        assert "Internal" not in words(page)
    assert "/staff/key/" in EN.counts({}, STAFF) and "/staff/key/" in EN.counts_unknown(STAFF)


def test_the_method_gives_the_thresholds_of_the_configuration() -> None:
    """R-V10, R-V14, R-V15, R-P10, R-P11: what the words mean, and what the numbers do not tell."""
    checks = Thresholds(day_missing_hours=13, gap_days=9, small=7, coverage=0.95, delay_hours=48)
    draw = changed(counting=msgspec.structs.replace(LIBRARY.counting, checks=checks))
    told = words(draw.counts_method())
    for part in (
        "A day that lacks 13 hours or more",
        "A gap of at most 9 days",
        "at least 7 passages",
        "at least 95% of the time",
        "at the earliest 48 hours",
        "An hour with 10 times as many as usual",
        "A week with more than 75% of its passages in one direction",
        "passages are not visitors",
    ):
        assert part in told, part


def test_the_log_tells_when_where_and_what_and_staff_also_who_and_why() -> None:
    """R-V5, R-V12."""
    at = datetime(2026, 8, 3, 22, 30, tzinfo=UTC)
    text = "A calibration factor of {value} was set from {first} on."
    change = Change(at, POINT, text, {"value": 1.12, "first": date(2026, 5, 1)})
    (line,) = [one.words for one in Outline(EN.counts_log([change])).with_class("changes")]
    told = "A calibration factor of 1.12 was set from 1 May 2026 on."
    assert line == f"4 August 2026, The Mill Bridge: {told}"
    for_staff = structs.replace(change, by="Eva", why="Counted on site.")
    assert "(Counted on site. – Eva)" in words(EN.counts_log([for_staff], STAFF))
    from_a_file = structs.replace(change, by="Eva", source="july.csv")
    assert "(july.csv – Eva)" in words(EN.counts_log([from_a_file], STAFF))
    assert "Nothing has changed so far." in words(EN.counts_log([]))


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (date(2026, 8, 16), date(2026, 8, 16), "What was counted on 16 August 2026 was looked at and kept."),
        (
            date(2026, 8, 16),
            date(2026, 8, 18),
            "What was counted on 16–18 August 2026 was looked at and kept.",
        ),
    ],
)
def test_one_day_is_told_as_one_day(first: date, last: date, told: str) -> None:
    text = "What was counted on {days} was looked at and kept."
    change = Change(datetime(2026, 8, 20, tzinfo=UTC), POINT, text, {"days": Period(first, last)})
    assert told in words(EN.counts_log([change]))


def test_a_direction_is_told_as_the_point_names_it() -> None:
    text = "{direction}: a calibration factor of {value} was set from {first} on."
    values = {"direction": Direction.IN, "value": 1.2, "first": date(2026, 5, 1)}
    told = words(EN.counts_log([Change(datetime(2026, 5, 2, tzinfo=UTC), POINT, text, values)]))
    assert "Towards Bottom of the Box: a calibration factor of 1.20 was set from 1 May 2026 on." in told


def test_an_unknown_point_leads_to_those_that_there_are() -> None:
    document = EN.counts_unknown()
    assert "noindex" in document
    assert [link.words for link in Outline(document).all("a") if "/counts/" in link["href"]][:2] == [
        "The Mill Bridge",
        "The Northern Trail",
    ]


def test_a_copy_without_a_server_says_where_the_numbers_stand() -> None:
    document = EN.counts_elsewhere()
    assert 'href="https://leksak.example/en/counts/"' in document
    assert 'href="/en/counts/method/"' in document


@pytest.mark.parametrize("language", ["sv", "de"])
def test_every_state_is_drawn_in_every_language(language: str) -> None:
    draw = renderer(language)
    states = (counted.figures(), counted.figures(JULY), counted.hidden(), counted.broken())
    for figures in states:
        Outline(draw.counts_point(figures, counted.periods(), counted.TODAY))
    Outline(draw.counts_point(counted.nothing(year_of(2026)), [], counted.TODAY))


def test_pages_speak_of_passages_only_where_some_are_counted() -> None:
    """The footer, the privacy page, the help and what the service is."""
    without = changed(counting=msgspec.structs.replace(LIBRARY.counting, points={}))
    for name in ("privacy", "help", "about", "start"):
        assert "/en/counts/" in getattr(EN, name)(), name
        assert "/counts/" not in getattr(without, name)(), name
