"""The description of the read API holds: its addresses, parameters, answers and examples are the real ones (R-D10)."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from heritage.app import QUESTIONS
from heritage.conditions.state import IceAdvice
from heritage.quantities import IceKind
from heritage.sensors.drilled import Drilling, add
from heritage.sensors.readings import Observation, keep
from heritage.store.engine import writing
from heritage.weather import kept as weather
from heritage.weather.forecast import Forecast, Provider, Step
from heritage.weather.kept import PlacedForecast, forecast_key, pack
from heritage.weather.warnings import Words
from heritage.web.api import DEEPEST, MOST_AT_ONCE, USUAL_LIMIT, api_doors
from heritage.web.counts_api import counts_door
from tests.interface import Interface, interface
from tests.moments import storm, warnings_document

NOW = datetime(2027, 1, 20, 11, tzinfo=UTC)
HOUR = timedelta(hours=1)
GAUGE = "70b3d5e75e000002"

Schema = dict[str, Any]

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}


@pytest.fixture
def api(engine: Engine) -> Iterator[Interface]:
    with interface(engine, NOW) as opened:
        yield opened


@pytest.fixture
def described(api: Interface) -> Schema:
    told = api.ask("/api/v1/openapi.json")
    assert told.status == 200
    found: Schema = told.data
    return found


def resolved(described: Schema, part: Schema) -> Schema:
    while "$ref" in part:
        found: Any = described
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return part


def faults(described: Schema, schema: Schema, value: object, at: str = "") -> Iterator[str]:
    """Where `value` is not as `schema` says, for as much of JSON Schema as the description uses."""
    schema = resolved(described, schema)
    if value is None:
        if not schema.get("nullable"):
            yield f"{at}: null"
        return
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind != "boolean")):
        yield f"{at}: {value!r} is no {kind}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is none of {schema['enum']}"
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        yield f"{at}: {value!r} is not as {schema['pattern']}"
    if isinstance(value, int | float) and value < schema.get("minimum", value):
        yield f"{at}: {value} is too small"
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            yield f"{at}: too short"
        for number, item in enumerate(value):
            yield from faults(described, schema.get("items", {}), item, f"{at}[{number}]")
    if isinstance(value, dict):
        yield from faults_of_object(described, schema, value, at)


def faults_of_object(described: Schema, schema: Schema, value: Schema, at: str) -> Iterator[str]:
    known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{at}.{name} is missing"
    for name, item in value.items():
        if name in known:
            yield from faults(described, known[name], item, f"{at}.{name}")
        elif others is False:
            yield f"{at}.{name} is not described"
        elif isinstance(others, dict):
            yield from faults(described, others, item, f"{at}.{name}")


def assert_is_as_described(described: Schema, path: str, status: int, value: object) -> None:
    answer = resolved(described, described["paths"][path]["get"]["responses"][str(status)])
    ((_, content),) = answer["content"].items()
    assert list(faults(described, content["schema"], value)) == []


def fill(engine: Engine) -> None:
    """Something of everything that can be told."""
    sensed = [("water_temperature", 3.5, 1), ("air_temperature", -12.5, 1), ("ice_thickness", 20, 2)]
    sensed += [("air_temperature", -12.5 + hour % 2, hour) for hour in range(12, 120, 3)]
    with writing(engine) as connection:
        readings = [
            Observation("lillsjon", GAUGE, 1, quantity, "sensor", NOW - age * HOUR, value, NOW)
            for quantity, value, age in sensed
        ]
        keep(connection, readings)
        for number, kind in enumerate(IceKind):
            at = NOW - (number + 3) * HOUR
            add(connection, Drilling("lillsjon", at, 14, kind, 2.5, "Fiskeklubben"), NOW)
        steps = tuple(Step(valid_at=NOW + hour * HOUR, air_temperature=-9.5) for hour in range(48))
        body = pack(PlacedForecast("https://smhi.example/x", Forecast(Provider.SMHI, NOW - HOUR, steps)))
        key = forecast_key(Provider.SMHI, "lillsjon")
        weather.keep(connection, weather.Document(key, "smhi", checked_at=NOW, body=body))
        # Whatever a warning may leave open, the description says so.
        warning = replace(storm(NOW), area_name=Words("Lådan", None), ends_at=None, published_at=None)
        weather.keep(connection, warnings_document(NOW, [warning]))


def real_path(path: str) -> str:
    return "/api/v1" + path.replace("{id}", "lillsjon")


PATHS = ("/readings", "/places/{id}/conditions", "/counts", "/api-info", "/openapi.json")


def test_every_resource_is_described_and_no_other(described: Schema, api: Interface) -> None:
    routes = {door.route.removeprefix("/api/v1") for door in api_doors(api.parts, counts_door(api.parts))}
    assert set(described["paths"]) == set(PATHS) == routes - {"/api/{unknown}"}


@pytest.mark.parametrize("path", PATHS)
def test_real_answers_are_as_described(engine: Engine, api: Interface, described: Schema, path: str) -> None:
    empty = api.ask(real_path(path))
    assert_is_as_described(described, path, 200, empty.data)
    fill(engine)
    full = api.ask(real_path(path))
    assert full.status == 200
    assert_is_as_described(described, path, 200, full.data)


@pytest.mark.parametrize("path", PATHS)
def test_refusals_are_as_described(engine: Engine, described: Schema, path: str) -> None:
    with interface(engine, NOW, burst=1) as api:
        told = [
            api.ask(real_path(path), "nothing=1"),
            api.ask(real_path(path)),
            api.ask(real_path(path), method="POST"),
        ]
    assert [one.status for one in told] == [400, 429, 405]
    for one in told:
        assert_is_as_described(described, path, one.status, one.data)


@pytest.mark.parametrize("path", PATHS)
def test_every_status_has_words_and_every_body_a_valid_example(described: Schema, path: str) -> None:
    answers = described["paths"][path]["get"]["responses"]
    expected = {"200", "304", "400", "405", "429", "500", "503"} | ({"404"} if "{id}" in path else set())
    assert set(answers) == expected
    for status, written in answers.items():
        answer = resolved(described, written)
        assert answer["description"].startswith("sv: ") and " en: " in answer["description"]
        assert ("content" in answer) == (status != "304")
        for content in answer.get("content", {}).values():
            assert list(faults(described, content["schema"], content["example"])) == []


def test_examples_tell_as_much_as_real_answers(engine: Engine, api: Interface, described: Schema) -> None:
    fill(engine)
    for path in ("/readings", "/places/{id}/conditions", "/api-info"):
        content = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
        real = api.ask(real_path(path)).data
        # What is null in a real answer may be told in the example, and the other way round.
        assert keys(content["example"]) >= {
            key for key in keys(real) if "note." not in key and "name." not in key
        }


def keys(value: object, at: str = "") -> set[str]:
    if isinstance(value, dict):
        found = {f"{at}.{name}" for name in value}
        return found.union(*(keys(item, f"{at}.{name}") for name, item in value.items()))
    if isinstance(value, list):
        return set().union(*(keys(item, at) for item in value))
    return set()


def test_the_parameters_are_those_that_are_taken(api: Interface, described: Schema) -> None:
    parameters = described["paths"]["/readings"]["get"]["parameters"]
    names = [parameter["name"] for parameter in parameters]
    assert f"the parameters are {', '.join(names)}." in api.ask("/api/v1/readings", "x=1").data["detail"]
    for parameter in parameters:
        assert parameter["in"] == "query" and not parameter.get("required")
        assert parameter["description"].startswith("sv: ") and " en: " in parameter["description"]
        example = str(parameter["example"]).replace("+", "%2B")
        assert api.ask("/api/v1/readings", f"{parameter['name']}={example}").status == 200
    limit = next(parameter["schema"] for parameter in parameters if parameter["name"] == "limit")
    assert (limit["default"], limit["maximum"]) == (USUAL_LIMIT, MOST_AT_ONCE)
    quantities = resolved(described, parameters[1]["schema"])["enum"]
    assert "water_temperature" in quantities and "ice_temperature" not in quantities


def test_who_answers_for_it_and_what_may_be_done_with_it_is_told(described: Schema) -> None:
    info = described["info"]
    assert described["openapi"].startswith("3.")
    assert described["servers"] == [{"url": "https://leksak.example/api/v1"}]
    assert info["contact"]["name"]
    assert info["license"]["url"] == "http://creativecommons.org/publicdomain/zero/1.0/"
    assert "sv: " in info["description"] and "en: " in info["description"]
    for operation in (path["get"] for path in described["paths"].values()):
        assert "sv: " in operation["description"] and "en: " in operation["description"]


def test_the_limits_that_are_told_are_the_real_ones(described: Schema) -> None:
    told = " ".join(described["info"]["description"].split())
    burst, seconds_each = QUESTIONS
    assert f"{burst} requests at once and then one a second" in told and seconds_each == 1
    assert f"{DEEPEST:,}".replace(",", " ") + " readings" in told


def test_every_word_of_ice_is_explained(described: Schema) -> None:
    written = described["components"]["schemas"]["IceAdvice"]
    assert written["enum"] == [advice.value for advice in IceAdvice]
    assert all(f"{advice.value}: " in written["description"] for advice in IceAdvice)


def test_every_reference_leads_somewhere_and_nothing_is_left_over(described: Schema) -> None:
    text = json.dumps(described)
    referred = set(re.findall(r'"#/components/(\w+/\w+)"', text))
    defined = {f"{kind}/{name}" for kind, parts in described["components"].items() for name in parts}
    assert referred == defined
