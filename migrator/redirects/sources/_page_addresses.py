"""Where Jekyll and Hugo publish a page of a content folder, as far as its settings and front matter decide that."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Any

from migrator.redirects.sources._front_matter import Front, front_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_POST = re.compile(r"((?:[^_/][^/]*/)*)_posts/((?:[^/]+/)*)(\d{4})-(\d{1,2})-(\d{1,2})-([\w.-]+)\.\w+")
_STYLES = {
    "pretty": "/:categories/:year/:month/:day/:title/",
    "date": "/:categories/:year/:month/:day/:title.html",
    "none": "/:categories/:title.html",
}
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:\D|$)")
_LANGUAGE = re.compile(r"\.[a-z]{2}(?:-[A-Za-z]{2})?")
_PLAIN_NAME = re.compile(r"[\w. -]+")
_HUGO_CONFIGS = tuple(
    f"{folder}{stem}.{ending}"
    for folder in ("", "config/_default/")
    for stem in ("hugo", "config", "permalinks")
    for ending in ("toml", "yaml", "yml", "json")
)


def is_jekyll(files: Mapping[str, bytes]) -> bool:
    """Tell Jekyll's folders from Hugo's: by its settings, or posts named by their date."""
    return "_config.yml" in files or "_config.yaml" in files or any(map(_POST.fullmatch, files))


class JekyllPages:
    """Addresses by `permalink` of `_config.yml`; a template in its `defaults` decides more than is read here."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        config = (files.get("_config.yml") or files.get("_config.yaml") or b"").decode("utf-8", "replace")
        found = front_of(f"---\n{config}\n---\n", frozenset({"permalink"}))
        self._style = (found.one("permalink") if found else None) or "date"
        self._is_plain = not re.search(r"(?m)^[ \t-]+permalink[ \t]*:", config)

    def address(self, path: str, front: Front) -> str | None:
        """Return a page's own address, None where it is not certain."""
        if not self._is_plain:
            return None
        post = _POST.fullmatch(path)
        return self._of_post(post, front) if post else self._of_page(path)

    def _of_page(self, path: str) -> str | None:
        folder, _, file = path.rpartition("/")
        stem, _, ending = file.rpartition(".")
        if any(part.startswith("_") for part in path.split("/")):
            return None  # of a collection, which may be published or not
        base = f"/{folder}/" if folder else "/"
        if stem == "index":
            return base
        if self._style in _STYLES:
            return f"{base}{stem}/" if self._style == "pretty" else f"{base}{stem}.{_output(ending)}"
        return f"{base}{stem}/" if self._style.endswith("/") else f"{base}{stem}"

    def _of_post(self, post: re.Match[str], front: Front) -> str | None:
        above, below, year, month, day, name = post.groups()
        written = _DATE.match(front.one("date") or f"{year}-{month:0>2}-{day:0>2}")
        if below or written is None or written.groups() != (year, f"{month:0>2}", f"{day:0>2}"):
            return None
        title = front.one("slug") or name
        parts = {
            "categories": "/".join(_categories(above, front)),
            "year": year,
            "month": f"{month:0>2}",
            "day": f"{day:0>2}",
            "title": title,
            "slug": title.lower(),
        }
        return _filled(_STYLES.get(self._style, self._style), parts)


def _output(ending: str) -> str:
    return "html" if ending in {"md", "markdown"} else ending


def _categories(above: str, front: Front) -> list[str]:
    _, many = front.values.get("categories", (0, ()))
    words = many[0].split() if len(many) == 1 else list(many)
    named = [*above.split("/"), *words, *front.values.get("category", (0, ()))[1]]
    return list(dict.fromkeys(name.lower() for name in named if name))


class HugoPages:
    """Addresses by the folders of `content`, or by `permalinks` of the settings."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        configs = {name: files[name].decode("utf-8", "replace") for name in _HUGO_CONFIGS if name in files}
        self._is_plain = not re.search(
            r"(?im)^\s*[\"']?uglyurls[\"']?\s*[=:]\s*[^f\s]", "\n".join(configs.values())
        )
        self._templates = {
            section: template
            for name, text in configs.items()
            for section, template in _permalinks(name, text).items()
        }

    def address(self, path: str, front: Front) -> str | None:
        """Return a page's own address, None where it is not certain."""
        folder, _, file = path.removeprefix("content/").rpartition("/")
        stem = file.rpartition(".")[0]
        pieces = [piece for piece in folder.split("/") if piece]
        if (
            not self._is_plain
            or _LANGUAGE.search(stem)
            or not all(map(_PLAIN_NAME.fullmatch, [*pieces, stem]))
        ):
            return None
        if stem == "index" and pieces:
            stem = pieces.pop()
        template = self._templates.get(pieces[0]) if pieces and stem != "_index" else None
        if template is not None:
            return _filled(template, _hugo_parts(pieces, stem, front))
        name = "" if stem in {"_index", "index"} else (front.one("slug") or stem)
        return "/" + "".join(f"{_urlized(piece)}/" for piece in (*pieces, name) if piece)


def _hugo_parts(pieces: list[str], stem: str, front: Front) -> dict[str, str]:
    """Return what the words of a template stand for; those that are not certain are left out."""
    slug, title = front.one("slug"), front.one("title") or ""
    parts = dict.fromkeys(("filename", "contentbasename"), _urlized(stem))
    parts |= dict.fromkeys(("slugorfilename", "slugorcontentbasename"), _urlized(slug or stem))
    parts |= {"section": _urlized(pieces[0]), "sections": "/".join(map(_urlized, pieces))}
    if date := _DATE.match(front.one("date") or ""):
        parts |= dict(zip(("year", "month", "day"), date.groups(), strict=True))
    if re.fullmatch(r"[\w -]+", title, re.ASCII):
        parts |= {"title": _urlized(title), "slug": _urlized(slug or title)}
    elif slug:
        parts["slug"] = _urlized(slug)
    return parts


def _urlized(text: str) -> str:
    return text.lower().replace(" ", "-")


def _permalinks(name: str, text: str) -> dict[str, str]:
    """Return section → template; a template that cannot be read is one that nothing fills."""
    try:
        if name.endswith(".toml"):
            found: Any = tomllib.loads(text)
        elif name.endswith(".json"):
            found = json.loads(text)
        else:
            return _yaml_permalinks(text)
    except ValueError:
        return {}
    table = found if "/permalinks." in f"/{name}" else found.get("permalinks", {})
    pages = table.get("page", table) if isinstance(table, dict) else {}
    return {str(key): value if isinstance(value, str) else ":?" for key, value in pages.items()}


def _yaml_permalinks(text: str) -> dict[str, str]:
    block = re.search(r"(?m)^permalinks:[ \t]*\n((?:[ \t]+.*\n?|[ \t]*\n)*)", text)
    lines = re.findall(r"(?m)^[ \t]+([\w-]+)[ \t]*:[ \t]*[\"']?([^\s\"'#]+)", block[1] if block else "")
    return dict(lines)


def _filled(template: str, parts: Mapping[str, str]) -> str | None:
    """Put the parts into a template; None where a word of it is unknown."""
    filled = re.sub(r":(\w+)", lambda found: parts.get(found[1], ":"), template)
    path = re.sub(r"/+", "/", f"/{filled}")
    return None if ":" in path or "[" in path else path
