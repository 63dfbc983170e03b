"""The exact form of a JSON object: these fields, no others, each of one type."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from drivers.card.number import looks_like_id_number

__all__ = ["has_form", "moment", "own_id"]

_LARGEST = 2**63 - 1
_FIRST_YEAR, _LAST_YEAR = 1970, 9000
_BY_TIME = 7


def has_form(plain: object, form: Mapping[str, type]) -> bool:
    """Whether `plain` is an object of exactly this form; numbers count from 0, within 64 bits."""
    if not isinstance(plain, dict) or plain.keys() != form.keys():
        return False
    return all(
        type(plain[name]) is kind and (kind is not int or 0 <= plain[name] <= _LARGEST)
        for name, kind in form.items()
    )


def moment(text: str) -> datetime:
    """Read a time with its zone.

    Raises:
        ValueError: no time, one that could mean any zone, or one that cannot be reckoned with.
    """
    time = datetime.fromisoformat(text)
    if time.tzinfo is None or not _FIRST_YEAR <= time.year <= _LAST_YEAR:
        raise ValueError("a time without a zone or out of range")
    return time


def own_id(text: str) -> UUID:
    """Read an id that a client made: a UUID of version 7, in small letters, with its hyphens.

    Raises:
        ValueError: no id, one of another version or written otherwise, or one in which somebody's
            ID number can be read.
    """
    id_ = UUID(text)
    if id_.version != _BY_TIME or str(id_) != text or looks_like_id_number(text):
        raise ValueError("not an id of a client")
    return id_
