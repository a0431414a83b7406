"""Whatever is asked of the read API, it is read or refused, and nothing breaks; test_api.py has the sentences."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from heritage.web.parameters import Refused, moment_of, parameters_of

NOW = datetime(2027, 1, 20, 11, tzinfo=UTC)


@given(st.binary(max_size=300))
def test_any_query_is_read_or_refused(query: bytes) -> None:
    try:
        found = parameters_of(query)
    except Refused as refused:
        assert refused.status == 400
    else:
        assert all(0 < len(value) <= 100 for value in found.values())


@given(st.text(max_size=40) | st.datetimes().map(lambda moment: moment.isoformat() + "+23:59"))
def test_any_time_is_read_or_refused(written: str) -> None:
    try:
        found = moment_of({"from": written}, "from", NOW)
    except Refused as refused:
        assert refused.status == 400
    else:
        assert found.tzinfo is UTC and found.microsecond == 0
