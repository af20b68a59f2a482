"""`migrator explain`: what matters about a redirect target or a platform, from the code's own words."""

from __future__ import annotations

import json

import click

from migrator.cli import options
from migrator.cli.endings import unknown_word


@click.command("explain")
@click.argument("word")
@options.as_json
def command(word: str, *, as_json: bool) -> None:
    """Explain a redirect target or a platform: limits, facts that matter, examples.

    \b
    Example:  migrator explain nginx
    """
    from migrator import registry

    if word in registry.names("target"):
        told = _target(registry.load("target", word))
    else:
        told = _platform(word, registry.names("target"))
    if as_json:
        click.echo(json.dumps({"ok": True, "result": {"word": word, "facts": told}}, indent=2))
    else:
        click.echo("\n".join(told))


def _target(target: object) -> list[str]:
    capabilities = target.capabilities  # type: ignore[attr-defined]
    statuses = ", ".join(str(status) for status in sorted(capabilities.statuses))
    lines = [capabilities.title, f"Answers: {statuses}."]
    for label, value in (("rules", capabilities.max_rules), ("bytes in a key", capabilities.max_key_bytes)):
        if value:
            lines.append(f"At most {value:,} {label}.")
    return [*lines, *(f"- {fact}" for fact in capabilities.facts)]


def _platform(word: str, targets: tuple[str, ...]) -> list[str]:
    from migrator import registry
    from migrator.profiles import known_profiles, load_profile
    from migrator.rekey.pairs import told_moves

    known = {*known_profiles(), *registry.names("platform")}
    if word not in known:
        raise unknown_word("target or platform", word, [*targets, *sorted(known)], "migrator list")
    if word not in known_profiles():
        said = (type(registry.load("platform", word)).__doc__ or "").strip().splitlines()[:1]
        return [
            *said,
            "`migrator inspect` reads its pages; how it shapes its addresses is not described yet.",
        ]
    profile = load_profile(word)
    lines = [profile.title]
    for shape in profile.shapes:
        lines.append(f"{shape.kind:<8} {shape.paths[0]}")
        lines += [f"         e.g. {example.url}" for example in shape.examples]
    return lines + told_moves(word)
