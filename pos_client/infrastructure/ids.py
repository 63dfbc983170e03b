"""Names for cases, reads and records that nobody has given before."""

from __future__ import annotations

import secrets
import time
from uuid import UUID

from drivers.card.number import looks_like_id_number

__all__ = ["new_id"]

_VERSION, _VARIANT = 7, 2


def new_id() -> UUID:
    """A UUID of version 7 (RFC 9562): the millisecond, then 74 bits of chance.

    So a book that is kept by id grows at its end. One whose digits could be read as somebody's ID
    number is not given: nobody would take it.
    """
    while looks_like_id_number(str(id_ := _next_id())):
        continue
    return id_


def _next_id() -> UUID:
    milliseconds = time.time_ns() // 1_000_000
    return UUID(
        int=milliseconds << 80
        | _VERSION << 76
        | secrets.randbits(12) << 64
        | _VARIANT << 62
        | secrets.randbits(62)
    )
