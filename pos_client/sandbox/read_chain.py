"""Holds reads and envelopes against the audit chain of the device that made them.

Envelopes come before the entries that tell of them, out of order and through other devices; a case
that was cancelled is told of and never comes. So nothing is refused for being unknown: what the
chain is past and does not tell is a gap, and what it never comes to is one when the device says
that it has nothing left.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, bindparam, distinct, func, select
from sqlalchemy.dialects.sqlite import insert

from pos_client.domain.audit import GENESIS
from pos_client.domain.evidence import Evidence
from pos_client.sandbox import pattern_tables, tables
from pos_client.sandbox.audit_heads import AuditHeads
from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.devices import Clock, Device, Devices
from pos_client.sandbox.gaps import missing_words
from pos_client.sandbox.submission import Submission

__all__ = ["ReadChain"]

_TOLD, _SEEN = pattern_tables.told_reads, pattern_tables.read_counters
_STATES, _LEDGER, _ENTRIES = pattern_tables.chain_states, tables.registrations, tables.audit_entries
_GAP = "COUNTER_GAP"

_TOLD_OF = select(_TOLD).where(
    _TOLD.c.device_id == bindparam("device"), _TOLD.c.read_counter == bindparam("counter")
)
_NEWEST_TOLD = select(func.max(_TOLD.c.read_counter)).where(
    _TOLD.c.device_id == bindparam("device")
)
_PLACE = select(_ENTRIES.c.index).where(
    _ENTRIES.c.device_id == bindparam("device"), _ENTRIES.c.head == bindparam("wanted")
)
_SAME_SEQUENCE = (
    select(_LEDGER.c.id)
    .where(_LEDGER.c.device_id == bindparam("device"), _LEDGER.c.sequence == bindparam("number"))
    .where(_LEDGER.c.id != bindparam("own"))
    .limit(1)
)
_COME = select(func.count(distinct(_LEDGER.c.sequence)), func.max(_LEDGER.c.sequence)).where(
    _LEDGER.c.device_id == bindparam("device"),
    _LEDGER.c.sequence.between(1, bindparam("highest")),
)
_UNTOLD = (
    select(_SEEN.c.read_counter)
    .select_from(
        _SEEN.outerjoin(
            _TOLD,
            (_TOLD.c.device_id == _SEEN.c.device_id)
            & (_TOLD.c.read_counter == _SEEN.c.read_counter)
            & (_TOLD.c.challenge_id == _SEEN.c.challenge_id),
        )
    )
    .where(_SEEN.c.device_id == bindparam("device"), _TOLD.c.entry.is_(None))
)
_UNTOLD_BETWEEN = _UNTOLD.where(_SEEN.c.read_counter.between(bindparam("low"), bindparam("high")))
_UNTOLD_SINCE = _UNTOLD.where(_SEEN.c.seen_at <= bindparam("until"))
_OF_BOOT = select(_SEEN.c.monotonic_ns).where(
    _SEEN.c.device_id == bindparam("device"), _SEEN.c.boot_id == bindparam("boot")
)
_COUNTER = _SEEN.c.read_counter
_BEFORE = _OF_BOOT.where(bindparam("counter") > _COUNTER).order_by(_COUNTER.desc()).limit(1)
_BEHIND = _OF_BOOT.where(bindparam("counter") < _COUNTER).order_by(_COUNTER).limit(1)
_STATE = select(_STATES).where(_STATES.c.device_id == bindparam("device"))
_LARGEST = 2**63 - 1


class ReadChain:
    """Counters, sequence and heads without a gap. Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        controls: Controls,
        devices: Devices,
        heads: AuditHeads,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._is_on = controls.is_on
        self._devices = devices
        self._heads = heads

    def tell(self, device: Device, index: int, counter: int, challenge_id: str) -> None:
        """An entry of the chain tells of a read: the next one, under the next number."""
        newest = self._newest_told(device)
        self._connection.execute(
            insert(_TOLD)
            .values(
                device_id=device.id, read_counter=counter, challenge_id=challenge_id, entry=index
            )
            .on_conflict_do_nothing()
        )
        if counter != newest + 1:
            self._note_fault(device, f"read {counter} told behind {newest}")
        asked = {"device": device.id, "low": newest + 1, "high": counter}
        for untold in self._connection.scalars(_UNTOLD_BETWEEN, asked):
            self._note_fault(device, f"read {untold}")

    def note_empty_queue(self, device: Device, head_index: int | None) -> None:
        """A device says that nothing waits there: whatever has not come by now is missing.

        Args:
            head_index: where the signed head stands that came with this call. Where it is that of
                the newest entry known here, the whole chain is. What was read before the last time
                that this was so is then told of, or never will be.
        """
        come, highest = self._connection.execute(
            _COME, {"device": device.id, "highest": _LARGEST}
        ).one()
        if highest is not None and come < highest:
            self._devices.raise_alarm(device.id, _GAP, missing_words(self._connection, device.id))
        said: dict[str, Any] = {"settled_sequence": highest or 0}
        if head_index == device.audit_index:
            state = self._state(device)
            if state is not None and state.whole_at is not None:
                asked = {"device": device.id, "until": state.whole_at}
                for untold in self._connection.scalars(_UNTOLD_SINCE, asked):
                    self._note_fault(device, f"read {untold}")
            said["whole_at"] = self._clock()
        self._keep(device, said)

    def review_of(self, submission: Submission) -> str:
        """Why somebody has to look at what a device did before or beside this; else empty."""
        device, reads = submission.device, submission.body.reads
        is_gapless = (
            self._has_own_sequence(submission)
            and all(self._is_told(device, read) for read in reads)
            and all(self._is_later_than_before(device, read) for read in reads)
            and self._is_sealed_in_place(submission)
            and not self._has_fault(device)
        )
        return "" if is_gapless else "COUNTER_GAP"

    def _has_own_sequence(self, submission: Submission) -> bool:
        number = submission.header.sequence
        if not self._is_on(Control.SEQUENCE):
            return True
        asked = {
            "device": submission.device.id,
            "number": number,
            "own": str(submission.id),
        }
        return number >= 1 and self._connection.scalar(_SAME_SEQUENCE, asked) is None

    def _is_told(self, device: Device, read: Evidence) -> bool:
        """Whether the chain tells of this read where it says, or has not come so far yet."""
        asks_read, asks_head = self._is_on(Control.READ_TOLD), self._is_on(Control.PREVIOUS_HEAD)
        asked = {"device": device.id, "counter": min(read.read_counter, _LARGEST)}
        told = self._connection.execute(_TOLD_OF, asked).one_or_none()
        if told is not None:
            is_this = told.challenge_id == read.challenge.id
            is_there = self._heads.kept(device, told.entry - 1) == read.previous_head
            return (is_this or not asks_read) and (is_there or not asks_head)
        newest = self._newest_told(device)
        if asks_read and read.read_counter <= newest:
            return False
        place = self._place_of(device, read.previous_head)
        if place is None:
            return True
        if place < device.audit_index:
            return not asks_head  # the entry behind it is known, and it is another one
        return not asks_read or read.read_counter == newest + 1

    def _is_later_than_before(self, device: Device, read: Evidence) -> bool:
        """Whether the computer's own clock, which nobody sets, agrees with the counter."""
        if not self._is_on(Control.MONOTONIC):
            return True
        asked = {
            "device": device.id,
            "boot": read.boot_id,
            "counter": min(read.read_counter, _LARGEST),
        }
        before = self._connection.scalar(_BEFORE, asked)
        behind = self._connection.scalar(_BEHIND, asked)
        is_after = before is None or before < read.monotonic_ns
        return is_after and (behind is None or read.monotonic_ns < behind)

    def _is_sealed_in_place(self, submission: Submission) -> bool:
        """Whether the head at the seal stands behind the entries of the reads."""
        if not self._is_on(Control.PREVIOUS_HEAD):
            return True
        device = submission.device
        try:
            head = bytes.fromhex(submission.header.previous_head)
        except ValueError:
            return False
        place = self._place_of(device, head)
        if place is None:
            return not self._heads.was_announced(device, submission.body_sha256)
        for read in submission.body.reads:
            asked = {"device": device.id, "counter": min(read.read_counter, _LARGEST)}
            told = self._connection.execute(_TOLD_OF, asked).one_or_none()
            if told is None or told.entry > place:
                return False
        return True

    def _has_fault(self, device: Device) -> bool:
        state = self._state(device)
        if state is None or not self._is_on(Control.CHAIN_FAULT):
            return False
        asked = {"device": device.id, "highest": state.settled_sequence}
        come, _ = self._connection.execute(_COME, asked).one()
        return state.fault_at is not None or come < state.settled_sequence

    def _place_of(self, device: Device, head: bytes) -> int | None:
        if head == GENESIS:
            return 0
        place: int | None = self._connection.scalar(_PLACE, {"device": device.id, "wanted": head})
        return place

    def _newest_told(self, device: Device) -> int:
        return self._connection.scalar(_NEWEST_TOLD, {"device": device.id}) or 0

    def _state(self, device: Device) -> Row[tuple[Any, ...]] | None:
        return self._connection.execute(_STATE, {"device": device.id}).one_or_none()

    def _note_fault(self, device: Device, subject: str) -> None:
        self._devices.raise_alarm(device.id, _GAP, subject)
        self._keep(device, {"fault_at": self._clock()})

    def _keep(self, device: Device, said: dict[str, Any]) -> None:
        self._connection.execute(
            insert(_STATES)
            .values(device_id=device.id, **said)
            .on_conflict_do_update(index_elements=[_STATES.c.device_id], set_=said)
        )
