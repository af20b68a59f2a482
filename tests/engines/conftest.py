"""Gives the tests in this folder their engines."""

from .fixtures import chromium, wordpress

__all__ = ["chromium", "wordpress"]
