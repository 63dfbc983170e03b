"""The rules of age as the signed configuration writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pos_client.domain.flows import FLOWS
from pos_client.domain.policy import AgeDecision, AgeRule, FlowAges
from pos_client.protocol.message import Message, MessageRefused, Range

__all__ = ["AgeRuleClaims", "FlowAgesClaims", "flow_ages_claims"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeRuleClaims(Message):
    """What holds from an age on."""

    from_age: Annotated[int, Range(0, 150)]
    decision: AgeDecision

    def value(self) -> AgeRule:
        """Make the domain value."""
        return AgeRule(self.from_age, self.decision)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowAgesClaims(Message):
    """What holds in one flow instead. Without any rule nobody is admitted to it."""

    flow: str
    rules: tuple[AgeRuleClaims, ...]

    def check(self) -> None:
        if self.flow not in FLOWS:
            raise MessageRefused("is no flow", "flow")

    def value(self) -> FlowAges:
        """Make the domain value."""
        return FlowAges(self.flow, tuple(rule.value() for rule in self.rules))


def flow_ages_claims(ages: tuple[FlowAges, ...]) -> dict[str, Any]:
    """The member of a case's claims; nothing where no flow has ages of its own."""
    if not ages:
        return {}
    return {
        "ages_of_flows": [
            {
                "flow": each.flow,
                "rules": [
                    {"from_age": rule.from_age, "decision": rule.decision.value}
                    for rule in each.rules
                ],
            }
            for each in ages
        ]
    }
