"""Runs the whole job on a variant, and reads off what came of it."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from variant_server import Running, answer, served

from migrator.model import Silence
from migrator.stages.run import Plan, RunResult, run_all
from migrator.store.project import Project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from variant_blog import Reply, Variant

    from migrator.model import Comment, Finding, Post, UrlMapping

NEW = "https://new.example"


@dataclass
class Journey:
    """A project after the whole job."""

    project: Project
    result: RunResult
    blog: Variant

    @property
    def out(self) -> Path:
        return self.project.out

    def verdicts(self) -> dict[str, UrlMapping]:
        """Return verdicts by URL without the blog's own origin."""
        base = self.project.settings().old.url.rstrip("/")
        return {row.old.removeprefix(base): row for row in self.project.inventory.mappings()}

    def moves(self) -> dict[str, str]:
        """Return old → new, without origins, of what moved."""
        return {
            old: row.new.removeprefix(NEW)
            for old, row in self.verdicts().items()
            if row.new and row.verdict == "moved"
        }

    def posts(self) -> dict[str, Post]:
        base = self.project.settings().old.url.rstrip("/")
        return {post.key.removeprefix(base): post for post in self.project.entities.posts()}

    def comments(self, path: str) -> list[Comment]:
        return self.project.entities.comments(self.posts()[path].key)

    def findings(self, code: str = "") -> list[Finding]:
        return [found for found in self.project.findings.all() if found.code.startswith(code)]

    def messages(self, code: str = "") -> str:
        return "\n".join(f"{found.url} {found.message}" for found in self.findings(code))

    def report(self) -> str:
        return (self.out / "report.md").read_text(encoding="utf-8")

    def redirects(self) -> set[str]:
        folder = self.out / "redirects"
        return {path.name for path in folder.iterdir()} if folder.is_dir() else set()

    def wxr(self) -> str:
        files = sorted((self.out / "export" / "wxr").glob("*.xml"))
        return "".join(file.read_text(encoding="utf-8") for file in files)


ONE_TARGET = 'targets = ["csv"]'  # what redirects look like on each server has its own tests


def settings_text(blog: Variant, running: Running, wishes: Mapping[str, str]) -> str:
    """Return a migrator.toml; `wishes` are the old address, and lines of the sections."""
    names = {blog.host, *blog.other_hosts, *blog.alias_hosts, "new.example"}
    names |= {key[2:].partition("/")[0] for key in blog.replies if key.startswith("//")}
    names |= {f"{n}.bp.blogspot.example" for n in range(1, 5)} | {"blogger.googleusercontent.example"}
    resolve = "\n".join(
        f"{json.dumps(f'{scheme}://{host}')} = {json.dumps(running.address)}"
        for host in sorted(names)
        for scheme in ("http", "https")
    )
    return (
        f"[old]\nurl = {json.dumps(wishes.get('old', blog.base))}\n[old.hosts]\n{wishes.get('hosts', '')}\n"
        f"[new]\nurl = {json.dumps(NEW)}\n{wishes.get('new', '')}\n[crawl]\nrate = 10000\nattempts = 1\n{wishes.get('crawl', '')}\n"
        f"[redirects]\n{wishes.get('redirects', ONE_TARGET)}\n[network.resolve]\n{resolve}\n"
    )


@contextmanager
def moved(
    folder: Path,
    blog: Variant,
    *,
    sites: tuple[Callable[[str, str], Reply | None], ...] = (),
    plan: Plan | None = None,
    **wishes: str,
) -> Iterator[tuple[Journey, Running]]:
    """Serve the blog and do the whole job once; the server goes on while the caller looks."""
    with (
        served(*sites, partial(answer, blog)) as running,
        Project.create(folder, settings_text(blog, running, wishes)) as project,
    ):
        result = run_all(project, project.settings(), plan or Plan(prove=False), Silence())
        yield Journey(project, result, blog), running


def again(journey: Journey, plan: Plan | None = None) -> Journey:
    """Do the job once more in the same project."""
    project = journey.project
    result = run_all(project, project.settings(), plan or Plan(prove=False), Silence())
    return Journey(project, result, journey.blog)
