"""The content folder read: what becomes of it, and every problem of reading at once."""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from heritage.places.counting import CounterMounting, CountingRecord
from heritage.places.device import Mounting
from heritage.places.folder import body_hash, load_folder
from heritage.places.library import Loaded, assemble, load, survey
from heritage.places.place import Answer, Drawing, Library, OnTrail, PlaceConditions, Water
from heritage.places.position import Position
from heritage.problems import Weight

SMALL = Path(__file__).parents[2] / "data" / "small" / "content"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the small content that a test may break."""
    return Path(shutil.copytree(SMALL, tmp_path / "content"))


def told(loaded: Loaded) -> list[str]:
    return [problem.as_line() for problem in loaded.problems]


def library_of(loaded: Loaded) -> Library:
    assert loaded.library is not None
    return loaded.library


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_healthy_content_is_read_whole_and_without_problems() -> None:
    loaded = load(SMALL)
    library = library_of(loaded)

    assert loaded.problems == []
    assert loaded.broken_slugs == loaded.broken_paths == frozenset()
    assert list(library.places) == ["klockstapeln", "kvarnen", "lillsjon", "smedjan"]
    assert list(library.trails) == ["leksaksleden"]
    assert list(library.themes) == ["leksaker"]
    assert list(library.safety) == ["badvett", "is"]
    assert list(library.devices) == ["70b3d5e75e000001", "70b3d5e75e000002", "70b3d5e75e000003"]
    assert list(library.counting.points) == ["kvarnbron", "norra-leden"]
    assert list(library.counting.counters) == ["norra-leden-stolpen"]
    assert list(library.signs) == ["KVA15", "STANV", "BR9N6", "SEN7B", "GAM1X"]
    assert library.folder == str(SMALL)
    assert library.site.languages == ("sv", "en", "de")
    assert library.accessibility.shortcomings[0].ground == "not_met"


def test_a_place_carries_its_facts() -> None:
    mill = library_of(load(SMALL)).places["kvarnen"]

    assert (mill.slug, mill.path, mill.kind, mill.parish) == (
        "kvarnen",
        "content/kvarnen/sv.md",
        "industry",
        "Norra Lådan",
    )
    assert mill.position == Position(62.50001, 15.60002, 50)
    assert mill.on_trails == (OnTrail("leksaksleden", 0),)
    assert mill.accessibility.step_free is Answer.YES
    assert mill.accessibility.width_cm == 90
    assert mill.picture is not None
    assert mill.picture.alt["en"] == "A mill with four sails made of blocks."
    assert mill.sources[1].url == "https://leksak.example/kvarnen"
    assert mill.external_ids == {"wikidata": "Q0"}
    assert mill.name("sma") == "Klossemylle"


def test_a_place_tells_what_is_measured_there_and_how_its_water_moves() -> None:
    places = library_of(load(SMALL)).places

    assert places["lillsjon"].conditions == PlaceConditions(
        ("water_temperature", "ice_thickness", "snow_depth", "air_temperature"), Water.STILL
    )
    assert places["kvarnen"].conditions is None


def test_a_sensor_carries_where_it_hangs() -> None:
    gauge = library_of(load(SMALL)).devices["70b3d5e75e000002"]

    assert (gauge.profile, gauge.interval_minutes) == ("milesight-em500-udl", 30)
    assert gauge.note["en"] == "The gauge sits on a post on the shore. The snow may be deeper in the lee."
    assert gauge.mountings == (
        Mounting(place="lillsjon", since=date(2026, 6, 1), height_m=2.0, distance_zero_mm=2000),
    )


def test_content_without_a_record_of_sensors_has_none(content: Path) -> None:
    (content / "devices.yaml").unlink()

    loaded = load(content)

    assert library_of(loaded).devices == {}
    assert loaded.problems == []


def test_content_without_a_record_of_counting_points_has_none(content: Path) -> None:
    (content / "counting.yaml").unlink()

    loaded = load(content)

    assert library_of(loaded).counting == CountingRecord()
    assert loaded.problems == []


def test_a_counting_point_is_called_in_swedish_where_it_has_no_other_name() -> None:
    point = library_of(load(SMALL)).counting.points["kvarnbron"]

    assert [point.called(language) for language in ("en", "nb")] == ["The Mill Bridge", "Kvarnbron"]


def test_a_counter_stands_at_its_point_until_the_end_of_its_last_day() -> None:
    stood = CounterMounting(point="bron", since=date(2026, 5, 1), until=date(2026, 5, 31))

    days = (date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 31), date(2026, 6, 1))
    assert [stood.covers(day) for day in days] == [False, True, True, False]


def test_a_record_of_counting_points_that_cannot_be_read_leaves_the_rest_standing(content: Path) -> None:
    change(content / "counting.yaml", "visits: half", "visits: twice")

    loaded = load(content)

    assert library_of(loaded).counting == CountingRecord()
    assert len(library_of(loaded).devices) == 3
    assert loaded.broken_paths == {"content/counting.yaml"}


def test_a_record_of_sensors_that_cannot_be_read_leaves_the_rest_standing(content: Path) -> None:
    change(content / "devices.yaml", "elsys-elt", "[elsys-elt]")

    loaded = load(content)

    assert library_of(loaded).devices == {}
    assert list(library_of(loaded).places) == ["klockstapeln", "kvarnen", "lillsjon", "smedjan"]
    assert loaded.broken_paths == {"content/devices.yaml"}
    assert told(loaded) == [
        "content/devices.yaml:3: 'profile' must be a single value, not a list or keys of its own"
    ]


def test_an_unknown_position_is_none() -> None:
    assert library_of(load(SMALL)).places["klockstapeln"].position is None


def test_a_trail_carries_its_way_points_in_order() -> None:
    trail = library_of(load(SMALL)).trails["leksaksleden"]

    assert [point.place or point.name for point in trail.waypoints] == [
        "kvarnen",
        "Sockerbron",
        "lillsjon",
        "Lådans botten",
    ]
    assert trail.waypoints[1].position == Position(62.5051, 15.6101, 100)
    assert trail.waypoints[3].services == ("stamp",)
    assert trail.safety == ("is",)


def test_a_text_carries_its_words_in_its_language() -> None:
    texts = library_of(load(SMALL)).places["kvarnen"].texts

    assert sorted(texts) == ["de", "en", "sv"]
    assert texts["en"].name == "The Block Mill"
    assert texts["en"].lede == "A mill of wooden blocks that grinds sawdust into sand."
    assert texts["en"].is_checked
    assert not texts["de"].is_checked
    assert texts["sv"].headings == ("vingarna",)
    assert texts["sv"].links[0].line == 33
    assert "Kvarnen byggdes en regnig eftermiddag." in texts["sv"].html


def test_how_hard_a_text_is_to_read_is_measured_where_an_editor_may_be_told(content: Path) -> None:
    story = "Hej du. " * 30
    for language in ("sv", "en"):
        with (content / "kvarnen" / f"{language}.md").open("a", encoding="utf-8") as file:
            file.write(f"\n\n{story}\n")

    places = library_of(load(content)).places

    assert places["kvarnen"].texts["sv"].lix is not None
    assert places["kvarnen"].texts["en"].lix is None
    assert places["lillsjon"].texts["sv"].lix is None


@pytest.mark.parametrize(
    ("old", "new"),
    [("lede: En", "lede: Is, en"), ("name: ", "name: Isen, "), ("\n## Stranden", "\nIsen är vit.\n\n## S")],
)
def test_a_word_for_ice_is_noticed_in_name_lede_and_story(content: Path, old: str, new: str) -> None:
    path = content / "lillsjon" / "sv.md"
    change(path, "Läs om [isen](../is/) om vintern.", "")
    assert not library_of(load(content)).places["lillsjon"].texts["sv"].mentions_ice

    change(path, old, new)

    assert library_of(load(content)).places["lillsjon"].texts["sv"].mentions_ice


def test_drawings_are_known_by_slug_and_file_with_their_size_in_the_page() -> None:
    library = library_of(load(SMALL))

    assert library.drawings["kvarnen/vinge.svg"] == Drawing(320, 180)
    assert 'src="../kvarnen/vinge.svg" alt="Vingen på nära håll" width="320" height="180"' in (
        library.places["kvarnen"].texts["sv"].html
    )


def test_a_missing_translation_is_simply_not_there() -> None:
    smithy = library_of(load(SMALL)).places["smedjan"]

    assert sorted(smithy.texts) == ["en", "sv"]
    assert smithy.name("de") == "Plåtsmedjan"


def test_the_hash_of_the_words_changes_with_name_lede_and_story_only(content: Path) -> None:
    before = library_of(load(content)).places["smedjan"].texts["sv"].body_hash
    file = content / "smedjan" / "sv.md"
    change(file, "parish: Södra Lådan", "parish: Östra Lådan")
    file.write_text(file.read_text() + "\n\n")

    assert library_of(load(content)).places["smedjan"].texts["sv"].body_hash == before
    change(file, "är vaken", "är uppe")
    assert library_of(load(content)).places["smedjan"].texts["sv"].body_hash != before
    assert len(before) == 12
    assert int(before, 16) >= 0


def test_the_hash_tells_name_lede_and_story_apart() -> None:
    assert len({body_hash("a", "b", "c"), body_hash("ab", "", "c"), body_hash("a", "bc", "")}) == 3


def test_every_file_is_read_before_anything_is_told(content: Path) -> None:
    change(content / "kvarnen" / "sv.md", "parish: Norra", "parsh: Norra")
    change(content / "kvarnen" / "de.md", "lede: ", "lede: 'Eine ")
    change(content / "smedjan" / "en.md", "See also [the Block Mill](kvarnen)", "<b>See</b>")
    change(content / "site.yaml", "owner: Leksaksby kommun", "owner: 7")
    change(content / "codes.yaml", "state: ordered", "state: odered")
    (content / "lillsjon" / "lillsjon.svg").write_text("<svg/>")

    loaded = load(content)

    assert loaded.library is None, "for want of site.yaml"
    assert sorted(told(loaded)) == [
        "content/codes.yaml:9: 'state' must be one of planned, ordered, mounted, damaged, removed, "
        "not 'odered'",
        "content/kvarnen/de.md:2: a quotation mark is opened here and never closed",
        "content/kvarnen/sv.md:6: unknown key 'parsh'; did you mean 'parish'?",
        "content/lillsjon/lillsjon.svg:1: the picture must begin with "
        '<svg xmlns="http://www.w3.org/2000/svg" …>',
        "content/site.yaml:6: 'owner' must be text; put quotation marks round it: \"7\"",
        "content/smedjan/en.md:7: '<b>' is HTML, which texts cannot hold; use Markdown, "
        "or write '\\<' to show the sign",
    ]


def test_a_place_with_broken_facts_is_left_out_but_remembered(content: Path) -> None:
    change(content / "kvarnen" / "sv.md", "kind: industry", "kind: [industry]")
    change(content / "kvarnen" / "sv.md", "## Vingarna", "# Vingarna")

    loaded = load(content)

    assert "kvarnen" not in library_of(loaded).places
    assert loaded.broken_slugs == {"kvarnen"}
    assert loaded.broken_paths == {"content/kvarnen/sv.md"}
    assert told(loaded) == [
        "content/kvarnen/sv.md:5: 'kind' must be a single value, not a list or keys of its own",
        "content/kvarnen/sv.md:35: a heading with '#' would be the page's name; begin it with '##'",
    ]


def test_a_place_whose_swedish_file_is_empty_is_left_out_but_remembered(content: Path) -> None:
    (content / "kvarnen" / "sv.md").write_text("")

    loaded = load(content)

    assert loaded.broken_slugs == {"kvarnen"}
    assert loaded.broken_paths == {"content/kvarnen/sv.md"}
    assert len(loaded.problems) == 1


def test_a_broken_translation_leaves_the_place_standing(content: Path) -> None:
    (content / "kvarnen" / "en.md").write_text("no front matter")

    loaded = load(content)

    assert sorted(library_of(loaded).places["kvarnen"].texts) == ["de", "sv"]
    assert loaded.broken_slugs == frozenset()
    assert loaded.broken_paths == {"content/kvarnen/en.md"}


def test_a_folder_without_a_swedish_text_is_a_problem(content: Path) -> None:
    (content / "kvarnen" / "sv.md").unlink()

    loaded = load(content)

    assert told(loaded) == [
        "content/kvarnen/sv.md: the file is missing; it holds the facts of the page and its Swedish text"
    ]
    assert loaded.broken_slugs == {"kvarnen"}


@pytest.mark.parametrize("name", ["site.yaml", "accessibility.yaml", "codes.yaml"])
def test_each_shared_record_must_be_there(content: Path, name: str) -> None:
    (content / name).unlink()

    loaded = load(content)

    assert told(loaded) == [f"content/{name}: the file is missing; every content folder needs one"]
    assert loaded.broken_paths == {f"content/{name}"}
    assert (loaded.library is None) == (name != "codes.yaml")


@pytest.mark.parametrize("languages", ["[]", "[en, sv]"])
def test_the_first_language_is_the_one_of_the_facts(content: Path, languages: str) -> None:
    change(content / "site.yaml", "[sv, en, de]", languages)

    loaded = load(content)

    assert loaded.library is None
    assert told(loaded) == [
        "content/site.yaml:8: 'languages' must begin with 'sv', the language that the facts are written in"
    ]


def test_a_language_tag_that_leads_out_is_no_tag(content: Path) -> None:
    change(content / "site.yaml", "[sv, en, de]", "[sv, ../x]")

    assert told(load(content)) == [
        "content/site.yaml:8: 'languages' must hold language tags such as sv, en or sv-simple, not '../x'"
    ]


def test_a_text_in_a_language_that_is_not_enabled_is_a_note(content: Path) -> None:
    shutil.copy(content / "smedjan" / "en.md", content / "smedjan" / "fi.md")

    (problem,) = load(content).problems

    assert problem.weight is Weight.NOTE
    assert problem.as_line() == (
        "content/smedjan/fi.md: this text is not shown, for 'fi' is not among the languages in site.yaml"
    )


def test_unused_files_are_noted_and_hidden_ones_passed_over(content: Path) -> None:
    for name in ("README.md", ".git/config", "notes.txt", "kvarnen/.draft.md", "kvarnen/foto.jpg"):
        (content / name).parent.mkdir(exist_ok=True)
        (content / name).write_text("x")
    for name in ("kvarnen/README.md", "kvarnen/sv.md~", "kvarnen/Bild.SVG", "kvarnen/more/sv.md"):
        (content / name).parent.mkdir(exist_ok=True)
        (content / name).write_text("x")

    loaded = load(content)

    assert {problem.weight for problem in loaded.problems} == {Weight.NOTE}
    assert sorted(problem.path for problem in loaded.problems) == [
        "content/kvarnen/Bild.SVG",
        "content/kvarnen/foto.jpg",
        "content/kvarnen/more",
        "content/notes.txt",
    ]


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [("Borgsjö kyrka", "borgsjo-kyrka"), ("-x", "x"), ("åäö_1", "aao-1"), ("日本", "borgsjo-kyrka")],
)
def test_a_folder_that_can_be_no_address_is_reported_and_not_read(
    content: Path, name: str, suggestion: str
) -> None:
    (content / name).mkdir()

    assert told(load(content)) == [
        f"content/{name}: the folder's name must be small letters a-z, digits and hyphens, "
        f"such as '{suggestion}'"
    ]


@pytest.mark.parametrize("name", ["privacy", "accessibility", "feedback", "codes"])
def test_a_folder_cannot_take_the_address_of_the_programs_own_pages(content: Path, name: str) -> None:
    (content / name).mkdir()

    assert told(load(content)) == [
        f"content/{name}: the name '{name}' belongs to a page of the program; give the folder another"
    ]


def test_symbolic_links_out_of_the_content_are_refused(content: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "sv.md").write_text("---\nname: Secret\n---\n")
    (content / "hemligt").symlink_to(secret)
    (content / "smedjan" / "de.md").symlink_to(secret / "sv.md")
    (content / "smedjan" / "etc.svg").symlink_to("/etc/passwd")

    loaded = load(content)

    refused = "this is a symbolic link that leads out of the folder; put the file itself here"
    assert sorted(told(loaded)) == [
        f"content/hemligt: {refused}",
        f"content/smedjan/de.md: {refused}",
        f"content/smedjan/etc.svg: {refused}",
    ]
    assert "hemligt" not in library_of(loaded).places
    assert sorted(library_of(loaded).places["smedjan"].texts) == ["en", "sv"]


def test_symbolic_links_within_the_content_are_followed(content: Path) -> None:
    (content / "smedjan" / "vinge.svg").symlink_to("../kvarnen/vinge.svg")

    loaded = load(content)

    assert loaded.problems == []
    assert "smedjan/vinge.svg" in library_of(loaded).drawings


def test_a_symbolic_link_to_nothing_is_reported(content: Path) -> None:
    (content / "smedjan" / "de.md").symlink_to("gone.md")

    assert len(told(load(content))) == 1


def test_a_pipe_is_not_waited_for(content: Path) -> None:
    os.mkfifo(content / "smedjan" / "de.md")

    (problem,) = load(content).problems

    assert problem.path == "content/smedjan/de.md"
    assert problem.weight is Weight.NOTE


def test_files_have_a_size_limit(content: Path) -> None:
    for name in ("smedjan/de.md", "site.yaml"):
        (content / name).write_bytes(b"#" * 1_000_001)

    assert told(load(content)) == [
        "content/site.yaml: the file is larger than 1000 kB; shorten it or split it",
        "content/smedjan/de.md: the file is larger than 1000 kB; shorten it or split it",
    ]


def test_a_missing_content_folder_is_one_problem(tmp_path: Path) -> None:
    loaded = load(tmp_path / "content")

    assert loaded.library is None
    assert told(loaded) == ["content: the folder cannot be opened (No such file or directory)"]


def test_problems_name_the_folder_by_its_own_name_however_it_was_given(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (content / "smedjan" / "de.md").write_text("")
    monkeypatch.chdir(content)

    assert load(Path(".")).problems[0].path == "content/smedjan/de.md"
    assert load(Path("..") / "content").problems[0].path == "content/smedjan/de.md"


def test_without_site_yaml_every_text_is_still_read(content: Path) -> None:
    (content / "site.yaml").unlink()
    (content / "smedjan" / "fi.md").write_text("")

    loaded = load(content)

    assert loaded.library is None
    assert "content/smedjan/fi.md: the file is empty; write the front matter between two lines '---'" in (
        told(loaded)
    )


def test_folders_read_apart_make_the_same_library(content: Path) -> None:
    change(content / "kvarnen" / "de.md", "## Die", "# Die")
    shared = survey(content)
    apart = assemble(shared, [load_folder(str(content), slug, shared.languages) for slug in shared.slugs])
    whole = load(content)

    assert apart.library == whole.library
    assert apart.problems == whole.problems
