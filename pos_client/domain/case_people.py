"""Who takes part in a case, and whom its present stage is about."""

from __future__ import annotations

from pos_client.domain.flow import Flow, PartyRole, Stage, Step
from pos_client.domain.party import Party

__all__ = ["CasePeople"]


class CasePeople:
    """What a case says of its people, by its flow, its stage and its parties."""

    __slots__ = ()

    flow: Flow
    stage: Stage
    parties: tuple[Party, ...]

    @property
    def step(self) -> Step:
        return self.stage.step

    @property
    def party(self) -> Party:
        """Whom the present stage is about."""
        return self.party_of(self.stage.role)

    @property
    def lead(self) -> Party:
        """Whose case it is: the masks on lists and papers."""
        return self.parties[0]

    def party_of(self, role: PartyRole) -> Party:
        """Raises LookupError for a role that this flow does not have."""
        for party in self.parties:
            if party.role is role:
                return party
        raise LookupError(role)

    @property
    def is_refused(self) -> bool:
        """Whether an answer about anybody has ended this case."""
        return any(party.is_refused for party in self.parties)

    @property
    def is_verified(self) -> bool:
        """Whether every answer about everybody lets the case go on, by itself or reviewed."""
        return all(
            party.is_judged(self.flow.checks_of(party.role)) and party.is_reviewed
            for party in self.parties
        )
