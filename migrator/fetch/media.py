"""What a downloaded file really is, told by its first bytes, and a name for it that is safe everywhere."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from migrator.urls import decoded_path

_SIGNATURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png", "png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg", "jpg"),
    (re.compile(rb"GIF8[79]a"), "image/gif", "gif"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp", "webp"),
    (re.compile(rb".{4}ftyp(?:avif|avis)", re.DOTALL), "image/avif", "avif"),
    (re.compile(rb"BM.{4}\0{4}", re.DOTALL), "image/bmp", "bmp"),
    (re.compile(rb"II\*\0|MM\0\*"), "image/tiff", "tif"),
    (re.compile(rb"\x00\x00\x01\x00[^\x00]\x00"), "image/vnd.microsoft.icon", "ico"),
    (
        re.compile(
            rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE\s+svg[^>]*>\s*)*<svg[\s>]",
            re.DOTALL,
        ),
        SVG := "image/svg+xml",
        "svg",
    ),
)
_HEAD = 4096  # bytes looked at
_SIZE_TAIL = re.compile(r"=[swh]\d+[^/]*$")  # Google's size option behind a name
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST_NAME = 60
_PREFIX = 12  # hex digits of the content's SHA-256


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A verified image: media type, size in bytes, SHA-256 in hex and the file name made of them."""

    file: str
    media_type: str
    size: int
    sha256: str


def sniff(body: bytes) -> tuple[str, str] | None:
    """Return (media type, extension) of an image, or None for anything else. Declared types are not believed."""
    for pattern, media_type, extension in _SIGNATURES:
        if pattern.match(body[:_HEAD]):
            return media_type, extension
    return None


def identify(url: str, body: bytes) -> MediaFile | None:
    """Return what an image is and what it is called in the media folder; None when it is no image."""
    kind = sniff(body)
    if kind is None:
        return None
    digest = hashlib.sha256(body).hexdigest()
    name = f"{digest[:_PREFIX]}-{clean_name(url)}.{kind[1]}"
    return MediaFile(file=name, media_type=kind[0], size=len(body), sha256=digest)


def clean_name(url: str) -> str:
    """Return the readable part of a file name: ASCII letters, digits, `-` and `_`, never empty, no extension."""
    last = _SIZE_TAIL.sub("", decoded_path(url).rstrip("/").rpartition("/")[2])
    plain = unicodedata.normalize("NFKD", _EXTENSION.sub("", last)).encode("ascii", "ignore").decode("ascii")
    return _UNSAFE.sub("-", plain).strip("-_")[:_LONGEST_NAME].strip("-_") or "image"
