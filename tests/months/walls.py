"""Walls behind customers without a picture: what the gateway would tell of one, drawn by chance."""

from __future__ import annotations

import struct
from random import Random

from pos_client.sandbox.backgrounds import Background

__all__ = ["Walls"]

_STEPS, _BLOCKS, _THINGS = 180, 64, 24
_PASSES_BY = 0.08
"""In so many photos somebody walks past behind the customer."""
_STILL = 0.95
"""What share of a frozen frame is left when another face was put into it."""
_PACK = struct.Struct(f"<{_BLOCKS}I")


class Walls:
    """Draws a photo of a wall and reads it again: bytes that stand for a JPEG."""

    def photo(self, wall: str, frame: str, number: int) -> bytes:
        """What a camera sees there.

        Args:
            frame: the name of a frame that is used again; empty for a live one.
            number: of the case; no two live frames are alike.
        """
        profile = _profile(wall)
        live = Random(f"{wall} {number}")
        for place in range(_STEPS):
            if live.random() < 0.03:
                profile[place] = max(121, min(135, profile[place] + live.choice((-1, 1))))
        if live.random() < _PASSES_BY:
            half = live.choice((0, _STEPS // 2))
            profile[half : half + _STEPS // 2] = _profile(f"passer-by {number}")[: _STEPS // 2]
        blocks = [live.randrange(1, 2**32) for _ in range(_BLOCKS)]
        if frame:
            same = Random(f"frame {frame}")
            for place in range(_BLOCKS):
                word = same.randrange(1, 2**32)
                blocks[place] = word if live.random() < _STILL else blocks[place]
        return bytes(profile) + _PACK.pack(*blocks)

    def look(self, jpeg: bytes) -> Background:
        """Stands for `background_of`."""
        return Background(jpeg[:_STEPS], _PACK.unpack(jpeg[_STEPS:]))


def _profile(wall: str) -> bytearray:
    """A wall with some things on it."""
    pick = Random(f"wall {wall}")
    profile = bytearray([128]) * _STEPS
    for _ in range(_THINGS):
        profile[pick.randrange(_STEPS)] = 128 + pick.choice((-3, -2, 2, 3))
    return profile
