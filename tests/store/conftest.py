"""Fixtures of these tests."""

from tests.cast import ada, cast, home, noon

__all__ = ["ada", "cast", "home", "noon"]
