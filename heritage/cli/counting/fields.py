"""The figures of a counting point field by field, as `heritage counts show --json` answers and as the appendix of a
report cites them: days as 2026-07-29, moments with their offset, shares from 0 to 1, null for what is not known."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from heritage.i18n.dates import LOCAL_TIME

if TYPE_CHECKING:
    from heritage.passages.figures.values import (
        Amount,
        Beside,
        Comparison,
        DayValue,
        FactorTold,
        Figures,
        GapTold,
        Note,
    )
    from heritage.passages.periods import Period

Data = dict[str, object]


def as_data(figures: "Figures") -> Data:
    """All that is told of a point in a period; what is for the staff only is empty where it is not told."""
    return {**_sums(figures), **_profiles(figures), **_circumstances(figures)}


def _sums(figures: "Figures") -> Data:
    told, peak, hour = figures.told, figures.peak_day, figures.peak_hour
    return {
        "point": figures.point,
        "period": figures.period.key,
        "first": told.first.isoformat() if told else None,
        "last": told.last.isoformat() if told else None,
        "data_until": figures.data_until.isoformat() if figures.data_until else None,
        "is_public": figures.is_public,
        "is_calibrated": figures.is_calibrated,
        "total": _amount(figures.total),
        "directions": {way.name.lower(): _amount(one) for way, one in figures.directions.items()},
        "uncorrected": figures.uncorrected,
        "mean": figures.mean,
        "median": figures.median,
        "usable_days": figures.usable_days,
        "peak_day": {"day": peak.day.isoformat(), "passages": peak.value} if peak else None,
        "peak_hour": {"from": hour.at.astimezone(LOCAL_TIME).isoformat(), "passages": hour.value}
        if hour
        else None,
        "months": {
            f"{one.month:%Y-%m}": _amount(one.amount)
            | {"mean_per_day": one.mean_per_day, "usable_days": one.days}
            for one in figures.months
        },
        "weeks": {one.monday.isoformat(): _amount(one.amount) for one in figures.weeks},
        "days": None if figures.days is None else {one.day.isoformat(): _day(one) for one in figures.days},
    }


def _profiles(figures: "Figures") -> Data:
    """Weekdays from Monday, hours from 00."""
    return {
        "weekdays": figures.weekdays,
        "workday": figures.workday,
        "weekend": figures.weekend,
        "hours_workday": figures.hours_workday,
        "hours_weekend": figures.hours_weekend,
        "heat": figures.heat,
    }


def _circumstances(figures: "Figures") -> Data:
    visits, beside, compared = figures.visits, figures.beside, figures.last_year
    return {
        "factors": [_factor(one) for one in figures.factors],
        "gaps": [_gap(one) for one in figures.gaps],
        "notes": [_note(one) for one in figures.notes],
        "last_year": None if compared is None else _comparison(compared),
        "visits": None if visits is None else {"rule": visits.rule.value, **_amount(visits.amount)},
        "why_no_visits": figures.why_no_visits,
        "scans": None if beside is None else _scans(beside),
    }


def _amount(amount: "Amount") -> Data:
    return {
        "passages": amount.value,
        "low": amount.low,
        "high": amount.high,
        "coverage": amount.coverage,
        "estimated_share": amount.estimated_share,
        "rounded_to": amount.rounded_to,
        "fewer_than": amount.fewer_than,
    }


def _day(one: "DayValue") -> Data:
    weather = one.weather
    return {
        "passages": one.amount,
        "estimated_share": one.estimated_share,
        "flags": [flag.name.lower().replace("_", "-") for flag in one.flags if flag.name],
        "weather": None
        if weather is None
        else {
            "place": weather.place,
            "coldest_c": weather.coldest,
            "warmest_c": weather.warmest,
            "rain_mm": weather.rain_mm,
            "snow_cm": weather.snow_cm,
        },
    }


def _factor(one: "FactorTold") -> Data:
    return {
        "direction": one.direction.name.lower(),
        "traffic": one.traffic,
        "first": one.first_day.isoformat(),
        "last": one.last_day.isoformat() if one.last_day else None,
        "factor": one.value,
        "low": one.low,
        "high": one.high,
        "passages": one.passages,
        "sessions": one.sessions,
        "method": one.method,
        "is_indicative": one.is_indicative,
        "by": one.made_by,
    }


def _gap(one: "GapTold") -> Data:
    return {
        "direction": one.direction.name.lower(),
        "from": one.start.astimezone(LOCAL_TIME).isoformat(),
        "to": one.end.astimezone(LOCAL_TIME).isoformat(),
        "estimate": None if one.estimate is None else one.estimate.name.lower(),
        "reference": one.reference,
        "passages": one.estimated,
        "deviation": one.deviation,
    }


def _note(one: "Note") -> Data:
    words: Mapping[str, str] = one.words
    return {
        "kind": one.kind.value,
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "words": dict(words),
        "why": one.why,
        "by": one.by,
    }


def _comparison(found: "Comparison") -> Data:
    """`growth` is in percent."""
    by_weekday = found.by_weekday
    return {
        "now": _span(found.period_now) | _amount(found.now),
        "then": _span(found.period_then) | _amount(found.then),
        "growth": found.growth,
        "why_not": found.why_not.value,
        "workday_then": by_weekday.workday_then,
        "workday_now": by_weekday.workday_now,
        "weekend_then": by_weekday.weekend_then,
        "weekend_now": by_weekday.weekend_now,
    }


def _span(period: "Period") -> Data:
    return {"first": period.first.isoformat(), "last": period.last.isoformat()}


def _scans(beside: "Beside") -> Data:
    return {
        "codes": beside.codes,
        "scans": beside.scans,
        "per_hundred": beside.per_hundred,
        "low": beside.low,
        "high": beside.high,
        "is_hidden": beside.is_hidden,
    }
