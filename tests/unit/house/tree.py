"""The files of this project, as the tests about the code base see them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

__all__ = ["ROOT", "SOURCES", "every_file", "sources", "tracked", "tree_of"]

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ("drivers", "pos_client", "ui")


@cache
def tracked() -> tuple[Path, ...]:
    """List what git keeps, relative to the root; in an unpacked archive all that is not ignored."""
    listed = _git("--cached")
    return tuple(path for path in listed if (ROOT / path).is_file()) if listed else _unpacked()


@cache
def every_file() -> tuple[Path, ...]:
    """List what git keeps and what it would keep if it were added."""
    listed = _git("--cached", "--others", "--exclude-standard")
    return tuple(path for path in listed if (ROOT / path).is_file()) if listed else _unpacked()


def sources(*folders: str) -> Iterator[Path]:
    """List the Python files under `folders`."""
    return (path for path in every_file() if path.suffix == ".py" and _is_under(path, folders))


@cache
def tree_of(path: Path) -> ast.Module:
    """Parse one file."""
    return ast.parse((ROOT / path).read_text("utf-8"), str(path))


def _is_under(path: Path, folders: tuple[str, ...]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _git(*which: str) -> list[Path]:
    run = subprocess.run(["git", "ls-files", "-z", *which], cwd=ROOT, capture_output=True)
    return [Path(name) for name in run.stdout.decode().split("\0") if name]


def _unpacked() -> tuple[Path, ...]:
    ignored = (ROOT / ".gitignore").read_text("utf-8").split()
    return tuple(
        path.relative_to(ROOT)
        for path in sorted(ROOT.rglob("*"))
        if path.is_file()
        and not any(
            part.match(pattern.rstrip("/"))
            for part in (path.relative_to(ROOT), *path.relative_to(ROOT).parents)
            for pattern in (*ignored, ".git")
        )
    )
