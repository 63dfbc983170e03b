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
    """Which database belongs here, and what it held at the least.

    Attributes:
        last_sequence: so many registrations.
        refused: index and head (hex) of an audit chain that the gateway does not take; 0 and empty
            without one.
    """

    store_id: UUID
    last_sequence: int
    refused: tuple[int, str] = (0, "")


def read_marker(path: Path) -> Marker | None:
    """Read the marker; one that cannot be understood still says that something was here."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return None
    try:
        plain = json.loads(text)
        # Older programs wrote of no refusal.
        refused = int(plain.get("refused_index", 0)), str(plain.get("refused_head", ""))
        return Marker(UUID(plain["store_id"]), int(plain["last_sequence"]), refused)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Marker(UUID(int=0), 0)


def write_marker(path: Path, marker: Marker) -> None:
    """Replace the marker as a whole, so that a crash leaves the old one or the new one."""
    index, head = marker.refused
    plain = {"store_id": str(marker.store_id), "last_sequence": marker.last_sequence}
    if index:
        plain |= {"refused_index": index, "refused_head": head}
    replace_private(path, json.dumps(plain).encode())
