"""A small file beside the database that knows it had begun to count.

Without it a deleted database would be made anew in silence, and numbers would be given twice.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from pos_client.infrastructure.crypto.private_file import replace_private

__all__ = ["Marker", "read_marker", "write_marker"]


@dataclass(frozen=True, slots=True)
class Marker:
    """Which database belongs here, and how many registrations it held at the least."""

    store_id: UUID
    last_sequence: int


def read_marker(path: Path) -> Marker | None:
    """Read the marker; one that cannot be understood still says that something was here."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return None
    try:
        plain = json.loads(text)
        return Marker(UUID(plain["store_id"]), int(plain["last_sequence"]))
    except (ValueError, KeyError, TypeError):
        return Marker(UUID(int=0), 0)


def write_marker(path: Path, marker: Marker) -> None:
    """Replace the marker as a whole, so that a crash leaves the old one or the new one."""
    plain = {"store_id": str(marker.store_id), "last_sequence": marker.last_sequence}
    replace_private(path, json.dumps(plain).encode())
