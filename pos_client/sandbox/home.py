"""The folder of one sandbox: database, keys and the carrier's file for clients."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

__all__ = ["SandboxHome", "SandboxUnusable", "whole"]


class SandboxUnusable(Exception):
    """No sandbox can be opened or read here; the text says why, and what to do."""


class SandboxHome:
    """Where a sandbox keeps what a restart has to find again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database_file = folder / "gateway.sqlite3"
        self.gateway_file = folder / "gateway.json"

    def create(self) -> None:
        """Make the folder if it is missing."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def private(self, name: str) -> Path:
        """Where the private file `name` lies."""
        return self.folder / "private" / name

    def read_private(self, name: str) -> bytes | None:
        """The content of a private file, None while there is none."""
        path = self.private(name)
        return path.read_bytes() if path.exists() else None

    def write_private(self, name: str, content: bytes) -> Path:
        """Write a file that nobody else may read; a torn one is never left behind."""
        path = self.private(name)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        fresh = path.with_name(f"{path.name}.new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        return path

    def write_gateway_file(self, content: dict[str, object]) -> None:
        """Write the file that a carrier hands to its outlets."""
        text = json.dumps(content, ensure_ascii=False, indent=2)
        fresh = self.gateway_file.with_suffix(".new")
        fresh.write_text(f"{text}\n", "utf-8")
        fresh.replace(self.gateway_file)

    def port(self) -> int:
        """The port that clients already know, 0 before the first start."""
        if not self.gateway_file.exists():
            return 0
        with whole(self.gateway_file):
            url: str = json.loads(self.gateway_file.read_text("utf-8"))["url"]
            return urlsplit(url).port or 0


@contextmanager
def whole(file: Path) -> Iterator[None]:
    """Take a file of a home for what it should be.

    Raises:
        SandboxUnusable: what is done with it inside finds that it is something else.
    """
    try:
        yield
    except (ValueError, LookupError, TypeError) as no:
        raise SandboxUnusable(
            f"{file} is damaged; put it back as it was, or choose another --home"
        ) from no
