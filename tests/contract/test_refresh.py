"""`heritage refresh` as the operator meets it: what was asked, what came of it, and what is kept."""

import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from heritage.store.engine import open_engine
from heritage.weather.kept import weather_for
from tests.commands import run
from tests.weather_server import (
    MET_FORECAST,
    SMHI_FORECAST,
    SMHI_PARAMETERS,
    SMHI_WARNINGS,
    Reply,
    WeatherServer,
    example,
    met_forecast,
    smhi_forecast,
    weather_server,
)

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "tests/data/small/content"


@pytest.fixture
def server() -> Iterator[WeatherServer]:
    with weather_server() as server:
        server.lay_out(SMHI_WARNINGS, Reply(body=b"[]"))
        server.lay_out(SMHI_PARAMETERS, Reply(body=example("parameters")))
        yield server


def refresh(data_dir: Path, server: WeatherServer, **settings: str) -> subprocess.CompletedProcess[str]:
    services = {f"HERITAGE_{name}_URL": server.url for name in ("SMHI", "SMHI_WARNINGS", "MET")}
    ours = {
        "HERITAGE_CONTENT": str(CONTENT),
        "HERITAGE_DATA_DIR": str(data_dir),
        "HERITAGE_CONTACT": "drift@leksaksby.example",
    }
    return run("refresh", settings={"COLUMNS": "160"} | services | ours | settings)


def row(table: str, *words: str) -> str:
    """The only line of `table` that has all these words."""
    (found,) = [line for line in table.splitlines() if all(word in line for word in words)]
    return found


def test_a_round_is_told_in_a_table_and_kept(tmp_path: Path, server: WeatherServer) -> None:
    now = datetime.now(UTC)
    server.lay_out(SMHI_FORECAST, Reply(body=smhi_forecast(now)))
    done = refresh(tmp_path, server)
    assert (done.returncode, done.stderr) == (0, "")
    assert "fetched" in row(done.stdout, "lillsjon", "smhi")
    assert "fetched" in row(done.stdout, "warnings")
    engine = open_engine(None, tmp_path)
    with engine.connect() as connection:
        kept = weather_for(connection, "lillsjon", None, 22, now)
    assert kept.forecast is not None
    assert len(kept.forecast.forecast.steps) == 81
    assert kept.warnings.is_none
    engine.dispose()
    assert "not due yet" in row(refresh(tmp_path, server).stdout, "lillsjon", "smhi")
    assert len(server.asked_for(SMHI_FORECAST)) == 1


def test_a_service_that_fails_is_told_of_and_the_other_one_asked(
    tmp_path: Path, server: WeatherServer
) -> None:
    server.lay_out(SMHI_FORECAST, Reply(404))
    server.lay_out(MET_FORECAST, Reply(body=met_forecast(datetime.now(UTC))))
    done = refresh(tmp_path, server)
    assert done.returncode == 0
    assert "not covered by this service" in row(done.stdout, "lillsjon", "smhi")
    assert "fetched" in row(done.stdout, "lillsjon", "met")


def test_without_any_answer_the_command_fails_and_says_why_in_words(
    tmp_path: Path, server: WeatherServer
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}"
    services = {f"HERITAGE_{name}_URL": nowhere for name in ("SMHI", "SMHI_WARNINGS", "MET")}
    done = refresh(tmp_path, server, COLUMNS="80", **services)
    assert done.returncode == 2
    assert done.stderr == "No service gave anything; what was fetched before stays in place.\n"
    assert "refused" in done.stdout
    assert not any(words in done.stdout for words in ("…", "ConnectionRefusedError", "no whole answer"))
    wide = refresh(tmp_path, server, **services)
    assert (wide.returncode, wide.stderr) == (2, done.stderr)
    assert "the service refused or failed before; left alone" in row(wide.stdout, "official warnings")


def test_without_a_contact_nobody_is_asked(tmp_path: Path, server: WeatherServer) -> None:
    done = refresh(tmp_path, server, HERITAGE_CONTACT="")
    assert (done.returncode, done.stdout) == (2, "")
    assert "HERITAGE_CONTACT" in done.stderr
    assert server.asked == []
    assert not tmp_path.joinpath("heritage.sqlite3").exists()
