"""What `heritage build` promises to whoever serves its folder for ten years."""

import gzip
import hashlib
import os
import random
import subprocess
import sys
from base64 import b64encode
from html.parser import HTMLParser
from itertools import cycle
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
import pytest

from heritage.pages.compile import compile_site
from heritage.pages.export import export
from heritage.pages.folder import MARKER, CannotBuild
from heritage.pages.site import Site, assemble
from heritage.places.library import load
from heritage.places.place import Library

pytestmark = pytest.mark.usefixtures("uncounted")

SMALL = Path(__file__).parents[1] / "data" / "small" / "content"
LIVE = {"/sv/feedback/", "/en/feedback/", "/de/feedback/"}


def small(base_url: str | None = None) -> Site:
    """The small site."""
    library = load(SMALL).library
    assert library is not None
    return assemble(library, base_url)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` by its path there."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def site() -> Site:
    return small()


@pytest.fixture(scope="module")
def built(site: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the small site."""
    out = tmp_path_factory.mktemp("export") / "site"
    export(site, out)
    return tree(out)


class Page(HTMLParser):
    """The parts of a page that the promises are about."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.style = ""
        self._in_style = False
        self.feed(body.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._in_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.style += data

    def values(self, tag: str, attribute: str, **having: str) -> list[str]:
        """The attribute's values on elements `tag` that have the attributes `having`."""
        return [
            attributes[attribute]
            for name, attributes in self.elements
            if name == tag and attribute in attributes and having.items() <= attributes.items()
        ]


def pages(files: dict[str, bytes]) -> dict[str, Page]:
    return {path: Page(body) for path, body in files.items() if path.endswith(".html")}


def test_the_folder_holds_every_address_of_the_site(built: dict[str, bytes]) -> None:
    slugs = ["badvett", "is", "klockstapeln", "kvarnen", "leksaker", "leksaksleden", "lillsjon", "smedjan"]
    own = ["privacy", "accessibility", "feedback", "codes", "help", "about", "contact", "places"]
    own += ["conditions", "lillsjon/conditions", "counts", "counts/log", "counts/method"]
    own += [f"places/kind/{kind}" for kind in ("bell-tower", "industry", "lake", "open-air-museum")]
    own += ["places/parish/norra-ladan", "places/parish/sodra-ladan", "places/trail/leksaksleden"]
    expected = {f"{language}/{slug}/index.html" for language in ("sv", "en", "de") for slug in slugs + own}
    expected |= {
        f"{language}/{name}" for language in ("sv", "en", "de") for name in ("index.html", "404.html")
    }
    expected |= {f"Q/{code}/index.html" for code in ("KVA15", "STANV", "BR9N6", "SEN7B", "GAM1X")}
    expected |= {f"{language}/manifest.webmanifest" for language in ("sv", "en", "de")}
    expected |= {"index.html", "404.html", "Q/index.html", "sitemap.xml", "robots.txt", MARKER}
    found = {path for path in built if not path.endswith(".gz") and not path.startswith("static/")}
    assert found == expected


def test_beside_each_text_file_lies_its_packed_copy_hardly_larger_than_gzip_makes_it(
    built: dict[str, bytes],
) -> None:
    texts = [
        path
        for path in built
        if path.endswith((".html", ".xml", ".txt", ".svg", ".js", ".css", ".webmanifest"))
    ]
    assert texts
    for path in texts:
        packed = built[f"{path}.gz"]
        assert gzip.decompress(packed) == built[path], path
        peer = subprocess.run(["gzip", "-9", "-n"], input=built[path], capture_output=True, check=True).stdout
        assert len(packed) <= 1.03 * len(peer), path
    assert {path for path in built if path.endswith(".gz")} == {f"{path}.gz" for path in texts}


def test_the_policy_on_every_page_allows_its_style_and_no_script_of_strangers(
    built: dict[str, bytes],
) -> None:
    for path, page in pages(built).items():
        (policy,) = page.values("meta", "content", **{"http-equiv": "Content-Security-Policy"})
        digest = b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy, path
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        for tag, attributes in page.elements:
            assert not any(name == "style" or name.startswith(("on", "hx-")) for name in attributes), path
            if tag == "script" and attributes.get("type") != "application/ld+json":
                assert attributes["src"].startswith("/static/listen."), path


def test_nothing_is_loaded_from_elsewhere_and_every_link_of_ours_leads_somewhere(
    built: dict[str, bytes],
) -> None:
    for path, page in pages(built).items():
        loaded = page.values("img", "src") + page.values("link", "href", rel="icon")
        loaded += page.values("link", "href", rel="stylesheet")
        loaded += page.values("script", "src") + page.values("audio", "src")
        linked = page.values("a", "href") + page.values("form", "action")
        for address in loaded:
            assert address.startswith("/static/"), path
            assert address[1:] in built, f"{path}: {address}"
        for address in linked:
            if address.startswith("/"):
                place = address.partition("?")[0].partition("#")[0].strip("/")
                assert f"{place}/index.html".lstrip("/") in built, f"{path}: {address}"
            else:
                assert address.startswith(("#", "https://", "tel:", "geo:", "mailto:")), f"{path}: {address}"


def test_each_version_names_all_versions_and_itself(built: dict[str, bytes]) -> None:
    for language in ("sv", "en", "de"):
        page = Page(built[f"{language}/kvarnen/index.html"])
        assert page.values("html", "lang") == [language]
        assert page.values("link", "href", rel="canonical") == [f"https://leksak.example/{language}/kvarnen/"]
        assert dict(
            zip(
                page.values("link", "hreflang", rel="alternate"),
                page.values("link", "href", rel="alternate"),
                strict=True,
            )
        ) == {
            "sv": "https://leksak.example/sv/kvarnen/",
            "en": "https://leksak.example/en/kvarnen/",
            "de": "https://leksak.example/de/kvarnen/",
            "x-default": "https://leksak.example/en/kvarnen/",
        }


def test_a_missing_translation_has_its_address_and_points_to_the_original(built: dict[str, bytes]) -> None:
    page = Page(built["de/smedjan/index.html"])
    assert page.values("html", "lang") == ["de"]
    assert page.values("link", "href", rel="canonical") == ["https://leksak.example/en/smedjan/"]
    assert page.values("link", "hreflang", rel="alternate") == []
    assert "en" in page.values("div", "lang")
    assert b"/de/smedjan/" not in built["sitemap.xml"]
    original = Page(built["sv/smedjan/index.html"])
    assert "de" not in original.values("link", "hreflang", rel="alternate")


def test_a_code_opens_its_place_with_the_sign_and_all_languages(built: dict[str, bytes]) -> None:
    body = built["Q/KVA15/index.html"]
    page = Page(body)
    assert page.values("html", "lang") == ["sv"]
    assert page.values("link", "href", rel="canonical") == ["https://leksak.example/sv/kvarnen/"]
    assert page.values("a", "href", hreflang="de") == ["/de/kvarnen/"]
    assert "tel:112" in page.values("a", "href")
    assert body.count(b"KVA15") > built["sv/kvarnen/index.html"].count(b"KVA15")
    assert b"hole:" not in b"".join(built.values())


def test_the_code_of_a_removed_sign_names_the_place_to_go_instead(built: dict[str, bytes]) -> None:
    page = Page(built["Q/GAM1X/index.html"])
    assert "/sv/lillsjon/" in page.values("a", "href")
    assert "/sv/kvarnen/" not in page.values("a", "href")


def test_addresses_without_a_language_are_in_the_default_one(built: dict[str, bytes]) -> None:
    assert built["index.html"] == built["sv/index.html"]
    assert built["Q/index.html"] == built["sv/codes/index.html"]
    assert built["404.html"] == built["sv/404.html"]


def test_below_a_base_path_every_address_begins_with_it(tmp_path: Path) -> None:
    export(small("https://prov.example/besok"), tmp_path / "site")
    files = tree(tmp_path / "site")
    assert "sv/kvarnen/index.html" in files
    for path, page in pages(files).items():
        for tag, attributes in page.elements:
            for name in ("href", "src", "action"):
                address = attributes.get(name, "")
                if address.startswith("/"):
                    assert address.startswith("/besok/"), f"{path}: <{tag} {name}={address}>"
        for canonical in page.values("link", "href", rel="canonical"):
            assert canonical.startswith("https://prov.example/besok/")
    assert b"https://prov.example/besok/sitemap.xml" in files["robots.txt"]
    assert b"<loc>https://prov.example/besok/sv/kvarnen/</loc>" in files["sitemap.xml"]


def test_the_server_has_the_same_bytes(site: Site, built: dict[str, bytes]) -> None:
    served = compile_site(site)
    for path, page in served.pages.items():
        if path not in LIVE:
            assert page.plain == built[f"{path[1:]}index.html"], path
    for path, file in served.files.items():
        assert file.plain == built[path[1:]], path
    for language in ("sv", "en", "de"):
        assert served.not_found[language].plain == built[f"{language}/404.html"]
    for code in site.library.signs:
        scanned = served.scan_page(code, "sv")
        if scanned is None:
            assert served.scan_live(code, "sv") is not None
        else:
            assert scanned.plain == built[f"Q/{code}/index.html"]


BUILD = """
import sys
from pathlib import Path
from heritage.pages.export import export
from heritage.pages.site import assemble
from heritage.places.library import load
site = assemble(load(Path(sys.argv[1])).library)
export(site, Path(sys.argv[2]), int(sys.argv[3]))
"""


def test_the_same_content_gives_the_same_bytes_whoever_builds_and_when(
    tmp_path: Path, built: dict[str, bytes]
) -> None:
    for seed, zone, processes in (("1", "Asia/Tokyo", "1"), ("2", "America/Lima", "2")):
        out = tmp_path / seed
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
        command = [sys.executable, "-c", BUILD, str(SMALL), str(out), processes]
        subprocess.run(command, env=environment, check=True)
        assert tree(out) == built


def test_a_site_is_never_written_into_its_content(site: Site, tmp_path: Path) -> None:
    library = msgspec.structs.replace(site.library, folder=str(tmp_path))
    moved = Site(library, site.frame, site.files)
    with pytest.raises(CannotBuild, match="in the content folder"):
        export(moved, tmp_path / "site")
    assert list(tmp_path.iterdir()) == []


def without_pages(library: Library) -> Library:
    """The same site after most of its pages are gone."""
    return msgspec.structs.replace(library, trails={}, themes={}, signs={})


def build_for_ever(sites: list[Site], out: Path, processes: int, done: Connection) -> None:
    """Build one site and the other in turn until killed, and tell after each."""
    for each in cycle(sites):
        export(each, out, processes)
        done.send_bytes(b"done")


@pytest.mark.parametrize("processes", [1, 2])
def test_a_build_killed_at_any_moment_leaves_a_whole_site(
    site: Site, built: dict[str, bytes], tmp_path: Path, processes: int
) -> None:
    fewer = Site(without_pages(site.library), site.frame, site.files)
    out = tmp_path / "site"
    export(fewer, out)
    whole = [built, tree(out)]
    chance = random.Random(processes)
    left_behind, seen = 0, set()
    for _ in range(10):
        heard, done = get_context("fork").Pipe(duplex=False)
        arguments = ([site, fewer], out, processes, done)
        builder = get_context("fork").Process(target=build_for_ever, args=arguments)
        builder.start()
        for _ in range(chance.randint(0, 2)):
            heard.recv_bytes()
        builder.join(timeout=chance.uniform(0, 0.06))
        builder.kill()
        builder.join()
        heard.close()
        done.close()
        assert builder.exitcode == -9
        left_behind += (tmp_path / ".site.building").exists()
        found = tree(out)
        assert found in whole
        seen.add(len(found))
    assert left_behind > 0, "no kill hit a build under way"
    assert len(seen) == 2, "the site was never replaced"
    export(site, out)
    assert tree(out) == built
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_process_that_fails_stops_the_build_and_the_earlier_site_stays(
    site: Site, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    export(site, tmp_path / "site")
    before = tree(tmp_path / "site")
    broken = msgspec.structs.replace(list(site.library.places.values())[1], kind="no such kind")
    places = {**site.library.places, broken.slug: broken}
    library = msgspec.structs.replace(site.library, places=places, signs={})
    with pytest.raises((RuntimeError, KeyError)):
        export(Site(library, site.frame, site.files), tmp_path / "site", 2)
    assert tree(tmp_path / "site") == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    capfd.readouterr()
