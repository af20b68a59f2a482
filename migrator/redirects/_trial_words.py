"""Rules on trial: what a README says about answers that a browser may not keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.redirects.targets._contract import OutputFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from migrator.redirects.targets._contract import Capabilities

_README = "README.md"
_HEADER = "Cache-Control: no-store"


def told_on_trial(files: Iterable[OutputFile], capabilities: Capabilities) -> Iterator[OutputFile]:
    """Yield the files, the README with a paragraph on the trial below its title unless it has one of its own."""
    for file in files:
        if file.path == _README and b"trial" not in file.content.lower():
            title, _, rest = file.content.partition(b"\n")
            yield OutputFile(_README, title + b"\n\n" + _paragraph(capabilities).encode() + b"\n" + rest)
        else:
            yield file


def _paragraph(capabilities: Capabilities) -> str:
    lines = ["**On trial:** these rules answer 302, not 301, so a mistake can be taken back:"]
    if capabilities.sets_headers:
        lines.append(f"no browser keeps an answer, because it is sent with `{_HEADER}`.")
    else:
        lines.append(
            f"browsers do not keep a 302 of themselves. `{_HEADER}` would forbid it, but it cannot be set from here:"
            " where a cache or proxy stands in front, empty it after each change."
        )
    lines.append(
        "When every old address works, write them for good with `--final`, and install them once more."
    )
    return "\n".join(lines) + "\n"
