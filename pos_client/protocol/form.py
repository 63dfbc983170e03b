"""The exact form of a JSON object: these fields, no others, each of one type."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

__all__ = ["has_form", "moment"]

_LARGEST = 2**63 - 1
_FIRST_YEAR, _LAST_YEAR = 1970, 9000


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
