"""A disk that is really full when it is full."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

__all__ = ["mounted"]


@contextmanager
def mounted(folder: Path) -> Iterator[None]:
    """Three megabytes at this folder, for as long as the context is open."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m,mode=700", "tmpfs", folder]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this user may not mount")
    yield
    subprocess.run(["umount", "-l", folder], check=True)
