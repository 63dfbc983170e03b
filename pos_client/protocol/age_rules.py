"""The rules of age as the signed configuration writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pos_client.domain.policy import AgeDecision, AgeRule
from pos_client.protocol.message import Message, Range

__all__ = ["AgeRuleClaims"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeRuleClaims(Message):
    """What holds from an age on."""

    from_age: Annotated[int, Range(0, 150)]
    decision: AgeDecision

    def value(self) -> AgeRule:
        """Make the domain value."""
        return AgeRule(self.from_age, self.decision)
