"""The parameters of a request to the read API: what may be asked for, and in which words what may not is refused."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qsl

from heritage.passages.periods import within_bounds
from heritage.web.answers import Header

_MOST_PARAMETERS = 20
_LONGEST_VALUE = 100
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+ -]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,7}", re.ASCII)


class Refused(Exception):
    """What cannot be answered: a status, and a sentence that helps to mend the request."""

    def __init__(self, status: int, detail: str, *more: Header) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.more = more


def parameters_of(query: bytes) -> dict[str, str]:
    """The query's parameters. Raises Refused for one that is given twice, is empty or is endless."""
    try:
        pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)
    except ValueError as error:
        raise Refused(400, "There are too many parameters.") from error
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found:
            raise Refused(400, f"'{_quoted(name)}' is given twice.")
        if not value or len(value) > _LONGEST_VALUE:
            raise Refused(400, f"'{_quoted(name)}' is empty or too long.")
        found[name] = value
    return found


def known(parameters: dict[str, str], names: Iterable[str]) -> dict[str, str]:
    """The parameters as they are. Raises Refused for one whose name is not among `names`."""
    allowed = tuple(names)
    for name in parameters:
        if name not in allowed:
            told = (
                f"the parameters are {', '.join(allowed)}" if allowed else "this address takes no parameters"
            )
            raise Refused(400, f"'{_quoted(name)}' is not known; {told}.")
    return parameters


def moment_of(given: dict[str, str], name: str, default: datetime) -> datetime:
    """A time in UTC, in whole seconds. Raises Refused for what is none, or has no offset."""
    written = given.get(name)
    if written is None:
        return default
    told = f"'{name}' is a time by RFC 3339 with its offset, such as 2026-02-14T10:30:00Z."
    if not _MOMENT.fullmatch(written):
        raise Refused(400, told)
    try:
        # A plus sign in an address stands for a space. Readings have whole seconds: the next one counts.
        moment = datetime.fromisoformat(written.replace(" ", "+")).astimezone(UTC)
        return moment.replace(microsecond=0) + timedelta(seconds=moment.microsecond > 0)
    except (ValueError, OverflowError) as error:
        raise Refused(400, told) from error


def day_of(given: dict[str, str], name: str, default: date) -> date:
    """A local day of the years that figures can be of. Raises Refused for what is none."""
    written = given.get(name)
    if written is None:
        return default
    told = f"'{name}' is a day, such as 2026-07-14."
    if not _DAY.fullmatch(written):
        raise Refused(400, told)
    try:
        return within_bounds(date.fromisoformat(written))
    except ValueError as error:
        raise Refused(400, told) from error


def word_of(given: dict[str, str], name: str, words: tuple[str, ...], default: str) -> str:
    """One of `words`. Raises Refused for any other."""
    written = given.get(name, default)
    if written not in words:
        raise Refused(400, f"'{name}' is one of {', '.join(words)}.")
    return written


def number_of(given: dict[str, str], name: str, default: int, most: int) -> int:
    """A whole number from 1 to `most`. Raises Refused for any other."""
    written = given.get(name, str(default))
    if not _NUMBER.fullmatch(written) or not 1 <= int(written) <= most:
        raise Refused(400, f"'{name}' is a whole number from 1 to {most}.")
    return int(written)


def _quoted(name: str) -> str:
    """A stranger's word, short and harmless in an answer."""
    return re.sub(r"[^\w.-]", "?", name[:40], flags=re.ASCII)
