"""What the gateway has forgotten, for a store in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from pos_client.application.forgotten import Receipted
from pos_client.domain.audit import AuditEvent
from pos_client.domain.books import DeviceBooks
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import GATEWAY_FORGOT, OutboxState
from pos_client.testing.kept import EarlierWord, Kept, due_if_whole

__all__ = ["InMemoryForgotten"]


@dataclass
class InMemoryForgotten:
    """Implements `Forgotten` over the rows, the chain and the countersignature of its store."""

    kept: Mapping[UUID, Kept]
    append_audit: Callable[[AuditEvent], object]
    countersigned_index: Callable[[], int]

    def receipted(self) -> DeviceBooks:
        rows = self.kept.values()
        highest = max((each.row.sequence for each in rows), default=0)
        unsettled = sum(each.row.state is not OutboxState.SETTLED for each in rows)
        noted = [each for each in rows if each.is_noted]
        open_ = [each for each in rows if _is_open(each) and not each.is_noted]
        decided = highest - unsettled - len(noted)
        return DeviceBooks(decided, decided - len(open_), self.countersigned_index())

    def receipted_below(self, sequence: int | None, limit: int) -> Sequence[Receipted]:
        found = [
            Receipted(
                each.row.id,
                each.row.sequence,
                each.sealed.envelope_sha256,
                each.row.outcome,
                each.envelope is not None,
            )
            for each in reversed(list(self.kept.values()))
            if each.row.outcome is not None
            and not each.is_noted
            and (sequence is None or each.row.sequence < sequence)
        ]
        return tuple(found[:limit])

    def deliver_again(self, registration_id: UUID, event: AuditEvent, now: datetime) -> bool:  # noqa: ARG002
        kept = self.kept[registration_id]
        if due_if_whole(kept) is None or not self._keep(kept):
            return False
        kept.row = replace(
            kept.row,
            state=OutboxState.PENDING,
            attempts=0,
            next_try_at=None,
            reason=GATEWAY_FORGOT,
            outcome=None,
            code="",
            settled_at=None,
        )
        kept.receipt, kept.asked_at = "", None
        self.append_audit(event)
        return True

    def note(self, registration_id: UUID, event: AuditEvent, now: datetime) -> None:  # noqa: ARG002
        kept = self.kept[registration_id]
        if self._keep(kept):
            kept.is_noted = True
            self.append_audit(event)

    def noted(self) -> Sequence[int]:
        return tuple(each.row.sequence for each in self.kept.values() if each.is_noted)

    def earlier_receipts(self, registration_id: UUID) -> Sequence[str]:
        kept = self.kept.get(registration_id)
        return tuple(word.token for word in kept.earlier) if kept else ()

    @staticmethod
    def _keep(kept: Kept) -> bool:
        row = kept.row
        if row.outcome is None or row.settled_at is None or kept.is_noted:
            return False
        kept.earlier.append(EarlierWord(row.outcome, row.settled_at, kept.receipt))
        return True


def _is_open(kept: Kept) -> bool:
    outcome: Outcome | None = kept.row.outcome
    return outcome is not None and not outcome.is_final
