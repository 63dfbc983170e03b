"""Export and import of the sealed queue: a second copy, and the way to another counter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from pos_client.application.queue_trouble import BundleRefused
from pos_client.application.storage import Due, Store
from pos_client.domain.audit import AuditEvent
from pos_client.domain.registration import OutboxState
from pos_client.protocol.bundle import BundleDamaged, SealedRecord, read_bundle, write_bundle

__all__ = ["Exported", "Files", "Imported", "export_queue", "import_queue"]

_OPEN = (OutboxState.PENDING, OutboxState.QUARANTINED)
_PAGE = 200


class Files(Protocol):
    """Where files of sealed records go and come from."""

    def write(self, path: Path, data: bytes) -> None:
        """A new file, on its disk when this returns; raises `queue_trouble.BundleUnwritable`."""

    def read(self, path: Path) -> bytes:
        """Raises `queue_trouble.BundleUnwritable`."""


@dataclass(frozen=True, slots=True)
class Exported:
    """How many were written, and how many are no longer what was saved."""

    records: int
    damaged: int


@dataclass(frozen=True, slots=True)
class Imported:
    """How many came, and how many of them this counter did not have yet."""

    records: int
    new: int


def export_queue(
    store: Store, files: Files, path: Path, outlet_code: str, device_id: str, now: datetime
) -> Exported:
    """Write everything that has no receipt into a new file. It stays in the queue.

    Raises:
        BundleUnwritable: there is no such file now.
    """
    whole: list[SealedRecord] = []
    damaged = 0
    for due in _open_ones(store):
        try:
            record = SealedRecord.of(due.envelope) if due is not None else None
        except BundleDamaged:
            record = None
        if record is None:
            damaged += 1
        else:
            whole.append(record)
    data, count = write_bundle(whole, outlet_code, device_id)
    files.write(path, data)
    details: dict[str, str | int | bool] = {"records": count, "damaged": damaged}
    store.append_audit(AuditEvent("queue_exported", now, details))
    return Exported(count, damaged)


def import_queue(
    store: Store, files: Files, path: Path, outlet_code: str, now: datetime
) -> Imported:
    """Take another counter's records in, to forward them; those of our own queue are known.

    Raises:
        BundleUnwritable: the file cannot be read.
        BundleRefused: it is damaged, or of another outlet; nothing was taken.
    """
    try:
        records = read_bundle(files.read(path))
    except BundleDamaged as damaged:
        raise BundleRefused(str(damaged), reason="damaged") from None
    if any(record.outlet_code != outlet_code for record in records):
        raise BundleRefused(reason="outlet")
    new = store.take_in(records, now)
    details: dict[str, str | int | bool] = {"records": len(records), "new": new}
    store.append_audit(AuditEvent("queue_imported", now, details))
    return Imported(len(records), new)


def _open_ones(store: Store) -> Iterator[Due | None]:
    """Each with its bytes, oldest last; None for one whose bytes have rotted."""
    for forwarded in (False, True):
        below: int | None = None
        while rows := store.page(
            states=_OPEN,
            below_sequence=below,
            above_sequence=None,
            limit=_PAGE,
            forwarded=forwarded,
        ):
            for row in rows:
                yield store.sealed(row.id)
            below = rows[-1].sequence
