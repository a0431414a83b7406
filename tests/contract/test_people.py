"""`heritage reading` and `heritage reporters` as those meet them who keep what people measure."""

import os
import re
import subprocess
import sys
from pathlib import Path

CONTENT = Path(__file__).parents[2] / "tests/data/small/content"
SERIES = "time;water\n2021-07-01 10:00;18,4\n2021-07-01 11:00;18,6\n2099-07-01 12:00;18,9\n"


def heritage(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HERITAGE_")}
    ours = {
        "HERITAGE_LANGUAGE": "en",
        "HERITAGE_CONTENT": str(CONTENT),
        "HERITAGE_DATA_DIR": str(data_dir),
    }
    command = [sys.executable, "-m", "heritage", *arguments]
    return subprocess.run(command, env=kept | ours, capture_output=True, text=True, check=False, timeout=60)


def drilled(data_dir: Path, thickness: str, *more: str) -> str:
    hole = ("reading", "add", "lillsjon", thickness, "--by", "fiskeklubben", "--at", "2026-01-14 10:30")
    done = heritage(data_dir, *hole, *more)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_a_hole_that_was_noted_already_is_told_as_it_stands(tmp_path: Path) -> None:
    """Whoever corrects a thickness must read that the first one is still the one that is shown."""
    assert drilled(tmp_path, "12").startswith("Noted: 12 cm at ")
    assert drilled(tmp_path, "8").startswith("There already: 12 cm at ")


def test_a_thickness_may_have_a_decimal_comma_and_what_is_no_number_is_told_in_a_sentence(
    tmp_path: Path,
) -> None:
    assert drilled(tmp_path, "12,5", "--snow", "3,5").startswith("Noted: 12.5 cm at ")
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
