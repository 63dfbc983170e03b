"""No text of a sealed body or of the audit chain holds somebody's ID number.

What a text may say instead is proved elsewhere, or has a form that no number in clear has: raw
frames and pictures in base64, tokens that are verified, hashes and ids in hex.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from drivers.card.number import looks_like_id_number

__all__ = ["place_of_id_number"]

# Signed by the gateway, taken for binary or for a number to call, and refused where they are not.
_PROVED = frozenset({"raw_text", "raw_photo", "jpeg", "challenge_nonce", "session", "review"}) | {
    "contact_number"
}
_PROVED_LISTS = frozenset({"verdicts"})
# An id or a hash: other letters stand among its digits, or it is as long as no number.
_HEX = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|[0-9a-f]{64}")


def place_of_id_number(plain: object) -> str:
    """Where in these JSON values somebody's number may stand; empty for nowhere."""
    return next((place or "." for place, text in _texts("", plain) if _may_be_one(text)), "")


def _may_be_one(text: str) -> bool:
    return not _HEX.fullmatch(text) and looks_like_id_number(text)


def _texts(place: str, plain: Any) -> Iterator[tuple[str, str]]:
    if isinstance(plain, str):
        yield place, plain
    elif isinstance(plain, int) and not isinstance(plain, bool):
        yield place, str(plain)
    elif isinstance(plain, list):
        for each in plain:
            yield from _texts(place, each)
    elif isinstance(plain, dict):
        for name, each in plain.items():
            yield place, name
            if not (name in _PROVED and isinstance(each, str)) and name not in _PROVED_LISTS:
                yield from _texts(name, each)
