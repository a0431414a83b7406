"""Any bytes and any text survive the reading of files and facts: a result or a problem, never a crash."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from heritage.places import facts, frontmatter, records, register
from heritage.places.facts import PlaceFacts, TranslationFacts
from heritage.places.lines import Lines
from heritage.places.site_record import SiteRecord
from heritage.problems import Problem

PATH = "content/x/sv.md"

PAGE_KEYS = [
    "type",
    "name",
    "lede",
    "kind",
    "parish",
    "position",
    "names",
    "sources",
    "picture",
    "checked_on",
]
OTHER_KEYS = ["accessibility", "safety", "trails", "external_ids", "postion", "7", "KVA15", "place", "state"]
KEYS = st.sampled_from([*PAGE_KEYS, *OTHER_KEYS, "since"])
WORDS = [
    "A",
    "place",
    "trail",
    "unknown",
    "no",
    "1",
    "62,5",
    "1.5e3",
    ".nan",
    "~",
    "",
    "0x1F",
    "1:30",
    "true",
]
DATES = ["2026-11-21", "2026-6-1"]
PARTS = [
    "{lat: 62.5, lon: 15, precision_m: 5}",
    "{lat: 62,5}",
    "[a, b]",
    "[{title: b}]",
    "{sv: a}",
    "[[[a]]]",
]
FAULTS = ["'", '"x"', "&a b", "*a", "!!str 1", "|\n  text", "- b", "{", "[", "a: b", "@a"]
VALUES = st.sampled_from([*WORDS, *DATES, *PARTS, *FAULTS])
LINES = st.lists(st.tuples(KEYS, VALUES).map(": ".join), max_size=9).map("\n".join)
MARKS = st.lists(
    st.sampled_from(
        [*"abc-?:,[]{}#&*!|>'\"%@`~<=\\ \n\t1", "- ", ": ", "\n  ", "---", "...", "? ", "<<: *a", "\x85", "å"]
    ),
    max_size=30,
).map("".join)
YAML = st.one_of(LINES, MARKS, st.text())


@given(st.one_of(st.binary(), st.text().map(str.encode)))
def test_any_bytes_are_text_or_a_problem(raw: bytes) -> None:
    text = frontmatter.decode(PATH, raw)
    if isinstance(text, Problem):
        assert 0 < text.line <= raw.count(b"\n") + raw.count(b"\r") + 1
    else:
        assert "\r" not in text


@given(st.text(), st.text(alphabet="-\n ab", max_size=40))
def test_any_text_is_divided_without_loss_or_a_problem(yaml: str, body: str) -> None:
    text = f"---\n{yaml}\n---\n{body}"
    parts = frontmatter.split(PATH, text)
    assert not isinstance(parts, Problem)
    lines = text.split("\n")
    assert parts.body == "\n".join(lines[parts.body_line - 1 :])
    assert parts.yaml == "".join(f"{line}\n" for line in lines[1 : parts.body_line - 2])


@given(st.text(alphabet="-\n ab\t", max_size=40))
def test_any_arrangement_of_fences_gives_parts_or_a_problem(text: str) -> None:
    parts = frontmatter.split(PATH, text)
    assert isinstance(parts, Problem) or text.endswith(parts.body)


@settings(max_examples=400)
@given(YAML)
def test_any_yaml_gives_a_record_or_problems_that_can_be_told(yaml: str) -> None:
    for shape in (facts.shape_of(yaml), TranslationFacts, SiteRecord):
        record, problems = records.read(yaml, shape, PATH, 2)
        assert problems or isinstance(record, shape)
        for problem in problems:
            assert problem.path == PATH
            assert 0 <= problem.line <= len(yaml.splitlines()) + 2
            assert problem.message()


@settings(max_examples=200)
@given(YAML)
def test_any_register_gives_signs_and_problems(yaml: str) -> None:
    signs, problems = register.read(yaml, "content/codes.yaml")
    assert all(sign.code == code for code, sign in signs.items())
    for problem in problems:
        assert problem.message()


@given(YAML, st.lists(st.one_of(KEYS, st.integers(-2, 5)), max_size=3))
def test_any_fact_of_any_file_has_a_line(yaml: str, keys: list[str | int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sv.md"
        file.write_text(f"---\n{yaml}\n---\n", encoding="utf-8", newline="")
        line = Lines(Path(folder)).of(f"{Path(folder).name}/sv.md", *keys)
        assert 1 <= line <= len(yaml.splitlines()) + 2


@given(
    st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029\ufeff")),
    st.dates(),
    st.floats(-90, 90),
)
def test_facts_written_with_quotes_are_read_as_they_are(name: str, day: object, lat: float) -> None:
    quoted = "'" + name.replace("'", "''") + "'"
    yaml = (
        f"name: {quoted}\nlede: B\nkind: k\nparish: C\nsources: []\nchecked_on: {day}\n"
        f"position: {{lat: {lat!r}, lon: 0.0, precision_m: 1}}\n"
    )
    record, problems = records.read(yaml, PlaceFacts, PATH, 2)
    assert problems == []
    assert isinstance(record, PlaceFacts)
    assert record.name == name
    assert record.checked_on == day
    assert record.position != "unknown"
    assert record.position.lat == lat
