"""JSON as signed words must be: one meaning only.

Duplicate keys, at any depth, are refused, so that nobody checks one value and uses another;
so are NaN, infinities, texts that are not UTF-8 (half a character, in escapes, is none) and nesting
that only an attacker writes.
"""

from __future__ import annotations

import json
from typing import Any

__all__ = ["JsonRefused", "canonical", "loads"]

_DEEPEST = 32


class JsonRefused(ValueError):
    """The text is no JSON, or JSON with more than one meaning."""


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise JsonRefused("a key stands twice")
        found[key] = value
    return found


def _refuse_constant(_name: str) -> Any:
    raise JsonRefused("not a number of JSON")


def _check_depth(value: Any, left: int = _DEEPEST) -> None:
    if left == 0:
        raise JsonRefused("nested too deep")
    if isinstance(value, dict):
        for item in value.values():
            _check_depth(item, left - 1)
    elif isinstance(value, list):
        for item in value:
            _check_depth(item, left - 1)


def loads(text: bytes | str) -> Any:
    """Read strict JSON.

    Raises:
        JsonRefused: it is not, or it could be read in two ways.
    """
    try:
        decoded = (text if isinstance(text, bytes) else text.encode()).decode("utf-8")
        value = json.loads(
            decoded, object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant
        )
    except JsonRefused:
        raise
    except (ValueError, RecursionError) as error:
        raise JsonRefused(type(error).__name__) from None
    _check_depth(value)
    if "\\u" in decoded:
        canonical(value)
    return value


def canonical(value: Any) -> bytes:
    """Write a value in the one form that is hashed and signed: sorted keys, no spaces, UTF-8.

    Raises:
        JsonRefused: a text holds half a character, which no UTF-8 can say.
    """
    try:
        return json.dumps(
            value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        ).encode()
    except UnicodeEncodeError:
        raise JsonRefused("half a character") from None
