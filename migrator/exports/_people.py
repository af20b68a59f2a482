"""Declares every author of posts with a login WordPress accepts and an e-mail address that is nobody's."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrator.model import Author

_LOGIN_LENGTH = 50  # wp_users.user_login holds 60 characters
UNKNOWN = "Unknown author"


@dataclass(frozen=True, slots=True)
class Person:
    """One declared author; `id` is a key inside the export alone."""

    id: int
    login: str
    name: str

    @property
    def email(self) -> str:
        """A unique address in a domain that can never exist (RFC 2606)."""
        return f"{self.login}@author.invalid"


class People:
    """The declared authors, in order of first appearance."""

    def __init__(self) -> None:
        self._by_identity: dict[str, Person] = {}
        self._logins: set[str] = set()

    def declare(self, author: Author) -> Person:
        """Return the person of an author, known by the platform's id, else by name."""
        identity = author.source_id or author.name
        if identity not in self._by_identity:
            name = author.name.strip() or UNKNOWN
            self._by_identity[identity] = Person(len(self._by_identity) + 1, self._free_login(name), name)
        return self._by_identity[identity]

    def find(self, author: Author | None) -> Person | None:
        """Return the declared person of an author, also where only the name agrees."""
        if author is None:
            return None
        exact = self._by_identity.get(author.source_id or author.name)
        return exact or next((p for p in self._by_identity.values() if p.name == author.name.strip()), None)

    def all(self) -> tuple[Person, ...]:
        """Return everybody declared so far."""
        return tuple(self._by_identity.values())

    def _free_login(self, name: str) -> str:
        base = login = ascii_login(name)
        number = 2
        while login in self._logins:
            login = f"{base}-{number}"
            number += 1
        self._logins.add(login)
        return login


def ascii_login(name: str) -> str:
    """Return a login in a-z, 0-9 and hyphens: accents off, letters of other scripts by their Unicode names."""
    plain = "".join(_letter(char) for char in unicodedata.normalize("NFKD", name))
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:_LOGIN_LENGTH].strip("-") or "author"


def _letter(char: str) -> str:
    if char.isascii():
        return char
    if unicodedata.combining(char):
        return ""
    name = unicodedata.name(char, "")
    spelled = re.fullmatch(r"[A-Z -]+ (?:LETTER|SYLLABLE) (?:[A-Z]+ )*?([A-Z]+)(?: WITH .*)?", name)
    return spelled[1] if spelled else " "
