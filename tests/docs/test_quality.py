"""The quality floor, measured: sizes of functions and files, parameters, names."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = sorted((ROOT / "migrator").rglob("*.py"))
TESTS = (path for path in (ROOT / "tests").rglob("*.py") if not {"node_modules", ".venv"} & {*path.parts})
PYTHON = [*PACKAGE, *sorted(TESTS)]
AVOIDED = {"data", "info", "manager", "handler", "helper", "helpers", "utils", "item", "ctx"}


def functions(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lengths():
    return {
        f"{path.relative_to(ROOT)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in PACKAGE
        for node in functions(path)
    }


def test_functions_are_short():
    sizes = sorted(lengths().values())
    assert statistics.median(sizes) <= 10
    assert sizes[int(len(sizes) * 0.95)] <= 35


def test_no_function_is_longer_than_70_lines():
    assert {name: size for name, size in lengths().items() if size > 70} == {}


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_longer_than_500_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


@pytest.mark.parametrize("path", PACKAGE, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_docstring_says_why_the_file_exists(path):
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring


def test_no_module_has_an_avoided_name():
    assert [path.name for path in PACKAGE if path.stem.strip("_") in AVOIDED] == []


def test_broad_except_stands_only_at_the_stage_boundary_and_the_end_of_the_command_line():
    broad = {
        str(path.relative_to(ROOT))
        for path in PACKAGE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
        )
    }
    # workers.py only carries what a thread raised over to the thread that asked
    assert broad <= {"migrator/cli/endings.py", "migrator/stages/extract.py", "migrator/fetch/workers.py"}
