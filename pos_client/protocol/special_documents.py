"""Documents without a chip: the call that opens such a case, and its members of body and policy.

Nothing here has a place for a name, a number or any other word that stands on a document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pos_client.domain.document import SpecialDocumentType
from pos_client.domain.special_document import (
    SpecialDocumentIdentity,
    SpecialPolicy,
    SpecialReason,
)
from pos_client.protocol.api import ChallengeJson
from pos_client.protocol.form import has_form
from pos_client.protocol.message import Length, Message, MessageRefused, Range
from pos_client.protocol.parts import BodyRefused

__all__ = [
    "SpecialCaseAnswer",
    "SpecialDocumentsClaims",
    "pack_special",
    "unpack_special",
]

_FORM = dict.fromkeys(("document_type", "reason", "images_sha256"), str)
_HASH = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDocumentsClaims(Message):
    """Which of them an outlet captures, why, and how many a day."""

    types: Annotated[tuple[SpecialDocumentType, ...], Length(1, 16)]
    reasons: Annotated[tuple[SpecialReason, ...], Length(1, 9)]
    daily_cap: Annotated[int, Range(0, 10_000)]

    def check(self) -> None:
        for name, listed in (("types", self.types), ("reasons", self.reasons)):
            if len(set(listed)) != len(listed):
                raise MessageRefused("names one twice", name)

    def value(self) -> SpecialPolicy:
        return SpecialPolicy(self.types, self.reasons, self.daily_cap)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialCaseAnswer(Message):
    """A case without any read: what its header names, and how many came from this outlet today."""

    real_name_transaction_id: str
    challenge: ChallengeJson
    captured_today: Annotated[int, Range(0)]
    daily_cap: Annotated[int, Range(0)]


def pack_special(special: SpecialDocumentIdentity | None) -> dict[str, Any]:
    """The member `special` of a verification; no member where a card was read."""
    if special is None:
        return {}
    return {
        "special": {
            "document_type": special.type.value,
            "reason": special.reason.value,
            "images_sha256": special.images_sha256.hex(),
        }
    }


def unpack_special(plain: object) -> SpecialDocumentIdentity:
    """Read it back. Raises BodyRefused for anything but the exact form."""
    if not isinstance(plain, dict) or not has_form(plain, _FORM):
        raise BodyRefused("special: form")
    try:
        images_sha256 = bytes.fromhex(plain["images_sha256"])
        special = SpecialDocumentIdentity(
            SpecialDocumentType(plain["document_type"]),
            SpecialReason(plain["reason"]),
            images_sha256,
        )
    except ValueError:
        raise BodyRefused("special: form") from None
    if len(images_sha256) != _HASH:
        raise BodyRefused("special: form")
    return special
