"""The picture hosts: any size of an original, and HTML around it at `/s1600-h/`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from migrator.demo.content import Blog, Entry, Picture

_TOKEN = re.compile(r"(?:[swh]\d{1,4}|w\d+-h\d+)(?:-[a-z]{1,3}\d*)*|\d{3,4}")
_LARGE = 1600
_TYPES = {"jpg": "image/jpeg", "png": "image/png", "gif": "image/gif"}


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture as asked for: `token` is the size, as `s320` or photos1's bare `320`."""

    picture: Picture
    token: str

    @property
    def wrapped(self) -> bool:
        """True when the answer is an HTML page around the picture, as the flag `-h` asks."""
        return "h" in self.token.split("-")[1:]

    @property
    def media_type(self) -> str:
        """The picture's own media type."""
        return _TYPES[self.picture.file.rpartition(".")[2]]

    @property
    def file(self) -> str:
        """The file below `images/`: the original, or a small copy for a small size."""
        number = int(re.sub(r"\D.*", "", self.token.lstrip("swh")))
        original = number == 0 or (number >= _LARGE and not self.picture.tall)
        return self.picture.file if original else f"small/{self.picture.file}"


def find_shot(blog: Blog, host: str, path: str) -> Shot | None:
    """Return which picture in which size a host and an encoded path ask for; None when there is none such."""
    for picture in blog.pictures:
        head, tail = (unquote(part) for part in picture.url.split("://")[1].split("{}"))
        asked = host + unquote(path)
        if asked.startswith(head) and asked.endswith(tail) and len(asked) > len(head) + len(tail):
            token = asked[len(head) : len(asked) - len(tail)]
            if _TOKEN.fullmatch(token):
                return Shot(picture, token)
    return None


def first_picture(blog: Blog, entry: Entry, token: str) -> str | None:
    """Return the first picture of a body in the asked size, if its host takes such a size."""
    found = [
        (entry.body.find(picture.url.split("{}")[0]), picture.url)
        for picture in blog.pictures
        if "photos1." not in picture.url and picture.url.split("{}")[0] in entry.body
    ]
    return min(found)[1].format(token) if found else None


def wrapper_values(host: str, path: str, shot: Shot) -> dict[str, str]:
    """Return the values of the HTML page that `/s1600-h/` answers."""
    plain = shot.token.replace("-h", "")
    image = f"http://{host}{path.replace(f'/{shot.token}/', f'/{plain}/')}"
    return {
        "image": escape(image),
        "name": escape(unquote(path.rpartition("/")[2])),
        "image_type": shot.media_type.rpartition("/")[2].upper(),
    }
