"""`heritage decide` and `heritage alarms` as those who look after the sensors meet them."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, text

from heritage.sensors.current import latest
from heritage.sensors.readings import keep
from heritage.store.engine import open_engine, writing
from heritage.store.kind import Kind, kind_of
from heritage.store.migrate import migrate
from heritage.store.tables import ALARM, META
from tests.commands import run
from tests.mailserver import mail_server
from tests.observed import DEVICE, HOUR, in_a_row

CONTENT = Path(__file__).parents[2] / "tests/data/small/content"
STOCKHOLM = ZoneInfo("Europe/Stockholm")
LATELY = (datetime.now(UTC) - timedelta(days=3)).replace(minute=0, second=30, microsecond=0)


def heritage(data_dir: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    ours = {"HERITAGE_CONTENT": str(CONTENT), "HERITAGE_DATA_DIR": str(data_dir)}
    return run(*arguments, settings=ours | settings)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A database in which ice has jumped."""
    engine = open_engine(None, tmp_path)
    migrate(engine)
    with writing(engine) as connection:
        keep(connection, in_a_row([20, 34, 35], "ice_thickness", start=LATELY))
    engine.dispose()
    return tmp_path


def shown(data_dir: Path) -> list[float | None]:
    engine = open_engine(None, data_dir)
    with engine.connect() as connection:
        found = [one.value for one in latest(connection, "lillsjon")]
    engine.dispose()
    return found


def minute(moment: datetime) -> str:
    return f"{moment.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"


def test_what_waits_is_listed_with_the_command_that_decides_it(data_dir: Path) -> None:
    done = heritage(data_dir, "decide", "--waiting")
    first, last = minute(LATELY + HOUR), minute(LATELY + 2 * HOUR)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"lillsjon  ice_thickness  {DEVICE}  {first} – {last}  2 readings: 34–35",
        f"    before: 20 at {minute(LATELY)}",
        f"    heritage decide lillsjon ice_thickness --device {DEVICE} --from '{first}' --to '{last}' "
        "--accept|--reject --by … --why …",
    ]


def test_the_readings_of_a_minute_are_accepted_and_then_shown(data_dir: Path) -> None:
    assert shown(data_dir) == [20]
    about = ("lillsjon", "ice_thickness", "--from", minute(LATELY + HOUR), "--to", minute(LATELY + 2 * HOUR))
    words = ("--by", "jouren", "--why", "borrat bredvid")
    done = heritage(data_dir, "decide", *about, "--accept", *words)
    assert (done.returncode, done.stdout) == (0, "2 readings accepted.\n")
    assert shown(data_dir) == [35]
    assert heritage(data_dir, "decide", "--waiting").stdout == "Nothing waits.\n"


def test_one_reading_is_rejected(data_dir: Path) -> None:
    about = ("lillsjon", "ice_thickness", "--from", minute(LATELY))
    done = heritage(data_dir, "decide", *about, "--reject", "--by", "jouren", "--why", "sonden flyttad")
    assert (done.returncode, done.stdout) == (0, "1 reading rejected.\n")
    assert shown(data_dir) == [None]


@pytest.mark.parametrize(
    "arguments",
    [
        ("lillsjon",),
        ("lillsjon", "ice_thickness", "--accept"),
        ("lillsjon", "ice_thickness", "--from", "2026-02-14 10:00"),
        ("lillsjon", "ice_thickness", "--from", "2026-02-14 10:00", "--accept", "--reject"),
    ],
)
def test_half_a_decision_is_none(data_dir: Path, arguments: tuple[str, ...]) -> None:
    done = heritage(data_dir, "decide", *arguments, "--by", "jouren", "--why", "nej")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Say which place, which quantity, --from when, and either --accept or --reject.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--from", "förra veckan"), "'förra veckan' is no time; write it as 2026-02-14 10:30.\n"),
        (
            ("--from", "1999-02-14 10:00", "--by", "jouren", "--why", "nej"),
            "lillsjon has no readings of ice_thickness in that time.\n",
        ),
        (("--from", "1999-02-14 10:00", "--why", "nej"), "Say who decides, in at most 80 characters.\n"),
    ],
)
def test_what_cannot_be_decided_is_told_in_a_sentence(
    data_dir: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    done = heritage(data_dir, "decide", "lillsjon", "ice_thickness", "--accept", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", sentence)


def test_a_decision_that_breaks_off_says_that_it_is_to_be_taken_again(tmp_path: Path) -> None:
    """The database fails when the decision has reached its first thousand readings."""
    engine = open_engine(None, tmp_path)
    migrate(engine)
    with writing(engine) as connection:
        keep(connection, in_a_row([1.0] * 1001, "snow_depth", start=LATELY, every=timedelta(minutes=1)))
        connection.execute(
            text(
                "CREATE TRIGGER full BEFORE UPDATE ON decision WHEN OLD.last_at > OLD.first_at "
                "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
            )
        )
    about = ("lillsjon", "snow_depth", "--from", minute(LATELY), "--to", minute(LATELY + 17 * HOUR))
    command = ("decide", *about, "--reject", "--by", "jouren", "--why", "snö på mätaren")
    done = heritage(tmp_path, *command)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "Only part of the readings may be decided: the same command again decides them all.",
        "The database failed (the disk is full).",
    ]
    with writing(engine) as connection:
        connection.execute(text("DROP TRIGGER full"))
    engine.dispose()
    assert heritage(tmp_path, *command).stdout == "1001 readings rejected.\n"


def test_only_commands_that_use_a_secret_read_its_file(data_dir: Path) -> None:
    """Who may check the content need not be able to read the passwords of the server."""
    hidden = mail(1) | {"HERITAGE_SMTP_USER": "heritage", "HERITAGE_SMTP_PASSWORD_FILE": "/no/such"}
    for command in (("--version",), ("alarms",)):
        assert heritage(data_dir, *command, **hidden).returncode == 0
    told = "HERITAGE_SMTP_PASSWORD_FILE: '/no/such' cannot be read (No such file or directory)\n"
    for command in (("alarms", "--test-mail"), ("serve",)):
        done = heritage(data_dir, *command, **hidden)
        assert (done.returncode, done.stderr) == (2, told)
    done = heritage(data_dir, "messages", HERITAGE_DATABASE_URL_FILE="/no/such")
    assert (done.returncode, done.stderr) == (2, told.replace("SMTP_PASSWORD", "DATABASE_URL"))


def ring(data_dir: Path, **columns: object) -> None:
    engine = open_engine(None, data_dir)
    migrate(engine)
    with writing(engine) as connection:
        connection.execute(insert(ALARM).values(**columns))
    engine.dispose()


def test_alarms_are_listed_with_what_was_told_of_them(data_dir: Path) -> None:
    moment = datetime(2026, 2, 14, 12, tzinfo=UTC)
    ring(data_dir, kind="silent", subject=DEVICE, since=moment, opened_at=moment, closed_at=moment + HOUR)
    ring(
        data_dir, kind="network", subject="servanet", since=moment, opened_at=moment + HOUR, telling_at=moment
    )
    ring(data_dir, kind="forecast", subject="all", opened_at=moment, telling_at=moment, told_at=moment + HOUR)
    lines = heritage(data_dir, "alarms").stdout.splitlines()
    rows = [[cell.strip() for cell in line.strip("│").split("│")] for line in lines if "2026-02-14" in line]
    assert rows == [
        [
            "At least one place has had no new weather forecast for six hours",
            "–",
            "2026-02-14 13:00",
            "open",
            "2026-02-14 14:00",
        ],
        [
            "The sensors of servanet fell silent together: its network seems to be down",
            "2026-02-14 13:00",
            "2026-02-14 14:00",
            "open",
            "perhaps",
        ],
        [
            f"The sensor {DEVICE} is silent",
            "2026-02-14 13:00",
            "2026-02-14 13:00",
            "2026-02-14 14:00",
            "no",
        ],
    ]


def test_no_alarms_are_said_to_be_none(data_dir: Path) -> None:
    done = heritage(data_dir, "alarms")
    assert (done.returncode, done.stdout) == (0, "No alarms.\n")


def test_the_demonstration_is_looked_into_apart(tmp_path: Path) -> None:
    """Its devices and alarms are made up: they are never among the real ones."""
    ring(tmp_path / "demo", kind="clock", subject="påhittat", opened_at=LATELY)
    engine = open_engine(None, tmp_path / "demo")
    with writing(engine) as connection:
        connection.execute(insert(META).values(key="kind", value="demo"))
    engine.dispose()
    assert "påhittat" in heritage(tmp_path, "alarms", "--demo").stdout
    assert heritage(tmp_path, "alarms").stdout == "No alarms.\n"
    made_up = heritage(tmp_path, "devices", "--demo")
    assert (made_up.returncode, made_up.stderr) == (0, "")
    assert DEVICE not in made_up.stdout
    assert "lillsjon" in made_up.stdout


@pytest.mark.parametrize("command", ["alarms", "devices"])
def test_to_look_into_an_empty_database_does_not_make_it_a_demonstrations(
    tmp_path: Path, command: str
) -> None:
    done = heritage(tmp_path, command, "--demo")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "The database holds no demonstration: `serve --demo` or `simulate` begins one.\n"
    engine = open_engine(None, tmp_path / "demo")
    with engine.connect() as connection:
        assert kind_of(connection) is Kind.REAL
    engine.dispose()


def mail(port: int) -> dict[str, str]:
    return {
        "HERITAGE_ALARM_TO": "drift@leksaksby.example, jour@leksaksby.example",
        "HERITAGE_SMTP_HOST": "127.0.0.1",
        "HERITAGE_SMTP_PORT": str(port),
        "HERITAGE_SMTP_SECURITY": "none",
        "HERITAGE_SMTP_FROM": "larm@leksaksby.example",
    }


def test_a_mail_is_tried_the_way_of_the_alarms(data_dir: Path) -> None:
    with mail_server() as server:
        done = heritage(data_dir, "alarms", "--test-mail", **mail(server.port))
        assert (done.returncode, done.stderr) == (0, "")
        assert (
            done.stdout
            == "The mail server has taken a mail to drift@leksaksby.example, jour@leksaksby.example.\n"
        )
        assert [letter.message["Subject"] for letter in server.taken] == [
            "Besök Leksaksby: Test of the alarms"
        ]
        server.fails["MAIL"] = "550 not from you"
        refused = heritage(data_dir, "alarms", "--test-mail", **mail(server.port))
        assert (refused.returncode, refused.stderr) == (2, "The mail server says 550 not from you\n")
        made_up = heritage(data_dir, "alarms", "--demo", "--test-mail", **mail(server.port))
    assert made_up.stderr == "A demonstration sends no mail: leave out --demo.\n"
    assert (made_up.returncode, len(server.taken)) == (2, 1)


def test_without_a_mail_server_the_trial_says_what_is_missing(data_dir: Path) -> None:
    done = heritage(data_dir, "alarms", "--test-mail")
    assert done.returncode == 2
    assert done.stderr == (
        "No mail is sent: set HERITAGE_ALARM_TO, HERITAGE_SMTP_HOST and HERITAGE_SMTP_FROM.\n"
    )
