"""Notices and consent (告知与同意): what the customer was told, and what they agreed to."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from pos_client.domain.handwritten_signature import HandwrittenSignature

__all__ = ["Consent", "Notice", "Notices"]

_FACE = "face"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to agree to, with a tick of its own.

    Attributes:
        id: `privacy`, `no_resale`, `face`, or whatever else the carrier asks for; `face` is
            asked of nobody whose face is not compared.
        for_ages_below: shown only to people younger than this; 0 for everybody.
        may_be_declined: the customer may say no to this one alone, which has a way of its own.
    """

    id: str
    title_zh: str
    title_en: str
    text_zh: str
    text_en: str
    for_ages_below: int = 0
    may_be_declined: bool = False


@dataclass(frozen=True, slots=True)
class Notices:
    """The texts in force, from the signed configuration."""

    version: str
    notices: tuple[Notice, ...]

    def for_age(self, age: int, *, matches_face: bool = True) -> tuple[Notice, ...]:
        """What is shown for somebody of this age, whose face is compared or is not."""
        return tuple(
            each
            for each in self.notices
            if (not each.for_ages_below or age < each.for_ages_below)
            and (matches_face or each.id != _FACE)
        )

    @property
    def sha256(self) -> bytes:
        """SHA-256 over the canonical JSON of version and texts: what the signature is bound to."""
        said = {
            "version": self.version,
            "notices": [
                {
                    "id": each.id,
                    "title_zh": each.title_zh,
                    "title_en": each.title_en,
                    "text_zh": each.text_zh,
                    "text_en": each.text_en,
                    "for_ages_below": each.for_ages_below,
                    "may_be_declined": each.may_be_declined,
                }
                for each in self.notices
            ],
        }
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).digest()


@dataclass(frozen=True, slots=True)
class Consent:
    """What the customer said to the notices.

    Attributes:
        agreed: ids of the notices ticked.
        declined: ids of those declined; only such as may be.
    """

    version: str
    notices_sha256: bytes
    agreed: tuple[str, ...]
    declined: tuple[str, ...]
    handwritten_signature: HandwrittenSignature

    @property
    def given_at(self) -> datetime:
        return self.handwritten_signature.signed_at

    @property
    def declines_face_match(self) -> bool:
        return _FACE in self.declined

    def answers(self, notices: Notices, age: int, *, matches_face: bool = True) -> bool:
        """Whether every notice for this age was answered, under these texts, and signed."""
        asked = notices.for_age(age, matches_face=matches_face)
        declinable = {each.id for each in asked if each.may_be_declined}
        return (
            self.version == notices.version
            and self.notices_sha256 == notices.sha256
            and self.handwritten_signature.signed_sha256 == self.notices_sha256
            and self.handwritten_signature.is_written
            and sorted((*self.agreed, *self.declined)) == sorted(each.id for each in asked)
            and declinable.issuperset(self.declined)
        )
