"""`migrator list`: what there is of each kind of plug-in."""

from __future__ import annotations

import json

import click

from migrator.cli import options
from migrator.cli.endings import unknown_word

KINDS = {
    "platforms": "platform",
    "backups": "backup",
    "ways": "way",
    "targets": "target",
    "exports": "export",
    "sources": "source",
}


@click.command("list")
@click.argument("kind", required=False)
@options.as_json
def command(kind: str | None, *, as_json: bool) -> None:
    """Show platforms, backup formats, ways in, redirect targets, export formats, or formats redirects are read from.

    \b
    Example:  migrator list targets
    """
    if kind is not None and kind not in KINDS:
        raise unknown_word("kind of plug-in", kind, KINDS, "migrator list")
    from migrator import registry

    chosen = KINDS if kind is None else {kind: KINDS[kind]}
    found = {
        title: {name: _caption(one, name) for name in registry.names(one)} for title, one in chosen.items()
    }
    if as_json:
        click.echo(json.dumps({"ok": True, "result": found}, indent=2))
        return
    for title, plugins in found.items():
        click.echo(f"{title}:")
        width = max(map(len, plugins), default=0)
        for name, caption in plugins.items():
            click.echo(f"  {name:<{width}}  {caption}")


def _caption(kind: str, name: str) -> str:
    from migrator import profiles, registry

    if kind == "platform" and name in profiles.known_profiles():
        return profiles.load_profile(name).title
    plugin = registry.load(kind, name)
    capabilities = getattr(plugin, "capabilities", None)
    if capabilities is not None:
        limit = f"; at most {capabilities.max_rules:,} rules" if capabilities.max_rules else ""
        return f"{capabilities.title}{limit}"
    title = getattr(plugin, "title", None)
    if isinstance(title, str):
        return title
    lines = (type(plugin).__doc__ or "").strip().splitlines()
    return lines[0] if lines else ""
