"""Exit statuses: 1 where the content has something to mend, 2 where the order, a setting or the machine is wrong."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from heritage.cli import app, main
from tests.contract.test_cli import SMALL

ADD = ("reading", "add", "lillsjon", "12", "--by", "Klubben")
IMPORT = ("reading", "import", "series.csv", "--place", "lillsjon", "--quantity", "water_temperature")
COUNTS = ("counts", "import", "counts.csv", "--point", "kvarnbron", "--by", "turistbyrån")
UNDO = ("counts", "undo", "import", "1", "--by", "turistbyrån", "--why", "fel punkt")
SIGNED = ("--by", "turistbyrån", "--why", "fel punkt")
SPAN = ("--from", "2026-07-14 12:00", "--until", "2026-07-14 13:00")
DECIDED = ("counts", "decide", "kvarnbron", "kept", *SPAN, *SIGNED)
SEEN = ("counts", "manual", "kvarnbron", *SPAN, "--by", "Ada", "--in", "walker=4")
FACTOR = ("counts", "factor", "kvarnbron", "--from", "2026-07-14", "--by", "Ada")
GIVEN = (*FACTOR, "--value", "1.2", "--low", "1.1", "--high", "1.3", "--method", "x")
EVENT = ("counts", "event", "--from", "2026-07-14", "--by", "Ada", "--sv", "Lopp")
NOTICE = ("counts", "notice", "kvarnbron", "-o", "notice.pdf")
REPORT = ("report", "2026", "-o", "report.html")
LINK = ("staff-link", "--for", "turistbyrån")
REPORTER = ("reporters", "add", "Klubben", "--quantity", "ice_thickness", "--place")
REDECODE = ("redecode", "--since", "2026-07-14")
DECIDE = ("decide", "lillsjon", "ice_thickness", "--accept", "--by", "jouren", "--why", "x")
SERVE = ("serve", "--port", "{port}")

READS_CONTENT = (
    ("check",),
    ("readability",),
    ("build", "--out", "site"),
    ("code", "kvarnen"),
    ("translated", "kvarnen", "de"),
    ("signs", "--all", "-o", "all.pdf"),
    ("qr", "kvarnen", "-o", "code.svg"),
    SERVE,
    ("devices",),
    REDECODE,
    ADD,
    IMPORT,
    (*REPORTER, "lillsjon"),
    ("alarms",),
    ("refresh",),
    ("simulate",),
    COUNTS,
    ("counts", "fetch"),
    UNDO,
    ("counts", "review"),
    DECIDED,
    EVENT,
    SEEN,
    ("counts", "manuals"),
    GIVEN,
    ("counts", "withdraw", "1", *SIGNED),
    ("counts", "show", "kvarnbron"),
    ("counts", "export", "kvarnbron"),
    ("counts", "rebuild"),
    ("counts", "verify"),
    NOTICE,
    REPORT,
    LINK,
)
OPENS_THE_DATABASE = (
    SERVE,
    ("scans",),
    ("messages",),
    ("purge",),
    ("backup", "kept.backup"),
    ("migrate",),
    ("sources", "add", "sjo", "ttn"),
    ("sources", "rotate", "sjo"),
    ("sources", "revoke", "sjo", "--all"),
    ("sources", "list"),
    ("devices",),
    REDECODE,
    ADD,
    (*IMPORT, "--apply"),
    ("reading", "imports"),
    ("reading", "undo", "1"),
    (*REPORTER, "lillsjon"),
    ("reporters", "list"),
    ("reporters", "revoke", "1"),
    ("decide", "--waiting"),
    ("alarms",),
    ("refresh",),
    ("simulate", "--days", "1"),
    (*COUNTS, "--yes"),
    ("counts", "imports"),
    UNDO,
    ("counts", "review"),
    DECIDED,
    ("counts", "decisions"),
    EVENT,
    ("counts", "events"),
    SEEN,
    ("counts", "manuals"),
    GIVEN,
    ("counts", "factors"),
    ("counts", "withdraw", "1", *SIGNED),
    ("counts", "show", "kvarnbron"),
    ("counts", "export", "kvarnbron"),
    ("counts", "rebuild"),
    ("counts", "verify"),
    REPORT,
    LINK,
)
MISTAKEN = (
    ("build", "--out", "content"),
    ("code", "kvarnn"),
    ("translated", "kvarnen", "xx"),
    ("signs", "kvarnn", "-o", "sign.pdf"),
    ("qr", "kvarnn", "-o", "code.svg"),
    ("serve", "--port", "0"),
    ("scans", "--from", "2026-06-02", "--to", "2026-06-01"),
    ("backup", "content/site.yaml"),
    ("restore", "nothing.backup"),
    ("sources", "add", "sjo", "loriot"),
    ("sources", "rotate", "sjo"),
    ("sources", "revoke", "sjo", "--all"),
    (*REDECODE, "--device", "0000000000000000"),
    ("reading", "add", "kvarnen", "12", "--by", "Klubben"),
    (*IMPORT, "--zone", "Ånge"),
    ("reading", "undo", "1"),
    (*REPORTER, "kvarnen"),
    ("reporters", "revoke", "1"),
    ("decide", "lillsjon"),
    (*DECIDE, "--from", "2027-01-09 06:00"),
    ("alarms", "--test-mail"),
    ("simulate", "--until", "2999-01-01T00:00"),
    COUNTS,
    (*COUNTS, "--zone", "Mars"),
    ("counts", "fetch"),
    UNDO,
    ("counts", "undo", "reading", "1"),
    ("counts", "review", "kvarnen"),
    (*DECIDED[:3], "gone", *DECIDED[4:]),
    (*EVENT, "--to", "2026-07-01"),
    SEEN[:-2],
    FACTOR,
    ("counts", "withdraw", "1", *SIGNED),
    ("counts", "show", "kvarnen"),
    ("counts", "export", "kvarnbron", "-o", "figures.ods"),
    ("counts", "rebuild", "kvarnen"),
    ("counts", "verify", "kvarnen"),
    ("counts", "notice", "kvarnen", "-o", "notice.pdf"),
    (*REPORT[:-1], "report.doc"),
    ("staff-link",),
    ("frobnicate",),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(SMALL, tmp_path / "content")
    (tmp_path / "series.csv").write_text("time;value\n2026-07-14 12:00;17,5\n")
    (tmp_path / "counts.csv").write_text("Tid;Antal\n2026-07-14 12:00;17\n2026-07-14 13:00;4\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HERITAGE_CONTACT", "drift@leksaksby.example")
    return tmp_path


def ended(arguments: tuple[str, ...], port: int) -> Result:
    done = CliRunner().invoke(app, [word.format(port=port) for word in arguments])
    assert isinstance(done.exception, SystemExit), (arguments, done.output, done.exception)
    assert done.stderr, arguments
    return done


def test_content_that_cannot_be_read_is_status_1_of_every_command_that_reads_it(
    folder: Path, port: int
) -> None:
    (folder / "content/site.yaml").unlink()
    for arguments in READS_CONTENT:
        done = ended(arguments, port)
        assert (arguments, done.exit_code, "content/site.yaml" in done.stderr) == (arguments, 1, True)


def test_a_database_that_cannot_be_used_is_status_2_of_every_command_that_opens_it(
    folder: Path, port: int
) -> None:
    for data in (folder / "data", folder / "data/demo"):
        data.mkdir()
        (data / "heritage.sqlite3").write_bytes(b"no database" * 100)
    for arguments in OPENS_THE_DATABASE:
        done = ended(arguments, port)
        assert (arguments, done.exit_code, done.stderr.count("\n")) == (arguments, 2, 1)


def test_a_mistaken_order_is_status_2_of_every_command(folder: Path, port: int) -> None:
    for arguments in MISTAKEN:
        assert (arguments, ended(arguments, port).exit_code) == (arguments, 2)


NOT_UNDERSTOOD = (
    ((*ADD[:-2],), "--by is missing; see `heritage reading add --help`."),
    (("serve", "--port", "0"), "--port must be a number from 1 to 65535."),
    (("reading", "undo", "x"), "NUMBER must be a number."),
    ((*IMPORT, "--channel", "-1"), "--channel must be a number of at least 0."),
    ((*ADD, "--ice", "blue"), "--ice must be one of clear, snow, unknown."),
    (("scans", "--from", "2026"), "--from must be written YYYY-MM-DD."),
    (("check", "--foo"), "There is no option --foo; see `heritage check --help`."),
    (("check", "--content"), "--content lacks its value, or has one and takes none."),
    (("chekc",), "There is no command chekc; see `heritage --help`."),
    (("check", "it", "all"), "'it all' is too much; see `heritage check --help`."),
    (("code",), "PLACE is missing; see `heritage code --help`."),
)


def run_main(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> object:
    """The exit status of the command as its users start it."""
    monkeypatch.setattr("sys.argv", ["heritage", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


def test_an_order_that_is_not_understood_is_told_in_one_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the language of the commands: no line of the library's own (R-I18)."""
    monkeypatch.setattr("heritage.cli._", str)
    for arguments, told in NOT_UNDERSTOOD:
        assert (arguments, run_main(monkeypatch, *arguments)) == (arguments, 2)
        assert capsys.readouterr() == ("", f"{told}\n")


def test_every_command_tells_an_unknown_option_in_one_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("heritage.cli._", str)
    for name in leaves(typer.main.get_command(app)):
        assert run_main(monkeypatch, *name.split(), "--frobnicate") == 2
        told = f"There is no option --frobnicate; see `heritage {name} --help`.\n"
        assert capsys.readouterr() == ("", told)


def test_a_command_that_is_done_ends_with_its_status(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not run_main(monkeypatch, "check")
    assert not run_main(monkeypatch, "--version")
    assert run_main(monkeypatch, "sources") == 2
    assert "rotate" in capsys.readouterr().err


def test_every_command_is_in_these_tables() -> None:
    told = {" ".join(arguments) for arguments in (*READS_CONTENT, *OPENS_THE_DATABASE, *MISTAKEN)}
    for name in leaves(typer.main.get_command(app)):
        assert any(f"{one} ".startswith(f"{name} ") for one in told), name


def leaves(command: Any, before: str = "") -> Iterator[str]:
    """Every command by its whole name; typer brings its own click, whose types are not public."""
    if not hasattr(command, "commands"):
        yield before
        return
    for name, below in command.commands.items():
        yield from leaves(below, f"{before} {name}".strip())
