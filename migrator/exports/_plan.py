"""Second pass of the WXR export: weighs every element, and decides what goes into which part."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrator.exports import _wxr_items as render
from migrator.exports._moments import NO_DATE, PostMoments
from migrator.exports._split import Cut, Load, Unit, pack
from migrator.exports._threads import Placed, split_placeholders, threads

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from migrator.exports._losses import Losses
    from migrator.exports._roll import Entry, Media
    from migrator.exports._wxr_items import Scene
    from migrator.model import Post


@dataclass(frozen=True, slots=True)
class Part:
    """What one file holds: cut posts, posts said again for their featured image, attachments.

    The posts in `thumbnails` (by index) name their featured image where they stand: it is in this file.
    """

    cuts: tuple[Cut, ...] = ()
    restated: tuple[int, ...] = ()
    media: tuple[tuple[Media, datetime], ...] = ()
    thumbnails: frozenset[int] = frozenset()


@dataclass
class _Survey:
    """What weighing finds out; filled while the posts go by."""

    bases: dict[int, int] = field(default_factory=dict)  # index of a post with a featured image → bytes
    first_use: dict[str, datetime] = field(default_factory=dict)  # canonical URL of a medium → date
    comments: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """All parts in order, and the number of comments in them."""

    parts: tuple[Part, ...]
    comments: int


def plan(scene: Scene, room: Load, losses: Losses) -> Plan:
    """Weigh everything once and fill parts with at most `room` each."""
    survey = _Survey()
    packed = pack(_units(scene, survey, losses), room)
    media = _dated(scene, survey)
    weights = [_size(render.attachment(scene, one, moment)) for one, moment in media]
    if len(packed.parts) == 1 and (packed.total + Load(sum(weights))).fits(room):
        return Plan((Part(packed.parts[0], (), tuple(media), frozenset(survey.bases)),), survey.comments)
    parts = [Part(cuts) for cuts in packed.parts]
    return Plan(
        tuple(_with_media(parts, packed.last, _loads(scene, survey, media, weights), room)), survey.comments
    )


def post_threads(scene: Scene, entry: Entry, losses: Losses) -> list[list[Placed]]:
    """Return the threads of one post as they are exported."""
    kept, dropped = split_placeholders(scene.content.comments(entry.key))
    for comment in dropped:
        reason = "a placeholder of a deleted comment, without text and without replies"
        losses.dropped("comments", f"{entry.key}#c{comment.id}", reason)
    return threads(kept, entry.moment, scene.content.zone)


def render_thread(scene: Scene, post: Post, thread: Sequence[Placed], before: int, losses: Losses) -> str:
    """Return the elements of one thread."""
    return "".join(render.comment(scene, post, placed, before, losses) for placed in thread)


def _units(scene: Scene, survey: _Survey, losses: Losses) -> Iterator[Unit]:
    for index, entry in enumerate(scene.roll.entries):
        post = scene.content.post(entry.key)
        head, used = render.post_head(scene, entry, post, losses)
        base = _size(head) + _size(render.POST_END)
        if entry.image in scene.roll.media:
            survey.bases[index] = base + _size(render.thumbnail_meta(scene, entry))
            used.append(entry.image or "")
        for url in used:
            survey.first_use.setdefault(url, entry.moment)
        loads = []
        for thread in post_threads(scene, entry, losses):
            for placed in thread:
                render.report_comment(scene, placed, losses)
            loads.append(
                Load(_size(render_thread(scene, post, thread, survey.comments, losses)), len(thread))
            )
        survey.comments += sum(load.comments for load in loads)
        yield Unit(index, base, _size(render.post_meta(post) + render.thumbnail_meta(scene, entry)), loads)


def _dated(scene: Scene, survey: _Survey) -> list[tuple[Media, datetime]]:
    """Date attachments like the first post that shows them; unused ones like the first post of all."""
    entries = scene.roll.entries
    if not scene.roll.media:
        return []
    moments = PostMoments(scene.content.zone)
    fallback = min((entry.moment for entry in entries), default=NO_DATE)
    return [
        (media, moments.place("attachment", media.title, survey.first_use.get(media.url, fallback)))
        for media in scene.roll.media.values()
    ]


def _loads(
    scene: Scene, survey: _Survey, media: list[tuple[Media, datetime]], weights: list[int]
) -> Iterator[tuple[Part, Load]]:
    """Yield each attachment with the posts that must be said again beside it, and what they weigh together."""
    shown_by: dict[str, list[int]] = {}
    for index in survey.bases:
        shown_by.setdefault(scene.roll.entries[index].image or "", []).append(index)
    for (one, moment), weight in zip(media, weights, strict=True):
        again = tuple(shown_by.get(one.url, ()))
        yield Part(restated=again, media=((one, moment),)), Load(weight + sum(survey.bases[i] for i in again))


def _with_media(parts: list[Part], last: Load, loads: Iterator[tuple[Part, Load]], room: Load) -> list[Part]:
    """Put attachments behind the posts: into the last part while they fit, then into new ones."""
    load = last
    for extra, weight in loads:
        if not (load + weight).fits(room) and (parts[-1].cuts or parts[-1].media):
            parts.append(Part())
            load = Load()
        parts[-1] = _joined(parts[-1], extra)
        load += weight
    return parts


def _joined(part: Part, extra: Part) -> Part:
    """Add attachments to a part; a post that stands there already is not said again (the second is ignored)."""
    there = {cut.index for cut in part.cuts}
    again = tuple(index for index in extra.restated if index not in there)
    here = part.thumbnails.union(index for index in extra.restated if index in there)
    return Part(part.cuts, part.restated + again, part.media + extra.media, here)


def _size(text: str) -> int:
    return len(text.encode("utf-8"))
