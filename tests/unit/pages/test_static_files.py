"""Hashed names, the inlined style sheet, and what of `static/` and `content/` is published."""

from pathlib import Path

import msgspec
import pytest

from heritage.pages.static_files import SHEETS, assets, own_files, pictures, style, without_space
from heritage.places.library import load
from heritage.places.place import Drawing, Library

SMALL = Path(__file__).parents[2] / "data" / "small" / "content"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"><path d="M0 0"/></svg>'


@pytest.fixture
def library() -> Library:
    """The small site."""
    loaded = load(SMALL).library
    assert loaded is not None
    return loaded


def test_every_drawing_of_the_content_is_published_by_slug_and_name(library: Library) -> None:
    assert [file.name for file in pictures(library)] == [
        "kvarnen/kvarnen.svg",
        "kvarnen/vinge.svg",
        "leksaksleden/leksaksleden.svg",
        "lillsjon/lillsjon.svg",
    ]


def test_a_drawing_is_measured_and_named_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "lake.svg").write_bytes(DRAWING)
    (file,) = own_files(tmp_path)
    stem, digest, suffix = file.path.split(".")
    assert (stem, suffix) == ("/static/lake", "svg")
    assert len(digest) == 16
    assert (file.width, file.height, file.media_type, file.is_text) == (400, 300, "image/svg+xml", True)
    assert file.policy == "default-src 'none'; frame-ancestors 'none'"


def test_the_styles_in_a_drawing_get_hashes_in_its_own_policy(tmp_path: Path) -> None:
    (tmp_path / "lake.svg").write_bytes(DRAWING.replace(b"<path", b"<style>path{fill:red}</style><path"))
    (file,) = own_files(tmp_path)
    assert "; style-src 'sha256-" in file.policy
    assert "unsafe" not in file.policy


def test_changed_content_has_another_address(tmp_path: Path) -> None:
    paths = set()
    for source in (DRAWING, DRAWING, DRAWING.replace(b"M0", b"M1")):
        (tmp_path / "lake.svg").write_bytes(source)
        paths.add(next(own_files(tmp_path)).path)
    assert len(paths) == 2


def test_a_drawing_that_became_unsafe_after_it_was_loaded_is_not_published(
    library: Library, tmp_path: Path
) -> None:
    (tmp_path / "kvarnen").mkdir()
    (tmp_path / "kvarnen" / "kvarnen.svg").write_bytes(DRAWING.replace(b"path", b"script"))
    changed = msgspec.structs.replace(
        library, folder=str(tmp_path), drawings={"kvarnen/kvarnen.svg": Drawing(400, 300)}
    )
    with pytest.raises(ValueError, match="script"):
        list(pictures(changed))


def test_our_own_files_are_published_and_those_for_the_making_are_not(tmp_path: Path) -> None:
    (tmp_path / "kinds").mkdir()
    (tmp_path / "kinds" / "lake.svg").write_bytes(DRAWING)
    (tmp_path / "site.css").write_text("a{}")
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "favicon.ico").write_bytes(b"\0\0\1\0")
    files = list(own_files(tmp_path))
    assert [file.name for file in files] == ["favicon.ico", "kinds/lake.svg"]
    assert [file.is_text for file in files] == [False, True]
    found = assets(files, "/besok")
    assert found["kinds/lake.svg"].address == "/besok" + files[1].path
    assert (found["kinds/lake.svg"].width, found["favicon.ico"].width) == (400, None)


def test_space_and_comments_that_mean_nothing_leave_the_style() -> None:
    css = """
    /* why; "quoted" */
    a :hover , b > c {
      margin : 0 auto ;
      width: calc(1rem + 2px);
    }
    @media (min-width: 3rem) and (x) { d::after { content : " ; } ' /* kept */ " ; } }
    e { background: url(data:image/svg+xml,a; b) }
    """
    assert without_space(css) == (
        "a :hover,b > c{margin :0 auto;width:calc(1rem + 2px)}"
        '@media (min-width:3rem) and (x){d::after{content :" ; } \' /* kept */ "}}'
        "e{background:url(data:image/svg+xml,a; b)}"
    )


def test_the_style_sheet_loads_nothing_from_elsewhere() -> None:
    assert "http://" not in style().replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in style()
    assert "@import" not in style()
    assert "</" not in style().replace("%3C/", "")


def test_libraries_are_published_under_plain_names_and_missed_in_silence(tmp_path: Path) -> None:
    """R-S3: what npm brought; pages do without it."""
    assert list(own_files(tmp_path)) == []
    minified = tmp_path / "node_modules/htmx.org/dist/htmx.min.js"
    minified.parent.mkdir(parents=True)
    minified.write_text("var htmx")
    (minified.parent / "htmx.js").write_text("var other")
    (file,) = own_files(tmp_path)
    assert (file.name, file.body, file.media_type) == (
        "htmx.js",
        b"var htmx",
        "text/javascript; charset=utf-8",
    )
    assert file.path.startswith("/static/htmx.")


def test_a_sheet_of_some_pages_is_published_without_its_spare_space(tmp_path: Path) -> None:
    (tmp_path / "style").mkdir()
    *parts, last = SHEETS["panel.css"]
    for part in parts:
        (tmp_path / f"style/{part}.css").write_text(f"{part} {{ b: c }}\n")
    assert list(own_files(tmp_path)) == [], "never without one of its parts"
    (tmp_path / f"style/{last}.css").write_text("/* why */ d { e: f }\n")
    (file,) = own_files(tmp_path)
    whole = "".join(f"{part}{{b:c}}" for part in parts) + " d{e:f}"
    assert (file.name, file.body, file.is_text) == ("panel.css", whole.encode(), True)
    assert file.media_type == "text/css; charset=utf-8"
