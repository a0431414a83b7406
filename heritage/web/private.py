"""Answers behind a link that is the key itself: kept and found by nobody, and silent about where it was (R-S6)."""

from heritage.web.answers import Answer
from heritage.web.headers import DO_NOT_KEEP
from heritage.web.shelf import Shelf, laid_out


def private_page(shelf: Shelf, language: str, html: str, status: int = 200, method: str = "POST") -> Answer:
    """A page that is kept by nobody."""
    made = laid_out(
        shelf.site.packed(html, language), DO_NOT_KEEP, status, more=((b"x-robots-tag", b"noindex"),)
    )
    return made.answer("HEAD" if method == "HEAD" else "GET", {})


def without_referrer(made: Answer) -> Answer:
    """The answer, whose page tells no other where its visitor came from."""
    headers = [
        (name, b"no-referrer" if name == b"referrer-policy" else value)
        for name, value in made.start["headers"]
    ]
    return made._replace(start={**made.start, "headers": headers})
