"""Commands of the editor: check, build, and the two small edits of the content."""

import sys
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from heritage.cli.speech import Content, _, ngettext, read_settings, stop
from heritage.i18n.dates import LOCAL_TIME
from heritage.settings.settings import Settings

if TYPE_CHECKING:
    from heritage.places.library import Survey
    from heritage.places.place import Library

commands = typer.Typer()

Release = Annotated[bool, typer.Option("--release", help=_("Refuse safety texts that nobody has checked."))]


@commands.command(help=_("Read all content and tell what to mend."))
def check(
    content: Content = None,
    release: Release = False,
) -> None:
    """Exit status 1 when there is anything to mend."""
    checked_library(read_settings(content), release=release)
    print(_("Nothing to mend."))


@commands.command(help=_("Tell how easy each Swedish text is to read, as LIX."))
def readability(content: Content = None) -> None:
    """The hardest first; the check notes those above the soft limit (R-A24)."""
    from heritage.places.markdown import plain
    from heritage.places.readability import SOFT_LIMITS, lix

    library = library_as_read(read_settings(content))
    pages = (library.places, library.trails, library.themes, library.safety)
    texts = [
        entry.texts[tag]
        for group in pages
        for entry in group.values()
        for tag in SOFT_LIMITS
        if tag in entry.texts
    ]
    measured = [(value, text.path) for text in texts if (value := lix(plain(text.html))) is not None]
    for value, path in sorted(measured, reverse=True):
        print(f"{value:3.0f}  {path}")


@commands.command(help=_("Build the finished pages in a folder, for any web server."))
def build(
    out: Annotated[Path, typer.Option("--out", help=_("Folder to write; an earlier build is replaced."))],
    content: Content = None,
    release: Release = False,
) -> None:
    """Nothing is written when anything is to mend."""
    settings = read_settings(content)
    library = checked_library(settings, release=release, meanwhile=_make_ready_to_draw)

    from heritage.pages.export import export
    from heritage.pages.folder import CannotBuild
    from heritage.pages.site import assemble

    try:
        written = export(assemble(library, settings.base_url), out)
    except CannotBuild as error:
        stop(error.message(_))
    print(
        ngettext("{count} page in {folder}.", "{count} pages in {folder}.", written.pages).format(
            count=written.pages, folder=out
        )
    )


def _make_ready_to_draw(found: "Survey") -> None:
    """Import what draws pages, and compile its templates: it takes half as long as reading a large content."""
    import_module("heritage.pages.export")

    from heritage.templating import compile_templates, environment

    compile_templates()
    for language in found.languages or ():
        environment(language)


@commands.command(help=_("Give a place a new sign in content/codes.yaml."))
def code(
    place: Annotated[str, typer.Argument(metavar="PLACE", help=_("The place's folder name."))],
    content: Content = None,
) -> None:
    """The register is only ever added to (R-Q9)."""
    from random import SystemRandom

    from heritage.places.edits import EditError, add_sign

    library = library_as_read(read_settings(content))
    try:
        minted = add_sign(library, place, datetime.now(LOCAL_TIME).date(), SystemRandom())
    except EditError as error:
        stop(error.message(_))
    print(_("{place} has a new sign: {code}.").format(place=place, code=minted))


@commands.command(help=_("Note that a translation matches the Swedish text as it is today."))
def translated(
    place: Annotated[str, typer.Argument(metavar="PAGE", help=_("The page's folder name."))],
    language: Annotated[str, typer.Argument(metavar="LANGUAGE", help=_("Language of the translation."))],
    content: Content = None,
) -> None:
    """When the Swedish text changes later, the check tells (R-I7)."""
    from heritage.places.edits import EditError, stamp

    library = library_as_read(read_settings(content))
    try:
        path = stamp(library, place, language)
    except EditError as error:
        stop(error.message(_))
    print(_("{path} matches the Swedish text of today.").format(path=path))


def checked_library(
    settings: Settings, release: bool = False, meanwhile: "Callable[[Survey], None] | None" = None
) -> "Library":
    """The checked content, its report printed; with anything to mend the command ends with status 1."""
    return _checked(settings, release, is_for_pages=True, meanwhile=meanwhile)


def library_for_signs(settings: Settings) -> "Library":
    """The checked content; nothing is said of what does not matter to a sign."""
    return _checked(settings, release=False, is_for_pages=False)


def _checked(
    settings: Settings,
    release: bool,
    is_for_pages: bool,
    meanwhile: "Callable[[Survey], None] | None" = None,
) -> "Library":
    from heritage.places.division import load_divided
    from heritage.places.judgement import judge
    from heritage.places.report import report
    from heritage.problems import blocking
    from heritage.sensors import fitting

    loaded = load_divided(settings.content, meanwhile=meanwhile)
    today = datetime.now(LOCAL_TIME).date()
    judged = judge(loaded, settings.content, today, release, statement_stops=is_for_pages)
    problems = [*judged, *fitting.check(loaded)]
    told = problems if is_for_pages else blocking(problems)
    if told:
        print(report(told, _, ngettext), file=sys.stderr)
    if loaded.library is None or blocking(problems):
        sys.exit(1)
    return loaded.library


def library_as_read(settings: Settings, *wanted: str) -> "Library":
    """The content as far as it can be read; what is to mend elsewhere than in the `wanted` pages does not matter."""
    from heritage.places.library import load
    from heritage.places.report import report
    from heritage.problems import in_order

    loaded = load(settings.content)
    if loaded.library is None:
        stop(report(loaded.problems, _, ngettext), 1)
    folders = {
        f"{settings.content.absolute().name}/{slug}" for slug in loaded.broken_slugs.intersection(wanted)
    }
    faults = [one for one in in_order(loaded.problems) if one.path.rpartition("/")[0] in folders]
    if faults:
        stop("\n".join(one.as_line(_) for one in faults), 1)
    return loaded.library
