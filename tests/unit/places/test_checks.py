"""Where the check draws its lines; what it says of each mistake is held in `tests/data/broken`."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import pytest

from heritage.places.checks import check
from heritage.places.checks.inspection import Inspection
from heritage.places.checks.positions import is_inside
from heritage.places.library import load
from heritage.problems import Problem, Weight, blocking, in_order

DATA = Path(__file__).parents[2] / "data"
TODAY = date(2026, 11, 21)

ONE_MORE_SIGN = "{place: stugan, state: planned, since: 2026-06-03}"

Edit = Callable[..., None]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    shutil.copytree(DATA / "broken" / "base" / "content", tmp_path / "content")
    return tmp_path / "content"


@pytest.fixture
def edit(content: Path) -> Edit:
    """Replaces words in a file of the content; they must be there."""

    def replace_words(file: str, old: str, new: str) -> None:
        text = (content / file).read_text(encoding="utf-8")
        assert old in text
        (content / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace_words


def found(content: Path, today: date = TODAY, release: bool = False) -> list[Problem]:
    return in_order(check(load(content), today, release))


def lines(content: Path, today: date = TODAY, release: bool = False) -> list[str]:
    return [problem.as_line() for problem in found(content, today, release)]


def test_the_healthy_content_of_the_tests_has_no_problems() -> None:
    assert blocking(found(DATA / "small" / "content")) == []


def test_problems_of_the_reading_are_told_with_those_of_the_judging(content: Path, edit: Edit) -> None:
    edit("kvarnen/sv.md", "parish:", "parrish:")
    edit("tra/sv.md", "[kvarnen]", "[slottet]")
    assert [problem.path for problem in found(content)] == ["content/kvarnen/sv.md", "content/tra/sv.md"]


def test_content_without_a_site_is_not_judged(content: Path, edit: Edit) -> None:
    edit("site.yaml", "owner:", "ovner:")
    edit("tra/sv.md", "[kvarnen]", "[slottet]")
    loaded = replace(load(content), library=None)
    assert check(loaded, TODAY) == loaded.problems


def test_a_page_that_cannot_be_read_causes_no_other_problems(content: Path, edit: Edit) -> None:
    edit("kvarnen/sv.md", "name: Kvarnen", "name: [")
    edit("is/sv.md", "name: Is", "name: [")
    assert {problem.path for problem in found(content)} == {"content/kvarnen/sv.md", "content/is/sv.md"}


def test_a_trail_that_cannot_be_read_is_not_called_unknown(content: Path, edit: Edit) -> None:
    edit("leden/sv.md", "name: Leden", "name: [")
    assert {problem.path for problem in found(content)} == {"content/leden/sv.md"}


def test_a_register_that_cannot_be_read_does_not_leave_places_without_codes(
    content: Path, edit: Edit
) -> None:
    edit("codes.yaml", "{place: kvarnen", "{plats: kvarnen")
    assert {problem.path for problem in found(content)} == {"content/codes.yaml"}


def test_a_safety_text_that_cannot_be_read_is_not_called_missing(content: Path, edit: Edit) -> None:
    edit("is/de.md", "lede:", "lede: [")
    assert [problem.path for problem in found(content)] == ["content/is/de.md"]


def test_a_picture_that_was_refused_is_not_called_missing(content: Path, edit: Edit) -> None:
    edit("kvarnen/kvarnen.svg", "<rect", "<script/><rect")
    assert [problem.path for problem in found(content)] == ["content/kvarnen/kvarnen.svg"]


@pytest.mark.parametrize(("length", "problems"), [(150, 0), (151, 1)])
def test_a_lede_may_have_150_characters(content: Path, edit: Edit, length: int, problems: int) -> None:
    edit("kvarnen/en.md", "A mill of blocks.", "å" * length)
    assert len(found(content)) == problems


@pytest.mark.parametrize(
    ("assessed", "weight"),
    [
        (date(2025, 12, 22), None),
        (date(2025, 12, 21), Weight.NOTE),
        (date(2025, 10, 22), Weight.NOTE),
        (date(2025, 10, 21), Weight.PROBLEM),
    ],
)
def test_an_assessment_is_noted_after_11_months_and_refused_after_13(
    content: Path, edit: Edit, assessed: date, weight: Weight | None
) -> None:
    edit("accessibility.yaml", "2026-09-01", assessed.isoformat())
    assert [problem.weight for problem in found(content)] == ([weight] if weight else [])


def test_the_age_limits_of_an_assessment_can_be_set(content: Path) -> None:
    day = date(2026, 12, 1)
    loaded = load(content)
    assert [problem.weight for problem in check(loaded, day, note_months=3)] == [Weight.NOTE]
    assert loaded.library is not None
    own_limit = msgspec.structs.replace(loaded.library.accessibility, refuse_after_months=3)
    strict = replace(loaded, library=msgspec.structs.replace(loaded.library, accessibility=own_limit))
    assert [problem.weight for problem in check(strict, day)] == [Weight.PROBLEM]
    assert [problem.weight for problem in check(strict, day, note_months=3, statement_stops=False)] == [
        Weight.NOTE
    ]


@pytest.mark.parametrize(
    ("host", "weight"),
    [
        ("besok.ange.se", None),
        ("besoka.ange.se", Weight.NOTE),
        ("turism.ange-kn.se:1", Weight.NOTE),
        ("turism.ange-kn.se:12", Weight.PROBLEM),
    ],
)
def test_a_long_host_is_noted_and_a_longer_one_refused(
    content: Path, edit: Edit, host: str, weight: Weight | None
) -> None:
    edit("site.yaml", "lada.example\nlang", f"{host}\nlang")
    assert [problem.weight for problem in found(content)] == ([weight] if weight else [])


@pytest.mark.parametrize(
    ("name", "lat", "lon"),
    [
        ("Ånge", 62.524, 15.66),
        ("Smygehuk", 55.338, 13.359),
        ("Malmö", 55.605, 13.0),
        ("Helsingborg", 56.046, 12.69),
        ("Strömstad", 58.94, 11.17),
        ("Visby", 57.64, 18.29),
        ("Fårö", 57.96, 19.35),
        ("Grisslehamn", 60.1, 18.81),
        ("Umeå", 63.83, 20.26),
        ("Haparanda", 65.84, 24.14),
        ("Treriksröset", 69.06, 20.55),
        ("Karesuando", 68.44, 22.48),
        ("Oslo", 59.91, 10.75),
        ("Lindesnes", 57.98, 7.05),
        ("Bergen", 60.39, 5.32),
        ("Trondheim", 63.43, 10.4),
        ("Lofotodden", 67.82, 12.83),
        ("Nordkapp", 71.17, 25.78),
        ("Vardø", 70.37, 31.11),
        ("Kirkenes", 69.73, 30.05),
        ("Kautokeino", 69.01, 23.04),
        ("Karasjok", 69.47, 25.51),
        ("Polmak", 70.07, 28.0),
        ("Muonionalusta", 67.96, 23.66),
        ("Pello", 66.8, 23.95),
        ("Holmöarna", 63.8, 20.9),
        ("Utsira", 59.3, 4.88),
        ("Utklippan", 55.95, 15.7),
        ("Bjuröklubb", 64.48, 21.58),
        ("Gotska Sandön", 58.37, 19.26),
        ("Väderöarna", 58.58, 11.07),
    ],
)
def test_sweden_and_norway_are_inside(name: str, lat: float, lon: float) -> None:
    assert is_inside(lat, lon), name
    assert not is_inside(lon, lat), name


@pytest.mark.parametrize(
    ("name", "lat", "lon"),
    [
        ("the Gulf of Guinea", 0, 0),
        ("Copenhagen", 55.68, 12.57),
        ("Skagen", 57.72, 10.58),
        ("Rønne", 55.1, 14.7),
        ("Mariehamn", 60.1, 19.94),
        ("Helsinki", 60.17, 24.94),
        ("Vaasa", 63.1, 21.62),
        ("Tornio", 65.85, 24.6),
        ("Rovaniemi", 66.5, 25.73),
        ("Utsjoki", 69.6, 27.03),
        ("Murmansk", 68.97, 33.09),
        ("Lerwick", 60.15, -1.15),
        ("Warsaw", 52.23, 21.01),
        ("Ånge without its decimal point", 89.9, 15.66),
    ],
)
def test_other_countries_are_outside(name: str, lat: float, lon: float) -> None:
    assert not is_inside(lat, lon), name


def test_a_link_to_a_page_of_the_program_leads_somewhere(content: Path, edit: Edit) -> None:
    edit("kvarnen/en.md", "(tjarnen)", "(../accessibility/) [a](mailto:a@lada.example) [b](tel:112)")
    assert lines(content) == []


def test_a_heading_is_looked_for_in_the_text_that_a_reader_is_shown(content: Path, edit: Edit) -> None:
    # There is no English text of the tarn, so English readers are shown the Swedish one.
    (content / "tjarnen/en.md").unlink()
    edit("kvarnen/en.md", "(tjarnen)", "(tjarnen#stranden)")
    assert blocking(found(content)) == []
    edit("kvarnen/en.md", "#stranden", "#vingarna")
    assert len(blocking(found(content))) == 1


def test_many_unknown_words_are_told_without_suggestions_in_the_end(content: Path) -> None:
    loaded = load(content)
    assert loaded.library is not None
    inspection = Inspection(loaded, loaded.library, TODAY, False, 11, True)
    known = ["kvarnen"] * 60_000
    assert inspection.near("kvarn", known) == "kvarnen"
    assert inspection.near("kvarn", known) == ""


def test_a_removed_sign_may_send_people_to_its_own_place_while_that_stands(content: Path, edit: Edit) -> None:
    edit("codes.yaml", "instead: tjarnen", "instead: kvarnen")
    assert lines(content) == []


def test_a_code_whose_place_is_gone_is_well_if_it_names_another(content: Path, edit: Edit) -> None:
    edit("codes.yaml", "{place: kvarnen, state: removed", "{place: ladan, state: mounted")
    assert lines(content) == []


def test_a_place_whose_only_sign_was_removed_has_no_code(content: Path, edit: Edit) -> None:
    edit("codes.yaml", "{place: kvarnen, state: mounted", "{place: kvarnen, instead: tjarnen, state: removed")
    assert [line.partition(": ")[0] for line in lines(content)] == ["content/kvarnen/sv.md"]


def test_way_points_may_share_a_kilometre(content: Path, edit: Edit) -> None:
    edit("leden/sv.md", "km: 1.2", "km: 3.4")
    assert lines(content) == []


def test_a_place_with_an_unknown_position_makes_a_way_point_noted(content: Path, edit: Edit) -> None:
    edit("tjarnen/sv.md", "position: {lat: 62.5104, lon: 15.6203, precision_m: 200}", "position: unknown")
    assert [(problem.path, problem.line, problem.weight) for problem in found(content)] == [
        ("content/leden/sv.md", 9, Weight.NOTE)
    ]


def test_unchecked_translations_of_a_page_are_one_note(content: Path, edit: Edit) -> None:
    for language, name in (("en", "Block"), ("de", "Klotz")):
        edit(f"is/{language}.md", f"checked_by: Kim {name}\nchecked_on: 2026-06-01\n", "")
    assert [(problem.path, problem.weight) for problem in found(content)] == [
        ("content/is/sv.md", Weight.NOTE)
    ]
    released = found(content, release=True)
    assert [(problem.path, problem.weight) for problem in released] == [
        (f"content/is/{language}.md", Weight.PROBLEM) for language in ("de", "en", "sv")
    ]


@pytest.mark.parametrize(
    ("unsigned", "expected"),
    [
        (3, ["kvarnen/sv.md", "leden/sv.md", "tjarnen/sv.md"]),
        (4, [""]),
    ],
)
def test_many_pages_with_unchecked_translations_are_counted_in_one_note(
    content: Path, edit: Edit, unsigned: int, expected: list[str]
) -> None:
    for slug in ("kvarnen", "leden", "tjarnen", "tra")[:unsigned]:
        edit(f"{slug}/en.md", "checked_by: Kim Block\nchecked_on: 2026-06-01\n", "")
    assert [problem.path for problem in found(content)] == [f"content/{path}".strip("/") for path in expected]
    assert {problem.weight for problem in found(content)} == {Weight.NOTE}


def test_a_missing_translation_is_a_note_but_not_of_a_file_that_was_refused(
    content: Path, edit: Edit
) -> None:
    (content / "tra/de.md").unlink()
    edit("leden/de.md", "lede:", "lede: [")
    assert [(problem.path, problem.weight) for problem in found(content)] == [
        ("content/leden/de.md", Weight.PROBLEM),
        ("content/tra/sv.md", Weight.NOTE),
    ]


def test_a_parish_of_several_places_is_no_slip(content: Path, edit: Edit) -> None:
    edit("tjarnen/sv.md", "parish: Lådan", "parish: Hatten")
    assert lines(content) == []
    edit("tjarnen/sv.md", "parish: Hatten", "parish: Lådann")
    assert [problem.path for problem in found(content)] == ["content/kvarnen/sv.md", "content/tjarnen/sv.md"]
    shutil.copytree(content / "kvarnen", content / "stugan")
    edit("codes.yaml", "{place: kvarnen, state: removed, since: 2026-06-03, instead: tjarnen}", ONE_MORE_SIGN)
    notes = [problem for problem in found(content) if problem.weight is Weight.NOTE]
    assert [problem.path for problem in notes] == ["content/tjarnen/sv.md"]


def test_a_translation_of_today_s_text_is_well(content: Path, edit: Edit) -> None:
    library = load(content).library
    assert library is not None
    stamp = library.places["kvarnen"].texts["sv"].body_hash
    edit("kvarnen/en.md", "checked_on", f'translated_from: "{stamp}"\nchecked_on')
    assert lines(content) == []
    edit("kvarnen/sv.md", "De är fyra.", "De är fem.")
    assert [problem.weight for problem in found(content)] == [Weight.NOTE]


def test_a_promise_about_ice_is_found_in_every_place_for_words(content: Path, edit: Edit) -> None:
    promise = "Säker is"
    edit("kvarnen/sv.md", "name: Kvarnen", f"name: {promise}")
    edit("kvarnen/sv.md", "En kvarn av klossar.", promise)
    edit("kvarnen/sv.md", "sv: En kvarn.", f"sv: {promise}")
    edit("kvarnen/sv.md", "## Vingarna", f"## {promise}")
    edit("kvarnen/sv.md", "De är fyra.", f"- Ingen säker is. Farbar is.\n\n![{promise}](kvarnen.svg 'Kim')")
    edit("kvarnen/sv.md", "de: Die Mühle", "de: Sicheres Eis")
    edit("accessibility.yaml", "Filmen saknar text.", promise)
    assert [line.partition(": ")[0] for line in lines(content)] == [
        "content/accessibility.yaml:6",
        *(f"content/kvarnen/sv.md:{line}" for line in (2, 3, 7, 13, 18, 20, 22)),
    ]


def test_a_name_among_the_facts_is_told_there_only(content: Path, edit: Edit) -> None:
    edit("kvarnen/sv.md", "en: The Mill", "en: Safe Ice")
    assert [line.partition(": ")[0] for line in lines(content)] == ["content/kvarnen/sv.md:7"]


def test_a_promise_is_found_through_emphasis_and_over_a_line_s_end(content: Path, edit: Edit) -> None:
    edit("kvarnen/en.md", "Below it lies", "Below it the\n*ice* **is\nsafe**. There lies")
    assert [line.partition(": ")[0] for line in lines(content)] == ["content/kvarnen/en.md:7"]


def test_a_heading_and_the_paragraph_below_it_are_not_one_sentence(content: Path, edit: Edit) -> None:
    edit("kvarnen/sv.md", "## Vingarna\n\nDe", "## Isen\n\nHåller du till här")
    assert lines(content) == []


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("Is som bär.\n\nDet finns ingen *säker* is.\n\nHär är [det](../is/) s&auml;ker is.", 16),
        ("Eis.\n\n&#73;sen h&aring;ller.", 16),
    ],
)
def test_a_promise_in_other_letters_is_told_as_near_as_can_be(
    content: Path, edit: Edit, written: str, line: int
) -> None:
    edit("kvarnen/sv.md", "Nedanför", f"{written} Nedanför")
    assert f"content/kvarnen/sv.md:{line}" in [told.partition(": ")[0] for told in lines(content)]
