"""On what the figures were taken."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path

__all__ = ["machine"]


def machine(folder: Path) -> str:
    """Describe computer and software in a few lines; `folder` is where the databases lie."""
    load = ", ".join(f"{each:.2f}" for each in os.getloadavg())
    packages = ("PySide6-Essentials", "SQLAlchemy", "urllib3", "httpx", "cryptography")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    lines = (
        f"{_processor()}, {os.cpu_count()} cores, load {load} at the beginning",
        f"{platform.system()} {platform.release()}, {_file_system(folder)} under the databases",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {versions}",
    )
    return "\n".join(lines)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _file_system(folder: Path) -> str:
    deepest, kind = 0, "an unknown file system"
    try:
        mounts = Path("/proc/self/mounts").read_text("utf-8").splitlines()
    except OSError:
        return kind
    for mount in mounts:
        _, point, found, *_ = mount.split()
        if folder.resolve().is_relative_to(point) and len(point) >= deepest:
            deepest, kind = len(point), found
    return kind
