"""The panel of a place: what is measured, the ice, the weather to come, what the authority warns of."""

import re
from dataclasses import replace
from datetime import datetime

import msgspec
import pytest

from heritage.conditions.state import Conditions, Shown, Silent
from heritage.pages.drafts import Live, View, composed, elsewhere
from heritage.pages.render import Renderer
from heritage.places.phrases import claims
from heritage.weather.warnings import WarningState
from tests.moments import HOUR, LAKE, MINUTE, SUMMER, WINTER, State, known, storm
from tests.outline import Outline, seen
from tests.rendering import EN, LANGUAGES, LIBRARY, changed, place, renderer

MOMENTS = [(state, now) for state in State for now in (SUMMER, WINTER)]
IDS = [f"{state.value} in {now:%B}" for state, now in MOMENTS]
every_moment = pytest.mark.parametrize(("state", "now"), MOMENTS, ids=IDS)


def page(conditions: Conditions, language: str = "en") -> str:
    """The lake's page as the server composes it."""
    draw = renderer(language)
    fills = {
        "live": draw.live_head(),
        "warnings": draw.warnings(conditions),
        "now": draw.panel(conditions),
    }
    return composed(LIBRARY, draw, Live(View.PLACE, language, LAKE), fills)


@every_moment
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_value_stands_without_place_time_unit_source_and_age(
    state: State, now: datetime, language: str
) -> None:
    """R-C1."""
    html = page(known(state, now), language)
    outline = Outline(html)
    for number in outline.all("p", class_="number"):
        assert re.search(r"\d+(?:[.,]\d)?[\s\xa0]?(?:°C|cm|m/s)$", number.words), number.words
    section = outline.one("section", class_="panel")
    assert outline.one("h1").words in section.words
    whens, hows = outline.all("p", class_="when"), outline.all("p", class_="how")
    assert len(whens) == len(hows) == len(outline.all("p", class_="number"))
    for when in whens:
        assert re.search(r"\d.*\d{2}:\d{2}$", when.words), when.words
    assert html.count("data-since=") == html.count('<p class="when"><span data-since=') == len(whens)
    assert all(how.words for how in hows)


@every_moment
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_state_says_that_ice_holds(state: State, now: datetime, language: str) -> None:
    """R-C6, in what is seen and in what waits to be seen."""
    words = Outline(page(known(state, now), language)).one("main").words
    assert list(claims(words, language)) == []
    assert list(claims(words, "en")) == []


def test_a_fresh_value_is_told_with_its_time_and_age() -> None:
    html = EN.panel(known(State.FRESH, SUMMER))
    assert 'id="_v-water_temperature-0-sensor"' in html
    assert "<bdi>18.4°C</bdi>" in html
    assert '<span data-since="2026-07-01T11:48:00Z"></span><span>12 minutes old at 14:00</span>' in html
    assert '<time datetime="2026-07-01T13:48:00+02:00">1 July 2026, 13:48</time>' in html
    assert "Measured by a sensor, 0.5\xa0m below the surface." in html
    words = seen(page(known(State.FRESH, SUMMER)))
    assert "Old value" not in words
    assert "Unknown" not in words


def test_the_phone_knows_when_a_value_grows_old_and_when_it_leaves() -> None:
    """R-C2: water is stale after 6 hours and expired after 48."""
    html = EN.panel(known(State.FRESH, SUMMER))
    card = html[html.index("Water temperature") : html.index("Snow depth")]
    assert '<div data-until="2026-07-03T11:48:00Z">' in card
    assert 'data-from="2026-07-01T17:48:00Z" hidden>' in card
    assert 'data-from="2026-07-03T11:48:00Z" data-told="Water temperature" hidden>' in card
    assert "Unknown: no reading since" in card


def test_a_stale_value_is_marked_in_words_and_by_a_shape() -> None:
    html = page(known(State.STALE, SUMMER))
    assert "Old value: it may have changed since." in seen(html)
    assert "#old" in html
    air = html[html.index("Air temperature") :]
    assert "Unknown: no reading since" in air[:500]


def test_an_expired_value_is_not_shown_and_its_last_time_is() -> None:
    html = page(known(State.EXPIRED, SUMMER))
    assert Outline(html).all("p", class_="number") == []
    assert seen(html).count("Unknown: no reading since 26 June 2026, 14:00.") == 3
    assert "#unknown" in html


def test_a_silent_place_says_that_nothing_is_known() -> None:
    words = seen(page(known(State.SILENT, SUMMER)))
    assert words.count("Unknown: no reading yet.") == 3
    assert "There is no forecast just now." in words
    assert "0°C" not in words
    assert "0 cm" not in words


def test_no_answer_of_the_authority_is_never_no_warning() -> None:
    """R-C15."""
    words = seen(page(known(State.SILENT, SUMMER)))
    assert "Whether there is an official warning for this place is not known just now." in words
    assert "no warning" not in words
    assert "SMHI has no warning for this place." in seen(page(known(State.FRESH, SUMMER)))


def test_that_there_is_no_warning_is_only_said_while_it_is_known() -> None:
    html = EN.now(known(State.FRESH, SUMMER))
    assert '<span data-until="2026-07-01T13:00:00Z">SMHI has no warning for this place.' in html
    assert '<span data-from="2026-07-01T13:00:00Z" hidden>Whether there is an official warning' in html


def test_beside_a_warning_too_it_is_told_once_the_list_is_too_old_to_be_trusted() -> None:
    html = EN.now(known(State.WARNED, SUMMER))
    told = Outline(html).one("p", class_="state")
    assert told.attributes["data-from"] == "2026-07-01T13:00:00Z"
    assert "hidden" in told.attributes
    assert "not known just now" in told.words


def test_a_warning_that_cannot_be_read_is_told() -> None:
    state = WarningState(True, SUMMER, (), unread=1)
    html = EN.panel(replace(known(State.FRESH, SUMMER), warnings=state))
    assert "SMHI has issued a warning that we cannot show." in html
    assert "no warning for this place" not in html


def test_official_warnings_come_before_everything_else_word_for_word() -> None:
    """R-C15."""
    html = page(known(State.WARNED, SUMMER))
    assert html.index("Orange warning") < html.index("<h1")
    outline = Outline(html)
    warning = outline.one("section", class_="official orange")
    for words in (
        "Orange warning: Very strong gusts of wind",
        "Västernorrland County",
        "What happens",
        "Trees may fall.",
        "Stay indoors.",
        "From 1 July 2026, 13:00. Until 1 July 2026, 23:00.",
        "Published 1 July 2026, 11:00.",
        "SMHI",
    ):
        assert words in " ".join(warning.words.split())
    assert "#diamond" in html
    assert warning.attributes["data-until"] == "2026-07-01T22:00:00Z", "an hour after its approximate end"
    assert outline.all("details")[0].attributes == {"open": ""}


def test_readers_of_other_languages_get_the_english_warning_and_are_told_why() -> None:
    html = page(known(State.WARNED, SUMMER), "de")
    warning = html[html.index('class="official') : html.index("</section>")]
    assert '<span lang="en" dir="ltr">Very strong gusts of wind</span>' in warning
    assert renderer("de")._words.gettext("SMHI writes its warnings in Swedish and English only.") in warning
    assert (
        'lang="'
        not in page(known(State.WARNED, SUMMER), "sv").partition("official")[2].partition("</section>")[0]
    )


def test_a_lesser_warning_keeps_its_text_a_tap_away_and_one_without_end_says_so() -> None:
    lesser = msgspec.structs.replace(storm(SUMMER), level="YELLOW", ends_at=None)
    state = WarningState(True, SUMMER, (lesser,))
    html = EN.warnings(replace(known(State.FRESH, SUMMER), warnings=state))
    assert "<details>" in html
    assert "#triangle" in html
    assert "Until further notice." in html
    assert "data-until" not in html


def test_in_a_demonstration_every_value_and_forecast_says_so() -> None:
    conditions = replace(known(State.DRILLED, WINTER), is_demo=True, water_is_assumed=True)
    html = EN.panel(conditions)
    numbers = html.count('<p class="number"')
    assert numbers == 4
    assert html.count('<span class="demo">demo</span>') == numbers + 1
    assert "in this demonstration it is assumed" in html
    assert "demo" not in EN.panel(known(State.DRILLED, WINTER))


def test_drilled_clear_ice_is_told_with_its_place_its_kind_and_that_it_may_be_weaker() -> None:
    """R-C7."""
    words = seen(page(known(State.DRILLED, WINTER)))
    ice = words[words.index("The ice The ice may be weaker") :]
    for told in ("24 cm", "Clear ice. On the ice lay 6 cm of snow.", "5 hours old", "hole drilled", "112"):
        assert told in ice
    assert "Do not go out on the ice." not in ice


@pytest.mark.parametrize("state", [State.THIN, State.SENSED, State.FRESH])
def test_all_other_ice_says_not_to_go_out(state: State) -> None:
    words = seen(page(known(state, WINTER)))
    assert "The ice Do not go out on the ice." in words
    for always in ("Knowledge – Equipment – Company", "inlets and outlets", "112", "issäkerhet.se"):
        assert always in words


def test_in_spring_no_thickness_is_told() -> None:
    """R-C9."""
    april = WINTER.replace(month=4)
    words = seen(page(known(State.DRILLED, april)))
    assert "Spring ice – its thickness says nothing about its strength." in words
    assert "24 cm" not in words


def test_when_the_last_thickness_leaves_the_advice_is_not_to_go_out() -> None:
    """R-C9: a week after it was drilled, also in a page that was saved."""
    html = EN.panel(known(State.DRILLED, WINTER))
    later = html[html.index('<div data-from="2026-01-27T07:00:00Z" hidden>') :]
    assert "Do not go out on the ice." in later[:200]
    assert '<div data-until="2026-01-27T07:00:00Z">\n<p class="first" id="_v-ice"' in html


def test_the_forecast_is_a_table_that_says_whose_it_is_and_when_it_was_made() -> None:
    """R-C17."""
    html = EN.now(known(State.FRESH, SUMMER))
    tables = Outline(html).all("table", class_="hours")
    assert len(tables) == 2
    for table in tables:
        assert table.words.startswith("Forecast from SMHI, issued on 1 July 2026, 14:00")
    heads = Outline(html).all("th", scope="col")
    assert [head.words for head in heads][:3] == ["Time", "Weather", "Wind"]
    rows = Outline(html).all("th", scope="row")
    assert len(rows) == 24
    assert (rows[0].words, rows[-1].words) == ("15:00", "14:00")
    assert html.count("<tr data-until=") == 24
    assert "A forecast is computed, not measured." in html
    assert "creativecommons.org/licenses/by/4.0" in html


def test_a_forecast_that_is_overtaken_leaves_and_says_so() -> None:
    html = EN.now(known(State.FRESH, SUMMER))
    assert '<div data-until="2026-07-02T00:00:00Z">' in html
    assert '<p data-from="2026-07-02T00:00:00Z" hidden>The forecast is too old' in html


def test_a_place_without_forecasts_says_nothing_of_them() -> None:
    conditions = LIBRARY.places[LAKE].conditions
    assert conditions is not None
    quiet = place(LAKE, conditions=msgspec.structs.replace(conditions, forecast=False))
    draw = changed(places={**LIBRARY.places, LAKE: quiet})
    html = draw.now(replace(known(State.FRESH, SUMMER), forecast=None))
    assert "forecast" not in html.lower()


@pytest.mark.parametrize(
    ("precision_m", "why"),
    [
        (None, "No forecast: the position of this place is not known."),
        (20_000, "No forecast: the position of this place is known only roughly."),
    ],
)
def test_where_there_can_be_no_forecast_none_is_promised_and_the_page_says_why(
    precision_m: int | None, why: str
) -> None:
    position = LIBRARY.places[LAKE].position
    assert position is not None
    vague = None if precision_m is None else msgspec.structs.replace(position, precision_m=precision_m)
    draw = changed(places={**LIBRARY.places, LAKE: place(LAKE, position=vague)})
    words = seen(draw.panel(replace(known(State.FRESH, SUMMER), forecast=None)))
    assert why in words
    assert "All measurements here, with curves Conditions at all places" in words
    assert "seven days" not in words


def test_a_sensor_that_alone_is_silent_is_told_with_where_it_hangs() -> None:
    deep = Silent(LAKE, "water_temperature", None, True, None, 3.0)
    html = EN.panel(replace(known(State.FRESH, SUMMER), silent=(deep, replace(deep, depth_m=None))))
    words = seen(html).replace("\xa0", " ")
    assert "Water temperature Unknown: no reading yet. A sensor, 3 m below the surface." in words
    assert "Water temperature Unknown: no reading yet. Another sensor." in words


def test_the_way_to_the_authority_says_what_is_there_and_in_which_language() -> None:
    link = '<a href="https://www.smhi.se/" hreflang="sv">Warnings at SMHI (in Swedish)</a>'
    assert link in EN.panel(known(State.FRESH, SUMMER))
    assert link in EN.panel_trouble(LIBRARY.places[LAKE], SUMMER)


def test_at_midnight_the_day_is_named_and_an_amount_is_heard_with_what_it_is_of() -> None:
    html = EN.now(known(State.FRESH, SUMMER))
    (day,) = Outline(html).all("th", scope="rowgroup")
    assert day.words == "Thursday 2 July"
    assert html.index("Thursday 2 July</th>") < html.index(">00:00</time>")
    amounts = re.findall(r'<span class="spoken">Precipitation</span> <bdi>[\d.]+\xa0mm</bdi>', html)
    assert len(amounts) == html.count("mm</bdi></span>") > 10


def test_the_advice_on_the_ice_is_said_once_and_not_beside_each_thickness() -> None:
    """R-C7: it stands before them all."""
    words = seen(EN.now(known(State.SENSED, WINTER)).partition('<div data-from="')[0])
    assert words.count("Do not go out on the ice.") == 1
    assert "cannot tell clear ice from weaker ice." in words


def test_the_white_nights_are_told() -> None:
    """R-C16."""
    words = seen(page(known(State.FRESH, SUMMER)))
    assert "It does not get dark tonight." in words
    assert "The sun rises at 03:" in words
    winter = seen(page(known(State.FRESH, WINTER)))
    assert "It gets dark at 15:" in winter or "It gets dark at 16:" in winter


@every_moment
def test_it_ends_with_your_own_judgement(state: State, now: datetime) -> None:
    """R-C21."""
    inside = EN.panel(known(state, now)).partition('<p class="spoken"')[0]
    assert inside.rstrip().endswith(
        '<p class="own"><strong>Always make your own judgement.</strong></p>\n</div>'
    )


def test_nobody_learns_which_device_it_is() -> None:
    """R-C20."""
    html = page(known(State.FULL, WINTER))
    assert "70b3d5e75e" not in html.lower()


def test_an_open_page_gets_the_same_when_it_asks_anew() -> None:
    conditions = known(State.WARNED, SUMMER)
    fragment, panel = str(EN.now(conditions)), str(EN.panel(conditions))
    warnings = str(EN.warnings(conditions))
    inside = panel.partition('data-hx-swap="innerMorph">\n')[2].partition('\n</div>\n<p class="spoken"')[0]
    assert fragment.startswith(inside.strip())
    assert fragment.endswith(
        warnings.replace('id="_warnings"', 'id="_warnings" data-hx-swap-oob="innerMorph"')
    )
    assert 'data-hx-get="/en/lillsjon/now/" data-hx-trigger="every 300s, renew"' in panel


def test_the_switches_that_widen_htmx_are_off() -> None:
    """R-S3, R-P1: no foreign requests, no extensions, no history, no style of its own."""
    head = EN.live_head()
    for switch in (
        '"mode":"same-origin"',
        '"extensions":"none"',
        '"history":false',
        '"includeIndicatorCSS":false',
        '"noSwap":[204,304,"4xx","5xx"]',
    ):
        assert switch in head
    assert "hx-on" not in page(known(State.FULL, WINTER))
    assert head.count("defer") == 2
    assert head.index("ages.") < head.index("htmx.")


def test_a_style_that_is_slow_to_come_keeps_nobody_from_the_top_of_the_page() -> None:
    """R-O11: a sheet in the head would hide the whole page until it has come."""
    head, _, body = page(known(State.FRESH, SUMMER)).partition("</head>")
    assert 'rel="stylesheet"' not in head
    assert body.count('rel="stylesheet"') == 1
    assert body.index("<h1") < body.index('rel="stylesheet"') < body.index('class="panel"')


def test_without_htmx_the_page_does_not_ask_anew() -> None:
    """R-A19."""
    bare = {name: asset for name, asset in EN.frame.assets.items() if name != "htmx.js"}
    draw = Renderer(LIBRARY, "en", replace(EN.frame, assets=bare))
    html = draw.live_head() + draw.panel(known(State.FRESH, SUMMER))
    assert html.count("<script") == 1
    assert "htmx." not in html
    assert "data-hx" not in html
    assert "18.4°C" in html


@pytest.mark.parametrize("now", [SUMMER, WINTER])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_database_in_trouble_costs_the_values_and_not_the_page(language: str, now: datetime) -> None:
    draw = renderer(language)
    panel = draw.panel_trouble(LIBRARY.places[LAKE], now)
    fills = {"live": draw.live_head(), "now": panel}
    html = composed(LIBRARY, draw, Live(View.PLACE, language, LAKE), fills)
    outline = Outline(html)
    assert outline.all("p", class_="number") == []
    gettext = draw._words.gettext
    assert gettext("The values cannot be read just now.") in html
    assert gettext("Whether there is an official warning for this place is not known just now.") in html
    assert gettext("SMHI has no warning for this place.") not in html
    assert (gettext("Do not go out on the ice.") in html) is (now == WINTER)
    assert gettext("Always make your own judgement.") in html
    assert "data-hx-get" in html


@pytest.mark.parametrize("view", [View.PLACE, View.POINT, View.OVERVIEW])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_copy_without_a_server_says_where_the_values_are(language: str, view: View) -> None:
    draw = renderer(language)
    live = Live(view, language, "" if view is View.OVERVIEW else LAKE)
    html = composed(LIBRARY, draw, live, elsewhere(LIBRARY, draw, live))
    slug = {View.PLACE: "lillsjon/", View.POINT: "lillsjon/conditions/", View.OVERVIEW: "conditions/"}[view]
    assert f'href="https://leksak.example/{language}/{slug}"' in html.partition("<main")[2]
    assert "data-hx" not in html
    assert "htmx" not in html
    assert "data-until" not in html
    if view is not View.OVERVIEW:
        assert draw._words.gettext("Do not go out on the ice.") in html


def test_a_page_where_nothing_is_measured_has_no_panel() -> None:
    html = EN.place(LIBRARY.places["kvarnen"])
    assert "hole:now" not in html
    assert "hole:live" not in html


def test_of_a_reading_that_is_not_sure_the_page_says_so() -> None:
    """R-C3."""
    conditions = known(State.FRESH, SUMMER)
    doubtful = tuple(replace(shown, is_suspect=True) for shown in conditions.readings[:1])
    html = EN.panel(replace(conditions, readings=doubtful))
    assert "Unusual value: nobody has checked it yet." in html
    assert "#unchecked" in html


def test_ages_count_from_the_moment_of_the_page() -> None:
    later = replace(known(State.FRESH, SUMMER), at=SUMMER + 3 * HOUR + 5 * MINUTE)
    assert ">4 hours old at 17:05</span>" in EN.panel(later)
    assert 'data-at="2026-07-01T15:05:00Z"' in EN.panel(later)


def test_ice_stands_before_every_other_value_and_what_is_known_of_warnings_before_that() -> None:
    """R-C7, R-C15: what can cost a life is not at the end."""
    html = EN.panel(known(State.FRESH, WINTER))
    order = [
        html.index(words) for words in ("SMHI has no warning", 'class="ice"', 'class="number"', "forecast")
    ]
    assert order == sorted(order)
    assert '<p class="state">' in html
    unknown = EN.panel(known(State.SILENT, SUMMER))
    assert unknown.index("Whether there is an official warning") < unknown.index("Unknown: no reading yet.")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", [State.DRILLED, State.THIN, State.SENSED])
def test_what_is_heard_of_ice_is_advice_and_no_thickness(state: State, language: str) -> None:
    """R-C6, R-C7: a number alone would be heard without its warning."""
    outline = Outline(renderer(language).panel(known(state, WINTER)))
    heard = [part["data-news"] for part in outline.elements if "data-news" in part.attributes]
    advice, number, later = heard
    assert advice == number
    assert advice.startswith(outline.one("p", class_="first", id="_v-ice").words)
    assert later.startswith(renderer(language)._words.gettext("Do not go out on the ice."))
    for news in (advice, later):
        assert not any(letter.isdigit() for letter in news)
        assert list(claims(news, language)) == []


WEATHER = (
    ("wind_speed", 3.6, "sensor"),
    ("wind_gust", 7.0, "sensor"),
    ("wind_direction", 300.0, "sensor"),
    ("humidity", 81.0, "sensor"),
    ("pressure", 1013.0, "sensor"),
)


def station(at: datetime) -> Conditions:
    readings = tuple(Shown(LAKE, key, 0, value, how, at - 12 * MINUTE) for key, value, how in WEATHER)
    return replace(known(State.FRESH, at), readings=readings, silent=(), ice=None, wind_chill=None)


def test_what_a_station_measures_besides_stands_in_one_card_with_one_time() -> None:
    """R-C1: each row has its name and its number, the card time, age and source."""
    html = EN.panel(replace(station(SUMMER), is_demo=True))
    outline = Outline(html)
    cards = outline.one("ul", class_="values").words
    assert "Moderate wind from the north-west" in cards
    assert "Wind direction" not in cards
    assert [name.words for name in outline.all("dt")] == [
        "Gusts of wind",
        "Humidity of the air",
        "Air pressure",
    ]
    rows = [row for row in outline.all("dd") if "data-until" in row.attributes]
    assert [row.words.replace("\xa0", " ") for row in rows] == ["7 m/s demo", "81% demo", "1013 hPa demo"]
    assert {row["data-until"] for row in rows} == {"2026-07-01T17:48:00Z"}
    assert len(outline.all("p", class_="when")) == len(outline.all("p", class_="how")) == 2
    assert html.count('<dd data-from="2026-07-01T17:48:00Z" hidden>not known</dd>') == 3, (
        "no name without a word"
    )


def test_every_number_is_heard_with_its_age_and_in_a_demonstration_as_made_up() -> None:
    """R-C1, and R-A19: what is heard is what is seen."""
    outline = Outline(EN.panel(replace(station(SUMMER), is_demo=True)))
    heard = [part for part in outline.elements if part.attributes.get("id", "").startswith("_v-")]
    assert len(heard) == 4
    for part in heard:
        assert part.words.endswith(" demo")
        assert part["data-when"] == "12 minutes old at 14:00"


def test_what_was_measured_at_another_moment_or_otherwise_has_a_card_of_its_own() -> None:
    """R-C1."""
    conditions = station(SUMMER)
    speed, gust, blows, humidity, pressure = conditions.readings
    later = replace(blows, observed_at=SUMMER), replace(humidity, height_m=2.0)
    outline = Outline(EN.panel(replace(conditions, readings=(speed, gust, *later, pressure))))
    assert [name.words for name in outline.all("dt")] == ["Gusts of wind", "Air pressure"]
    cards = outline.one("ul", class_="values").words
    assert "Wind direction" in cards and "Humidity of the air" in cards
    assert "from the north-west" in cards and "Moderate wind from" not in cards
    assert len(outline.all("p", class_="when")) == 4


def test_a_doubtful_value_among_others_keeps_its_mark() -> None:
    """R-C3."""
    conditions = station(SUMMER)
    doubtful = tuple(replace(one, is_suspect=one.quantity == "humidity") for one in conditions.readings)
    rows = Outline(EN.panel(replace(conditions, readings=doubtful))).all("dd")[::2]
    assert ["Unusual value" in row.words for row in rows] == [False, True, False]


def test_the_sun_has_its_date_and_leaves_with_its_day() -> None:
    """R-O16: "today" in a page that was kept is another day."""
    today, tomorrow = Outline(EN.panel(known(State.FRESH, SUMMER))).all("p", class_="sun")
    assert today.words.startswith("Wednesday 1 July: The sun rises at 03:")
    assert today["data-until"] == "2026-07-01T22:00:00Z"
    assert tomorrow.words.startswith("Thursday 2 July: The sun rises at 03:")
    assert tomorrow["data-from"].startswith("2026-07-01T20:") and "hidden" in tomorrow.attributes


def test_a_copy_leads_to_no_measuring_point_without_values() -> None:
    """R-O13: there is nothing in it to see."""
    draw = renderer("en")
    live = Live(View.PLACE, "en", LAKE)
    html = composed(LIBRARY, draw, live, elsewhere(LIBRARY, draw, live))
    assert 'href="/en/lillsjon/conditions/"' not in html
    assert 'href="/en/lillsjon/conditions/"' in page(known(State.FRESH, SUMMER))


def test_the_copy_of_all_places_warns_of_the_ice() -> None:
    """R-C7."""
    draw = renderer("en")
    live = Live(View.OVERVIEW, "en")
    words = seen(composed(LIBRARY, draw, live, elsewhere(LIBRARY, draw, live)))
    for told in ("Do not go out on the ice.", "Knowledge – Equipment – Company", "112", "issäkerhet.se"):
        assert told in words
