"""Collects what an export leaves out or changes, each with its reason: the loss report's lines."""

from __future__ import annotations

from migrator.model import Finding


class Losses:
    """A growing list of findings, in the order things are exported."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def dropped(self, kind: str, url: str, reason: str, hint: str = "") -> None:
        """Note that one thing of a kind ("posts", "comments", …) is not in the export."""
        self._add(f"dropped.{kind}", "warning", url, (reason, hint))

    def changed(self, what: str, url: str, reason: str, hint: str = "") -> None:
        """Note that something is exported, but not as it was."""
        self._add(f"changed.{what}", "warning", url, (reason, hint))

    def noted(self, what: str, url: str, reason: str, hint: str = "") -> None:
        """Note what a person may want to know although nothing differs."""
        self._add(f"noted.{what}", "info", url, (reason, hint))

    def _add(self, code: str, severity: str, url: str, words: tuple[str, str]) -> None:
        self.findings.append(Finding(code=code, severity=severity, url=url, message=words[0], hint=words[1]))
