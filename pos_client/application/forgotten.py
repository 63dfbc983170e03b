"""What the gateway has signed and knows no more, as the counter's own database keeps it.

A gateway that was put back to an older copy of its books has forgotten what it decided since. We
hold its receipts: what they were given for is delivered again while its bytes are kept, with the
receipt beside it, and is named where only the receipt is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from pos_client.domain.audit import AuditEvent
from pos_client.domain.books import DeviceBooks
from pos_client.domain.outcome import Outcome

__all__ = ["Forgotten", "Receipted"]


@dataclass(frozen=True, slots=True)
class Receipted:
    """A registration for which we hold the gateway's receipt, to be looked for there."""

    id: UUID
    sequence: int
    envelope_sha256: bytes = field(repr=False)
    outcome: Outcome
    has_envelope: bool


class Forgotten(Protocol):
    """Each method is one committed transaction, as in `Store`, and raises what it does."""

    def receipted(self) -> DeviceBooks:
        """What the gateway has signed and has to know, but for what is noted as forgotten."""

    def receipted_below(self, sequence: int | None, limit: int) -> Sequence[Receipted]:
        """What has its receipt and is not noted, newest first."""

    def deliver_again(self, registration_id: UUID, event: AuditEvent, now: datetime) -> bool:
        """Let one that has its receipt be delivered again, under its id and with its bytes.

        The receipt is kept as evidence and shown to the gateway. Says whether it was done; where
        the bytes are gone nothing has changed.
        """

    def note(self, registration_id: UUID, event: AuditEvent, now: datetime) -> None:
        """Note one whose bytes were shredded: its receipt is all that is left of it."""

    def noted(self) -> Sequence[int]:
        """The sequence numbers of those, oldest first."""

    def earlier_receipts(self, registration_id: UUID) -> Sequence[str]:
        """The signed words on one that the gateway had forgotten, oldest first."""
