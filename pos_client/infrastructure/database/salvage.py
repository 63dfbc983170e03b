"""Getting sealed records out of a data file that is damaged; nothing of it is changed.

A record is believed when its bytes have the hash that was written down when it was saved: in its
row of the queue, or in the audit chain, which lies on other pages; one that was taken in for
another counter has its hash in the same row. So half a record, a changed one or somebody else's is
never taken for one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from pos_client.domain.registration import OutboxState
from pos_client.infrastructure.database.faults import trouble_of_file
from pos_client.infrastructure.database.pages import LeftoverRow, Value, leftover_rows
from pos_client.protocol.envelope import Envelope, EnvelopeRefused

__all__ = ["Salvage", "SalvagedRecord", "salvage"]

_HASH_BYTES = 32
# Places in a row of the queue, which migrations only ever add to at its end.
_ID, _STATE, _SHA256, _RECEIPT = 1, 3, 11, 20
# And in one of what was taken in for others, which has exactly so many.
_TAKEN_IN = 16
_OF_DEVICE, _ITS_SEQUENCE, _ITS_STATE, _ITS_RECEIPT, _ITS_SHA256, _ITS_ENVELOPE = (
    2,
    3,
    4,
    13,
    14,
    15,
)
_UUID_LETTERS = 36


@dataclass(frozen=True, slots=True)
class SalvagedRecord:
    """One sealed record, proved by its hash.

    Attributes:
        sequence: of the counter that captured it.
        state: None where only the audit chain still speaks of it.
        receipt: the gateway's signed word as it came; empty without one.
        captured_by: the device that captured it, where that is another one; else empty.
    """

    id: UUID
    sequence: int
    state: OutboxState | None
    envelope: bytes = field(repr=False)
    envelope_sha256: bytes = field(repr=False)
    receipt: str = field(default="", repr=False)
    captured_by: str = ""


@dataclass(frozen=True, slots=True)
class Salvage:
    """What a damaged file still gives.

    Attributes:
        records: the counter's own, oldest first, and behind them those taken in for others.
        missing: sequences that are known, not known to be settled, and could not be got out.
        missing_of_others: device and sequence of those among what was taken in.
    """

    records: tuple[SalvagedRecord, ...]
    missing: tuple[int, ...]
    missing_of_others: tuple[tuple[str, int], ...] = ()

    @property
    def unsettled(self) -> tuple[SalvagedRecord, ...]:
        """Those that the gateway may not have yet."""
        return tuple(each for each in self.records if each.state is not OutboxState.SETTLED)


@dataclass(slots=True)
class _Known:
    id: UUID
    sequence: int
    state: OutboxState | None = None
    receipt: str = ""
    captured_by: str = ""
    is_disputed: bool = False

    @property
    def name(self) -> tuple[UUID, int]:
        return self.id, self.sequence


def salvage(path: Path) -> Salvage:
    """Read whatever can be read of the store at `path`, and prove it.

    Raises:
        StoreTrouble: the file itself cannot be read.
    """
    try:
        # Read twice: a large file is not held in memory.
        known = _known(leftover_rows(path))
        found = dict(_envelopes_of(leftover_rows(path), known.keys()))
    except OSError as error:
        raise trouble_of_file(error, path.parent) from None
    named = {sha256 for sha256, bytes_ in found.items() if _is_named(known[sha256], bytes_)}
    records = [
        SalvagedRecord(
            about.id,
            about.sequence,
            about.state,
            found[sha256],
            sha256,
            about.receipt,
            about.captured_by,
        )
        for sha256, about in known.items()
        if sha256 in named
    ]
    records.sort(key=lambda record: (record.captured_by, record.sequence))
    missing = {
        (about.captured_by, about.sequence)
        for sha256, about in known.items()
        if sha256 not in named and about.state in (OutboxState.PENDING, OutboxState.QUARANTINED)
    }
    return Salvage(
        tuple(records),
        tuple(sorted(sequence for device, sequence in missing if not device)),
        tuple(sorted((device, sequence) for device, sequence in missing if device)),
    )


def _envelopes_of(
    rows: Iterable[LeftoverRow], known: AbstractSet[bytes]
) -> Iterator[tuple[bytes, bytes]]:
    for row in rows:
        envelope = _envelope_in(row)
        if envelope is not None:
            sha256 = hashlib.sha256(envelope).digest()
            if sha256 in known:
                yield sha256, envelope


def _envelope_in(row: LeftoverRow) -> bytes | None:
    values = row.values
    is_own = len(values) == 2 and values[0] is None
    envelope = values[-1] if is_own or len(values) == _TAKEN_IN else None
    return envelope if isinstance(envelope, bytes) else None


def _known(rows: Iterable[LeftoverRow]) -> dict[bytes, _Known]:
    """What was written down of each record, by the hash of its bytes."""
    known: dict[bytes, _Known] = {}
    queued: dict[bytes, _Known] = {}
    for row in rows:
        in_queue = _of_queue(row) or _of_others(row)
        in_audit = None if in_queue else _of_audit(row)
        if in_queue is not None:
            queued.__setitem__(*in_queue)
        elif in_audit is not None:
            known.setdefault(*in_audit)
    for sha256, about in queued.items():
        before = known.get(sha256)
        about.is_disputed = before is not None and before.name != about.name
        known[sha256] = about
    return known


def _is_named(about: _Known, envelope: bytes) -> bool:
    """Whether the id is this envelope's. One that names itself needs no other witness."""
    try:
        header = Envelope.from_bytes(envelope).header
    except EnvelopeRefused:
        return not about.is_disputed
    about.id, about.sequence = header.id, header.sequence
    return True


def _of_queue(row: LeftoverRow) -> tuple[bytes, _Known] | None:
    values = row.values
    if len(values) <= _RECEIPT:
        return None
    id_, state, sha256, receipt = (values[i] for i in (_ID, _STATE, _SHA256, _RECEIPT))
    return _believable(id_, state, sha256, receipt, row.rowid)


def _of_others(row: LeftoverRow) -> tuple[bytes, _Known] | None:
    values = row.values
    if len(values) != _TAKEN_IN:
        return None
    id_, state, sha256 = (values[i] for i in (_ID, _ITS_STATE, _ITS_SHA256))
    device, sequence = values[_OF_DEVICE], values[_ITS_SEQUENCE]
    if not (isinstance(device, str) and device):
        return None
    return _believable(id_, state, sha256, values[_ITS_RECEIPT], sequence, device)


def _believable(
    id_: Value, state: Value, sha256: Value, receipt: Value, sequence: Value, captured_by: str = ""
) -> tuple[bytes, _Known] | None:
    if not (isinstance(id_, str) and len(id_) == _UUID_LETTERS and isinstance(sequence, int)):
        return None
    if not (isinstance(sha256, bytes) and len(sha256) == _HASH_BYTES):
        return None
    try:
        word = receipt if isinstance(receipt, str) else ""
        return sha256, _Known(UUID(id_), sequence, OutboxState(str(state)), word, captured_by)
    except ValueError:
        return None


def _of_audit(row: LeftoverRow) -> tuple[bytes, _Known] | None:
    if len(row.values) != 3 or not isinstance(row.values[1], str):
        return None
    try:
        details = json.loads(row.values[1])["details"]
        sha256 = bytes.fromhex(details["sha256"])
        return sha256, _Known(UUID(details["registration_id"]), int(details["sequence"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
