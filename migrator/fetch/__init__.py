"""Bytes in: polite HTTP."""
