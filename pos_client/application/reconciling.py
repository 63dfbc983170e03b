"""Finds out what a gateway that was put back to an older copy of its books has forgotten.

With each heartbeat the gateway says how many registrations of this device it knows, and how much
of its audit chain. Less than it has signed for means that it has forgotten. That figure alone moves
nothing: every registration is asked for by its id, newest first, and only one that the gateway says
it does not know, or holds open where it has decided for good, is delivered again - the same bytes
under the same id, with the receipt beside them. An answer that is old or wrong costs questions, at
most once an hour, and at the worst a delivery too many, which changes nothing there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from pos_client.application.forgotten import Receipted
from pos_client.application.outbox import KeepStore
from pos_client.application.ports import Clock, Gateway
from pos_client.application.queue_trouble import GatewayForgot, ReceiptsLeft
from pos_client.application.trouble import Trouble, Unreadable, UntrustedReceipt
from pos_client.domain.audit import AuditEvent
from pos_client.domain.books import DeviceBooks
from pos_client.domain.outcome import Receipt

__all__ = ["Reconciling"]

log = logging.getLogger(__name__)

ASKED_AT_ONCE = 20
WALKS_APART = timedelta(hours=1)
# What has no bytes any more lies a week back. A restoration forgets the newest: behind so many in a
# row that are known there is nothing to be found.
KNOWN_IN_A_ROW = 200
_NAMED = 20


@dataclass(slots=True)
class _Walk:
    """One search, from the newest receipt to the oldest.

    Attributes:
        decided, final: how many are still looked for, of which kind.
        below: everything from this sequence on was asked for.
    """

    decided: int
    final: int
    below: int | None = None
    known_in_a_row: int = 0
    is_told: bool = False
    sent_again: int = 0
    receipts_left: list[int] = field(default_factory=list)

    @property
    def is_accounted_for(self) -> bool:
        return self.decided <= 0 and self.final <= 0


class Reconciling:
    """What the carrier does about it, on its thread.

    Attributes:
        audit_from: the countersigned index that the gateway has gone back to; None while it
            stands where it has countersigned.
    """

    def __init__(
        self,
        keep: KeepStore,
        gateway: Gateway,
        clock: Clock,
        trouble_met: Callable[[Trouble], None],
        queue_changed: Callable[[], None],
    ) -> None:
        self._keep = keep
        self._gateway = gateway
        self._clock = clock
        self._trouble_met = trouble_met
        self._queue_changed = queue_changed
        self._walk: _Walk | None = None
        self._not_before_ns = clock.monotonic_ns()
        self._audit_refuted: int | None = None
        self.audit_from: int | None = None

    def compare(self, ours: DeviceBooks, theirs: DeviceBooks) -> None:
        """Hold what we had the gateway's word for before a heartbeat against what it answered."""
        if theirs.audit_index < ours.audit_index and theirs.audit_index != self._audit_refuted:
            self.audit_from = theirs.audit_index
            log.warning(
                "the gateway knows the audit chain up to %s and has countersigned up to %s",
                theirs.audit_index,
                ours.audit_index,
            )
        decided, final = ours.decided - theirs.decided, ours.final - theirs.final
        is_behind = decided > 0 or final > 0
        if is_behind and self._walk is None and self._clock.monotonic_ns() >= self._not_before_ns:
            self._walk = _Walk(decided, final)

    def refute_audit(self) -> None:
        """The gateway stands where it has countersigned after all; it is not asked again."""
        self._audit_refuted, self.audit_from = self.audit_from, None

    def go_on(self) -> bool:
        """Ask for some of what has a receipt; say whether there is more to ask for.

        Raises:
            GatewayTrouble: the same ones are asked for again.
        """
        walk = self._walk
        if walk is None:
            return False
        below = walk.below
        rows = self._keep(lambda store: store.forgotten.receipted_below(below, ASKED_AT_ONCE))
        for row in rows:
            self._look_for(row, walk)
            if walk.is_accounted_for or self._is_in_vain(row, walk):
                break
        else:
            if rows:
                return True
        self._end(walk)
        return False

    def _is_in_vain(self, row: Receipted, walk: _Walk) -> bool:
        return not row.has_envelope and walk.known_in_a_row >= KNOWN_IN_A_ROW

    def _look_for(self, row: Receipted, walk: _Walk) -> None:
        try:
            word = self._gateway.status(row.id, row.envelope_sha256)
        except (Unreadable, UntrustedReceipt) as no:
            # Not an answer about this one; the others can be asked for all the same.
            log.warning("a receipt could not be asked for again: %s", no.code)
            walk.below = row.sequence
            return
        if self._is_known(row, word):
            walk.known_in_a_row += 1
        else:
            self._take_for_forgotten(row, walk)
            walk.known_in_a_row = 0
            walk.decided -= word is None
            walk.final -= row.outcome.is_final
        walk.below = row.sequence

    @staticmethod
    def _is_known(row: Receipted, word: Receipt | None) -> bool:
        """Whether the gateway stands by what it has signed; what is open with both is open."""
        return word is not None and (word.outcome is row.outcome or not row.outcome.is_final)

    def _take_for_forgotten(self, row: Receipted, walk: _Walk) -> None:
        if not walk.is_told:
            walk.is_told = True
            self._trouble_met(GatewayForgot(count=max(walk.decided, walk.final)))
        now = self._clock.now()
        details: dict[str, str | int | bool] = {
            "registration_id": str(row.id),
            "sequence": row.sequence,
            "outcome": row.outcome.value,
        }
        again = AuditEvent("registration_forgotten", now, details | {"is_sent_again": True})
        if self._keep(lambda store: store.forgotten.deliver_again(row.id, again, now)):
            walk.sent_again += 1
            log.warning(
                "the gateway has forgotten a registration; it is delivered again",
                extra={"registration_id": str(row.id)},
            )
            return
        left = AuditEvent("registration_forgotten", now, details | {"is_sent_again": False})
        self._keep(lambda store: store.forgotten.note(row.id, left, now))
        walk.receipts_left.append(row.sequence)
        log.warning(
            "the gateway has forgotten a registration of which only the receipt is left",
            extra={"registration_id": str(row.id)},
        )

    def _end(self, walk: _Walk) -> None:
        self._walk = None
        apart_ns = WALKS_APART // timedelta(microseconds=1) * 1000
        self._not_before_ns = self._clock.monotonic_ns() + apart_ns
        left = sorted(walk.receipts_left)
        if walk.is_told:
            counts: dict[str, str | int | bool] = {
                "sent_again": walk.sent_again,
                "receipts_left": len(left),
            }
            event = AuditEvent("gateway_restored", self._clock.now(), counts)
            self._keep(lambda store: store.append_audit(event))
            self._queue_changed()
        if left:
            more = " …" if len(left) > _NAMED else ""
            numbers = ", ".join(map(str, left[:_NAMED])) + more
            self._trouble_met(ReceiptsLeft(count=len(left), numbers=numbers))
        if not walk.is_accounted_for:
            log.warning("the gateway says that it knows less than it does, or something else of it")
