"""Somebody with a document that no reader can read (无芯片证件): what the counter knows of them.

That is a kind, a reason and images, and never who they are: the carrier's reviewers transcribe. So
nothing here is an `Identity`, has a part of one, or becomes one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos_client.domain.document import CapturedDocument, SpecialDocumentType

__all__ = ["UNREAD", "SpecialDocumentIdentity", "SpecialPolicy", "SpecialReason"]

UNREAD = "*"
"""What stands where other cases have a mask: nobody here knows a name or a number."""


class SpecialReason(StrEnum):
    """Why it is a document without a chip; chosen from this list, never typed.

    A resident card whose chip cannot be read is no reason: the police replace such a card.
    """

    CARD_IN_THE_MAKING = "CARD_IN_THE_MAKING"  # 居民身份证正在申领、补领
    NO_RESIDENT_CARD = "NO_RESIDENT_CARD"  # 尚未申领居民身份证
    IN_SERVICE = "IN_SERVICE"  # 现役军人、武警
    HMT_WITHOUT_PERMIT = "HMT_WITHOUT_PERMIT"  # 港澳台居民，未领居住证
    FOREIGNER_WITHOUT_PR = "FOREIGNER_WITHOUT_PR"  # 外国人，无永久居留身份证


@dataclass(frozen=True, slots=True)
class SpecialPolicy:
    """What the signed configuration says of such documents.

    Attributes:
        daily_cap: how many one outlet may capture on a day of China's calendar; the gateway counts.
    """

    types: tuple[SpecialDocumentType, ...]
    reasons: tuple[SpecialReason, ...]
    daily_cap: int


@dataclass(frozen=True, slots=True)
class SpecialDocumentIdentity:
    """Somebody by a document that was photographed: the claim, and nothing that was read."""

    type: SpecialDocumentType
    reason: SpecialReason
    images_sha256: bytes

    @classmethod
    def of(cls, document: CapturedDocument, reason: SpecialReason) -> SpecialDocumentIdentity:
        """Raises TypeError for a document that says who a unit is, or a letter."""
        if not isinstance(document.type, SpecialDocumentType):
            raise TypeError("no document that says who somebody is")
        return cls(document.type, reason, document.sha256)
