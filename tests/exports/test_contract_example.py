from __future__ import annotations

import textwrap
from typing import Any

from migrator.exports import _contract
from migrator.exports._contract import ExportOptions

from .sample import sample


def test_contracts_own_example_works() -> None:
    source = textwrap.dedent("    " + (_contract.__doc__ or "").partition("\n\n    ")[2])
    names = "from migrator.exports._contract import *\nfrom migrator.model import Finding\n"
    scope: dict[str, Any] = {}
    exec(f"from __future__ import annotations\n{names}{source}", scope)
    result = scope["PLUGIN"].write(sample(), ExportOptions())
    files = {file.path: b"".join(file.chunks) for file in result.files}
    assert files["titles.tsv"].startswith(b"https://askmarigold.example/second/\tSecond\n")
    assert result.counts == {"posts": 6, "pages": 1}
    assert scope["PLUGIN"].lint(files, ExportOptions()) == []
    assert scope["PLUGIN"].lint({"titles.tsv": b"no tab"}, ExportOptions())[0].code == "titles.tab"
