"""The slot for photo decoders: 1024 bytes off a chip become pixels, if anybody can read them.

No open decoder for the format of real cards is known, so a decoder is a plug-in; without one
the photo stays what it is, bytes that go to the gateway.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Protocol

__all__ = [
    "SIMULATED_PHOTO_MARK",
    "DecodedPhoto",
    "PhotoDecoder",
    "SimulatedWebpDecoder",
    "decode_photo",
    "prepare_photos",
]

GROUP = "pos_client.photo_decoders"
SIMULATED_PHOTO_MARK = b"SIMW"
"""What the photo of an invented card begins with: mark, two bytes of length, WebP, zeros."""

_PHOTO_SIZE = 1024
_LARGEST_SIDE = 512

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DecodedPhoto:
    """A picture as rows from top to bottom, three bytes R, G, B a pixel."""

    width: int
    height: int
    rgb: bytes = field(repr=False)


class PhotoDecoder(Protocol):
    """One way to decode. Registered as a class that is made without arguments."""

    def decode(self, raw: bytes) -> DecodedPhoto | None:
        """Return the picture, or None when these bytes are not of the decoder's kind."""


def prepare_photos() -> None:
    """Look for decoders now, so that the first card does not wait for it."""
    _installed()


def decode_photo(raw: bytes) -> DecodedPhoto | None:
    """Decode with the first installed decoder that understands these bytes, None when none does."""
    if not raw:
        return None
    for name, decoder in _installed():
        try:
            photo = decoder.decode(raw)
        except Exception as cause:  # noqa: BLE001 - somebody else's code; its text may quote a card
            log.warning("photo decoder %s failed: %s", name, type(cause).__name__)
            continue
        if photo is not None:
            return photo
    return None


@cache
def _installed() -> tuple[tuple[str, PhotoDecoder], ...]:
    from importlib.metadata import entry_points  # late: dearer than all the rest of this file

    decoders: list[tuple[str, PhotoDecoder]] = []
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        try:
            decoders.append((entry.name, entry.load()()))
        except Exception as cause:  # noqa: BLE001 - one bad plug-in must not hide the others
            log.warning("photo decoder %s cannot be used: %s", entry.name, type(cause).__name__)
    return tuple(decoders)


class SimulatedWebpDecoder:
    """Reads the photos of invented cards, and of no others."""

    def __init__(self) -> None:
        """Import the one format it reads: `Image.open` would import all seventy first."""
        from PIL.WebPImagePlugin import WebPImageFile  # late: only who shows photos pays for it

        self._open = WebPImageFile

    def decode(self, raw: bytes) -> DecodedPhoto | None:
        """Return the picture, or None when the bytes are not exactly of that form."""
        if len(raw) != _PHOTO_SIZE or not raw.startswith(SIMULATED_PHOTO_MARK):
            return None
        begin = len(SIMULATED_PHOTO_MARK) + 2
        end = begin + int.from_bytes(raw[begin - 2 : begin], "big")
        if end > _PHOTO_SIZE or any(raw[end:]):
            return None
        try:
            with self._open(BytesIO(raw[begin:end])) as picture:
                if max(picture.size) > _LARGEST_SIDE:
                    return None
                pixels = picture.convert("RGB")
        except (SyntaxError, OSError, ValueError):  # what Pillow calls bytes that are no picture
            return None
        return DecodedPhoto(pixels.width, pixels.height, pixels.tobytes())
