"""Every `HERITAGE_*` that there is, and how the operator is told of a wrong one."""

import difflib

from heritage.problems import N_, Refusal

KNOWN = {
    "HERITAGE_CONTENT": "folder of the content",
    "HERITAGE_DATA_DIR": "folder of the embedded database",
    "HERITAGE_DATABASE_URL": "PostgreSQL address (postgresql://…); without it SQLite in the data folder is used",
    "HERITAGE_DATABASE_URL_FILE": "file that holds the PostgreSQL address",
    "HERITAGE_BASE_URL": "overrides the public address of content/site.yaml; signs are then marked DEMO",
    "HERITAGE_HOST": "address to listen on",
    "HERITAGE_PORT": "port to listen on",
    "HERITAGE_TRUSTED_PROXIES": "networks whose X-Forwarded-For is believed, separated by commas",
    "HERITAGE_CONTACT": "e-mail or web address that the weather services may write to; without it the weather is off",
    "HERITAGE_SMHI_URL": "address of SMHI's forecasts, for tests",
    "HERITAGE_SMHI_WARNINGS_URL": "address of SMHI's warnings, for tests",
    "HERITAGE_MET_URL": "address of MET Norway's forecasts, for tests",
    "HERITAGE_MQTT_URL": "broker to listen to (mqtts://name@host:8883); mqtt:// on this machine only",
    "HERITAGE_MQTT_SOURCE": "source whose messages come from the broker",
    "HERITAGE_MQTT_PASSWORD": "password at the broker",
    "HERITAGE_MQTT_PASSWORD_FILE": "file that holds the password at the broker",
    "HERITAGE_MQTT_CA_FILE": "certificate of the broker's authority, where the system does not know it",
    "HERITAGE_MQTT_TOPIC": "topic to listen to, where it is not the network server's usual one",
    "HERITAGE_MQTT_CLIENT": "name of this server at the broker, where several share the messages",
    "HERITAGE_ALARM_TO": "e-mail addresses that alarms go to, separated by commas; without any they are only listed",
    "HERITAGE_REPORT_TO": "e-mail addresses that the monthly report of passages goes to, separated by commas",
    "HERITAGE_SMTP_HOST": "mail server that alarms and reports are handed to",
    "HERITAGE_SMTP_PORT": "its port; 587, 465 or 25 by HERITAGE_SMTP_SECURITY if left out",
    "HERITAGE_SMTP_SECURITY": "starttls, tls from the first byte, or none (then no password may be sent)",
    "HERITAGE_SMTP_USER": "name at the mail server",
    "HERITAGE_SMTP_PASSWORD": "password at the mail server",
    "HERITAGE_SMTP_PASSWORD_FILE": "file that holds the password at the mail server",
    "HERITAGE_SMTP_FROM": "e-mail address that alarms and reports come from",
    "HERITAGE_STAFF_KEY": "what staff links are signed with; without it the data folder holds one",
    "HERITAGE_STAFF_KEY_FILE": "file that holds what staff links are signed with",
    "HERITAGE_ECO_COUNTER_ID": "id that Eco-Counter gave for its service; without it nothing is asked there",
    "HERITAGE_ECO_COUNTER_SECRET": "secret that belongs to the id",
    "HERITAGE_ECO_COUNTER_SECRET_FILE": "file that holds the secret that belongs to the id",
    "HERITAGE_ECO_COUNTER_USER": "name of an older account at Eco-Counter, which needs one and a password",
    "HERITAGE_ECO_COUNTER_PASSWORD": "password of an older account at Eco-Counter",
    "HERITAGE_ECO_COUNTER_PASSWORD_FILE": "file that holds the password of an older account at Eco-Counter",
    "HERITAGE_ECO_COUNTER_URL": "address of Eco-Counter's service, for tests",
    "HERITAGE_LANGUAGE": "language of the commands: sv or en",
}
"""Every variable with its meaning; the README's table is held against it."""


class SettingsError(Refusal):
    """Which setting is wrong, what with it, and what is expected; for the operator."""


def unknown(name: str) -> SettingsError:
    """What is told of a name that is none of KNOWN."""
    near = difflib.get_close_matches(name, KNOWN, n=1)
    if near:
        return SettingsError(N_("{name}: no such setting; did you mean {near}?"), name=name, near=near[0])
    return SettingsError(N_("{name}: no such setting; known are {known}"), name=name, known=", ".join(KNOWN))
