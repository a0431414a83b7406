"""The broker is named by its address, without a password, and by the source whose messages it carries."""

import pytest

from heritage.settings.settings import Settings
from heritage.settings.variables import SettingsError


def test_a_broker_on_this_machine_may_be_asked_in_the_clear() -> None:
    given = {"HERITAGE_MQTT_URL": "mqtt://localhost", "HERITAGE_MQTT_SOURCE": "servanet"}
    broker = Settings.from_environment(given).broker
    assert broker is not None
    assert (broker.port, broker.is_encrypted, broker.user, broker.client_id) == (
        1883,
        False,
        None,
        "heritage",
    )


def test_a_name_at_the_broker_may_hold_any_sign() -> None:
    given = {"HERITAGE_MQTT_URL": "mqtts://sjoar%40ange@things.example", "HERITAGE_MQTT_SOURCE": "ttn"}
    broker = Settings.from_environment(given).broker
    assert broker is not None
    assert (broker.user, broker.host) == ("sjoar@ange", "things.example")


def test_a_broker_needs_the_source_whose_messages_it_carries() -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.from_environment({"HERITAGE_MQTT_URL": "mqtt://localhost"})
    assert str(raised.value).startswith("HERITAGE_MQTT_SOURCE: missing")
