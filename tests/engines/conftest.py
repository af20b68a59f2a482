"""Gives the tests in this folder their engines."""

from .fixtures import wordpress

__all__ = ["wordpress"]
