"""A signature as a hand writes one, for pictures."""

from __future__ import annotations

from dataclasses import replace
from math import cos, pi, sin

from pos_client.domain.handwritten_signature import HandwrittenSignature, Point
from tests.papers import signature

__all__ = ["write_name"]


def write_name() -> HandwrittenSignature:
    """Loops that lean to the right, and a line beneath them."""
    loops = [
        Point(
            round(1500 + 900 * turn + 420 * sin(2 * pi * turn) + 160 * cos(pi * turn)),
            round(2050 - 780 * cos(2 * pi * turn) * (1.1 - turn / 9)),
            int(turn * 200),
            500 + round(200 * sin(2 * pi * turn)),
        )
        for turn in (step / 24 for step in range(24 * 6))
    ]
    line = [
        Point(1300 + 300 * step, round(3250 - 90 * step / 4), 1300 + step) for step in range(22)
    ]
    return replace(signature(), strokes=(tuple(loops), tuple(line)))
