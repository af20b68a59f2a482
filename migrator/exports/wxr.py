"""WXR 1.2 for WordPress's importer, in parts that shared hosting accepts, with a script that imports them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.exports import _wxr_items as render
from migrator.exports._contract import ExportFile, ExportResult
from migrator.exports._links import Links
from migrator.exports._losses import Losses
from migrator.exports._plan import Part, Plan, plan, post_threads, render_thread
from migrator.exports._roll import enrol
from migrator.exports._split import Load
from migrator.exports._wxr_guide import guide, script
from migrator.exports._wxr_head import FOOT, head
from migrator.exports._wxr_items import Scene
from migrator.exports._wxr_lint import lint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from migrator.exports._contract import Content, ExportOptions
    from migrator.exports._split import Cut
    from migrator.model import Finding


class Wxr:
    """The format of WordPress's own exporter and importer."""

    name = "wxr"
    version = 1

    def write(self, content: Content, options: ExportOptions) -> ExportResult:
        """Number everything, weigh it, then render part by part; only numbers and URLs are held meanwhile."""
        losses = Losses()
        roll = enrol(content, options, losses)
        scene = Scene(content, roll, Links(content, roll.media), options.labels_as)
        top = head(scene)
        frame = len(top.encode()) + len(FOOT.encode())
        planned = plan(scene, Load(options.part_size - frame, options.part_comments), losses)
        names = part_names(len(planned.parts))
        files = [
            ExportFile(name, _part(scene, part, top)) for name, part in zip(names, planned.parts, strict=True)
        ]
        files += [
            ExportFile("import.sh", [script(names).encode()]),
            ExportFile("README.md", [guide(names, content.zone.key, attachments=bool(roll.media)).encode()]),
        ]
        return ExportResult(files=files, counts=_counts(scene, planned), losses=losses.findings)

    def lint(self, files: Mapping[str, bytes], options: ExportOptions) -> Sequence[Finding]:
        """Read the parts as the importer would."""
        return lint(files, options)


def part_names(count: int) -> list[str]:
    """Return the parts' file names, which sort in their order."""
    width = max(3, len(str(count)))
    return [f"part-{number:0{width}}.xml" for number in range(1, count + 1)]


def _part(scene: Scene, part: Part, top: str) -> Iterator[bytes]:
    quiet = Losses()
    yield top.encode()
    for cut in part.cuts:
        yield from _post(scene, cut, quiet, thumbnail=cut.index in part.thumbnails)
    for index in part.restated:
        yield _restated(scene, index, quiet)
    for media, moment in part.media:
        yield render.attachment(scene, media, moment).encode()
    yield FOOT.encode()


def _post(scene: Scene, cut: Cut, quiet: Losses, *, thumbnail: bool) -> Iterator[bytes]:
    entry = scene.roll.entries[cut.index]
    post = scene.content.post(entry.key)
    yield render.post_head(scene, entry, post, quiet)[0].encode()
    if cut.start == 0:
        yield render.post_meta(post).encode()
    if thumbnail:
        yield render.thumbnail_meta(scene, entry).encode()
    for thread in post_threads(scene, entry, quiet)[cut.start : cut.stop]:
        yield render_thread(scene, post, thread, cut.before, quiet).encode()
    yield render.POST_END.encode()


def _restated(scene: Scene, index: int, quiet: Losses) -> bytes:
    """Say a post again beside its featured image: the importer connects the two only inside one file."""
    entry = scene.roll.entries[index]
    opening = render.post_head(scene, entry, scene.content.post(entry.key), quiet)[0]
    return (opening + render.thumbnail_meta(scene, entry) + render.POST_END).encode()


def _counts(scene: Scene, planned: Plan) -> dict[str, int]:
    kinds = [entry.kind for entry in scene.roll.entries]
    return {
        "posts": kinds.count("post"),
        "pages": kinds.count("page"),
        "comments": planned.comments,
        "terms": len({row.slug for row in scene.roll.terms.values()}),
        "assets": len(scene.roll.media),
    }


PLUGIN = Wxr()
