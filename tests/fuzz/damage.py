"""Ways to damage a frame: drawn blindly, and aimed at what is checked and what is not."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from tests.fuzz.aimed import AIMED, Way
from tests.fuzz.frames import good_frames

__all__ = ["BLIND", "Damaged", "draw"]

# Five of eight frames are damaged blindly.
_BLIND_OF_EIGHT = 5
_RECORD_OF_SIXTEEN = 15


class Damaged(NamedTuple):
    """A stream in which no good frame is whole any more, and how that was done."""

    way: str
    stream: bytes


def draw(random: Random) -> Damaged:
    """Damage some frame in some way, so that it is no longer whole in the stream."""
    records, others = good_frames()
    while True:
        if random.getrandbits(4) < _RECORD_OF_SIXTEEN:
            good, other = random.choice(records), random.choice(records)
        else:
            good, other = random.choice(others), random.choice(records)
        is_blind = not good.is_record or random.getrandbits(3) < _BLIND_OF_EIGHT
        ways = BLIND if is_blind else AIMED
        name = random.choice(tuple(ways))
        stream = ways[name](random, good.frame, other.frame)
        # A frame that is whole has litter around it, not damage.
        if good.frame not in stream and other.frame not in stream:
            return Damaged(name, stream)


def _place(random: Random, frame: bytes) -> int:
    return int(random.random() * len(frame))


def _flip(random: Random, frame: bytes, _other: bytes) -> bytes:
    spoilt = bytearray(frame)
    for _ in range(random.choice((1, 1, 2, 2, 3, 4, 8, 32))):
        spoilt[_place(random, frame)] ^= 1 << random.getrandbits(3)
    return bytes(spoilt)


def _substitute(random: Random, frame: bytes, _other: bytes) -> bytes:
    spoilt = bytearray(frame)
    for _ in range(random.choice((1, 1, 2, 3, 8, 64))):
        spoilt[_place(random, frame)] = random.getrandbits(8)
    return bytes(spoilt)


def _burst(random: Random, frame: bytes, _other: bytes) -> bytes:
    at, size = _place(random, frame), random.choice((2, 4, 16, 64, 256))
    noise = random.choice((random.randbytes(size), bytes(size), b"\xff" * size))
    return frame[:at] + noise[: len(frame) - at] + frame[at + size :]


def _delete(random: Random, frame: bytes, _other: bytes) -> bytes:
    at = _place(random, frame)
    return frame[:at] + frame[at + random.choice((1, 1, 2, 7, 64, 300)) :]


def _insert(random: Random, frame: bytes, _other: bytes) -> bytes:
    at = _place(random, frame)
    return frame[:at] + random.randbytes(random.choice((1, 1, 2, 7, 64, 300))) + frame[at:]


def _swap(random: Random, frame: bytes, _other: bytes) -> bytes:
    spoilt = bytearray(frame)
    one, two = _place(random, frame), _place(random, frame)
    spoilt[one], spoilt[two] = spoilt[two], spoilt[one]
    return bytes(spoilt)


def _swap_blocks(random: Random, frame: bytes, _other: bytes) -> bytes:
    one, two = sorted((_place(random, frame), _place(random, frame)))
    size = min(random.choice((2, 8, 64)), two - one)
    return (
        frame[:one]
        + frame[two : two + size]
        + frame[one + size : two]
        + frame[one : one + size]
        + frame[two + size :]
    )


def _duplicate(random: Random, frame: bytes, _other: bytes) -> bytes:
    at = _place(random, frame)
    end = at + random.choice((1, 2, 8, 64, 400))
    return frame[:end] + frame[at:]


def _truncate(random: Random, frame: bytes, _other: bytes) -> bytes:
    return frame[: _place(random, frame)]


def _behead(random: Random, frame: bytes, _other: bytes) -> bytes:
    return frame[1 + _place(random, frame) :]


def _splice(random: Random, frame: bytes, other: bytes) -> bytes:
    return frame[: _place(random, frame)] + other[_place(random, other) :]


def _splice_in_place(random: Random, frame: bytes, other: bytes) -> bytes:
    at = _place(random, frame)
    return frame[:at] + other[at:]


def _interleave(random: Random, frame: bytes, other: bytes) -> bytes:
    size = random.choice((4, 16, 64))
    turns = range(0, max(len(frame), len(other)), size)
    return b"".join(frame[at : at + size] + other[at : at + size] for at in turns)


def _alternate(random: Random, frame: bytes, other: bytes) -> bytes:
    size = random.choice((2, 16, 64, 256))
    turns = enumerate(range(0, len(frame), size))
    return b"".join((frame, other)[turn % 2][at : at + size] for turn, at in turns)


def _twin(random: Random, frame: bytes, _other: bytes) -> bytes:
    """The same bits in two bytes: no XOR over them notices."""
    spoilt, mask = bytearray(frame), 1 << random.getrandbits(3)
    for _ in range(2):
        spoilt[_place(random, frame)] ^= mask
    return bytes(spoilt)


def _twice(random: Random, frame: bytes, other: bytes) -> bytes:
    first, second = random.choice(tuple(BLIND)), random.choice(tuple(BLIND))
    return BLIND[second](random, BLIND[first](random, frame, other) or b"\0", other)


BLIND: dict[str, Way] = {
    "flip": _flip,
    "substitute": _substitute,
    "burst": _burst,
    "delete": _delete,
    "insert": _insert,
    "swap": _swap,
    "swap_blocks": _swap_blocks,
    "duplicate": _duplicate,
    "truncate": _truncate,
    "behead": _behead,
    "splice": _splice,
    "splice_in_place": _splice_in_place,
    "interleave": _interleave,
    "alternate": _alternate,
    "twin": _twin,
}
BLIND["twice"] = _twice
