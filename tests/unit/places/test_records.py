"""YAML records: healthy ones at full speed, broken ones with every problem on its line."""

from datetime import date

import pytest

from heritage.places import records
from heritage.places.facts import (
    FACTS_OF_SWEDISH,
    EntryFacts,
    PlaceFacts,
    TrailFacts,
    TranslationFacts,
    TypeOnly,
    shape_of,
)
from heritage.places.place import Answer
from heritage.places.position import Position
from heritage.places.site_record import SiteRecord

PATH = "content/kvarnen/sv.md"
HEALTHY = """\
name: Kvarnen
lede: En kvarn.
kind: industry
parish: Lådan
position: {lat: 62.5, lon: 15, precision_m: 50}
sources: [{title: Lådans krönika}]
"""


def read(yaml: str) -> tuple[EntryFacts | TypeOnly | None, list[str]]:
    """Facts and problems as the lines that `heritage check` prints, without the path."""
    found, problems = records.read(yaml, shape_of(yaml), PATH, 2)
    assert all(problem.path == PATH for problem in problems)
    return found, [problem.as_line().removeprefix(f"{PATH}:") for problem in problems]


def complaints(yaml: str) -> list[str]:
    """For what must not become facts."""
    found, problems = read(yaml)
    assert found is None
    return problems


def test_healthy_facts_are_read_with_their_types() -> None:
    found, problems = read(HEALTHY + "checked_on: 2026-11-21\naccessibility: {step_free: no, toilet: yes}\n")

    assert problems == []
    assert isinstance(found, PlaceFacts)
    assert found.position == Position(62.5, 15.0, 50)
    assert found.checked_on == date(2026, 11, 21)
    assert found.accessibility.step_free is Answer.NO
    assert found.accessibility.toilet is Answer.YES
    assert found.accessibility.seats is Answer.UNKNOWN


def test_the_norwegian_word_no_and_a_clock_stay_words() -> None:
    found, _ = read(HEALTHY.replace("Kvarnen", "no").replace("En kvarn.", "1:30"))

    assert isinstance(found, PlaceFacts)
    assert (found.name, found.lede) == ("no", "1:30")


@pytest.mark.parametrize(
    "first", ["type: trail", 'type: "trail"', "type:   trail  # a walk", "'type': trail"]
)
def test_the_type_decides_what_may_stand_there(first: str) -> None:
    found, problems = read(f"{first}\nname: A\nlede: B\nsources: []\nwaypoints: [{{km: 1}}]\n")

    assert problems == []
    assert isinstance(found, TrailFacts)


def test_an_unknown_type_is_the_only_thing_said() -> None:
    assert complaints("type: plats\nfoo: bar\n") == [
        "2: 'type' must be one of place, trail, theme, safety, not 'plats'"
    ]


def test_unknown_key_is_reported_with_its_line() -> None:
    found, problems = read(HEALTHY + "postion: unknown\nzzz: 1\n")

    assert problems[0] == "8: unknown key 'postion'; did you mean 'position'?"
    assert problems[1].startswith("9: unknown key 'zzz'; the keys here are type, name, lede, ")
    assert isinstance(found, PlaceFacts), "the rest can still be checked"


def test_a_misspelt_key_that_is_needed_is_read_as_what_was_meant() -> None:
    found, problems = read(HEALTHY.replace("position", "postion"))

    assert problems == ["6: unknown key 'postion'; did you mean 'position'?"]
    assert isinstance(found, PlaceFacts)
    assert found.position == Position(62.5, 15.0, 50)


def test_every_problem_of_a_file_is_told_at_once() -> None:
    assert complaints(
        "name: 1628\nledde: B\nkind: industry\nposition:\n  lat: 62,5\n  lon: x\n  precision_m: 50.5\n"
        "accessibility:\n  step_free: true\nsources: Boken\nsafety: [1]\n"
    ) == [
        "2: 'name' must be text; put quotation marks round it: \"1628\"",
        "3: unknown key 'ledde'; did you mean 'lede'?",
        "6: 'lat' has a decimal comma; write a point: 62.5",
        "7: 'lon' must be a number such as 15.6, not 'x'",
        "8: 'precision_m' must be a whole number, not '50.5'",
        "10: 'step_free' must be one of yes, no, unknown, not 'true'",
        "11: 'sources' must be a list; write each item on its own line after '- ', or in [ ]",
        "12: 'safety' must be text; put quotation marks round it: \"1\"",
    ]


def test_a_decimal_comma_between_braces_is_understood() -> None:
    faulty = HEALTHY.replace("{lat: 62.5, lon: 15,", "{lat: 62,5, lon: 15,7,")

    assert complaints(faulty) == [
        "6: 'lat' has a decimal comma; write a point: 62.5",
        "6: 'lon' has a decimal comma; write a point: 15.7",
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("position: okänd", "must be the word 'unknown', or have keys of its own: lat, lon, precision_m"),
        ("position: {lat: 95, lon: 1, precision_m: 5}", "'lat' must lie between -90 and 90, not '95'"),
        ("position: {lat: .nan, lon: 1, precision_m: 5}", "'lat' must lie between -90 and 90, not '.nan'"),
        (
            "position: {lat: 9, lon: 1}",
            "'precision_m' is missing in 'position'; write it inside the braces: pre",
        ),
        (
            "position:\n  lat: 9\n  lon: 1",
            "in 'position'; write it below, indented as the lines there: precisi",
        ),
        (
            "recording: {file: a.mp3, credit: b}",
            "write 'transcript: story' there if the recording reads exactly",
        ),
        ("names: Kvarnen", "'names' must have keys of its own, such as 'en: …'"),
        ("names: {en: [a]}", "'en' must be a single value, not a list or keys of its own"),
        ("names: {en: }", "'en' is empty; write its value, or take the line away"),
        ("names: {12: a}", "'12' must stand in quotation marks, or it is read as a number: \"12\""),
        ("trails: [leden]", "'trails' must have keys of its own: trail, km"),
        ("checked_on: 2026-6-1", "'checked_on' must be a date such as 2026-11-21, not '2026-6-1'"),
        ("checked_on: yesterday\n\n  night", "must be a date such as 2026-11-21, not 'yesterday night'"),
        ("checked_on: 2026-06-01T12:00:00Z", "must be a date such as 2026-11-21"),
        ("picture: {file: a.pdf, credit: b, alt: {}}", "'file' must be a picture in the same folder"),
        ("picture: {file: a.PNG, credit: b, alt: {}}", "'a.PNG' cannot be shown, for pages hold drawings"),
        ("picture: {file: ../../etc/x.svg, credit: b, alt: {}}", "not '../../etc/x.svg'"),
        ("? [a]\n: b", "a key must be one word with a colon after it"),
        ("external_ids: {a: 1, a: 2}", "'a' is given twice, here and on line "),
    ],
)
def test_a_wrong_value_is_told_with_what_was_expected(line: str, expected: str) -> None:
    healthy = HEALTHY.replace("position: {lat: 62.5, lon: 15, precision_m: 50}\n", "")
    if "position" not in line:
        healthy += "position: unknown\n"

    problems = complaints(healthy + line + "\n")

    at = healthy.count("\n") + 2
    assert any(problem.startswith(f"{at}: ") and expected in problem for problem in problems), problems


@pytest.mark.parametrize("address", ["javascript:alert(1)", "www.ange.se", "//evil.example", "https://"])
def test_a_source_leads_to_a_web_address_or_nowhere(address: str) -> None:
    problems = complaints(HEALTHY.replace("{title", f"{{url: '{address}', title"))

    assert problems == [f"7: 'url' must be a web address such as https://example.org/page, not '{address}'"]


def test_a_duplicate_key_names_both_lines() -> None:
    assert complaints(HEALTHY + "name: Vattenkvarnen\n") == [
        "8: 'name' is given twice, here and on line 2; keep one of them"
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("safety: *is", "8: '*is' points at another line; write it out, or put quotation marks round it"),
        (
            "safety: &is [is]",
            "8: '&is' makes a value for repeating; take it away, or put quotation marks round the value",
        ),
        (
            "checked_by: !!python/object:os.system x",
            "8: '!!python/object:os.system' is not allowed before a value; take it away, "
            "or put quotation marks round the value",
        ),
        (
            "checked_by: !Kim x",
            "8: '!Kim' is not allowed before a value; take it away, or put quotation marks round the value",
        ),
        ("safety: " + "[" * 21 + "]" * 21, "8: too many lists stand inside each other here"),
    ],
)
def test_aliases_anchors_tags_and_towers_are_refused(line: str, expected: str) -> None:
    assert complaints(f"{HEALTHY}{line}\n") == [expected]


def test_the_same_signs_inside_words_are_only_words() -> None:
    found, problems = read(HEALTHY.replace("En kvarn.", "Kvarn *och* såg & mer !nu"))

    assert problems == []
    assert isinstance(found, PlaceFacts)
    assert found.lede == "Kvarn *och* såg & mer !nu"


def test_a_tower_that_would_end_the_yaml_reader_is_refused() -> None:
    assert complaints("- " * 30_000) == ["2: too many lists stand inside each other here"]


def test_a_long_list_is_no_tower() -> None:
    found, problems = read(HEALTHY + "safety:\n" + "- is\n" * 600)

    assert problems == []
    assert isinstance(found, PlaceFacts)
    assert len(found.safety) == 600


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("lede: En bro: gammal", "3: there is a second colon with a space after it; put quotation"),
        ("\tlede: x", "3: there is a tab here; use spaces instead"),
        ("lede: @home", "3: a value cannot begin with this sign; put quotation marks round"),
        ("lede: *Vacker* bro", "3: a value cannot begin with this sign; put quotation marks round"),
        ("lede: 'En bro\nkind: bridge", "3: a quotation mark is opened here and never closed"),
        ("lede: 'En' bro", "3: words follow a closing quotation mark"),
        ("lede En bro\nkind: bridge", "3: this line has no 'key: value'; write a colon"),
        ("safety: [is\nkind: bridge", "3: a bracket '[' is opened here and not closed"),
        ("names: {en: A\nkind: bridge", "3: a brace '{' is opened here and not closed"),
        ("names:\n  en: A\n de: B", "5: this line is not indented like its neighbours"),
        ("safety: - is", "3: a list cannot begin on the same line as its key"),
        ('lede: "C:\\kvarn"', "3: a backslash between \"…\" needs a second one; write '\\\\'"),
        ("---\nlede: x", "3: a line '---' stands in the middle of the facts; take it away"),
        ("lede: ]", "3: this line cannot be read as 'key: value' ("),
    ],
)
def test_a_syntax_error_is_explained_on_its_line(lines: str, expected: str) -> None:
    (problem,) = complaints(f"name: Kvarnen\n{lines}\n")

    assert problem.startswith(expected)


def test_what_only_the_fast_reader_refuses_is_quoted_with_its_line() -> None:
    (problem,) = complaints(HEALTHY + "names: {# all of them\n  en: A}\n")

    assert problem.startswith("8: this cannot be read as lines of 'key: value' (comments must be separated")


def test_an_invisible_character_is_found_on_its_line() -> None:
    (problem,) = complaints(HEALTHY + "checked_on: \x90\n")

    assert problem == "8: there is an invisible control character (U+0090) here; take it away"


@pytest.mark.parametrize("line", ["? {a: [b]}\n: c", "checked_by: " + "1" * 5000])
def test_keys_and_numbers_beyond_all_measure_are_problems_like_others(line: str) -> None:
    assert complaints(f"{HEALTHY}{line}\n")


@pytest.mark.parametrize("yaml", ["[a, b]", "- name: A", "En kvarn."])
def test_facts_that_are_no_keys_are_told_what_is_wanted(yaml: str) -> None:
    assert complaints(yaml) == ["2: lines of the form 'key: value' are wanted here"]


def test_empty_facts_lack_everything_that_is_needed() -> None:
    problems = complaints("")

    assert len(problems) == 5
    assert problems[0] == "1: 'name' is missing; add a line that begins with 'name:'"


def test_a_fact_in_a_translation_is_sent_to_the_swedish_file() -> None:
    found, problems = records.read(
        "lede: A mill.\nkind: industry\n", TranslationFacts, PATH, 2, FACTS_OF_SWEDISH
    )

    assert found == TranslationFacts(lede="A mill.")
    assert [problem.as_line() for problem in problems] == [
        f"{PATH}:3: 'kind' is the same in all languages; write it in sv.md only"
    ]


def test_a_file_that_is_all_yaml_counts_lines_from_one() -> None:
    _, problems = records.read("name: {sv: A}\nowner: 1\n", SiteRecord, "content/site.yaml")

    lines = [problem.as_line() for problem in problems]
    assert "content/site.yaml:2: 'owner' must be text; put quotation marks round it: \"1\"" in lines
    assert "content/site.yaml: 'languages' is missing; add a line that begins with 'languages:'" in lines
