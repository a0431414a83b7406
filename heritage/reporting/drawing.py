"""A report drawn: as one HTML file that needs nothing beside it, and as a tagged PDF."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Template

from markupsafe import Markup

from heritage import typesetting
from heritage.i18n.catalogues import gettext_for
from heritage.i18n.dates import format_date
from heritage.reporting.blocks import Block, Document, Heading, Items, Paragraph, Picture, Table
from heritage.reporting.point import LONGEST_TABLE
from heritage.templating import environment

_FOLDER = Path(__file__).with_name("templates")

_CHART = Template(
    ".chart text{font:26px 'Fira Sans',sans-serif;fill:$ink}.chart .end{text-anchor:end}"
    ".chart .mid{text-anchor:middle}.chart .grid{fill:none;stroke:$line;stroke-width:2}"
    ".chart .counted{fill:$counted}.chart .estimated{stroke:$counted;stroke-width:2}"
    ".chart .hatch{fill:none;stroke:$counted;stroke-width:3}.chart .dot{fill:$faint}"
    ".chart .before{fill:none;stroke:$faint;stroke-width:5;stroke-dasharray:1 11;stroke-linecap:round}"
    ".chart .amount{fill:$counted}.chart .amount.before{fill:$paper;stroke:$counted;stroke-width:3}"
    ".chart .alone{fill:$ink}"
    ".chart .gap{stroke:none}.chart .line{fill:none;stroke:$ink;stroke-width:4}"
    ".chart .bounds{fill:none;stroke:$ink;stroke-width:3}.chart .bounds.around{stroke:$paper;stroke-width:7}"
    ".chart .mark{stroke:$ink;stroke-width:3;fill:$paper}"
)
_SHADES = (0.1, 0.3, 0.5, 0.75, 1.0)
"""How strong each shade of the map of a week is, from few to many."""

_ON_PAPER = {
    "ink": "#1f2a30",
    "line": "#c9cfd0",
    "counted": "#1f6b5c",
    "faint": "#6a7378",
    "paper": "#ffffff",
}
_IN_COLOURS_OF_PAGE = {name: f"var(--{name})" for name in _ON_PAPER}

_LONG, _WIDEST = 38, 60
"""Letters from which a column of the PDF takes what room there is, and for which it takes it at most."""

_BESIDE = 40
"""Letters of a row for which there is room beside a picture."""

_HALF = 54
"""Letters of a row for which half of the paper's width is enough."""

_Data = dict[str, object]


def as_html(report: Document) -> str:
    """A whole document; in it nothing is fetched from anywhere."""
    style = (_FOLDER / "report.css").read_text(encoding="utf-8")
    style += _chart_style(_IN_COLOURS_OF_PAGE)
    style += ".chart{display:block;width:100%;max-width:40rem;overflow:visible}"
    blocks = [_as_data(block) for block in report.blocks]
    for block in blocks:
        if block["kind"] == "picture":
            block["svg"] = Markup(block["svg"])
    page = environment(report.language).get_template("report.html")
    return page.render(report=report, blocks=blocks, style=Markup(style), foot=_foot(report))


def as_pdf(report: Document) -> bytes:
    """PDF/UA, A4. Raises typesetting.LettersMissing for a letter that the font lacks."""
    data = {
        "language": report.language,
        "title": report.title,
        "lede": report.lede,
        "owner": report.owner,
        "foot": _foot(report),
        "warning": report.warning,
        "font": typesetting.FONT,
        "blocks": list(_on_paper(report.blocks)),
    }
    return typesetting.typeset(_FOLDER / "report.typ", data)


def _foot(report: Document) -> str:
    made = gettext_for(report.language).gettext("{owner}. Written {day}.")
    return made.format(owner=report.owner, day=format_date(report.made_on, report.language))


def _on_paper(blocks: Sequence[Block]) -> Iterator[_Data]:
    """A short table stands beside its picture."""
    left = list(blocks)
    while left:
        block = left.pop(0)
        data = _as_data(block)
        if isinstance(block, Picture):
            data["svg"] = _for_paper(block.svg)
            if left and isinstance(left[0], Table) and _fits_beside(left[0]):
                data["beside"] = _as_data(left.pop(0))
        yield data


def _fits_beside(table: Table) -> bool:
    return len(table.rows) <= LONGEST_TABLE and sum(_letters(table)) <= _BESIDE


def _as_data(block: Block) -> _Data:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": block.text, "apart": block.is_apart}
        case Paragraph():
            return {"kind": "paragraph", "text": block.text, "strong": block.is_strong}
        case Items():
            return {"kind": "items", "texts": list(block.texts)}
        case Picture():
            return {"kind": "picture", "svg": block.svg, "sentence": block.sentence}
        case Table():
            return {
                "kind": "table",
                "caption": block.caption,
                "heads": list(block.heads),
                "rows": [list(row) for row in block.rows],
                "numeric": block.is_numeric,
                "widths": _widths(block),
                "narrow": sum(_letters(block)) <= _HALF,
            }


def _widths(table: Table) -> Sequence[int]:
    """Shares of the width that is left, for columns with long texts; 0 for one that is as wide as its cells."""
    return [min(_WIDEST, longest) if longest > _LONG else 0 for longest in _letters(table)]


def _letters(table: Table) -> list[int]:
    """How long the longest cell of each column is."""
    return [max(map(len, column)) for column in zip(table.heads, *table.rows, strict=True)]


def _chart_style(colours: dict[str, str]) -> str:
    shades = "".join(
        f".chart .heat-{number}{{fill:{colours['counted']};fill-opacity:{strength}}}"
        for number, strength in enumerate(_SHADES)
    )
    return _CHART.substitute(colours) + shades


def _for_paper(svg: str) -> str:
    """With a name space, a size and colours of its own: outside of a page nothing else gives it any."""
    start, _, rest = svg.partition(">")
    head = f'{start} xmlns="http://www.w3.org/2000/svg"><style>{_chart_style(_ON_PAPER)}</style>'
    return head + rest
