"""What becomes of a case that was read elsewhere than at its outlet, or who knows where: data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind

__all__ = ["PlaceRules", "rules_without_receivers"]


@dataclass(frozen=True, slots=True)
class PlaceRules:
    """The rules in force.

    Attributes:
        outside: what becomes of a case that was read outside the fence, `UNDER_REVIEW` or
            `REJECTED`; by kind of outlet.
        unknown_rejected: at which kinds a case whose place nobody knows is rejected. Everywhere
            else it is reviewed; in the field always.
        unknown_taken: at which kinds it is no reason for a review, because the carrier has decided
            so; its place stays UNKNOWN in every book. Never in the field.
        oldest: how far the time of a position may lie from that of the read.
        coarsest_m: how far off a position may be to count.
    """

    outside: Mapping[OutletKind, Outcome] = field(
        default_factory=lambda: dict.fromkeys(OutletKind, Outcome.UNDER_REVIEW)
    )
    unknown_rejected: frozenset[OutletKind] = frozenset()
    unknown_taken: frozenset[OutletKind] = frozenset()
    oldest: timedelta = timedelta(minutes=5)
    coarsest_m: int = 300

    def asks_at(self, kind: OutletKind) -> bool:
        """Whether somebody looks at what was read at an unknown place."""
        return kind is OutletKind.FIELD or kind not in self.unknown_taken


def rules_without_receivers() -> PlaceRules:
    """Of a carrier whose counters have no receivers; whoever has one is judged by it all the same.

    A demo and most tests are worked at such counters. `PlaceRules()` asks everybody.
    """
    return PlaceRules(unknown_taken=frozenset(OutletKind))
