"""All places side by side: bathing, snow, weather, ice, the freshest first."""

from dataclasses import replace
from datetime import datetime

import pytest

from heritage.conditions.state import Conditions, Silent
from heritage.pages.drafts import Live, View, composed
from heritage.pages.values import utc
from heritage.places.phrases import claims
from heritage.weather.warnings import WarningState
from tests.moments import HOUR, LAKE, MINUTE, SUMMER, WINTER, State, known, storm
from tests.outline import Outline, seen
from tests.rendering import EN, LANGUAGES, LIBRARY, changed, renderer

OTHER = "kvarnen"


def elsewhere(conditions: Conditions, later_by: float = 0) -> Conditions:
    """The same at another place, measured so many hours later."""
    moved = [
        replace(one, place=OTHER, observed_at=one.observed_at + later_by * HOUR)
        for one in conditions.readings
    ]
    silent = tuple(replace(one, place=OTHER) for one in conditions.silent)
    return replace(conditions, place=OTHER, readings=tuple(moved), silent=silent)


def overview(*places: Conditions, now: datetime = SUMMER, language: str = "en") -> str:
    draw = renderer(language)
    fills = {
        "live": draw.live_head(),
        "warnings": draw.overview_warnings(places, now),
        "overview": draw.overview_now(places, now),
    }
    return composed(LIBRARY, draw, Live(View.OVERVIEW, language), fills)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("now", [SUMMER, WINTER], ids=["summer", "winter"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_sound_in_every_state_and_language(state: State, now: datetime, language: str) -> None:
    html = overview(known(state, now), elsewhere(known(state, now)), now=now, language=language)
    outline = Outline(html)
    ids = [element["id"] for element in outline.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    assert list(claims(outline.one("main").words, language)) == []
    assert html.count("data-since=") == len(outline.all("p", class_="number"))
    assert "hole:" not in html
    own = renderer(language)._words.gettext("Always make your own judgement.")
    assert outline.one("main").words.endswith(own)


def test_the_freshest_stand_first_and_the_unknown_last() -> None:
    newer = elsewhere(known(State.FRESH, SUMMER), later_by=0.1)
    words = seen(overview(known(State.FRESH, SUMMER), newer))
    bathing = words[words.index("Bathing") : words.index("How warm")]
    assert bathing.index(EN._link(LIBRARY.places[OTHER]).name.text) < (bathing.index("The Little Lake"))
    silent = replace(newer, readings=(), silent=(Silent(OTHER, "water_temperature"),))
    words = seen(overview(silent, known(State.FRESH, SUMMER)))
    bathing = words[words.index("Bathing") : words.index("How warm")]
    assert bathing.index("18.4°C") < bathing.index("Unknown: no reading yet.")


def test_bathing_comes_first_then_ice_then_snow_and_weather() -> None:
    outline = Outline(overview(known(State.THIN, WINTER), now=WINTER))
    assert [head.words for head in outline.all("h2")][:4] == ["Bathing", "The ice", "Snow", "Weather"]


def test_the_name_of_what_was_measured_stays_when_the_number_leaves() -> None:
    """R-C2: else a saved page says "unknown" of nothing."""
    html = overview(known(State.FRESH, SUMMER))
    card = html[html.index("Bathing") :]
    assert card.index("<p>Water temperature</p>") < card.index("<div data-until=")


def test_each_value_leads_to_its_measuring_point() -> None:
    html = overview(known(State.FRESH, SUMMER))
    links = [head.words for head in Outline(html).all("a", href="/en/lillsjon/conditions/")]
    assert (
        links.count("The Little Lake") == 4
    )  # once among the baths, the snow, the weather, and the forecasts


def test_a_place_has_one_card_in_a_group_with_all_its_values() -> None:
    fresh = known(State.FRESH, SUMMER)
    windy = replace(fresh, readings=(*fresh.readings, replace(fresh.readings[-1], quantity="wind_speed")))
    html = overview(windy)
    assert html.count('id="_to-lillsjon-weather"') == 1
    assert html[html.index('id="_to-lillsjon-weather"') :].count('<p class="number"') == 2


def test_one_silent_sensor_beside_others_is_told_at_the_place_itself() -> None:
    deep = Silent(LAKE, "water_temperature", None, True, None, 3.0)
    assert "no reading yet" not in seen(overview(replace(known(State.FRESH, SUMMER), silent=(deep,))))


def test_ice_is_told_with_its_advice_at_each_place_and_all_warnings_once() -> None:
    """R-C7."""
    html = overview(known(State.THIN, WINTER), now=WINTER)
    words = seen(html)
    assert "The ice The Little Lake Do not go out on the ice." in words
    assert words.count("Knowledge – Equipment – Company") == 1
    assert "7\xa0cm" in html


def test_a_warning_for_many_places_stands_there_once_and_first() -> None:
    """R-C15."""
    html = overview(known(State.WARNED, SUMMER), elsewhere(known(State.WARNED, SUMMER)))
    assert html.count('class="official orange"') == 1
    assert html.index('class="official') < html.index("<h1")
    unread = WarningState(False, None, (storm(SUMMER),))
    assert "official" in overview(replace(known(State.FRESH, SUMMER), warnings=unread))


def test_what_is_not_known_of_warnings_is_told() -> None:
    """R-C15: no data is never "no warnings"."""
    fresh = known(State.FRESH, SUMMER)
    assert "SMHI has no warning for these places." in seen(overview(fresh))
    words = seen(overview(replace(fresh, warnings=WarningState(False, None))))
    assert "Whether there are official warnings for these places is not known just now." in words
    assert "no warning" not in words
    assert "for these places is not known just now." in seen(EN.overview_trouble(SUMMER))
    words = seen(overview(replace(fresh, warnings=WarningState(True, SUMMER, unread=1))))
    assert "SMHI has issued a warning that we cannot show." in words
    assert "no warning" not in words


def test_a_warning_listed_after_its_end_stays_also_while_the_list_is_not_known() -> None:
    warning = storm(SUMMER)
    assert warning.ends_at is not None
    listed_at = warning.ends_at + 20 * MINUTE
    states = [WarningState(False, None), WarningState(False, listed_at, (warning,))]
    html = overview(*(replace(known(State.FRESH, SUMMER), warnings=state) for state in states))
    assert f'data-until="{utc(listed_at + HOUR)}"' in html


def test_who_drilled_is_named() -> None:
    """R-C1."""
    html = overview(known(State.THIN, WINTER), now=WINTER)
    assert "Measured in a hole drilled through the ice, by <bdi>Fiskeklubben</bdi>." in html


def test_in_a_demonstration_every_value_says_so() -> None:
    html = overview(replace(known(State.DRILLED, WINTER), is_demo=True), now=WINTER)
    assert html.count('<span class="demo">demo</span>') == html.count('<p class="number"')


def test_an_open_page_asks_anew_at_an_address_of_its_own() -> None:
    html = overview(known(State.FRESH, SUMMER))
    assert 'id="_now" data-hx-get="/en/conditions/now/" data-hx-trigger="every 300s, renew"' in html
    assert html.count('role="status" id="_news"') == 1
    anew = EN.overview_anew([known(State.WARNED, SUMMER)], SUMMER)
    assert anew.startswith('<p class="quiet" data-at="2026-07-01T12:00:00Z">')
    assert '<div id="_warnings" data-hx-swap-oob="innerMorph"><section class="official orange"' in anew


@pytest.mark.parametrize("state", [State.DRILLED, State.THIN, State.SENSED])
def test_what_is_heard_is_heard_with_its_place(state: State) -> None:
    """R-C1, and of ice the advice and never a number (R-C6, R-C7)."""
    html = overview(known(state, WINTER), elsewhere(known(state, WINTER)), now=WINTER)
    told = [part for part in Outline(html).elements if "data-told" in part.attributes]
    places = ("The Little Lake: ", f"{EN._link(LIBRARY.places[OTHER]).name.text}: ")
    assert all(part.attributes.get("data-news", part["data-told"]).startswith(places) for part in told)
    of_ice = [part for part in told if "data-news" in part.attributes]
    assert len(of_ice) == 6  # at each of two lakes the advice, the number, and that it is not known any more
    assert not any(letter.isdigit() for part in of_ice for letter in part["data-news"])


def test_a_database_in_trouble_costs_the_values_and_not_the_page() -> None:
    html = composed(LIBRARY, EN, Live(View.OVERVIEW, "en"), {"overview": EN.overview_trouble(SUMMER)})
    assert "The values cannot be read just now." in seen(html)
    assert "data-hx-get" in html
    assert "Always make your own judgement." in html


def test_where_nothing_is_measured_nothing_leads_there() -> None:
    bare = {slug: place for slug, place in LIBRARY.places.items() if slug != LAKE}
    draw = changed(places=bare, signs={})
    assert "/en/conditions/" not in draw.start()
    assert "/en/conditions/" in EN.start()
    assert "/en/conditions/" in EN.help()
