"""The register of signs, read so that one bad line hides no other."""

from datetime import date

from heritage.places.place import Sign, SignState
from heritage.places.position import Position
from heritage.places.register import read

PATH = "content/codes.yaml"
GOOD = '"KVA15": {place: kvarnen, state: planned, since: 2026-06-01}\n'


def test_signs_come_in_the_registers_order_with_their_lines() -> None:
    register = read(
        "# Append only.\n" + GOOD + "\nSTANV:\n  place: stapeln\n  state: removed\n  since: 2026-06-02\n"
        "  instead: kvarnen\n  exposed: true\n'BR9N6': {place: bron, state: mounted, since: 2026-06-03,\n"
        "  position: {lat: 62.5, lon: 15.6, precision_m: 5}}\n",
        PATH,
    )

    assert register.problems == []
    assert list(register.signs.values()) == [
        Sign("KVA15", 2, "kvarnen", SignState.PLANNED, date(2026, 6, 1)),
        Sign("STANV", 4, "stapeln", SignState.REMOVED, date(2026, 6, 2), None, "kvarnen", True),
        Sign("BR9N6", 10, "bron", SignState.MOUNTED, date(2026, 6, 3), Position(62.5, 15.6, 5)),
    ]


def test_an_empty_register_holds_no_signs() -> None:
    assert read("# Nothing yet.\n", PATH) == ({}, [])


def test_codes_that_look_like_numbers_must_be_quoted() -> None:
    register = read(GOOD + GOOD.replace('"KVA15"', "12345") + GOOD.replace('"KVA15"', "1E234"), PATH)

    assert list(register.signs) == ["KVA15"]
    assert [problem.as_line() for problem in register.problems] == [
        f"{PATH}:2: '12345' must stand in quotation marks, or it is read as a number: \"12345\"",
        f"{PATH}:3: '1E234' must stand in quotation marks, or it is read as a number: \"1E234\"",
    ]


def test_a_bad_sign_is_left_out_and_the_others_stay() -> None:
    register = read(GOOD + "STANV: {place: a, state: plannd, since: 2026-06-01}\n", PATH)

    assert list(register.signs) == ["KVA15"]
    assert [problem.as_line() for problem in register.problems] == [
        f"{PATH}:2: 'state' must be one of planned, ordered, mounted, damaged, removed, not 'plannd'"
    ]


def test_of_a_code_given_twice_the_first_stays() -> None:
    register = read(GOOD + GOOD.replace("kvarnen", "bron"), PATH)

    assert register.signs["KVA15"].place == "kvarnen"
    assert [problem.as_line() for problem in register.problems] == [
        f"{PATH}:2: 'KVA15' is given twice, here and on line 1; keep one of them"
    ]


def test_an_unknown_key_takes_no_sign_away() -> None:
    register = read(GOOD.replace("}", ", colour: red}"), PATH)

    assert list(register.signs) == ["KVA15"]
    assert len(register.problems) == 1


def test_a_register_that_is_no_yaml_has_no_signs_and_one_problem() -> None:
    for text in (GOOD + "STANV: {place\n", GOOD + "a: *b\n", "- a\n", "- " * 30_000, "just words"):
        register = read(text, PATH)

        assert register.signs == {}
        assert len(register.problems) == 1
