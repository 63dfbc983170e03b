"""Which records of this counter have a second copy in the shop's relay, as the store keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

__all__ = ["Copies", "Copy", "KeptCopy"]


@dataclass(frozen=True, slots=True)
class Copy:
    """A saved envelope as it goes into the relay; 32 bytes of hash.

    Attributes:
        predecessor_id: what has to settle first; None once it has.
    """

    id: UUID
    sequence: int
    envelope: bytes = field(repr=False)
    envelope_sha256: bytes = field(repr=False)
    predecessor_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class KeptCopy:
    """A copy that was confirmed once."""

    id: UUID
    sequence: int
    envelope_sha256: bytes = field(repr=False)


class Copies(Protocol):
    """Part of the store, with its rules: one transaction each, on its thread, `StoreTrouble`."""

    def missing(self, limit: int) -> Sequence[Copy]:
        """Unsettled records without a second copy, oldest first; damaged ones are left out."""

    def missing_count(self) -> int: ...

    def note(self, ids: Sequence[UUID], now: datetime) -> None:
        """The relay has confirmed these copies."""

    def forget(self, ids: Sequence[UUID]) -> None:
        """These copies are not in the relay, or not any more."""

    def confirmed(self, above_sequence: int, limit: int) -> Sequence[KeptCopy]:
        """One keyset page of the copies that were confirmed, settled records too."""

    def settled(self, limit: int) -> Sequence[UUID]:
        """Records with a copy that need none any more, for their receipt is kept."""
