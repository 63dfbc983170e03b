"""What the headless verbs do to a queue. Each takes the home's lock: an open window has its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import UUID

from pos_client.application import queue_files
from pos_client.application.queue_files import Exported, Imported
from pos_client.application.queue_trouble import QueueNotEmpty
from pos_client.bootstrap.papers import Papers, locked
from pos_client.bootstrap.verbs import opened_store
from pos_client.domain.audit import AuditEvent
from pos_client.domain.local_day import local_day
from pos_client.domain.registration import PUT_ASIDE, OutboxRow, OutboxState, QueueSummary
from pos_client.infrastructure.bundle_file import BundleFiles
from pos_client.infrastructure.clock import SystemClock
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.gateway.device import Device, is_enrolled, load_device
from pos_client.infrastructure.home import Home

__all__ = ["QueueVerbs", "queue_of", "reset_home", "working_on_queue"]


class QueueVerbs:
    """The queue of a home whose lock this process holds."""

    def __init__(self, store: SqlStore, device: Device) -> None:
        self._store = store
        self._device = device
        self._now = SystemClock().now

    @property
    def summary(self) -> QueueSummary:
        return self._store.summary(local_day(self._now()))

    def retry(self, registration_id: UUID) -> OutboxRow | None:
        """Let a record go with the next `send`, also one that was put aside."""
        return self._change(registration_id, "record_released")

    def put_aside(self, registration_id: UUID) -> OutboxRow | None:
        """Let a pending record wait until somebody lets it go again; the others go on."""
        return self._change(registration_id, "record_put_aside")

    def export(self, path: Path) -> Exported:
        """Raises what `queue_files.export_queue` does."""
        return queue_files.export_queue(
            self._store,
            BundleFiles(),
            path,
            self._outlet_code(),
            self._device.device_id,
            self._now(),
        )

    def import_from(self, path: Path) -> Imported:
        """Raises what `queue_files.import_queue` does."""
        outlet_code = self._outlet_code()
        return queue_files.import_queue(self._store, BundleFiles(), path, outlet_code, self._now())

    def note(self, event: str, **details: str | int | bool) -> None:
        """Chain what was done beside the queue."""
        self._store.append_audit(AuditEvent(event, self._now(), details))

    def _change(self, registration_id: UUID, event: str) -> OutboxRow | None:
        row = self._store.row(registration_id)
        if row is None or row.state is OutboxState.SETTLED:
            return row
        if event == "record_released":
            self._store.release(registration_id)
        else:
            self._store.quarantine(registration_id, PUT_ASIDE)
        details: dict[str, str | int | bool] = {"registration_id": str(registration_id)}
        self._store.append_audit(AuditEvent(event, self._now(), details))
        return self._store.row(registration_id)

    def _outlet_code(self) -> str:
        return Papers(self._store, self._device).configuration.outlet.code


@contextmanager
def working_on_queue(home: Home) -> Iterator[QueueVerbs]:
    """Open the queue for changes.

    Raises:
        DeviceNotEnrolled: there is no queue before there is a device.
        AlreadyOpen: a window holds it; its queue page offers the same.
        StoreTrouble: it cannot be opened.
    """
    device = load_device(home.device_folder)
    with locked(home), closing(SqlStore(home.store_file)) as store:
        yield QueueVerbs(store, device)


def queue_of(home: Home) -> QueueSummary:
    """The figures, also beside an open window; a home without a device has an empty queue."""
    if not is_enrolled(home.device_folder):
        return QueueSummary()
    with opened_store(home) as store:
        return store.summary(local_day(SystemClock().now())) if store else QueueSummary()


def reset_home(home: Home, export_to: Path | None) -> Exported | None:
    """Make this computer no device any more: store and keys go, settings and logs stay.

    Args:
        export_to: where everything without a receipt goes first.

    Raises:
        QueueNotEmpty: something has no receipt, and nobody said where to; or the export would not
            hold all of it. Nothing was removed.
        AlreadyOpen, StoreTrouble, BundleUnwritable: likewise.
    """
    exported = None
    if is_enrolled(home.device_folder):
        with working_on_queue(home) as queue:
            summary = queue.summary
            if summary.pending or summary.quarantined:
                facts = {"pending": summary.pending, "quarantined": summary.quarantined}
                if export_to is None:
                    raise QueueNotEmpty(**facts)
                exported = queue.export(export_to)
                if exported.damaged:
                    raise QueueNotEmpty(**facts, damaged=exported.damaged)
    with locked(home):
        # The marker first: a store that is gone although a marker speaks of it is an alarm.
        for name in (".begun", "", "-journal"):
            home.store_file.with_name(home.store_file.name + name).unlink(missing_ok=True)
        for copy in home.folder.glob(f"{home.store_file.name}.*"):
            copy.unlink()
        home.store_file.with_name("reserve").unlink(missing_ok=True)
        home.reader_file.unlink(missing_ok=True)
        for folder in (home.keys_folder, home.device_folder):
            shutil.rmtree(folder, ignore_errors=True)
    return exported
