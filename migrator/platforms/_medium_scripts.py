"""What the scripts in a Medium page say of its story: whether it answers another one, whether only members may read it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migrator.loose_json import as_json, table, words
from migrator.platforms._head import articles
from migrator.platforms._markup import found, with_class

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from migrator.model import Json

_RESPONSES = f"//*[{with_class('postArticle--response', 'inResponseTo', 'inResponseToPost')}]"
_OWN_RESPONSES = (
    f"[not(ancestor::*[{with_class('responsesStreamWrapper', 'js-responsesWrapper', 'responsesStream')}])]"
)
_GATES = f"//*[{with_class('paywall', 'js-paywall', 'postFade')} or @id='paywall-background-color' or @data-testid='paywall']"
_APOLLO = re.compile(r"__APOLLO_STATE__\s*=\s*")
_OLD = re.compile(r"obvInit(?:[\"']\])?\(\s*")
_HEX = re.compile(r"\\x([0-9a-fA-F]{2})")


def is_response(tree: HtmlElement, number: str) -> bool:
    """True where the story with that number was written as an answer to another."""
    if found(tree, _RESPONSES + _OWN_RESPONSES):
        return True
    return any(
        _answers(script.text or "", number)
        for script in found(tree, "//script[contains(., 'inResponseToPost')]")
    )


def _answers(text: str, number: str) -> bool:
    if place := _APOLLO.search(text):
        story = table(table(as_json(text[place.end() :])).get(f"Post:{number}"))
        return bool(table(story.get("inResponseToPostResult")))
    if place := _OLD.search(text):
        told = table(as_json(_HEX.sub(r"\\u00\1", text[place.end() :])))
        story = table(told.get("value"))
        return words(story.get("id")) == number and words(story.get("inResponseToPostId")) is not None
    return False


def is_locked(tree: HtmlElement) -> bool:
    """True where the page says that not everybody may read the whole story."""
    return bool(found(tree, _GATES)) or any(
        _is_false(one.get("isAccessibleForFree")) for one in articles(tree)
    )


def _is_false(value: Json) -> bool:
    return value is False or (isinstance(value, str) and value.lower() == "false")
