"""What went live: kept in the project beside `out/`, to compare with and to show."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from migrator.errors import InputError, OutputError, UsageError
from migrator.redirects.rule_lists import MOST_REMOVED, RULES, answers_in, difference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from migrator.model import Json
    from migrator.redirects.rule_lists import Difference
    from migrator.store.project import Project

FOLDER = "deployed"
_STAGE = "redirects"
_META = "deployed"


@dataclass(frozen=True, slots=True)
class Against:
    """Rules of before, to compare new ones with: `folder` is one target's, or holds a folder for each target."""

    folder: Path
    allowed: bool = False  # a person said that many rules may vanish

    def knows(self, target: str) -> bool:
        """True when there is an old list for a target."""
        return self._place(target) is not None

    def known(self, targets: Sequence[str]) -> list[str]:
        """Return the targets with an old list.

        Raises:
            InputError: there is none for any of them.
        """
        found = [target for target in targets if self.knows(target)]
        if not found:
            raise InputError(
                f"{self.folder} holds no {RULES} for {', '.join(targets)}.",
                f"Name a folder that migrator redirects has written, or a project's {FOLDER}/.",
            )
        return found

    def difference(self, target: str, rules: bytes) -> Difference:
        """Compare a target's new list of rules with the old one; without one all are added."""
        place = self._place(target)
        return difference(_answers(place) if place else {}, answers_in(rules, RULES))

    def refuse_loss(self, target: str, rules: bytes) -> None:
        """Refuse to write when too many old rules would vanish.

        Raises:
            OutputError: more than 5 % would, and nobody allowed it.
        """
        found = self.difference(target, rules)
        if found.share_removed > MOST_REMOVED and not self.allowed:
            raise OutputError(
                f"{target}: {len(found.removed):,} of {found.before:,} rules ({found.share_removed:.0%}) would be"
                f" removed, such as {found.removed[0][0]}.",
                "Nothing was written. If they are to go, say so with --yes.",
            )

    def _place(self, target: str) -> Path | None:
        places = (self.folder / target / RULES, self.folder / RULES, self.folder)
        return next((place for place in places if place.is_file()), None)


def record_deployed(project: Project, targets: tuple[str, ...]) -> dict[str, Json]:
    """Keep the rules of `out/redirects/TARGET` as those that went live, with the day, and return what was kept.

    Raises:
        UsageError: the targets are not written, or more than one is and none is named.
        OutputError: they cannot be kept.
    """
    state = project.stage_state(_STAGE)
    written = state[1].get("targets") if state else None
    known = written if isinstance(written, dict) else {}
    chosen = targets or tuple(known)
    if not chosen or not set(chosen) <= known.keys() or (len(chosen) > 1 and not targets):
        raise UsageError(
            f"Say which rules went live: {', '.join(known) or 'none are written yet'}.",
            "Example: migrator redirects --deployed --to nginx",
        )
    kept = {**_kept(project)}
    for name in chosen:
        report = known[name]
        rules = (project.out / _STAGE / name / RULES).read_bytes()
        _keep(project, name, rules)
        kept[name] = {
            "day": datetime.now(UTC).date().isoformat(),
            "rules": len(answers_in(rules, RULES)),
            "trial": bool(state and state[1].get("trial")),
            "sha256": report.get("sha256") if isinstance(report, dict) else None,
        }
    project.set_meta(_META, json.dumps(kept, sort_keys=True))
    return {name: kept[name] for name in chosen}


def deployed_lines(project: Project) -> Iterator[str]:
    """Say what is live, and how what is in `out/` differs from it."""
    for name, told in _kept(project).items():
        if isinstance(told, dict):
            kind = ", on trial" if told.get("trial") else ""
            yield f"{name}: {told.get('rules'):,} rules since {told.get('day')}{kind}; {_since(project, name)}"


def _since(project: Project, name: str) -> str:
    now, then = project.out / _STAGE / name / RULES, project.folder / FOLDER / name / RULES
    if not (now.is_file() and then.is_file()):
        return "no rules for it are in out/ now"
    found = difference(_answers(then), _answers(now))
    return f"out/ differs: {found.counted()}" if found else "out/ holds the same"


def _answers(path: Path) -> Mapping[str, tuple[str, str]]:
    try:
        return answers_in(path.read_bytes(), str(path))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Check the folder.") from error


def _kept(project: Project) -> dict[str, Json]:
    stored = project.meta(_META)
    found = json.loads(stored) if stored else {}
    return found if isinstance(found, dict) else {}


def _keep(project: Project, name: str, rules: bytes) -> None:
    place = project.folder / FOLDER / name / RULES
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(rules)
    except OSError as error:
        raise OutputError(f"{place} cannot be written: {error.strerror}.", "Check the folder.") from error
