"""Fixtures shared by all tests."""

import socket
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.unseen import unseen

# How long an example takes says how busy the machine is, not whether the program is right.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

pytest_plugins = ["tests.store_fixtures"]


@pytest.fixture
def port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.fixture(scope="module")
def uncounted() -> Iterator[None]:
    """For tests that run the same lines for long, which others run as well."""
    with unseen():
        yield
