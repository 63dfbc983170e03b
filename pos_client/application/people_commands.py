"""What may be asked of a case with several people. No command carries an identity."""

from __future__ import annotations

from dataclasses import dataclass

from pos_client.domain.relation import Relation

__all__ = ["ChooseRelation"]


@dataclass(frozen=True, slots=True)
class ChooseRelation:
    """What the guardian is to the minor, out of the list."""

    relation: Relation
