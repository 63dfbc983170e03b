"""Getting sealed records out of a data file that is damaged; nothing of it is changed.

A record is believed when its bytes have the hash that was written down when it was saved: in its
row of the queue, or in the audit chain, which lies on other pages. So half a record, a changed one
or somebody else's is never taken for one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from pos_client.domain.registration import OutboxState
from pos_client.infrastructure.database.faults import trouble_of_file
from pos_client.infrastructure.database.pages import LeftoverRow, leftover_rows
from pos_client.protocol.envelope import Envelope, EnvelopeRefused

__all__ = ["Salvage", "SalvagedRecord", "salvage"]

_HASH_BYTES = 32
# Places in a row of the queue, which migrations only ever add to at its end.
_ID, _STATE, _SHA256, _RECEIPT = 1, 3, 11, 20
_UUID_LETTERS = 36


@dataclass(frozen=True, slots=True)
class SalvagedRecord:
    """One sealed record, proved by its hash.

    Attributes:
        state: None where only the audit chain still speaks of it.
        receipt: the gateway's signed word as it came; empty without one.
    """

    id: UUID
    sequence: int
    state: OutboxState | None
    envelope: bytes = field(repr=False)
    envelope_sha256: bytes = field(repr=False)
    receipt: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Salvage:
    """What a damaged file still gives.

    Attributes:
        records: oldest first.
        missing: sequences that are known, not known to be settled, and could not be got out.
    """

    records: tuple[SalvagedRecord, ...]
    missing: tuple[int, ...]

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
        rows = tuple(leftover_rows(path))
    except OSError as error:
        raise trouble_of_file(error, path.parent) from None
    known = _known(rows)
    found: dict[bytes, bytes] = {}
    for row in rows:
        if len(row.values) == 2 and row.values[0] is None and isinstance(row.values[1], bytes):
            sha256 = hashlib.sha256(row.values[1]).digest()
            if sha256 in known:
                found[sha256] = row.values[1]
    named = {sha256 for sha256, bytes_ in found.items() if _is_named(known[sha256], bytes_)}
    records = [
        SalvagedRecord(about.id, about.sequence, about.state, found[sha256], sha256, about.receipt)
        for sha256, about in known.items()
        if sha256 in named
    ]
    missing = {
        about.sequence
        for sha256, about in known.items()
        if sha256 not in named and about.state in (OutboxState.PENDING, OutboxState.QUARANTINED)
    }
    records.sort(key=lambda record: record.sequence)
    return Salvage(tuple(records), tuple(sorted(missing)))


def _known(rows: Iterable[LeftoverRow]) -> dict[bytes, _Known]:
    """What was written down of each record, by the hash of its bytes."""
    known: dict[bytes, _Known] = {}
    for row in rows:
        about = _of_audit(row)
        if about is not None:
            known.setdefault(*about)
    for row in rows:
        about = _of_queue(row)
        if about is not None:
            sha256, queued = about
            in_audit = known.get(sha256)
            queued.is_disputed = in_audit is not None and in_audit.name != queued.name
            known[sha256] = queued
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
    if not (isinstance(id_, str) and len(id_) == _UUID_LETTERS):
        return None
    if not (isinstance(sha256, bytes) and len(sha256) == _HASH_BYTES):
        return None
    try:
        word = receipt if isinstance(receipt, str) else ""
        return sha256, _Known(UUID(id_), row.rowid, OutboxState(str(state)), word)
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
