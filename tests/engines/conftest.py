"""Gives the tests in this folder their WordPress."""

from .fixtures import wordpress

__all__ = ["wordpress"]
