"""How an invented customer holds head and face: no two moments are the same.

A drawn portrait is one flat picture. Moved and scaled as a whole it would be that picture again,
which no customer of flesh is: the head turns and nods against the shoulders, eyes and mouth move.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from math import cos, exp, radians, sin
from typing import TYPE_CHECKING

from drivers.simulator.portraits import PORTRAIT_SIZE

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["Bearing"]

_CELL = 9
_LARGER = 2
# Where a drawn portrait has what moves, in its own pixels: middles and half widths.
_FACE, _FACE_REACH = (51.0, 58.0), (19.0, 26.0)
_NECK, _NECK_REACH = (51.0, 90.0), 9.0
_MOUTH, _MOUTH_REACH = (51.0, 73.0), (10.0, 5.0)
_EYES, _EYES_REACH = (51.0, 55.0), (17.0, 7.0)


@dataclass(frozen=True, slots=True)
class Bearing:
    """All lengths in pixels of a portrait, of which a head is some 40 wide.

    Attributes:
        turn, nod: how far the middle of the face moves against the outline of the head.
        tilt_degrees: of the head against the shoulders.
        lean, sink: of the shoulders against the head.
        smile, mouth, brow: how far mouth and brows move within the face.
    """

    turn: float
    nod: float
    tilt_degrees: float
    lean: float
    sink: float
    smile: float
    mouth: float
    brow: float

    @classmethod
    def of(cls, seed: str, strength: float) -> Bearing:
        """The bearing of one moment; at a strength of 1 as customers look into a camera."""
        pick = random.Random(f"bearing {seed}")  # noqa: S311 - play, not cryptography
        return cls(
            turn=strength * pick.uniform(-2.2, 2.2),
            nod=strength * pick.uniform(-1.8, 1.8),
            tilt_degrees=strength * pick.uniform(-3.5, 3.5),
            lean=strength * pick.uniform(-3.0, 3.0),
            sink=strength * pick.uniform(-2.0, 2.0),
            smile=strength * pick.uniform(-0.12, 0.12),
            mouth=strength * pick.uniform(-1.0, 1.0),
            brow=strength * pick.uniform(-0.9, 0.9),
        )

    def shown(self, portrait: Image) -> Image:
        """A portrait, 102 x 126, held like this; twice as large, so that half pixels count."""
        from PIL import Image  # late: serving a deck draws nothing

        width, height = PORTRAIT_SIZE
        size = (_LARGER * width, _LARGER * height)
        mesh = []
        for top in range(0, height, _CELL):
            for left in range(0, width, _CELL):
                right, bottom = min(width, left + _CELL), min(height, top + _CELL)
                corners = ((left, top), (left, bottom), (right, bottom), (right, top))
                source = tuple(edge for corner in corners for edge in self._source(*corner))
                box = tuple(_LARGER * edge for edge in (left, top, right, bottom))
                mesh.append((box, source))
        return portrait.transform(size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)

    def _source(self, x: float, y: float) -> tuple[float, float]:
        """What of the portrait is seen at a place."""
        below = 1 / (1 + exp(-(y - _NECK[1]) / _NECK_REACH))
        angle = radians(self.tilt_degrees) * (1 - below)
        across, down = x - _NECK[0], y - _NECK[1]
        x_seen = _NECK[0] + cos(angle) * across + sin(angle) * down - self.lean * below
        y_seen = _NECK[1] - sin(angle) * across + cos(angle) * down - self.sink * below
        face = _bump(x, y, _FACE, _FACE_REACH)
        mouth = _bump(x, y, _MOUTH, _MOUTH_REACH)
        x_seen -= self.turn * face + self.smile * (x - _MOUTH[0]) * mouth
        y_seen -= self.nod * face + self.mouth * mouth
        y_seen -= self.brow * _bump(x, y, _EYES, _EYES_REACH)
        return x_seen, y_seen


def _bump(x: float, y: float, middle: tuple[float, float], reach: tuple[float, float]) -> float:
    """1 in the middle, falling off to nothing."""
    return exp(-(((x - middle[0]) / reach[0]) ** 2) - ((y - middle[1]) / reach[1]) ** 2)
