"""The photo taken of the customer on the spot (现场拍照)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

__all__ = ["LARGEST_PHOTO", "LivePhoto"]

LARGEST_PHOTO = 160 * 1024
"""Bytes of JPEG; the envelope of a case has to stay quick on a slow line."""


@dataclass(frozen=True, slots=True)
class LivePhoto:
    """One frame of a camera that the program itself took. No file can become one.

    Attributes:
        jpeg: at most `LARGEST_PHOTO` bytes.
        camera_id: what the operating system calls the camera; `simulated:` leads an invented one.
        attempt: counts the photos of this case from 1.
    """

    jpeg: bytes = field(repr=False)
    taken_at: datetime
    camera_id: str
    camera_name: str
    is_simulated: bool
    attempt: int = 1

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.jpeg).digest()
