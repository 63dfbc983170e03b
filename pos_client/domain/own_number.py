"""A number in the customer's own name, as its holder sees it (本人名下号码)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

__all__ = ["DisputeAnswer", "OwnNumber"]


class DisputeAnswer(StrEnum):
    """What the carrier has found out about a number that its holder has disputed."""

    UPHELD = "DISPUTE_UPHELD"  # it stands in this name no more
    REGISTERED_IN_PERSON = "DISPUTE_REGISTERED_IN_PERSON"  # read, photographed and signed by them
    WITHDRAWN = "DISPUTE_WITHDRAWN"  # they have said since that it is theirs

    @property
    def is_upheld(self) -> bool:
        return self is DisputeAnswer.UPHELD


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """One line of the list. It names the number to its holder, and to nobody else.

    Attributes:
        reference: the gateway's own name of it, good for this case and this person alone; the
            number itself never leaves the carrier.
        masked_phone_number: `138****0001`.
        registered_on: since when it stands in this name; None for longer than the books go back.
        is_disputed: its holder has said already that it is not theirs.
        answer: what the carrier has answered to that; None while it is being looked into.
    """

    reference: str
    masked_phone_number: str
    registered_on: date | None = None
    is_disputed: bool = False
    answer: DisputeAnswer | None = None

    @property
    def may_be_disputed(self) -> bool:
        """Whether its holder may say now that it is not theirs: once, and of a real line."""
        return bool(self.reference) and not self.is_disputed
