"""Which tests prove a row: found in the sources, so that nothing has to be imported.

A row is proved below `tests/faults`, by tests that carry it in their names: `test_row_19_...`, or
`test_rows_14_15_...` where one run proves several. What helps elsewhere bears a mark, `fault(19)`.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

__all__ = ["TESTS", "named_proofs", "proofs_by_row"]

TESTS = Path(__file__).parents[2]
_NAME = re.compile(r"test_rows?((?:_\d\d)+)_[a-z]")


def proofs_by_row() -> dict[int, tuple[str, ...]]:
    """Ids of all tests that name or mark a row, below `tests/`; those that name it come first."""
    named, marked = named_proofs(), _found(TESTS, _rows_marked)
    rows = sorted(named.keys() | marked.keys())
    return {row: (*named.get(row, ()), *marked.get(row, ())) for row in rows}


def named_proofs() -> dict[int, tuple[str, ...]]:
    """Ids of the tests below `tests/faults` that carry a row in their names, by row."""
    return _found(TESTS / "faults", _rows_named)


def _found(
    folder: Path, rows_of: Callable[[ast.FunctionDef], Iterator[int]]
) -> dict[int, tuple[str, ...]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    for file in sorted(folder.rglob("test_*.py")):
        text = file.read_text("utf-8")
        if "def test_row" not in text and "mark.fault(" not in text:
            continue
        place = file.relative_to(TESTS).as_posix()
        for function in ast.walk(ast.parse(text)):
            if isinstance(function, ast.FunctionDef) and function.name.startswith("test"):
                for row in rows_of(function):
                    found[row].add(f"{place}::{function.name}")
    return {row: tuple(sorted(tests)) for row, tests in sorted(found.items())}


def _rows_named(function: ast.FunctionDef) -> Iterator[int]:
    if name := _NAME.match(function.name):
        yield from map(int, name[1].strip("_").split("_"))


def _rows_marked(function: ast.FunctionDef) -> Iterator[int]:
    """On the test itself, or on one of its parameters."""
    for decorator in function.decorator_list:
        for node in ast.walk(decorator):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.fault":
                for given in node.args:
                    if isinstance(given, ast.Constant) and isinstance(given.value, int):
                        yield given.value
