"""Writes the content for the new site's importer, checks it as the importer would, and accounts for every loss."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from migrator import registry
from migrator.errors import OutputError
from migrator.exports._contract import ExportOptions
from migrator.model import Finding, StageReport
from migrator.report.text import plain
from migrator.stages.content import ProjectContent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from migrator.exports._contract import Content, Export, ExportFile
    from migrator.model import Json, Progress
    from migrator.settings import Settings
    from migrator.store.project import Project

_SHOWN = 1_000  # losses of one kind in the Markdown report; the JSON one has all


@dataclass(frozen=True, slots=True)
class Written:
    """One finished format: files and counts, what is not as it was, and what its linter says."""

    name: str
    files: int
    counts: Mapping[str, int]
    losses: Sequence[Finding]
    lint: Sequence[Finding]
    unexplained: Sequence[Finding] = ()

    @property
    def findings(self) -> list[Finding]:
        """Everything a person should know, errors included."""
        return [*self.losses, *self.lint, *self.unexplained]


def run_export(
    project: Project, settings: Settings, progress: Progress, formats: Sequence[str] = ()
) -> StageReport:
    """Write `out/export/<format>/` for each format (those of the settings when none is named) and the loss report.

    Raises:
        OutputError: a file cannot be written.
        UsageError: an unknown format, or no mapping for this pair of platforms.
        ConfigError: a permalink structure or mapping file is wrong.
    """
    content = ProjectContent(project, settings)
    options = ExportOptions(
        part_size=settings.export.part_size,
        part_comments=settings.export.part_comments,
        labels_as=settings.new.labels_as,
        media_base=settings.export.media_base,
        now=datetime.now(UTC),
    )
    exports = [registry.load("export", name) for name in formats or settings.export.formats]
    return export_content(content, options, exports, project.out / "export", progress)


def export_content(
    content: Content, options: ExportOptions, exports: Sequence[Export], folder: Path, progress: Progress
) -> StageReport:
    """Write the content in each format into its folder below `folder`, with one loss report for all.

    Raises:
        OutputError: a file cannot be written.
    """
    source = source_counts(content)
    try:
        written = []
        for export in exports:
            progress.start(f"export {export.name}")
            written.append(_write(export, content, options, folder, progress))
            progress.finish(_summary(written[-1]))
        written = [replace(one, unexplained=reconcile(one, source)) for one in written]
        _write_losses(folder, source, written)
    except OSError as error:
        raise OutputError(
            f"The export cannot be written: {error.strerror} ({error.filename}).",
            f"Check that {folder} may be written to and that the disk is not full.",
        ) from error
    return _report(source, written)


def source_counts(content: Content) -> dict[str, int]:
    """Count what there is to export, by looking at everything once."""
    kinds: Counter[str] = Counter()
    labels: set[str] = set()
    comments = sum(1 for _ in content.strays())
    for post in content.posts():
        kinds[post.kind] += 1
        labels.update(post.labels)
        comments += len(content.comments(post.key))
    assets = sum(1 for _ in content.assets())
    return {
        "posts": kinds["post"],
        "pages": kinds["page"],
        "comments": comments,
        "terms": len(labels),
        "assets": assets,
    }


def reconcile(written: Written, source: Mapping[str, int]) -> list[Finding]:
    """Return an error for each kind whose count differs by more or less than the losses listed for it."""
    dropped = Counter(loss.code for loss in written.losses)
    return [
        Finding(
            code="export.unexplained-difference",
            severity="error",
            url=written.name,
            message=f"{source[kind]:,} {kind} in the source, {count:,} in {written.name}, but {lost:,} listed as left out",
            hint="This is a bug in migrator: please report it with out/export/loss-report.json.",
        )
        for kind, count in written.counts.items()
        if (lost := dropped[f"dropped.{kind}"]) != source[kind] - count
    ]


def _write(
    export: Export, content: Content, options: ExportOptions, folder: Path, progress: Progress
) -> Written:
    result = export.write(content, options)
    progress.grow(len(result.files))
    target = folder / export.name
    fresh = folder / f".{export.name}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    for file in result.files:
        _write_file(fresh, file)
        progress.advance()
    _replace(fresh, target)
    lint = [_placed(export.name, found) for found in export.lint(_Folder(target), options)]
    return Written(
        name=export.name,
        files=len(result.files),
        counts=result.counts,
        losses=result.losses,
        lint=lint,
    )


def _write_file(folder: Path, file: ExportFile) -> None:
    path = folder / file.path
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"an export names a file outside its folder: {file.path!r}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.writelines(file.chunks)


def _replace(fresh: Path, target: Path) -> None:
    """Put a finished folder in place of the earlier one; a killed run leaves one of the two whole."""
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _placed(name: str, found: Finding) -> Finding:
    return Finding(
        code=found.code,
        severity=found.severity,
        url=f"{name}/{found.url}",
        message=found.message,
        hint=found.hint,
    )


class _Folder(Mapping[str, bytes]):
    """The files of a folder by relative path, read when asked for and not kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._paths = sorted(
            path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
        )

    def __getitem__(self, path: str) -> bytes:
        return (self._folder / path).read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def _write_losses(folder: Path, source: Mapping[str, int], written: Sequence[Written]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    told = {
        one.name: {
            "exported": dict(one.counts),
            "losses": [asdict(loss) for loss in one.losses],
            "lint": [asdict(found) for found in one.lint],
            "unexplained": [asdict(found) for found in one.unexplained],
        }
        for one in written
    }
    report = json.dumps({"source": dict(source), "formats": told}, indent=1, sort_keys=True) + "\n"
    _write_text(folder / "loss-report.json", report)
    _write_text(folder / "loss-report.md", "\n".join(_markdown(source, written)) + "\n")


def _write_text(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(text.encode("utf-8", "replace"))
    fresh.replace(path)


def _markdown(source: Mapping[str, int], written: Sequence[Written]) -> Iterator[str]:
    yield "# What the export holds, and what it does not\n"
    names = [one.name for one in written]
    yield f"| | old blog | {' | '.join(names)} |\n|---|--:|{'--:|' * len(names)}"
    for kind, count in source.items():
        cells = [f"{one.counts[kind]:,}" if kind in one.counts else "" for one in written]
        yield f"| {kind} | {count:,} | {' | '.join(cells)} |"
    for one in written:
        yield f"\n## {one.name}\n"
        yield from _listed(one)


def _listed(one: Written) -> Iterator[str]:
    if not one.findings:
        yield "Nothing is lost, and the importer's rules are kept."
    for code, count in sorted(Counter(found.code for found in one.findings).items()):
        rows = [found for found in one.findings if found.code == code]
        yield f"### {code} ({count:,})\n"
        yield from (f"- {plain(row.url)}: {plain(row.message)}" for row in rows[:_SHOWN])
        if count > _SHOWN:
            yield f"- … and {count - _SHOWN:,} more in loss-report.json"
        if rows[0].hint:
            yield f"\n{plain(rows[0].hint)}"
        yield ""


def _summary(written: Written) -> str:
    things = ", ".join(f"{count:,} {kind}" for kind, count in written.counts.items())
    return f"{written.name}: {things} in {written.files:,} files; {len(written.losses):,} differences listed"


def _report(source: Mapping[str, int], written: Sequence[Written]) -> StageReport:
    exported: dict[str, Json] = dict(written[0].counts) if written else {}
    formats: dict[str, Json] = {one.name: {"files": one.files, **one.counts} for one in written}
    findings = dict.fromkeys(found for one in written for found in one.findings)
    return StageReport(
        stage="export",
        counts={**source, "files": sum(one.files for one in written)},
        findings=tuple(findings),
        details={"source": dict(source), "exported": exported, "formats": formats},
    )
