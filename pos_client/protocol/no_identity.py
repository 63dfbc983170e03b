"""No text of a header, a sealed body or the audit chain holds somebody's ID number.

Nothing is taken because of the name of its field. A picture is looked at by whoever decodes it.
A SHA-256 in hex is no writing of anybody's: it has more letters than digits that were padded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from drivers.card.number import looks_like_id_number
from pos_client.protocol import strict_json
from pos_client.protocol.form import moment

__all__ = ["names_nobody", "place_of_id_number"]

_SHA256 = re.compile(r"(?=(?:[0-9]*[a-f]){10})[0-9a-f]{64}")
# Of a module's many digits some would do; the gateway has a list of those it takes.
_SAM_ID = re.compile(r"0[0-9]\.[0-9]{2}-20[0-9]{6}-[0-9]{10}-[0-9]{10}")
_PICTURE = re.compile(r"[A-Za-z0-9+/]{1024,}={0,2}")
# In the text of an entry: what was looked at by itself, and is chance.
_CHANCE = re.compile(
    r"(?<![0-9a-f])([0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-f])"
)
_EVENT_KEYS = {"at", "details", "kind"}
_KIND = re.compile(r"[a-z][a-z0-9_]{0,63}")
_DETAIL = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_LONGEST_WORD = 128
_DETAIL_TYPES = (str, int, bool)


def place_of_id_number(plain: object) -> str:
    """Where in these JSON values somebody's number may stand; empty for nowhere."""
    return next((place or "." for place, text in _texts("", plain) if _may_be_one(text)), "")


def names_nobody(event: str) -> bool:
    """Whether the text of an audit entry has its one form and can hold nobody's ID number.

    It is an object of `at`, `kind` and `details`; the latter are texts, whole numbers and truths
    by name. The text is looked at as a whole, too: a number may stand in pieces.
    """
    try:
        plain = strict_json.loads(event)
    except strict_json.JsonRefused:
        return False
    if not isinstance(plain, dict) or plain.keys() != _EVENT_KEYS or not _is_event(plain):
        return False
    said = _CHANCE.sub("~", event.replace(plain.pop("at"), "~", 1))
    return not place_of_id_number(plain) and not looks_like_id_number(said)


def _is_event(plain: dict[str, Any]) -> bool:
    at, kind, details = plain["at"], plain["kind"], plain["details"]
    if not isinstance(at, str) or not isinstance(kind, str) or not isinstance(details, dict):
        return False
    try:
        if moment(at).isoformat() != at:
            return False
    except ValueError:
        return False
    return bool(_KIND.fullmatch(kind)) and all(
        _DETAIL.fullmatch(name) and type(value) in _DETAIL_TYPES and _is_short(value)
        for name, value in details.items()
    )


def _is_short(value: str | int | bool) -> bool:
    return not isinstance(value, str) or (len(value) <= _LONGEST_WORD and value.isprintable())


def _may_be_one(text: str) -> bool:
    is_of_a_machine = _SHA256.fullmatch(text) or _SAM_ID.fullmatch(text)
    return not is_of_a_machine and looks_like_id_number(text)


def _texts(place: str, plain: Any) -> Iterator[tuple[str, str]]:
    if isinstance(plain, str):
        if place != "jpeg" or not _PICTURE.fullmatch(plain):
            yield place, plain
    elif isinstance(plain, int | float) and not isinstance(plain, bool):
        yield place, str(plain)
    elif isinstance(plain, list):
        for each in plain:
            yield from _texts(place, each)
    elif isinstance(plain, dict):
        for name, each in plain.items():
            yield place, name
            yield from _texts(name, each)
