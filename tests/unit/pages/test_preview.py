"""Link previews: a PNG for each drawing, at an address that changes with the drawing."""

import io
import re

from PIL import Image

from heritage.pages.preview import HEIGHT, WIDTH, previews
from heritage.pages.static_files import StaticFile
from tests.rendering import EN, LIBRARY, SITE

BLUE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><path fill="#00f" d="M0 0h4v3H0z"/></svg>'


def drawing(body: bytes, name: str = "a/a.svg") -> StaticFile:
    return StaticFile(name, "/static/a/a.0.svg", "image/svg+xml", body, "")


def shared_picture(html: str) -> str:
    found = re.search(r'<meta property="og:image" content="([^"]+)">', html)
    assert found is not None
    return found[1]


def test_a_drawing_becomes_a_picture_of_the_size_that_is_promised() -> None:
    (made,) = previews([drawing(BLUE)], {"a/a.svg"})
    picture = Image.open(io.BytesIO(made.png())).convert("RGB")
    assert picture.size == (WIDTH, HEIGHT)
    assert {picture.getpixel(spot) for spot in ((0, 0), (WIDTH - 1, HEIGHT - 1))} == {(0, 0, 255)}


def test_the_address_changes_with_the_drawing_and_only_then() -> None:
    one, same, other = (
        next(previews([drawing(body)], {"a/a.svg"})) for body in (BLUE, BLUE, BLUE.replace(b"#00f", b"#fff"))
    )
    assert one.path == same.path != other.path
    assert re.fullmatch(r"/static/a/a\.[0-9a-f]{16}\.png", one.path)


def test_only_drawings_that_pages_show_get_one() -> None:
    assert list(previews([drawing(BLUE), drawing(BLUE, "icon.svg")], {"b/b.svg"})) == []


def test_a_place_shares_its_own_drawing_and_one_without_its_kinds() -> None:
    paths = {preview.name: preview.path for preview in SITE.previews}
    own = shared_picture(EN.place(LIBRARY.places["kvarnen"]))
    assert own == SITE.frame.base_url + paths["kvarnen/kvarnen.svg"]
    bare = shared_picture(EN.place(LIBRARY.places["smedjan"]))
    assert bare == SITE.frame.base_url + paths[f"kinds/{LIBRARY.places['smedjan'].kind}.svg"]


def test_pages_of_the_service_share_a_drawing_too() -> None:
    assert shared_picture(EN.start()) == SITE.frame.preview("kinds/theme.svg") != ""


def test_a_preview_says_what_the_page_is_called_and_where_it_lives() -> None:
    html = EN.place(LIBRARY.places["kvarnen"])
    address = SITE.frame.absolute(SITE.frame.address("en", "kvarnen"))
    name = LIBRARY.places["kvarnen"].texts["en"].name
    assert f'<meta property="og:title" content="{name}">' in html
    assert f'<meta property="og:url" content="{address}">' in html
    assert html.count('property="og:description"') == 1
