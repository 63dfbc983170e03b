"""The shop's relay as a role: sealed envelopes with leases and receipts, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from pos_client.application.copies import Copy
from pos_client.domain.outcome import Receipt

__all__ = ["Leased", "LeftOver", "LeftReceipt", "Relay", "RelayCounts"]


@dataclass(frozen=True, slots=True)
class Leased:
    """An envelope of another counter that this one may deliver until its lease ends."""

    device_id: str
    id: UUID
    sequence: int
    envelope: bytes = field(repr=False)
    envelope_sha256: bytes = field(repr=False)
    attempts: int


@dataclass(frozen=True, slots=True)
class LeftReceipt:
    """What another counter left for the one that captured it: a signed word, unchecked."""

    id: UUID
    sequence: int
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LeftOver:
    """An envelope that no counter takes up by itself, and whose own counter is not at work.

    Attributes:
        reason: the gateway's code for one that it refused; else why it waits for the one before:
            `PREDECESSOR_REJECTED`, `PREDECESSOR_MISSING` for one that was never copied, and
            `PREDECESSOR_PENDING`.
    """

    device_id: str
    id: UUID
    sequence: int
    copied_at: datetime
    reason: str
    envelope: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class RelayCounts:
    """What lies in the relay for this outlet.

    Attributes:
        waiting: without a receipt, those refused among them.
        refused: what the gateway will never take; whoever captured it has it in quarantine.
        left_over: what no counter takes up by itself.
    """

    server: str
    schema: int
    waiting: int
    leased: int
    refused: int
    left_over: int


class Relay(Protocol):
    """One counter's way to the relay of its outlet, used on one thread.

    Each method but `close` is one transaction and may raise `RelayTrouble` leaves. After
    `RelayAway` nobody knows whether it happened: ask, by id, before anything is written again.
    Leases run by the relay's clock.
    """

    @property
    def connections(self) -> int:
        """How often it has connected: behind a new one nothing that was known must still hold."""

    def open(self) -> None:
        """Connect, check what the server promises and its schema, unless that has been done."""

    def held(self, ids: Sequence[UUID]) -> Mapping[UUID, bytes]:
        """The hash of what the relay holds of this counter, 32 bytes each, made from the bytes."""

    def put(self, copies: Sequence[Copy], lease: timedelta) -> None:
        """Keep copies, all or none, leased to this counter. Those with other bytes are replaced."""

    def keep_own(self, lease: timedelta) -> None:
        """This counter delivers what it captured: others leave that alone for so long."""

    def claim(
        self, limit: int, lease: timedelta, most_attempts: int | None = None
    ) -> Sequence[Leased]:
        """Lease what other counters captured and nobody delivers, predecessors first.

        What has been free for longest comes first, so that none is behind one that fails again
        and again. With `most_attempts`, of those alone that were tried no more often.
        """

    def answer(self, leased: Leased, receipt: Receipt) -> None:
        """Leave the receipt for whoever captured it. One that is there already stays."""

    def let_go(self, leased: Leased, wait: timedelta, *, was_tried: bool = True) -> None:
        """End a lease of this counter; nobody takes it up again before `wait` is over.

        Where nothing was sent to the gateway the claim counts as no attempt.
        """

    def refuse(self, leased: Leased, code: str) -> None:
        """The gateway will never take it: no other counter tries again."""

    def receipts(self, above_sequence: int, limit: int) -> Sequence[LeftReceipt]:
        """One keyset page of what others left for this counter, in the order of sequence."""

    def discard_receipt(self, registration_id: UUID, token: str) -> None:
        """Take away a word that is no receipt, so that the envelope is delivered after all."""

    def retire(self, ids: Sequence[UUID]) -> None:
        """Take away copies of this counter whose receipts it keeps; successors become free."""

    def left_over(self, above: tuple[str, int], limit: int) -> Sequence[LeftOver]:
        """One keyset page, of the whole outlet, in the order of device and sequence."""

    def free(self, registration_id: UUID) -> bool:
        """Let one that is left over go again, without the one before; False where it is none."""

    def counts(self) -> RelayCounts: ...

    def close(self) -> None:
        """Hang up. Any thread may, also while another one waits for an answer."""

    def release(self) -> None:
        """Let go of the connection, on the thread that uses the relay."""
