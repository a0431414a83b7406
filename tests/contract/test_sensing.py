"""The operator's commands for devices as they are met: sources and tokens, the list of devices, reading again."""

import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from heritage.sensors.sources import KeyRing
from heritage.store.engine import open_engine
from heritage.store.migrate import migrate
from heritage.store.tables import UPLINK
from heritage.store.writer import Writer
from tests.contract.test_cli import SMALL, heritage
from tests.senders import MINUTE, NOON, PROBE, STRANGER, arrive, interpret, readings, up, values


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path / "content")
    return tmp_path


@pytest.fixture
def database(folder: Path) -> Engine:
    engine = open_engine(None, folder / "data")
    migrate(engine)
    return engine


def received(engine: Engine) -> None:
    arrive(engine, up(1, NOON), up(2, NOON + MINUTE), up(3, NOON, dev_eui=STRANGER))
    writer = Writer(engine)
    interpret(engine, writer)
    writer.close()


def token_in(output: str) -> bytes:
    found = re.search(r"^Authorization: Bearer (\S+)$", output, re.MULTILINE)
    assert found is not None, output
    return found[1].encode()


def kind(engine: Engine, token: bytes) -> str | None:
    keys = KeyRing(engine)
    keys.read()
    return keys.kind("servanet", token)


def test_a_source_lives_from_its_first_token_to_its_last(folder: Path, database: Engine) -> None:
    made = heritage(folder, "sources", "add", "servanet", "chirpstack4")
    assert made.returncode == 0, made.stderr
    assert "https://leksak.example/uplinks/servanet" in made.stdout
    first = token_in(made.stdout)
    assert kind(database, first) == "chirpstack4"
    turned = heritage(folder, "sources", "rotate", "servanet")
    second = token_in(turned.stdout)
    assert "heritage sources revoke servanet" in turned.stdout
    listed = heritage(folder, "sources", "list").stdout
    assert "chirpstack4" in listed
    assert first.decode() not in listed
    assert second.decode() not in listed
    digits = re.findall(r"calls this token ([0-9a-f]{8})", made.stdout + turned.stdout)
    assert all(one in listed for one in digits)
    gone = heritage(folder, "sources", "revoke", "servanet", digits[0])
    assert gone.stdout == "1 token revoked.\n"
    assert kind(database, first) is None
    assert kind(database, second) == "chirpstack4"
    assert heritage(folder, "sources", "revoke", "servanet", "--all").stdout == "1 token revoked.\n"
    assert kind(database, second) is None
    assert "none" in heritage(folder, "sources", "list").stdout


def test_what_cannot_be_done_is_one_sentence(folder: Path, database: Engine) -> None:
    assert heritage(folder, "sources", "list").stdout == "No sources.\n"
    for arguments, words in (
        (("add", "servanet", "loriot"), "'loriot' is no kind of source"),
        (("add", "Serva Net", "ttn"), "is no name of a source"),
        (("rotate", "servanet"), "There is no source 'servanet'"),
        (("revoke", "servanet", "--all"), "There is no source 'servanet'"),
        (("revoke", "servanet"), "--all"),
        (("revoke", "servanet", "00000000", "--all"), "--all"),
    ):
        done = heritage(folder, "sources", *arguments)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert words in done.stderr


def test_devices_are_listed_with_those_that_nobody_has_entered(folder: Path, database: Engine) -> None:
    received(database)
    shown = heritage(folder, "devices").stdout
    assert PROBE in shown
    assert "2026-07-14 12:01" in shown
    assert "lillsjon" in shown
    assert "never heard" in shown
    assert f"Unknown device {STRANGER}: 1 message from servanet" in shown
    assert "elsys-elt: externalTemperature" in shown
    devices = folder / "content/devices.yaml"
    assert f"write into {devices.relative_to(folder)}, with your words" in shown
    proposed = shown[shown.index(f'\n"{STRANGER}":') :]
    devices.write_text(devices.read_text(encoding="utf-8") + proposed, encoding="utf-8")
    told = heritage(folder, "devices")
    assert told.returncode == 0
    assert STRANGER in told.stdout
    for line, words in ((31, "'NOTE' only holds the place"), (33, "PLACE")):
        assert re.search(f"^content/devices.yaml:{line}: .*{words}", told.stderr, re.MULTILINE)
    devices.unlink()
    nothing = heritage(folder, "devices").stdout
    assert nothing.startswith("There are no devices in devices.yaml.\n")
    assert "make the file content/devices.yaml and write into it" in nothing


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        ("profile: elsys-elt", "profile: elsys-etl", "3: there is no profile 'elsys-etl'"),
        ("place: lillsjon", "place: lilsjon", "9: "),
        ("profile: elsys-elt", "profile: [elsys-elt", "3: "),
    ],
)
def test_with_faulty_devices_nothing_is_read_again_and_no_reading_is_lost(
    folder: Path, database: Engine, right: str, wrong: str, line: str
) -> None:
    received(database)
    before = readings(database)
    devices = folder / "content/devices.yaml"
    devices.write_text(devices.read_text(encoding="utf-8").replace(right, wrong, 1), encoding="utf-8")
    done = heritage(folder, "redecode", "--since", "2026-07-14")
    assert (done.returncode, done.stdout) == (1, "")
    assert f"content/devices.yaml:{line}" in done.stderr
    assert done.stderr.endswith(
        "Nothing was read again: mend devices.yaml first, or readings would be lost.\n"
    )
    assert readings(database) == before


def test_a_device_of_no_use_is_told_with_the_command_that_mends_it(folder: Path, database: Engine) -> None:
    received(database)
    devices = folder / "content/devices.yaml"
    devices.write_text(
        devices.read_text(encoding="utf-8").replace("2026-05-01", "2999-05-01"), encoding="utf-8"
    )
    told = heritage(folder, "devices")
    assert f"Nothing of what {PROBE} sends is used: by devices.yaml it hangs nowhere." in told.stdout
    assert f"\nheritage redecode --since 2026-07-14 --device {PROBE}\n" in told.stdout
    assert "content/devices.yaml:9: note: 'since' lies in the future" in told.stderr


def test_messages_are_read_again_after_a_device_was_mended(folder: Path, database: Engine) -> None:
    received(database)
    before = readings(database)
    with database.begin() as connection:
        connection.execute(text("UPDATE reading SET value = 99"))
    told = heritage(folder, "redecode", "--since", "2026-07-14", "--dry-run")
    assert told.stdout == (
        "2 messages read again.\nReadings that would change: 2, be new: 0, be gone: 0. Nothing was changed.\n"
    )
    assert values(database) == [99, 99]
    assert "0 messages" in heritage(folder, "redecode", "--since", "2026-07-15").stdout
    done = heritage(folder, "redecode", "--since", "2026-07-14", "--device", PROBE.upper())
    assert done.stdout == "2 messages read again.\nReadings changed: 2, new: 0, gone: 0.\n"
    assert readings(database) == before
    unknown = heritage(folder, "redecode", "--since", "2026-07-14", "--device", STRANGER)
    assert (unknown.returncode, unknown.stderr) == (2, f"There is no device {STRANGER} in devices.yaml.\n")


def test_old_raw_messages_are_purged_and_readings_stay(folder: Path, database: Engine) -> None:
    received(database)
    # Far enough back for every clock.
    with database.begin() as connection:
        connection.execute(text("UPDATE uplink SET received_at = 1000000000 WHERE id < 3"))
    assert "2 raw messages of devices deleted." in heritage(folder, "purge").stdout
    with database.connect() as connection:
        assert len(connection.execute(select(UPLINK)).all()) == 1
    assert len(readings(database)) == 2


def test_a_demo_is_not_served_as_if_it_were_real(folder: Path, database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(text("INSERT INTO meta VALUES ('kind', 'demo')"))
    done = heritage(folder, "serve", HERITAGE_PORT="18999")
    assert done.returncode == 2
    assert done.stderr == "The readings of this database are made up: only `serve --demo` shows them.\n"
