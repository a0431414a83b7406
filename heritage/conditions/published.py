"""Readings and conditions as open data: plain dicts for JSON, each value with place, time, unit, method and age.

Device ids, batteries and radio data are in none of them (R-C20), nor who drilled (R-D14), nor the figures of
weather services, which are theirs to publish (R-D6). Ice carries its warning wherever a thickness goes (R-C7).
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Any

from heritage.conditions import ice_words
from heritage.conditions.ice import ICE_THICKNESS, advice_on
from heritage.conditions.listing import Listed
from heritage.conditions.state import Conditions, Ice, IceAdvice, IceMeasured, Shown, freshness
from heritage.i18n.catalogues import gettext_for
from heritage.places.place import Place
from heritage.quantities import QUANTITIES, IceKind, Quality
from heritage.weather.forecast import KeptForecast
from heritage.weather.sun import SunDay
from heritage.weather.warnings import OfficialWarning, WarningState, Words
from heritage.weather.words import CREDITS, WARNINGS_CREDIT, Credit

Data = dict[str, Any]

LANGUAGES = ("sv", "en")
"""Those of the sentences in data."""

_SMALLEST = Decimal("0.001")


def reading_data(listed: Listed, now: datetime, is_demo: bool) -> Data:
    """A reading of the list."""
    lag = int(listed.lag.total_seconds())
    data = _reading(listed, listed.value, listed.quality, now, is_demo) | {"received_lag_seconds": lag}
    if listed.quantity == ICE_THICKNESS and listed.value is not None:
        data |= _ice_reading(advice_on(listed.kind, listed.value), listed.kind, listed.value)
    return data


def conditions_data(place: Place, conditions: Conditions, address: str) -> Data:
    """What the panel of a place tells; `address` is its page."""
    now, is_demo = conditions.at, conditions.is_demo
    chill, forecast, sun = conditions.wind_chill, conditions.forecast, conditions.sun
    return {
        "place": {
            "id": place.slug,
            "name": {language: text.name for language, text in place.texts.items()},
            "url": address,
        },
        "at": as_time(now),
        "changes_at": as_time(conditions.changes_at),
        "is_demo": is_demo,
        "readings": [_shown(shown, now, is_demo) for shown in conditions.readings],
        "silent": [
            {
                "quantity": silent.quantity,
                "since": _optional_time(silent.since),
                "is_one_of_many": silent.is_one_of_many,
                "height_m": silent.height_m,
                "depth_m": silent.depth_m,
            }
            for silent in conditions.silent
        ],
        "wind_chill": None
        if chill is None
        else {"value": round(chill.value, 1), "unit": "°C", "estimated": True, "is_demo": is_demo},
        "ice": None if conditions.ice is None else _ice(conditions.ice, conditions),
        "forecast": None if forecast is None else _forecast(forecast),
        "warnings": _warnings(conditions.warnings),
        "sun": None if sun is None else _sun(sun),
        "advice": _in_languages((ice_words.OWN_JUDGEMENT,)),
    }


def as_time(moment: datetime) -> str:
    """RFC 3339 in UTC, whole seconds (R-D10)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _optional_time(moment: datetime | None) -> str | None:
    return None if moment is None else as_time(moment)


def _reading(
    reading: Listed | Shown, value: float | None, quality: Quality, now: datetime, is_demo: bool
) -> Data:
    """R-C1 and R-D13: no value without what it needs to be understood."""
    return {
        "place": reading.place,
        "quantity": reading.quantity,
        "channel": reading.channel,
        "value": None if value is None else _rounded(reading.quantity, value),
        "unit": QUANTITIES[reading.quantity].unit,
        "quality": quality.name.lower(),
        "estimated": False,
        "method": reading.method,
        "observed_at": as_time(reading.observed_at),
        "age_seconds": max(0, int((now - reading.observed_at).total_seconds())),
        "state": freshness(reading.quantity, reading.observed_at, now).value,
        "is_demo": is_demo,
    }


def _rounded(quantity: str, value: float) -> float:
    """To thousandths, ice down: less than 10 cm is never told as 10 (R-C7)."""
    towards = ROUND_FLOOR if quantity == ICE_THICKNESS else ROUND_HALF_EVEN
    return float(Decimal(str(value)).quantize(_SMALLEST, rounding=towards))


def _shown(shown: Shown, now: datetime, is_demo: bool) -> Data:
    quality = Quality.SUSPECT if shown.is_suspect else Quality.GOOD
    return _reading(shown, shown.value, quality, now, is_demo) | {
        "stale_at": as_time(shown.stale_at),
        "expires_at": as_time(shown.expires_at),
        "height_m": shown.height_m,
        "depth_m": shown.depth_m,
        "note": dict(shown.note),
    }


def _ice(ice: Ice, conditions: Conditions) -> Data:
    return {
        "advice": ice.advice.value,
        "measured": [_ice_measured(one, conditions) for one in ice.measured],
        "last_measured_at": _optional_time(ice.since),
        "is_waiting": ice.is_waiting,
        "water_is_assumed_still": conditions.water_is_assumed,
        "warning": {
            language: list(ice_words.in_full(ice, gettext_for(language).gettext)) for language in LANGUAGES
        },
    }


def _ice_measured(measured: IceMeasured, conditions: Conditions) -> Data:
    data = _shown(measured.shown, conditions.at, conditions.is_demo)
    return (
        data
        | _ice_reading(measured.advice, measured.kind, measured.shown.value)
        | {"snow_on_ice_cm": measured.snow_cm}
    )


def _ice_reading(advice: IceAdvice, kind: IceKind | None, thickness_cm: float) -> Data:
    return {
        "ice_kind": None if kind is None else kind.value,
        "advice": advice.value,
        "warning": _in_languages((*ice_words.beside(advice, kind, thickness_cm), *ice_words.ALWAYS)),
    }


def _in_languages(sentences: Iterable[str]) -> dict[str, list[str]]:
    said = tuple(sentences)
    return {language: ice_words.spoken(said, gettext_for(language).gettext) for language in LANGUAGES}


def _forecast(kept: KeptForecast) -> Data:
    """Whose forecast there is and how old it is; the figures are to be had from those who made them."""
    provider = kept.forecast.provider
    return {
        "provider": provider.value,
        "issued_at": as_time(kept.forecast.issued_at),
        "checked_at": _optional_time(kept.checked_at),
        "source": _source(CREDITS[provider]),
    }


def _source(credit: Credit) -> Data:
    return {
        "name": credit.name,
        "url": credit.url,
        "licence": credit.licence,
        "licence_url": credit.licence_url,
    }


def _warnings(state: WarningState) -> Data:
    """R-C15: an empty list means that there are none only where `is_none` says so."""
    return {
        "is_known": state.is_known,
        "is_none": state.is_none,
        "checked_at": _optional_time(state.checked_at),
        "unread": state.unread,
        "source": _source(WARNINGS_CREDIT),
        "warnings": [_warning(warning) for warning in state.warnings],
    }


def _warning(warning: OfficialWarning) -> Data:
    return {
        "id": warning.id,
        "level": warning.level,
        "level_name": _words(warning.level_name),
        "event": _words(warning.event),
        "area": _words(warning.area_name),
        "passages": [
            {"title": _words(passage.title), "text": _words(passage.text)} for passage in warning.passages
        ],
        "starts_at": _optional_time(warning.starts_at),
        "ends_at": _optional_time(warning.ends_at),
        "published_at": _optional_time(warning.published_at),
    }


def _words(words: Words) -> dict[str, str | None]:
    return {"sv": words.sv, "en": words.en}


def _sun(day: SunDay) -> Data:
    return {
        "dawn": _optional_time(day.dawn),
        "sunrise": _optional_time(day.sunrise),
        "noon": as_time(day.noon),
        "sunset": _optional_time(day.sunset),
        "dusk": _optional_time(day.dusk),
        "is_up_all_day": day.is_up_all_day,
        "is_down_all_day": day.is_down_all_day,
        "is_white_night": day.is_white_night,
    }
