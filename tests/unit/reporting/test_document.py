"""The written report: what the pages tell, in order, each number with its query, as HTML and as PDF."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache

import msgspec
import pikepdf
import pypdfium2
import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from heritage.pages.counts.words import Teller
from heritage.passages.periods import Period, month_of, year_of
from heritage.places.counting import Counter, CounterMounting, Technique
from heritage.places.place import Library
from heritage.reporting.blocks import Block, Document, Heading, Items, Paragraph, Picture, Table
from heritage.reporting.document import (
    MADE_UP,
    NEVER_ADDED,
    NOT_ALL_BOUNDS_OF,
    NOT_OVER,
    composed,
    written,
)
from heritage.reporting.drawing import as_html, as_pdf
from heritage.reporting.point import LONGEST_TABLE
from heritage.store.flags import Direction
from tests import counted
from tests.passage_fixtures import filled, library_of

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
YEAR = year_of(2026)


@pytest.fixture(scope="module")
def library() -> Library:
    return library_of()


@pytest.fixture
def database_kind() -> str:
    """Figures are read from both kinds elsewhere."""
    return "sqlite"


@pytest.fixture
def books(engine: Engine) -> Iterator[Engine]:
    for year, seed in ((2025, 1), (2026, 2)):
        filled(engine, "bron", year, seed, until=date(year, 12, 31) if year == 2025 else date(2026, 11, 20))
    yield engine


def made(books: Engine, library: Library, period: Period = YEAR, language: str = "en") -> Document:
    with books.connect() as connection:
        return written(connection, library, period, language, NOW)


def texts(block: Block) -> list[str]:
    match block:
        case Heading() | Paragraph():
            return [block.text]
        case Items():
            return list(block.texts)
        case Picture():
            return [block.sentence]
        case Table():
            return [block.caption, *block.heads, *(cell for row in block.rows for cell in row)]


def between(report: Document, first: str, end: str) -> list[Block]:
    """The blocks of one part, by the headings around it."""
    headings = [(block.text, at) for at, block in enumerate(report.blocks) if isinstance(block, Heading)]
    # The appendix has the names of points once more.
    found = dict(reversed(headings))
    return list(report.blocks[found[first] : found[end]])


def test_the_report_begins_with_every_point_and_that_they_are_not_to_be_added_up(
    books: Engine, library: Library
) -> None:
    report = made(books, library)
    assert report.title == "Passages in Leksaksby, 2026"
    _, table, sentence = report.blocks[:3]
    assert isinstance(table, Table) and [row[0] for row in table.rows] == ["Bron", "Klockan"]
    assert sentence == Paragraph(NEVER_ADDED, is_strong=True)


def test_points_whose_bounds_leave_out_what_the_counter_misses_are_named(library: Library) -> None:
    """R-V5, R-V23: where nobody counted by hand, and something is estimated."""
    known = counted.figures()
    uncorrected = replace(known, point="klockan", is_calibrated=False, factors=())
    report = composed(
        library, {"bron": replace(known, point="bron"), "klockan": uncorrected}, YEAR, "en", NOW
    )
    assert Paragraph(NOT_ALL_BOUNDS_OF.format(points="Klockan")) in between(report, "In short", "Bron")
    told = " ".join(text for block in report.blocks for text in texts(block))
    assert told.count("The true number is probably between") == 1
    sure = composed(library, {"bron": replace(known, point="bron")}, YEAR, "en", NOW)
    start = NOT_ALL_BOUNDS_OF.partition("{")[0]
    assert not any(text.startswith(start) for block in sure.blocks for text in texts(block))


def test_a_long_table_that_stands_apart_says_itself_what_its_bounds_leave_out(library: Library) -> None:
    """R-V5: in the appendix nobody sees the sentence beside the picture."""
    figures = replace(counted.hidden(), point="bron", is_calibrated=False, factors=())
    rough = replace(
        figures, weeks=tuple(replace(one, amount=counted.amount(90, 0.1)) for one in figures.weeks)
    )
    report = composed(library, {"bron": rough}, YEAR, "en", NOW)
    (weeks,) = (
        block for block in report.blocks if isinstance(block, Table) and "Passages by week" in block.caption
    )
    assert weeks.caption.endswith("does not take in how many the counter misses here: that is not known.")


def test_whatever_tells_a_number_of_a_point_has_a_mark(books: Engine, library: Library) -> None:
    part = between(made(books, library), "Bron", "Klockan")
    assert len(part) > 20
    silent = [
        block
        for block in part
        if isinstance(block, Paragraph | Table | Picture)
        and re.search(r"\d", " ".join(texts(block)))
        and not any(re.search(r"\[\d+\]", text) for text in texts(block)[:1])
    ]
    assert silent == []


def test_each_mark_has_one_row_with_its_command(books: Engine, library: Library) -> None:
    report = made(books, library)
    *before, name, appendix = report.blocks
    assert name == Heading(2, "Bron") and isinstance(appendix, Table)
    marks = [row[0] for row in appendix.rows]
    told = {mark for block in before for text in texts(block) for mark in re.findall(r"\[\d+\]", text)}
    assert sorted(marks) == sorted(told)
    assert appendix.caption == "heritage counts show bron --period 2026 --public --json"


def test_a_point_without_figures_says_so_and_no_zero(books: Engine, library: Library) -> None:
    part = between(made(books, library), "Klockan", "How we count passages")
    assert [type(block) for block in part] == [Heading, Paragraph]
    assert not re.search(r"\b0\b", " ".join(texts(part[1])))


def test_long_tables_stand_at_the_end(books: Engine, library: Library) -> None:
    report = made(books, library)
    early = between(report, "Bron", "Appendix: long tables")
    late = between(report, "Appendix: long tables", "Appendix: where each number comes from")
    assert all(len(block.rows) <= LONGEST_TABLE for block in early if isinstance(block, Table))
    assert late[1:] and all(
        isinstance(block, Table) and block.caption.startswith("Bron: ") for block in late[1:]
    )


def test_a_month_is_reported_by_itself(books: Engine, library: Library) -> None:
    report = made(books, library, month_of(date(2026, 7, 1)))
    assert report.title == "Passages in Leksaksby, July 2026"
    assert "heritage counts show bron --period 2026-07 --public --json" in {
        block.caption for block in report.blocks if isinstance(block, Table)
    }


def test_what_must_not_be_said_stands_before_the_first_point(books: Engine, library: Library) -> None:
    """R-V2, R-V7: whoever reads one page only has read it."""
    front = " ".join(
        text for block in between(made(books, library), "In short", "Bron") for text in texts(block)
    )
    for told in (
        NEVER_ADDED,
        "Three words that are not the same",
        "passages are not visitors",
        "nobody is followed",
    ):
        assert told in front


def test_growth_stands_in_front_or_a_dash_and_why(library: Library) -> None:
    """R-V17."""
    bron, klockan = replace(counted.figures(), point="bron"), replace(counted.broken(), point="klockan")
    report = composed(library, {"bron": bron, "klockan": klockan}, YEAR, "en", NOW)
    table = report.blocks[1]
    assert isinstance(table, Table)
    told = {row[0]: row[table.heads.index("Against the same days last year")] for row in table.rows}
    assert told == {"Bron": "8% more", "Klockan": "–"}
    assert "We do not compare with the same days of the year before" in " ".join(
        text for block in between(report, "Klockan", "How we count passages") for text in texts(block)
    )


def test_a_period_that_goes_on_is_not_to_be_compared_with_a_whole_one(
    books: Engine, library: Library
) -> None:
    assert Paragraph(NOT_OVER) in made(books, library).blocks
    assert Paragraph(NOT_OVER) not in made(books, library, month_of(date(2026, 7, 1))).blocks


def test_numbers_of_a_silent_counter_go_up_to_where_it_fell_silent(library: Library) -> None:
    """R-V23: days on which nothing was counted are no news of passages."""
    silent = replace(counted.figures(), point="bron", data_until=date(2026, 5, 3))
    table = composed(library, {"bron": silent}, YEAR, "en", NOW).blocks[1]
    assert isinstance(table, Table) and table.rows[0][-1] == "3 May 2026"


def test_a_gap_of_both_directions_is_one_and_only_the_longest_are_told(library: Library) -> None:
    hour, first = timedelta(hours=1), counted.gap()
    gaps = tuple(
        replace(
            first,
            direction=way,
            start=first.start + 24 * number * hour,
            end=first.start + (25 * number + 1) * hour,
        )
        for number in range(20)
        for way in (Direction.IN, Direction.OUT)
    )
    alone = replace(first, start=first.end + 900 * hour, end=first.end + 999 * hour)
    figures = replace(counted.figures(), point="bron", gaps=(*gaps, alone))
    (table,) = (
        block
        for block in composed(library, {"bron": figures}, YEAR, "en", NOW).blocks
        if isinstance(block, Table) and block.caption.startswith("Time in which nothing usable was counted")
    )
    assert table.caption.endswith(f"The {LONGEST_TABLE} longest of 21 gaps stand here.")
    assert len(table.rows) == LONGEST_TABLE
    assert [row[1] for row in table.rows] == ["Both directions together"] * 13 + ["Towards towards Borgsjö"]


def test_a_silence_of_several_weeks_is_one_row(library: Library) -> None:
    """It is stored week by week, and told as people tell it, and as its page does."""
    week, first = timedelta(weeks=1), counted.gap()
    gaps = tuple(
        replace(
            first, direction=way, start=first.start + number * week, end=first.start + (number + 1) * week
        )
        for number in range(3)
        for way in (Direction.IN, Direction.OUT)
    )
    figures = replace(counted.figures(), point="bron", gaps=gaps)
    (table,) = (
        block
        for block in composed(library, {"bron": figures}, YEAR, "en", NOW).blocks
        if isinstance(block, Table) and block.caption.startswith("Time in which nothing usable was counted")
    )
    (row,) = table.rows
    assert row[0] == Teller("en").stretch(first.start, first.start + 3 * week)
    assert row[1] == "Both directions together"


def test_counters_of_other_years_are_no_sources(library: Library) -> None:
    mounting = CounterMounting(point="bron", since=date(2026, 5, 1))
    stood = [
        ("gone", msgspec.structs.replace(mounting, since=date(2020, 1, 1), until=date(2024, 12, 31))),
        ("before", msgspec.structs.replace(mounting, since=date(2025, 1, 1), until=date(2026, 4, 30))),
        ("here", mounting),
        ("to come", msgspec.structs.replace(mounting, since=date(2027, 1, 1))),
    ]
    counters = {
        name: Counter(model="A box", technique=Technique.RADAR, mountings=(one,)) for name, one in stood
    }
    grown = msgspec.structs.replace(
        library, counting=msgspec.structs.replace(library.counting, counters=counters)
    )
    report = composed(grown, {"bron": replace(counted.figures(), point="bron")}, YEAR, "en", NOW)
    (table,) = (block for block in report.blocks if isinstance(block, Table) and block.caption == "Counters")
    assert [row[1] for row in table.rows] == ["1 January 2025 to 30 April 2026", "from 1 May 2026"]


def test_a_report_of_made_up_numbers_says_so_on_every_page_and_in_its_commands(
    books: Engine, library: Library
) -> None:
    assert made(books, library).warning == ""
    figures = {"bron": replace(counted.figures(), point="bron")}
    report = composed(library, figures, YEAR, "en", NOW, is_demo=True)
    assert MADE_UP in as_html(report)
    pages = _shown(as_pdf(report)).split("\f")
    assert len(pages) > 4 and all(MADE_UP in page.replace("\r\n", " ") for page in pages)
    *_, table = report.blocks
    assert isinstance(table, Table) and table.caption.endswith(" --public --json --demo")


def test_the_swedish_report_is_in_swedish(books: Engine, library: Library) -> None:
    report = made(books, library, language="sv")
    assert report.title == "Passager i Leksaksby 2026"


@cache
def _shown(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\f".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def test_html_and_pdf_hold_every_word(books: Engine, library: Library) -> None:
    report = made(books, library)
    html, pdf = as_html(report), as_pdf(report)
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    paper = re.sub(r"\s+", "", _shown(pdf))
    for text in (text for block in report.blocks for text in texts(block)):
        assert (
            re.sub(r"\s+", " ", text).strip() in plain.replace("&#39;", "'").replace("&#34;", '"')
            or "&" in text
        )
        assert re.sub(r"\s+", "", text) in paper
    assert not re.search(r"https?://[^\"' <]+\"", html.replace("http://www.w3.org", ""))


def test_the_pdf_is_tagged_titled_and_the_same_twice(books: Engine, library: Library) -> None:
    report = made(books, library)
    first, second = as_pdf(report), as_pdf(report)
    assert first == second
    with pikepdf.open(io.BytesIO(first)) as document:
        assert str(document.docinfo.Title) == report.title
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "en"
