"""Paths into decoded objects."""

import pytest

from heritage.sensors.paths import ABSENT, at, first, is_path, leaves

DECODED = {
    "temperature": 4.5,
    "empty": None,
    "payload": {"snowHeight": 31},
    "probes": [1.5, {"value": 2.5}],
    "single": -2.0,
    "": 1,
}


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("temperature", 4.5),
        ("empty", None),
        ("payload.snowHeight", 31),
        ("probes[0]", 1.5),
        ("probes[1].value", 2.5),
        ("single[0]", -2.0),
    ],
)
def test_a_path_leads_into_objects_and_lists(path: str, meant: object) -> None:
    assert at(DECODED, path) == meant


@pytest.mark.parametrize(
    "path",
    [
        "nothing",
        "payload.depth",
        "temperature.value",
        "probes[2]",
        "single[1]",
        "payload[0]",
        "empty[0]",
        "probes.value",
    ],
)
def test_a_path_that_leads_nowhere_is_absent_which_differs_from_empty(path: str) -> None:
    assert at(DECODED, path) is ABSENT


@pytest.mark.parametrize("values", [None, 7, "text", [], [[1]]])
def test_what_is_no_object_has_nothing_in_it(values: object) -> None:
    assert at(values, "temperature") is ABSENT


def test_the_first_path_that_leads_somewhere_is_taken() -> None:
    assert first(DECODED, ("depth", "payload.snowHeight", "temperature")) == 31
    assert first(DECODED, ("depth",)) is ABSENT
    assert first(DECODED, ()) is ABSENT


def test_the_first_element_of_a_list_is_reached() -> None:
    assert at([{"a": 3}], "[0].a") == 3


@pytest.mark.parametrize(
    "text", ["a", "a.b", "a[0]", "a[0].b[12]", "[0]", "[0].b", "Temp C1", "payload.snowHeight"]
)
def test_paths_are_told_from_other_texts(text: str) -> None:
    assert is_path(text)


@pytest.mark.parametrize("text", ["", ".", "a.", ".a", "a..b", "a[b]", "a[]", "a[-1]", "a]", "a[0]b"])
def test_other_texts_are_no_paths(text: str) -> None:
    assert not is_path(text)


def test_leaves_are_told_in_their_order_and_can_be_reached_again() -> None:
    found = leaves({"b": {"c": 1, "a": [2, 3]}, "a": "x"})
    assert found == [("b.c", 1), ("b.a[0]", 2), ("b.a[1]", 3), ("a", "x")]
    assert leaves([{"a": 1}]) == [("[0].a", 1)]
    assert leaves(7) == [("", 7)]
    assert len(leaves(list(range(1000)))) == 60
