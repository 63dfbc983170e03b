"""The evidence level that each flow needs, as the configuration says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pos_client.domain.evidence import EvidenceLevel
from pos_client.domain.flows import FLOWS
from pos_client.domain.outlet import OutletKind
from pos_client.domain.policy import BelowLevel, EvidencePolicy, LevelRule
from pos_client.protocol.message import Length, Message, MessageRefused, Range

__all__ = ["EvidenceClaims", "LevelClaims"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelClaims(Message):
    """What one flow needs at one kind of outlet, and what happens below it."""

    level: EvidenceLevel
    below: BelowLevel
    review_above_per_day: Annotated[int, Range(0, 100_000)] | None = None

    def check(self) -> None:
        # Nobody is left to guess how many may pass unseen.
        if self.below is BelowLevel.REVIEW and self.review_above_per_day is None:
            raise MessageRefused("is required where policy says REVIEW", "review_above_per_day")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceClaims(Message):
    """The evidence level that each flow needs, by kind of outlet; never absent."""

    minimum_level: Annotated[dict[str, dict[str, LevelClaims]], Length(1)]

    def check(self) -> None:
        for kind in self.minimum_level:
            if kind not in set(OutletKind):
                raise MessageRefused("is no kind of outlet", "minimum_level", kind)
            for flow in self.minimum_level[kind]:
                if flow not in FLOWS:
                    raise MessageRefused("is no flow", "minimum_level", kind, flow)

    def value(self) -> EvidencePolicy:
        return EvidencePolicy(
            {
                OutletKind(kind): {
                    flow: LevelRule(rule.level, rule.below, rule.review_above_per_day or 0)
                    for flow, rule in rules.items()
                }
                for kind, rules in self.minimum_level.items()
            }
        )
