"""The command line as its users meet it: what it says, where, and with which exit status."""

import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from tests.commands import run

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests/data/small/content"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with the toy content, under no version control."""
    shutil.copytree(SMALL, tmp_path / "content")
    return tmp_path


def heritage(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return run(*arguments, settings={"COLUMNS": "120"} | settings, cwd=folder)


def test_healthy_content_has_nothing_to_mend(folder: Path) -> None:
    done = heritage(folder, "check")
    assert (done.returncode, done.stdout) == (0, "Nothing to mend.\n")


def test_a_mistake_is_told_with_its_line_and_status_1(folder: Path) -> None:
    file = folder / "content/kvarnen/sv.md"
    file.write_text(file.read_text(encoding="utf-8").replace("kind:", "knid:"), encoding="utf-8")
    done = heritage(folder, "check")
    assert done.returncode == 1
    line = next(line for line in done.stderr.splitlines() if "knid" in line)
    assert line.startswith("content/kvarnen/sv.md:")
    assert "'kind'" in line
    assert "Nothing was built." in done.stderr
    assert "Traceback" not in done.stderr


def test_the_editor_is_spoken_to_in_swedish_unless_asked_otherwise(folder: Path) -> None:
    """R-I18."""
    assert heritage(folder, "check", HERITAGE_LANGUAGE="").stdout == "Inget att rätta.\n"
    assert "Läser allt innehåll" in heritage(folder, "--help", HERITAGE_LANGUAGE="").stdout


def test_a_build_with_mistakes_writes_nothing(folder: Path) -> None:
    (folder / "content/kvarnen/sv.md").write_text("no facts", encoding="utf-8")
    done = heritage(folder, "build", "--out", "site")
    assert done.returncode == 1
    assert not (folder / "site").exists()


def test_a_build_tells_what_it_wrote(folder: Path) -> None:
    done = heritage(folder, "build", "--out", "site")
    assert done.returncode == 0
    assert (folder / "site/sv/kvarnen/index.html").is_file()
    assert "pages in site." in done.stdout


def test_a_folder_that_is_no_build_is_never_replaced(folder: Path) -> None:
    (folder / "site").mkdir()
    (folder / "site/photo.jpg").write_bytes(b"mine")
    done = heritage(folder, "build", "--out", "site")
    assert done.returncode == 2
    assert (folder / "site/photo.jpg").read_bytes() == b"mine"


def test_an_unknown_setting_stops_every_command_with_one_sentence(folder: Path) -> None:
    done = heritage(folder, "check", HERITAGE_PROT="80")
    assert done.returncode == 2
    assert done.stderr == "HERITAGE_PROT: no such setting; did you mean HERITAGE_PORT?\n"


def test_missing_content_is_said_in_a_sentence(tmp_path: Path) -> None:
    done = heritage(tmp_path, "check")
    assert done.returncode == 1
    assert "content" in done.stderr
    assert "Traceback" not in done.stderr


def decoded(pdf: Path) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        pictures = [page.render(scale=3).to_pil() for page in document]
    return [found.text for picture in pictures for found in zxingcpp.read_barcodes(picture)]


def test_a_sign_is_printed_and_an_independent_decoder_reads_it(folder: Path) -> None:
    done = heritage(folder, "signs", "kvarnen", "-o", "sign.pdf", "--format", "a5", "--languages", "sv,en,de")
    assert done.returncode == 0, done.stderr
    assert decoded(folder / "sign.pdf") == ["HTTPS://LEKSAK.EXAMPLE/Q/KVA15"]
    assert "read back" in done.stdout


def test_signs_of_all_places_and_of_a_trail_are_printed(folder: Path) -> None:
    assert heritage(folder, "signs", "--all", "-o", "all.pdf").returncode == 0
    assert len(decoded(folder / "all.pdf")) == 4
    assert heritage(folder, "signs", "--trail", "leksaksleden", "-o", "trail.pdf").returncode == 0
    assert "HTTPS://LEKSAK.EXAMPLE/Q/KVA15" in decoded(folder / "trail.pdf")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("kvarnn",), "did you mean kvarnen?"),
        (("kvarnen", "--languages", "xx"), "no language xx"),
        (("kvarnen", "--format", "a6", "--languages", "sv,en"), "A6 has room for 1 of the 2 languages"),
        ((), "--all"),
    ],
)
def test_a_mistaken_order_writes_no_file(folder: Path, arguments: tuple[str, ...], words: str) -> None:
    done = heritage(folder, "signs", *arguments, "-o", "sign.pdf")
    assert done.returncode != 0
    assert words in done.stderr
    assert not (folder / "sign.pdf").exists()
    assert "Traceback" not in done.stderr


def test_a_sign_for_another_address_says_demo(folder: Path) -> None:
    """The promise on a sign is the public address; anything else is for trying."""
    settings = {"HERITAGE_BASE_URL": "http://127.0.0.1:8000"}
    assert heritage(folder, "signs", "kvarnen", "-o", "sign.pdf", **settings).returncode == 0
    with pypdfium2.PdfDocument(folder / "sign.pdf") as document:
        assert "DEMO" in document[0].get_textpage().get_text_range()


def test_a_bare_code_is_never_made_for_another_address(folder: Path) -> None:
    """It has no room for the word DEMO and would be printed for decades."""
    done = heritage(folder, "qr", "kvarnen", "-o", "code", HERITAGE_BASE_URL="http://127.0.0.1:8000")
    assert done.returncode == 2
    assert "HERITAGE_BASE_URL" in done.stderr
    assert not (folder / "code").exists()


def words_on(pdf: Path) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(document[0].get_textpage().get_text_range().split())


def test_only_a_sign_on_a_trail_tells_to_save_the_trail(folder: Path) -> None:
    """R-Q18: there is a trail to save, or the advice would puzzle."""
    for place in ("kvarnen", "klockstapeln"):
        assert heritage(folder, "signs", place, "-o", f"{place}.pdf", "--languages", "sv").returncode == 0
    assert "Spara leden offline vid start." in words_on(folder / "kvarnen.pdf")
    assert "Spara leden" not in words_on(folder / "klockstapeln.pdf")
    assert "112" in words_on(folder / "klockstapeln.pdf")


def test_a_sign_whose_place_is_gone_is_not_printed(folder: Path) -> None:
    shutil.rmtree(folder / "content/klockstapeln")
    register = folder / "content/codes.yaml"
    lines = register.read_text(encoding="utf-8").replace("exposed: true}", "instead: kvarnen}")
    register.write_text(lines, encoding="utf-8")
    for file in (folder / "content").rglob("*.md"):
        text = file.read_text(encoding="utf-8")
        kept = "\n".join(line for line in text.split("\n") if "klockstapeln" not in line)
        file.write_text(kept, encoding="utf-8")
    assert heritage(folder, "check").returncode == 0, heritage(folder, "check").stderr
    assert heritage(folder, "signs", "--all", "-o", "all.pdf").returncode == 0
    assert "HTTPS://LEKSAK.EXAMPLE/Q/STANV" not in decoded(folder / "all.pdf")


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_the_bare_code_comes_in_three_formats_and_the_same_bytes_twice(folder: Path, kind: str) -> None:
    for name in ("one", "two"):
        done = heritage(folder, "qr", "kvarnen", "--format", kind, "-o", name)
        assert done.returncode == 0, done.stderr
    assert (folder / "one").read_bytes() == (folder / "two").read_bytes()


def test_a_new_sign_is_given_even_to_a_place_that_has_none(folder: Path) -> None:
    """A new place cannot pass the check before it has a code: the command must not wait for the check."""
    shutil.copytree(folder / "content/kvarnen", folder / "content/nykvarn")
    assert heritage(folder, "check").returncode == 1
    done = heritage(folder, "code", "nykvarn")
    assert done.returncode == 0, done.stderr
    assert "nykvarn has a new sign: " in done.stdout
    assert heritage(folder, "check").returncode == 0


def test_a_translation_is_stamped_and_noted_when_its_source_changes(folder: Path) -> None:
    """R-I7."""
    assert heritage(folder, "translated", "kvarnen", "de").returncode == 0
    file = folder / "content/kvarnen/sv.md"
    file.write_text(file.read_text(encoding="utf-8") + "\nEn rad till.\n", encoding="utf-8")
    done = heritage(folder, "check")
    assert done.returncode == 0
    assert "content/kvarnen/de.md" in done.stderr
    assert "heritage translated kvarnen de" in done.stderr


def test_backup_and_restore_bring_back_what_was_counted(folder: Path) -> None:
    assert heritage(folder, "backup", "kept.backup").returncode == 0
    again = heritage(folder, "backup", "kept.backup")
    assert (again.returncode, again.stderr) == (2, "'kept.backup' exists already; choose another name.\n")
    assert heritage(folder, "restore", "kept.backup").returncode == 0
    (folder / "broken").write_bytes(b"not a database")
    refused = heritage(folder, "restore", "broken")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1


def test_no_data_is_not_shown_as_zero(folder: Path) -> None:
    assert heritage(folder, "scans").stdout == "No scans are counted in this period.\n"
    assert heritage(folder, "messages").stdout == "No messages.\n"
    header = "day,code,place,channel,language,scans,reason,set_aside\r\n"
    assert heritage(folder, "scans", "--csv").stdout.replace("\n", "\r\n") == header


def test_a_period_that_ends_before_it_begins_is_refused(folder: Path) -> None:
    done = heritage(folder, "scans", "--from", "2026-06-02", "--to", "2026-06-01")
    assert (done.returncode, done.stderr) == (2, "--to lies before --from.\n")


def test_the_version_is_shown(folder: Path) -> None:
    assert heritage(folder, "--version").stdout.startswith("heritage 0.")
