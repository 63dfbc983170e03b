"""What a reviewer should not have to say twice about the text itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.unit.house import tree

LONGEST_FILE = 350
LONGEST_FUNCTION = 60

# Written with brackets, so that this file does not find itself.
UNDONE = re.compile(r"\b(TO[D]O|FIX[M]E|X[X]X)\b")
PLACES = re.compile(
    r"/w[o]rk/|/ro[o]t/|/ho[m]e/|/Us[e]rs/|py[p]i\.org|pythonho[s]ted|de[b]ian\.org|"
    r"(ind[e]x|find-lin[k]s)(-url)?[= ]+(https?|file):"
)


def texts() -> Iterator[tuple[Path, int, str]]:
    for path in tree.every_file():
        try:
            lines = (tree.ROOT / path).read_text("utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, 1):
            yield path, number, line


def places(pattern: re.Pattern[str]) -> list[str]:
    return [f"{path}:{number}" for path, number, line in texts() if pattern.search(line)]


def test_nothing_is_left_to_do() -> None:
    assert places(UNDONE) == []


def test_no_machine_and_no_registry_is_named() -> None:
    assert places(PLACES) == []


def test_a_file_fits_on_a_few_screens() -> None:
    long = {
        str(path): length
        for path in tree.sources(*tree.SOURCES, "packaging")
        if (length := len((tree.ROOT / path).read_text("utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_a_function_fits_on_one_screen() -> None:
    long = {
        f"{path}:{node.name}": length
        for path in tree.sources(*tree.SOURCES, "packaging")
        for node in ast.walk(tree.tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert long == {}


def defined(module: ast.Module) -> set[str]:
    """Name the public classes and functions that a module makes itself."""
    kinds = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    return {
        node.name
        for node in module.body
        if isinstance(node, kinds) and not node.name.startswith("_")
    }


def bound(module: ast.Module) -> set[str]:
    """Name all that is defined, assigned or imported at the top of a module."""
    names = set(defined(module))
    for node in ast.walk(module):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
    return names


def exported(module: ast.Module) -> set[str] | None:
    for node in module.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=ast.List() as value):
                return set(ast.literal_eval(value))
    return None


def test_what_is_public_is_exported_and_what_is_exported_exists() -> None:
    wrong = {}
    for path in tree.sources(*tree.SOURCES):
        module = tree.tree_of(path)
        names = exported(module)
        if names is None:
            if public := defined(module):
                wrong[str(path)] = f"no __all__ for {sorted(public)}"
        elif stray := (defined(module) - names) | (names - bound(module)):
            wrong[str(path)] = f"in one place only: {sorted(stray)}"
    assert wrong == {}
