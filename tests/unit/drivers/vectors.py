"""The published test vectors of `tests/vectors/card_readers.json`.

Requests, replies, records, damaged streams and numbers, with what is to come of each. All people
in them are invented; photos are a ramp of bytes; dates are judged as of 2026-11-23.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from drivers import CardRead
from drivers.card.number import CHINA_TIME

__all__ = ["AS_OF", "VECTORS", "as_named_in_vectors", "request_of", "text_of"]

VECTORS: dict[str, Any] = json.loads(
    Path(__file__).parents[2].joinpath("vectors/card_readers.json").read_text("utf-8")
)
AS_OF = datetime(2026, 11, 23, 12, tzinfo=CHINA_TIME)

_KINDS = {
    "RESIDENT": "mainland",
    "HMT_RESIDENT": "hmt_residence",
    "FOREIGN_PR_2017": "foreign_2017",
    "FOREIGN_PR_2023": "foreign_2023",
}
_NAMES = {
    "nation": "ethnicity",
    "birth": "birth_date",
    "valid_to": "valid_until",
    "name_cn": "name",
    "name_en": "name_latin",
    "pass_number": "permit_number",
    "renewals": "issue_count",
}
# On the card, and of no use to anybody: a read keeps them in its raw bytes only.
_UNREAD = {"version", "authority", "previous_link"}


def request_of(name: str) -> bytes:
    """Return the request frame with this name."""
    return next(bytes.fromhex(row["hex"]) for row in VECTORS["requests"] if row["name"] == name)


def text_of(layout: str) -> bytes:
    """Return the text record with this name."""
    return bytes.fromhex(VECTORS["layouts"][layout]["text_hex"])


def as_named_in_vectors(card: CardRead, expected: dict[str, str]) -> dict[str, str]:
    """Return those fields of a read that a vector lists, in the vector's words."""
    fields = {"kind": _KINDS[card.kind]}
    for name in expected.keys() - {"kind"} - _UNREAD:
        value = getattr(card, _NAMES.get(name, name))
        if isinstance(value, date):
            value = value.strftime("%Y%m%d")
        fields[name] = "长期" if value is None else value
    return fields | {name: expected[name] for name in expected.keys() & _UNREAD}
