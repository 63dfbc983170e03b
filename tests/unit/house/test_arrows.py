"""Imports flow one way, and each technology stays behind its own door."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.unit.house import tree

QT = {"PySide6", "shiboken6"}
BEHIND_PORTS = {
    *("sqlalchemy", "alembic", "sqlite3", "psycopg"),
    *("urllib3", "httpx", "fastapi", "starlette", "uvicorn"),
    *("cryptography", "joserfc", "argon2"),
}
# What sandbox, tests and checks bring along; the client neither needs it nor has room for it.
NOT_OF_THE_CLIENT = {
    *("httpx", "httpcore", "anyio", "rich", "click", "pygments", "structlog"),
    *("pydantic", "pydantic_core", "annotated_types", "argon2", "uuid_utils"),
}
BESIDE_THE_CLIENT = ("pos_client/sandbox", "pos_client/testing")
WITHOUT_TECHNOLOGY = ("ui", "drivers", "pos_client/domain", "pos_client/application")


def imported(path: Path) -> Iterator[str]:
    """Name the root of everything a file imports, wherever in it."""
    for node in ast.walk(tree.tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_the_import_contracts_are_kept() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [program, "--no-cache"], cwd=tree.ROOT, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stdout


def test_qt_exists_only_in_ui() -> None:
    strays = [path for path in tree.sources("drivers", "pos_client") if QT & {*imported(path)}]
    assert strays == []


def test_database_network_and_cryptography_stay_behind_the_ports() -> None:
    strays = {
        str(path): found
        for path in tree.sources(*WITHOUT_TECHNOLOGY)
        if (found := BEHIND_PORTS & {*imported(path)})
    }
    assert strays == {}


def test_no_module_of_the_client_imports_what_only_its_tests_need() -> None:
    beside = {*tree.sources(*BESIDE_THE_CLIENT)}
    strays = {
        str(path): found
        for path in tree.sources(*tree.SOURCES)
        if path not in beside and (found := NOT_OF_THE_CLIENT & {*imported(path)})
    }
    assert strays == {}


def test_nothing_else_brings_it_into_the_client_either() -> None:
    program = "import sys, pos_client.bootstrap.running; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=tree.ROOT, capture_output=True, text=True, timeout=60
    )
    assert "urllib3" in run.stdout.split(), run.stderr
    assert NOT_OF_THE_CLIENT & {*run.stdout.split()} == set()
