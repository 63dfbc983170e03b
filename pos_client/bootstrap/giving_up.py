"""Making a computer no device any more, without losing what only it has."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from pos_client.application.queue_files import Exported
from pos_client.application.queue_trouble import (
    BundleRefused,
    BundleUnwritable,
    EvidenceKept,
    QueueNotEmpty,
)
from pos_client.application.trouble import DeviceNotEnrolled
from pos_client.bootstrap.papers import locked
from pos_client.bootstrap.queue_verbs import QueueVerbs, held_queue
from pos_client.infrastructure.bundle_file import BundleFiles
from pos_client.infrastructure.database.kept_evidence import KeptEvidence
from pos_client.infrastructure.home import Home
from pos_client.protocol.bundle import BundleDamaged, read_bundle

__all__ = ["GivenUp", "reset_home"]


@dataclass(frozen=True, slots=True)
class GivenUp:
    """What went out of a home before it was emptied, and what went with it."""

    exported: Exported | None = None
    dropped: KeptEvidence | None = None


def reset_home(home: Home, export_to: Path | None, *, drops_evidence: bool) -> GivenUp:
    """Make this computer no device any more: store and keys go, settings and logs stay.

    One lock from the first look to the last file: what is pending in between would go unseen.

    Args:
        export_to: where everything without a receipt goes first.
        drops_evidence: somebody said that receipts and the like, which have to be kept longer,
            may go as well.

    Raises:
        QueueNotEmpty: something has no receipt, and nobody said where to; or the export would not
            hold all of it. Nothing was removed.
        EvidenceKept: something has to be kept longer, and nobody said that it may go. Likewise.
        AlreadyOpen, StoreTrouble, BundleUnwritable: likewise.
    """
    if export_to is not None:
        _check_place(home, export_to)
    with locked(home):
        try:
            with held_queue(home) as queue:
                given_up = _taken_out(queue, export_to, drops_evidence=drops_evidence)
        except DeviceNotEnrolled:
            given_up = GivenUp()  # neither a store nor a device
        _empty(home)
    return given_up


def _check_place(home: Home, export_to: Path) -> None:
    """Refuse a file that would go with the home, under whatever name it is called."""
    folder = export_to.expanduser().absolute().parent.resolve()
    for part in (home.folder, home.device_folder, home.keys_folder, home.logs_folder):
        if folder.is_relative_to(part.resolve()):
            raise BundleUnwritable(
                "the file would lie in the folder that is given up", reason="given up"
            )


def _taken_out(queue: QueueVerbs, export_to: Path | None, *, drops_evidence: bool) -> GivenUp:
    summary, evidence = queue.summary, queue.evidence()
    is_open = bool(summary.pending or summary.quarantined)
    facts = {"pending": summary.pending, "quarantined": summary.quarantined}
    if is_open and export_to is None:
        raise QueueNotEmpty(**facts)
    if evidence and not drops_evidence:
        raise EvidenceKept(
            receipts=evidence.receipts,
            open=evidence.open_outcomes,
            sealed=evidence.envelopes,
            audit=evidence.audit_entries,
        )
    exported = None
    if is_open and export_to is not None:
        exported = queue.export(export_to)
        if exported.damaged:
            raise QueueNotEmpty(**facts, damaged=exported.damaged)
        _read_back(export_to, exported.records)
    return GivenUp(exported, evidence or None)


def _read_back(file: Path, expected: int) -> None:
    """Take the file apart as whoever imports it will."""
    try:
        found = len(read_bundle(BundleFiles().read(file)))
    except BundleDamaged as damaged:
        raise BundleRefused(str(damaged), reason="damaged") from None
    if found != expected:
        raise BundleRefused(reason="damaged", expected=expected, found=found)


def _empty(home: Home) -> None:
    # The marker first: a store that is gone although a marker speaks of it is an alarm.
    for name in (".begun", "", "-journal"):
        home.store_file.with_name(home.store_file.name + name).unlink(missing_ok=True)
    for copy in home.folder.glob(f"{home.store_file.name}.*"):
        copy.unlink()
    home.store_file.with_name("reserve").unlink(missing_ok=True)
    home.reader_file.unlink(missing_ok=True)
    for folder in (home.keys_folder, home.device_folder):
        shutil.rmtree(folder, ignore_errors=True)
