"""Fixtures shared by all tests."""

pytest_plugins = ["tests.store_fixtures"]
