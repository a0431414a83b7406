"""The measuring-point page: the panel, seven days, curves, and what the sensors can and cannot tell."""

from dataclasses import replace
from datetime import date, datetime

import msgspec
import pytest

from heritage.pages.compile import compile_site
from heritage.pages.drafts import Live, View, composed
from heritage.places.device import Device, Mounting
from heritage.places.phrases import claims
from heritage.places.place import SignPage
from tests.moments import LAKE, SUMMER, WINTER, State, known, past
from tests.outline import Outline, seen
from tests.rendering import EN, LANGUAGES, LIBRARY, SITE, changed, renderer
from tests.unseen import unseen


def point(state: State, now: datetime, language: str = "en", code: str = "") -> str:
    draw, conditions = renderer(language), known(state, now)
    fills = {
        "live": draw.live_head(),
        "warnings": draw.warnings(conditions),
        "now": draw.panel(conditions, is_on_point_page=True),
        "days": draw.days(conditions),
        "curves": draw.curves(conditions, past(state, now)),
    }
    return composed(LIBRARY, draw, Live(View.POINT, language, LAKE, code), fills)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("now", [SUMMER, WINTER], ids=["summer", "winter"])
@pytest.mark.parametrize("language", LANGUAGES)
@unseen()
def test_it_is_sound_in_every_state_and_language(state: State, now: datetime, language: str) -> None:
    html = point(state, now, language)
    outline = Outline(html)
    ids = [element["id"] for element in outline.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    assert list(claims(outline.one("main").words, language)) == []
    assert "hole:" not in html
    assert "70b3d5e75e" not in html.lower()
    for picture in outline.all("svg", role="img"):
        named = picture["aria-labelledby"].split()
        assert all(
            outline.one(tag, id=name).words for tag, name in zip(("title", "desc"), named, strict=True)
        )
    assert len(outline.all("svg", role="img")) == len(outline.all("figcaption")) == len(outline.all("figure"))


def test_it_ends_with_your_own_judgement() -> None:
    """R-C21."""
    html = point(State.FULL, SUMMER)
    assert Outline(html).one("main").words.endswith("Always make your own judgement.")


def test_a_place_that_has_only_a_forecast_is_no_measuring_point() -> None:
    conditions = LIBRARY.places[LAKE].conditions
    assert conditions is not None
    foretold = msgspec.structs.replace(
        LIBRARY.places[LAKE], conditions=msgspec.structs.replace(conditions, measures=())
    )
    draw = changed(places={**LIBRARY.places, LAKE: foretold})
    html = draw.point(foretold)
    assert "Weather: The Little Lake" in html
    assert "Measuring point" not in html
    assert "What is measured here" not in html
    panel = draw.panel(replace(known(State.FRESH, SUMMER), readings=(), silent=(), ice=None))
    assert "The weather of the next seven days" in panel


def test_each_picture_has_a_sentence_and_a_table() -> None:
    """R-A16."""
    html = point(State.FULL, SUMMER)
    figures = Outline(html).all("figure")
    assert len(figures) >= 6
    assert html.count("<summary>The same as a table</summary>") == len(figures)
    captions = Outline(html).all("figcaption")
    descriptions = [part.words for part in Outline(html).all("desc")]
    assert [caption.words for caption in captions] == descriptions


def test_water_temperature_is_not_water_quality() -> None:
    """R-C12."""
    assert "How warm the water is says nothing about how clean it is." in seen(point(State.FRESH, SUMMER))


def test_it_tells_where_the_sensors_hang_and_what_they_cannot_tell() -> None:
    """R-C20."""
    words = seen(point(State.SILENT, SUMMER)).replace("\xa0", " ")
    assert "A sensor, 0.5 m below the surface." in words
    assert "It says nothing of how warm it is further out." in words
    assert "A sensor, 2 m above the ground or the water." in words


def test_each_sensor_names_what_it_measures() -> None:
    """R-C20."""
    notes = [note.words for note in Outline(point(State.SILENT, SUMMER)).all("p", class_="note")]
    about = [note for note in notes if "A sensor, " in note]
    assert about[0].startswith("Water temperature: A sensor, ") or ", " in about[0].partition(":")[0]
    assert about[1].startswith("Snow depth: A sensor, ")


def test_a_sensor_that_may_send_anything_names_only_what_its_channels_are() -> None:
    """What it never sends is not told to be measured (R-C20)."""
    for channels, names in ((None, ""), ({"snow_depth": 1}, "Snow depth:")):
        mounting = Mounting(place=LAKE, since=date(2026, 5, 1), channels=channels)
        device = Device("generic", (mounting,), {"sv": "En givare.", "en": "A probe."})
        html = changed(devices={"70b3d5e75e000009": device}).point(LIBRARY.places[LAKE])
        (note,) = [note.words for note in Outline(html).all("p", class_="note") if "A probe." in note.words]
        assert note == f"{names} A probe.".strip()


def test_who_drilled_is_named() -> None:
    """R-C1."""
    assert "drilled through the ice, by <bdi>Fiskeklubben</bdi>." in point(State.DRILLED, WINTER)


def test_a_week_of_ice_leaves_a_saved_page_and_says_since_when_nothing_is_known() -> None:
    """R-C2."""
    html = EN.curves(known(State.DRILLED, WINTER), past(State.DRILLED, WINTER))
    assert '<figure data-until="2026-01-27T07:00:00Z">' in html
    gone = html[html.index('<p data-from="2026-01-27T07:00:00Z" hidden>') :]
    assert gone.startswith('<p data-from="2026-01-27T07:00:00Z" hidden>Unknown: no reading since <time')
    assert html.count("<figure data-until") == 1


def test_a_sensor_that_hangs_there_no_more_is_not_told() -> None:
    device = LIBRARY.devices["70b3d5e75e000001"]
    ended = tuple(msgspec.structs.replace(one, until=one.since) for one in device.mountings)
    devices = {"70b3d5e75e000001": msgspec.structs.replace(device, mountings=ended)}
    html = changed(devices=devices).point(LIBRARY.places[LAKE])
    assert "below the surface" not in html


def test_seven_days_are_a_table_with_its_source() -> None:
    html = EN.days(known(State.FRESH, SUMMER))
    outline = Outline(html)
    assert len(outline.all("th", scope="row")) == 7
    assert outline.one("caption").words == "Forecast from SMHI, issued on 1 July 2026, 14:00"
    assert EN.days(replace(known(State.FRESH, SUMMER), forecast=None)) == ""


def test_it_has_no_map_and_no_position() -> None:
    html = point(State.FRESH, SUMMER)
    assert "geo:" not in html
    assert "openstreetmap" not in html


def test_where_nothing_was_measured_there_are_no_pictures() -> None:
    assert EN.curves(known(State.SILENT, SUMMER), past(State.SILENT, SUMMER)) == ""


def test_curves_of_ice_say_not_to_go_out() -> None:
    """R-C7."""
    html = EN.curves(known(State.FULL, WINTER), past(State.FULL, WINTER))
    assert html.index("Ice thickness") < html.index("Do not go out on the ice.")
    assert "nobody answers for it" in html


def test_humidity_and_pressure_are_folded_under_their_headings() -> None:
    """The way past them is short, and they are found by their headings all the same."""
    (temperature,) = [each for each in past(State.FRESH, SUMMER) if each.quantity == "air_temperature"]
    humidity = replace(temperature, quantity="humidity")
    outline = Outline(EN.curves(known(State.FRESH, SUMMER), [temperature, humidity]))
    folded = [summary.words for summary in outline.all("summary") if summary.words != "The same as a table"]
    assert folded == ["Humidity of the air"]
    assert [heading.words for heading in outline.all("h3")] == ["Air temperature", "Humidity of the air"]


def test_sums_say_how_much_of_a_day_they_stand_for() -> None:
    """R-V15."""
    (each,) = [one for one in past(State.FULL, SUMMER) if one.quantity == "air_temperature"]
    html = EN.curves(known(State.FULL, SUMMER), [replace(each, quantity="precipitation", week=())])
    assert html.count("at least nine tenths of it were measured") == 1
    assert "the sum of a day was" in html
    assert "the daily mean" not in html


def test_in_a_demonstration_the_curves_say_that_they_are_made_up() -> None:
    conditions = replace(known(State.FRESH, SUMMER), is_demo=True)
    assert "All these values are made up." in EN.curves(conditions, past(State.FRESH, SUMMER))
    assert '<span class="demo">demo</span>' in EN.days(conditions)


def test_the_code_at_the_water_opens_it() -> None:
    """Issue 4: `page: conditions` in the register."""
    sign = msgspec.structs.replace(LIBRARY.signs["BR9N6"], page=SignPage.CONDITIONS)
    library = msgspec.structs.replace(LIBRARY, signs={"BR9N6": sign})
    site = compile_site(replace(SITE, library=library))
    live = site.scan_live("BR9N6", "de")
    assert live == Live(View.POINT, "de", LAKE, "BR9N6")
    assert site.scan_page("BR9N6", "de") is None
    html = site.composed(live, {}).plain.decode()
    assert "BR9N6" in Outline(html).one("main").words
    assert '<link rel="canonical" href="https://leksak.example/de/lillsjon/conditions/">' in html
    assert compile_site(SITE).scan_live("BR9N6", "de") == Live(View.PLACE, "de", LAKE, "BR9N6")
    assert compile_site(SITE).scan_live("KVA15", "de") is None
    assert compile_site(SITE).scan_live("22222", "de") is None
