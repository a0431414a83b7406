"""comrak set up for stories: CommonMark with tables, footnotes, alerts and heading ids, without raw HTML."""

from collections.abc import Callable

import comrak

RAW_HTML = "<!-- raw HTML omitted -->"
"""What stands in the HTML in the place of a tag that an editor wrote."""

Rewriter = Callable[[str], str]


def render(body: str, link: Rewriter, image: Rewriter) -> str:
    """Safe HTML for the Markdown `body`, whose addresses are led by `link` and `image`.

    Neither is called for dangerous addresses (`javascript:` and the like): those become empty. comrak
    swallows an exception from them and keeps the editor's address, so they must not raise.
    """
    html = comrak.render_markdown(body, _extensions(link, image), _PARSING, _SAFE)
    # As an entity, so that Python keeps most texts in one byte a letter and searches them twice as fast.
    return html.replace("↩", "&#8617;")


def render_with_positions(body: str) -> str:
    """The same with `data-sourcepos` on most tags, for finding lines."""
    return comrak.render_markdown(body, _extensions(), _PARSING, _POSITIONED)


def list_addresses(body: str, link: Rewriter, image: Rewriter) -> str:
    """HTML with positions, raw HTML as text and every address called for: to be searched, never published."""
    return comrak.render_markdown(body, _extensions(link, image), _PARSING, _EVERY_ADDRESS)


def _extensions(link: Rewriter | None = None, image: Rewriter | None = None) -> comrak.ExtensionOptions:
    options = comrak.ExtensionOptions()
    options.table = True
    options.footnotes = True
    options.alerts = True
    options.header_id_prefix = ""
    options.link_url_rewriter = link
    options.image_url_rewriter = image
    return options


def _rendering(positions: bool, every_address: bool = False) -> comrak.RenderOptions:
    options = comrak.RenderOptions()
    options.sourcepos = positions
    options.unsafe_ = every_address
    options.escape = every_address
    return options


_PARSING = comrak.ParseOptions()
_SAFE = _rendering(positions=False)
_POSITIONED = _rendering(positions=True)
_EVERY_ADDRESS = _rendering(positions=True, every_address=True)
