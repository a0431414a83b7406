"""The form for a count by hand, and the page that says what was kept (R-V19)."""

import dataclasses
from collections.abc import Mapping

import msgspec

from heritage.pages.render import Renderer
from heritage.pages.tally_pages import Tallied, TallyKept
from heritage.store.flags import Direction
from tests.outline import Outline, seen
from tests.rendering import EN, LIBRARY, SITE, changed

OWN = "/report/secret/"
BRIDGE = "kvarnbron"


def form(
    draw: Renderer = EN, sent: Mapping[str, str] | None = None, error: str = "", field: str = ""
) -> Outline:
    return Outline(draw.tally_form("Klubben", OWN, Tallied(BRIDGE, "k1", sent or {}, error, field), True))


def numbers(page: Outline) -> list[str]:
    return [one["name"] for one in page.all("input") if one.get("inputmode") == "numeric"]


def test_both_directions_of_a_kind_of_traveller_stand_together() -> None:
    page = form()
    assert page.texts("legend") == [
        "When did you count?",
        "On foot",
        "By bicycle",
        "On skis",
        "By snowmobile",
        "Dogs",
    ]
    assert numbers(page)[:4] == ["in-walker", "out-walker", "in-cyclist", "out-cyclist"]
    assert page.texts("label").count("Towards Bottom of the Box") == 5
    assert len(numbers(page)) == 10


def test_where_no_directions_are_named_there_is_one_group_and_they_are_not_asked_for() -> None:
    points = {
        **LIBRARY.counting.points,
        BRIDGE: msgspec.structs.replace(LIBRARY.counting.points[BRIDGE], directions={}),
    }
    page = form(changed(counting=msgspec.structs.replace(LIBRARY.counting, points=points)))
    assert page.texts("legend") == ["When did you count?", "Both directions together"]
    assert numbers(page) == ["both-walker", "both-cyclist", "both-skier", "both-snowmobile", "both-dog"]


def test_every_input_has_a_label_and_keeps_what_was_sent() -> None:
    page = form(sent={"in-walker": "tolv", "note": "Långt lopp"}, error="No.", field="in-walker")
    labelled = {label["for"] for label in page.all("label")}
    inputs = [one for one in page.all("input") if one.get("type") != "hidden"]
    assert {one["id"] for one in inputs} == labelled
    (wrong,) = (one for one in inputs if one.get("aria-invalid"))
    assert (wrong["name"], wrong["value"], wrong["aria-describedby"]) == ("in-walker", "tolv", "_error")
    assert page.texts("title")[0].startswith("Not sent: How many passed?")


def test_taps_are_counted_by_a_script_of_our_own_which_the_form_can_do_without() -> None:
    """R-S2: nothing of it stands in the page."""
    page = form()
    (script,) = (one for one in page.all("script") if one.get("src") == SITE.frame.asset("tally.js"))
    assert script.get("defer") is not None and script.words == ""
    assert page.texts("button") == ["Send the count"]


def test_what_was_kept_is_told_in_words_of_its_own() -> None:
    """Not as a value: nothing was measured."""
    kept = TallyKept(BRIDGE, "1 July 2026, 12:00", "13:00", [(Direction.IN, "walker", 12)], True)
    for one, title in (
        (kept, "Thank you, your count is saved"),
        (dataclasses.replace(kept, is_new=False), "This count was saved already"),
    ):
        page = EN.tally_done(OWN, one, True)
        assert Outline(page).texts("h1") == [title]
        assert "Towards Bottom of the Box: On foot: 12" in seen(page)
