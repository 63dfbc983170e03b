"""The ways in which a line or a module can be ill-mannered while a card can still be read."""

from __future__ import annotations

import random

from tests.unit.drivers.module import SAM_ID, Manner, Timed, frame

__all__ = ["MANNERS", "in_pieces", "spoilt", "stale"]


def spoilt(reply: bytes) -> bytes:
    """Break the checksum."""
    return reply[:-1] + bytes((reply[-1] ^ 1,))


def littered(asked: int, request: bytes, reply: bytes) -> Timed:
    noise = random.Random(asked)
    return [(0.0, noise.randbytes(40) + b"\xaa\xaa" + reply + noise.randbytes(30))]


def stale() -> Manner:
    """Send every answer once more in front of the next one."""
    previous = [b""]

    def manner(asked: int, request: bytes, reply: bytes) -> Timed:
        is_new_module = asked == 1 and request[7:9].hex().upper() == SAM_ID
        before, previous[0] = b"" if is_new_module else previous[0], reply
        return [(0.0, before + reply)]

    return manner


def in_pieces(size: int, pause_s: float) -> Manner:
    """Cut answers up."""
    return lambda _asked, _request, reply: [
        (pause_s, reply[at : at + size]) for at in range(0, len(reply), size)
    ]


MANNERS: dict[str, Manner] = {
    "good": lambda _asked, _request, reply: [(0.0, reply)],
    "slow": lambda _asked, _request, reply: [(0.8, reply)],
    "byte by byte": in_pieces(1, 0.001),
    "64 bytes with gaps of 190 ms": in_pieces(64, 0.19),
    "64 bytes with gaps of 400 ms": in_pieces(64, 0.4),
    "twice": lambda _asked, _request, reply: [(0.0, reply), (0.0, reply)],
    "twice, the second one late": lambda _asked, _request, reply: [(0.0, reply), (0.1, reply)],
    "three times in one piece": lambda _asked, _request, reply: [(0.0, reply * 3)],
    "littered": littered,
    "echoed": lambda _asked, request, reply: [(0.0, request), (0.01, reply)],
    "echoed and littered": lambda _asked, request, reply: [(0.0, b"\xaa\x00" + request + reply)],
    "stale first": stale(),
    "swallowed by a wrong length": lambda _asked, _request, reply: [
        (0.0, bytes.fromhex("AAAAAA9669090A000090") + reply)
    ],
    "behind an impossible length": lambda _asked, _request, reply: [
        (0.0, bytes.fromhex("AAAAAA9669FFFF") + reply)
    ],
    "behind a cut-off frame": lambda _asked, _request, reply: [(0.0, reply[:9] + reply)],
    "litter, then late": lambda _asked, _request, reply: [
        (0.0, bytes.fromhex("AAAAAA96690300")),
        (0.7, reply),
    ],
    "first answer damaged": lambda asked, _request, reply: [
        (0.0, spoilt(reply) if asked == 1 else reply)
    ],
    "first answer missing": lambda asked, _request, reply: [(0.0, reply)] if asked > 1 else [],
    "first answer cut off": lambda asked, _request, reply: [
        (0.0, reply if asked > 1 else reply[:-3])
    ],
    "status 10 first": lambda asked, _request, reply: [(0.0, reply if asked > 1 else frame(0x10))],
    "status 11 first": lambda asked, _request, reply: [(0.0, reply if asked > 1 else frame(0x11))],
}
