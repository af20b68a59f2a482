"""Recognises what the columns of somebody's list hold, whatever words and language its heading uses."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COLUMNS = ("old", "new", "status", "reason")

_OLD = _words(
    "old source from origin original current existing legacy broken before previous former request requested incoming "
    "alias alt alte alter altes von quelle quell bisher bisherige bisheriger ancien ancienne depuis origine actuelle "
    "actuel antigua antiguo vieja viejo origen desde anterior actual vecchio vecchia da precedente origem antigo antiga "
    "oud oude van bron"
)
_NEW = _words(
    "new target to destination dest final correct after replacement redirected neu neue neuer neues nach ziel zu nouveau "
    "nouvel nouvelle vers cible nueva nuevo destino hacia a nuovo nuova destinazione novo nova para nieuw nieuwe naar doel "
    "location"
)
_STATUS = _words(
    "status code statuscode http type response permanent statut typ tipo estado statuscodes antwort"
)
_REASON = _words(
    "reason note notes comment comments remark remarks title grund kommentar bemerkung notiz commentaire comentario "
    "motivo nota"
)
_NOUNS = _words(
    "the url urls uri link links page pages path address addresses adresse adressen seite pfad lien direccion enlace pagina "
    "ruta endereco indirizzo website site top full absolute web de du di 301 302 307 308"
)
_MOVES = _words("redirect redirects redirection redirected weiterleitung redireccion reindirizzamento")
_PLAIN = {"old": {"old", "old url"}, "new": {"new", "new url"}}


def heading(words: Sequence[str]) -> dict[str, int] | None:
    """Return column → place when a row names the columns: old URL and at least one other thing about it."""
    found = columns_of(words)
    return found if "old" in found and ({"new", "status"} & found.keys()) else None


def columns_of(words: Sequence[str]) -> dict[str, int]:
    """Return column → place for the words that name one; of several the plainest, else the first.

    A column called "URL" is the old one where another is the new one; "Redirect" alone is the new one.
    """
    texts = [_plain(word) for word in words]
    kinds = [_kind(text) for text in texts]
    rest = {"new"} if kinds.count("url") > 1 else {"new", "moves", "status"}
    if "old" not in kinds and rest & set(kinds):
        kinds = ["old" if kind == "url" else kind for kind in kinds]
    if "new" not in kinds:
        kinds = ["new" if kind == "moves" else kind for kind in kinds]
    return {column: _best(column, kinds, texts) for column in COLUMNS if column in kinds}


def _best(column: str, kinds: Sequence[str], texts: Sequence[str]) -> int:
    places = [place for place, kind in enumerate(kinds) if kind == column]
    plain: set[str] = _PLAIN.get(column, set())
    return next((place for place in places if texts[place] in plain), places[0])


def _plain(word: str) -> str:
    if word.startswith("/") or "://" in word or "." in word.strip(". "):
        return ""  # an address
    letters = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", bare))


def _kind(text: str) -> str:
    words = set(text.split())
    rest = words - _NOUNS
    named: Mapping[str, frozenset[str]] = {
        "old": _OLD | _MOVES,
        "new": _NEW | _MOVES,
        "status": _STATUS | _MOVES,
        "reason": _REASON,
    }
    if not words or not rest:
        return "url" if words else ""
    if rest <= _MOVES:
        return "moves"
    return next((column for column, known in named.items() if rest <= known), "")
