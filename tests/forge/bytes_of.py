"""Ways to damage bytes and tokens; each gives something else than it was given."""

from __future__ import annotations

import base64
import random

__all__ = ["damaged", "damaged_token"]


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Flip, overwrite, cut out, double, insert or swap a piece.

    Args:
        data: at least two bytes.
    """
    while True:
        made = _WAYS[chance.randrange(len(_WAYS))](bytearray(data), chance)
        if made != data:
            return made


def damaged_token(token: str, chance: random.Random) -> str:
    """Damage one part of a compact JWS: its text, or the bytes that it stands for."""
    parts = token.split(".")
    place = chance.randrange(len(parts))
    if chance.random() < 0.5:
        raw = base64.urlsafe_b64decode(parts[place] + "=" * (-len(parts[place]) % 4))
        parts[place] = base64.urlsafe_b64encode(damaged(raw, chance)).decode().rstrip("=")
    else:
        text = damaged(parts[place].encode(), chance)
        parts[place] = text.decode("ascii", "replace").replace("\ufffd", "A")
    made = ".".join(parts)
    return made if made != token else damaged_token(token, chance)


def _flip(data: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 3)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def _overwrite(data: bytearray, chance: random.Random) -> bytes:
    at, length = chance.randrange(len(data)), chance.randint(1, 40)
    piece = data[at : at + length]
    data[at : at + length] = chance.randbytes(len(piece))
    return bytes(data)


def _cut(data: bytearray, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    del data[at : at + chance.randint(1, 64)]
    return bytes(data)


def _double(data: bytearray, chance: random.Random) -> bytes:
    at, length = chance.randrange(len(data)), chance.randint(1, 64)
    data[at:at] = data[at : at + length]
    return bytes(data)


def _insert(data: bytearray, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    data[at:at] = chance.randbytes(chance.randint(1, 16))
    return bytes(data)


def _swap(data: bytearray, chance: random.Random) -> bytes:
    one, other = chance.randrange(len(data)), chance.randrange(len(data))
    data[one], data[other] = data[other], data[one]
    return bytes(data)


def _tail(data: bytearray, chance: random.Random) -> bytes:
    return bytes(data[: chance.randrange(len(data))])


_WAYS = (_flip, _flip, _overwrite, _cut, _double, _insert, _swap, _tail)
