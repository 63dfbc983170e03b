"""The numbers in a verified person's own name (本人名下号码): the call, and its member of a body.

The list is in masks. What stands for a number is a reference that only the gateway can read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pos_client.domain.own_number import DisputeAnswer, OwnNumber
from pos_client.protocol.message import Length, Message, NoIdNumber, OwnId, Pattern
from pos_client.protocol.parts import BodyRefused
from pos_client.protocol.reviewing import Word

__all__ = [
    "OwnNumberJson",
    "OwnNumbersAnswer",
    "OwnNumbersRequest",
    "own_number_from",
    "pack_reference",
    "reference_in",
]

_REFERENCE = r"^own-[A-Za-z0-9_-]{40,240}$"
_MASK = r"^1[3-9][0-9]\*{4}[0-9]{4}$"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNumbersRequest(Message):
    """Which numbers stand in the name of whoever these verdicts are about?

    `verdicts` are the tokens of the case, and `review` a second person's approval where one of them
    asks for it; nobody is shown anything before.
    """

    case_id: Annotated[UUID, OwnId()]
    verdicts: Annotated[tuple[Word, ...], Length(1, 8)]
    review: Word = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNumberJson(Message):
    """One number, in a mask; `reference` is good for this person in this case."""

    reference: Annotated[str, Pattern(_REFERENCE), NoIdNumber()]
    masked_phone_number: Annotated[str, Pattern(_MASK)]
    registered_on: date | None = None
    is_disputed: bool = False
    answer: DisputeAnswer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNumbersAnswer(Message):
    """All of them; none where the person has no number here."""

    numbers: Annotated[tuple[OwnNumberJson, ...], Length(most=200)] = ()


def own_number_from(answer: OwnNumberJson) -> OwnNumber:
    """What the client makes of one line."""
    return OwnNumber(
        answer.reference,
        answer.masked_phone_number,
        answer.registered_on,
        answer.is_disputed,
        answer.answer,
    )


def pack_reference(reference: str) -> dict[str, str]:
    """The member `disputed_number` of a body; no member at all where none is disputed."""
    return {"disputed_number": reference} if reference else {}


def reference_in(body: dict[str, Any]) -> str:
    """Take it out of a body's values; raises BodyRefused for another form."""
    if "disputed_number" not in body:
        return ""
    reference = str(body.pop("disputed_number"))
    if re.fullmatch(_REFERENCE, reference) is None:
        raise BodyRefused("body: disputed_number")
    return reference
