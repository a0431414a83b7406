"""`heritage reading` and `heritage reporters` as those meet them who keep what people measure."""

import re
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

from heritage.i18n.dates import LOCAL_TIME
from heritage.sensors.reporters import REPORTABLE
from tests.commands import run

CONTENT = Path(__file__).parents[2] / "tests/data/small/content"
SERIES = "time;water\n2021-07-01 10:00;18,4\n2021-07-01 11:00;18,6\n2099-07-01 12:00;18,9\n"


def heritage(
    data_dir: Path, *arguments: str, language: str = "en", content: Path = CONTENT
) -> subprocess.CompletedProcess[str]:
    settings = {
        "HERITAGE_LANGUAGE": language,
        "HERITAGE_CONTENT": str(content),
        "HERITAGE_DATA_DIR": str(data_dir),
    }
    return run(*arguments, settings=settings)


AT = f"{datetime.now(LOCAL_TIME) - timedelta(days=7):%Y-%m-%d} 10:30"


def drill(
    data_dir: Path,
    thickness: str,
    *more: str,
    by: str = "fiskeklubben",
    at: str = AT,
    content: Path = CONTENT,
) -> subprocess.CompletedProcess[str]:
    hole = ("reading", "add", "lillsjon", thickness, "--by", by, "--at", at)
    return heritage(data_dir, *hole, *more, content=content)


def drilled(data_dir: Path, thickness: str, *more: str, by: str = "fiskeklubben") -> str:
    done = drill(data_dir, thickness, *more, by=by)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def content_with(folder: Path, right: str, wrong: str) -> Path:
    """The toy content with something else in the text of Lillsjön."""
    shutil.copytree(CONTENT, folder / "content")
    text = folder / "content/lillsjon/sv.md"
    text.write_text(text.read_text("utf-8").replace(right, wrong), "utf-8")
    return folder / "content"


def test_a_hole_that_was_noted_already_is_told_as_it_stands(tmp_path: Path) -> None:
    """Whoever corrects a thickness must read that the new one is not saved, and how it comes to be."""
    assert drilled(tmp_path, "12", "--ice", "clear").startswith("Noted: 12 cm (Clear, dark ice) at ")
    assert drilled(tmp_path, "12", "--ice", "clear").startswith("There already: 12 cm (Clear, dark ice) at ")
    for other in (("9", "--ice", "clear"), ("12", "--ice", "snow"), ("12", "--ice", "clear", "--snow", "3")):
        done = drill(tmp_path, *other)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"Not saved: {other[0]} cm")
        assert f"12 cm (Clear, dark ice) of the same observer stands at Lillsjön, {AT}" in done.stderr
        assert "`heritage decide`" in done.stderr
        assert "--at" in done.stderr


def test_what_two_observers_drill_at_one_minute_stands_side_by_side(tmp_path: Path) -> None:
    drilled(tmp_path, "12", by="Ånge fiskeklubb")
    assert drilled(tmp_path, "9", by="Ånge kommun").startswith("Noted: 9 cm at ")
    assert drilled(tmp_path, "9", by="Ånge kommun").startswith("There already: 9 cm at ")


def test_what_is_older_than_a_year_is_for_the_import(tmp_path: Path) -> None:
    for year in (1926, 1999):
        done = drill(tmp_path, "12", at=f"{year}-01-14 10:30")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("The time is more than a year ago.")
        assert "heritage reading import" in done.stderr


def test_where_no_thickness_is_shown_yet_it_is_told(tmp_path: Path) -> None:
    """R-C8: nobody has confirmed that the water is still."""
    content = content_with(tmp_path, "water: still", "water: assumed_still")
    told = "Nobody has confirmed that the water of Lillsjön is still: thicknesses are stored, but not shown"
    hole = drill(tmp_path, "12", content=content)
    assert hole.returncode == 0
    assert told in hole.stdout
    may = ("--place", "lillsjon", "--quantity", "ice_thickness")
    assert told in heritage(tmp_path, "reporters", "add", "Klubben", *may, content=content).stdout
    assert "Nobody has confirmed" not in drilled(tmp_path, "12", by="kommunen")


def test_a_place_with_a_fault_is_not_called_missing(tmp_path: Path) -> None:
    content = content_with(tmp_path, "precision_m: 200", "precision_m: far")
    hole = drill(tmp_path, "12", content=content)
    assert (hole.returncode, hole.stdout) == (1, "")
    assert hole.stderr.startswith("content/lillsjon/sv.md:")
    may = ("--place", "lillsjon", "--quantity", "ice_thickness")
    link = heritage(tmp_path, "reporters", "add", "Klubben", *may, content=content)
    assert (link.returncode, link.stderr) == (1, hole.stderr)


def test_a_corrected_file_is_told_which_import_to_undo(tmp_path: Path) -> None:
    file = tmp_path / "vatten.csv"
    file.write_text(SERIES)
    wanted = ("reading", "import", str(file), "--place", "lillsjon", "--quantity", "water_temperature")
    assert heritage(tmp_path, *wanted, "--apply").stderr == ""
    file.write_text(SERIES.replace("18,4", "28,4"))
    told = (
        "1 time has another value already, which stays: 18.4 at 2021-07-01 10:00 +0200. To replace it, first undo "
        "import 1.\n"
    )
    for more in ((), ("--apply",)):
        assert heritage(tmp_path, *wanted, *more).stderr == told
    missing = heritage(tmp_path, "reading", "import", str(tmp_path / "no.csv"), *wanted[3:])
    assert missing.stderr == f"'{tmp_path}/no.csv' cannot be read (No such file or directory).\n"


def test_swedish_sentences_have_a_decimal_comma(tmp_path: Path) -> None:
    hole = ("reading", "add", "lillsjon", "12,5 cm", "--by", "kommunen")
    assert "12,5 cm" in heritage(tmp_path, *hole, language="sv").stdout
    file = tmp_path / "vatten.csv"
    file.write_text(SERIES)
    wanted = ("reading", "import", str(file), "--place", "lillsjon", "--quantity", "water_temperature")
    assert "18,4" in heritage(tmp_path, *wanted, language="sv").stdout


def test_a_thickness_may_have_a_decimal_comma_and_what_is_no_number_is_told_in_a_sentence(
    tmp_path: Path,
) -> None:
    assert drilled(tmp_path, "12,5", "--snow", "3,5").startswith(
        "Noted: 12.5 cm (Snow on the ice: 3.5 cm) at "
    )
    for words in (("tjock",), ("12", "--snow", "lite")):
        done = heritage(tmp_path, "reading", "add", "lillsjon", *words, "--by", "fiskeklubben")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == f"'{words[-1]}' is no number of centimetres, such as 12 or 12,5.\n"


def test_ice_is_not_noted_where_it_would_be_shown_nowhere(tmp_path: Path) -> None:
    refused = (
        2,
        "'ice_thickness' is not among the 'measures' of 'kvarnen' in its sv.md; add it there first.\n",
    )
    hole = heritage(tmp_path, "reading", "add", "kvarnen", "12", "--by", "fiskeklubben")
    assert (hole.returncode, hole.stderr) == refused
    may = ("--place", "kvarnen", "--quantity", "ice_thickness")
    link = heritage(tmp_path, "reporters", "add", "Fiskeklubben", *may)
    assert (link.returncode, link.stderr) == refused


def test_a_file_is_shown_stored_once_and_taken_back(tmp_path: Path) -> None:
    file = tmp_path / "vatten.csv"
    file.write_text(SERIES)
    wanted = ("reading", "import", str(file), "--place", "lillsjon", "--quantity", "water_temperature")
    shown = heritage(tmp_path, *wanted)
    assert shown.returncode == 0
    assert "line 4: The time lies ahead of now." in shown.stdout
    assert "Nothing is stored yet" in shown.stdout
    assert (
        "Import 1: 2 readings stored, 0 were there already." in heritage(tmp_path, *wanted, "--apply").stdout
    )
    assert (
        "Import 2: 0 readings stored, 2 were there already." in heritage(tmp_path, *wanted, "--apply").stdout
    )
    assert heritage(tmp_path, "reading", "undo", "1").stdout == "2 readings taken away.\n"
    again = heritage(tmp_path, "reading", "undo", "1")
    assert (again.returncode, again.stderr) == (2, "There is no import 1 to undo.\n")
    assert [line[:4] for line in heritage(tmp_path, "reading", "imports").stdout.splitlines()] == [
        "   2",
        "   1",
    ]


def test_a_zone_that_there_is_not_is_told_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "vatten.csv"
    file.write_text(SERIES)
    for zone in ("Europe", "Ånge", "../../etc/passwd"):
        wanted = ("--place", "lillsjon", "--quantity", "water_temperature", "--zone", zone)
        done = heritage(tmp_path, "reading", "import", str(file), *wanted)
        assert done.returncode == 2
        assert done.stderr == f"'{zone}' is no time zone such as Europe/Stockholm or UTC.\n"


def test_a_link_is_told_once_listed_without_its_secret_and_closed(tmp_path: Path) -> None:
    may = ("--place", "lillsjon", "--quantity", "ice_thickness")
    made = heritage(tmp_path, "reporters", "add", "Fiskeklubben", *may)
    assert made.returncode == 0
    secret = re.search(r"/report/([\w-]{27})/\n", made.stdout)
    assert secret is not None
    listed = heritage(tmp_path, "reporters", "list").stdout
    assert listed == "   1  Fiskeklubben  lillsjon  ice_thickness  open\n"
    assert heritage(tmp_path, "reporters", "revoke", "1").stdout == "Link 1 is closed.\n"
    assert heritage(tmp_path, "reporters", "revoke", "1").returncode == 2
    assert heritage(tmp_path, "reporters", "list").stdout == listed.replace("open", "revoked")


def test_the_help_names_all_that_may_be_reported(tmp_path: Path) -> None:
    told = heritage(tmp_path, "reporters", "add", "--help").stdout
    assert [one for one in REPORTABLE if one not in told] == []
