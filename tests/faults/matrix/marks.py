"""Which tests prove a row: found in the sources, so that nothing has to be imported."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

__all__ = ["TESTS", "marked_tests"]

TESTS = Path(__file__).parents[2]


def marked_tests() -> dict[int, tuple[str, ...]]:
    """Ids of the tests marked `fault(N)`, below `tests/`, by row and in order."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for file in sorted(TESTS.rglob("test_*.py")):
        text = file.read_text("utf-8")
        if "mark.fault(" not in text:
            continue
        place = file.relative_to(TESTS).as_posix()
        for function in ast.walk(ast.parse(text)):
            if isinstance(function, ast.FunctionDef) and function.name.startswith("test"):
                for row in _rows_of(function):
                    found[row].add(f"{place}::{function.name}")
    return {row: tuple(sorted(tests)) for row, tests in sorted(found.items())}


def _rows_of(function: ast.FunctionDef) -> Iterator[int]:
    """On the test itself, or on one of its parameters."""
    for decorator in function.decorator_list:
        for node in ast.walk(decorator):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.fault":
                for given in node.args:
                    if isinstance(given, ast.Constant) and isinstance(given.value, int):
                        yield given.value
