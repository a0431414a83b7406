"""Lines that coverage does not look at while it rests: looking takes as long again as running them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from coverage import Coverage

_TO_CHILDREN = "COVERAGE_PROCESS_CONFIG"
"""By this processes that are begun know that they are to be looked at too."""

_resting = 0


@contextmanager
def unseen() -> Iterator[None]:
    """Nothing that this process runs is looked at, nor what it begins; for what others run too. May lie in another."""
    global _resting
    coverage = Coverage.current()
    if coverage is None:
        yield
        return
    _resting += 1
    if _resting == 1:
        coverage.stop()
    told = os.environ.pop(_TO_CHILDREN, None)
    try:
        yield
    finally:
        if told is not None:
            os.environ[_TO_CHILDREN] = told
        _resting -= 1
        if not _resting:
            coverage.start()
