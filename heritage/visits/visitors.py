"""Who is counted: a judgement of one request by its method and headers alone.

Header names are in lower case, as ASGI gives them. What is set aside is tallied (R-P7); those who decline
are left alone altogether (R-P9).
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from heritage.store.tables import Reason

Headers = Mapping[bytes, bytes]

_BROWSERS = (b"mozilla/", b"opera/")
"""How every browser on a phone begins; programs that do not pretend begin otherwise."""

_PREVIEWS_BY_NAME = (b"whatsapp", b"viber", b"signal", b"line/", b"skype", b"teams", b"snap url preview")
"""Messengers that fetch previews under their own name. Inside a browser's name they stand for a reader."""

# Words only, no flags, no groups: the search then skips every letter that no word begins with (3 µs, not 30).
# No digits: agents are compared without theirs (site24x7).
_PREVIEW_WORDS = (
    b"cardyb|embedly|facebookcatalog|facebookexternalhit|facebot|discordbot|iframely|linkedinbot|mastodon|"
    b"meta-externalfetcher|pinterestbot|preview|redditbot|slack-imgproxy|slackbot|synapse|telegrambot|"
    b"twitterbot|unfurl|vkshare"
)
_BOT_WORDS = (
    b"bot|crawl|spider|slurp|fetch|scrap|archive|agent|external|"  # what they do
    b"http:|https:|compatible;(?! msie)|compatible[)]|"  # how they introduce themselves
    b"curl|wget|libwww|python|java/|httpclient|headless|phantom|selenium|playwright|puppeteer|httrack|"
    b"monitor|synthetic|pingdom|statuscake|uptim|sitex|gtmetrix|ptst/|pagespeed|lighthouse|"
    b"validator|inspect|audit|survey|nikto|nmap|openvas|censys|zgrab|"
    b"mediapartners|google-|googleother|favicon|chatgpt|perplexity|claude|dataprovider|datanyze"
)
_PREVIEWS = re.compile(_PREVIEW_WORDS)
_BOTS = re.compile(_PREVIEW_WORDS + b"|" + _BOT_WORDS)

_DIGITS = b"0123456789"

_LONGEST_AGENT = 512
"""Bytes looked at; real ones have 100 to 300."""

_ASKED_AHEAD = (b"sec-purpose", b"purpose", b"x-moz", b"x-purpose")
_AHEAD = re.compile(rb"prefetch|prerender|preview")


def declines(headers: Headers) -> bool:
    """Whether the visitor asks not to be counted, by Global Privacy Control or Do Not Track (R-P9)."""
    return headers.get(b"sec-gpc") == b"1" or headers.get(b"dnt") == b"1"


def judge(method: str, headers: Headers) -> Reason | None:
    """Why this request is no visit; None for a visitor (R-P7)."""
    if method != "GET":
        return Reason.HEAD
    for name in _ASKED_AHEAD:
        value = headers.get(name)
        if value is not None and _AHEAD.search(value.lower()):
            return Reason.PREFETCH
    # Without its numbers an agent is one of few, and known already; they say nothing of who it is.
    return _judge_agent(headers.get(b"user-agent", b"")[:_LONGEST_AGENT].translate(None, _DIGITS))


@lru_cache(maxsize=4096)
def _judge_agent(user_agent: bytes) -> Reason | None:
    # A maker of phones is called Cubot.
    name = user_agent.strip().lower().replace(b"cubot", b"")
    if not name.startswith(_BROWSERS):
        known = name.startswith(_PREVIEWS_BY_NAME) or _PREVIEWS.search(name)
        return Reason.PREVIEW if known else Reason.BOT
    if _BOTS.search(name) is None:
        return None
    return Reason.PREVIEW if _PREVIEWS.search(name) else Reason.BOT
