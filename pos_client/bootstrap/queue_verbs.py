"""What the headless verbs do to a queue. Each takes the home's lock: an open window has its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import UUID

from pos_client.application import queue_files
from pos_client.application.queue_files import Exported, Imported
from pos_client.application.trouble import DeviceTrouble
from pos_client.bootstrap.papers import Papers, locked
from pos_client.bootstrap.verbs import opened_store
from pos_client.domain.audit import AuditEvent
from pos_client.domain.local_day import local_day
from pos_client.domain.registration import PUT_ASIDE, OutboxRow, OutboxState, QueueSummary
from pos_client.infrastructure.bundle_file import BundleFiles
from pos_client.infrastructure.clock import SystemClock
from pos_client.infrastructure.database.kept_evidence import KeptEvidence, kept_evidence
from pos_client.infrastructure.database.opening import is_kept
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.gateway.device import load_device
from pos_client.infrastructure.home import Home

__all__ = ["QueueVerbs", "held_queue", "queue_of", "working_on_queue"]


class QueueVerbs:
    """The queue of a home whose lock this process holds, whatever is left of its enrolment."""

    def __init__(self, store: SqlStore, home: Home) -> None:
        self._store = store
        self._home = home
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
        try:
            papers = self._papers()
            by = papers.configuration.outlet.code, papers.device_id
        except (DeviceTrouble, OSError):
            by = "", ""  # each record names its own
        return queue_files.export_queue(self._store, BundleFiles(), path, *by, self._now())

    def import_from(self, path: Path) -> Imported:
        """Raises what `queue_files.import_queue` does, and `DeviceTrouble` on no device."""
        outlet_code = self._papers().configuration.outlet.code
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

    def evidence(self) -> KeptEvidence:
        """What is kept here and lies nowhere else."""
        now = self._now()
        return self._store.database.read(lambda link: kept_evidence(link, now))

    def _papers(self) -> Papers:
        return Papers(self._store, load_device(self._home.device_folder))


@contextmanager
def working_on_queue(home: Home) -> Iterator[QueueVerbs]:
    """Open the queue for changes.

    Raises:
        DeviceNotEnrolled: there is neither a store nor a device.
        AlreadyOpen: a window holds it; its queue page offers the same.
        StoreTrouble: it cannot be opened.
    """
    if not is_kept(home.store_file):
        load_device(home.device_folder)  # before a folder is made for nobody
    with locked(home), held_queue(home) as queue:
        yield queue


@contextmanager
def held_queue(home: Home) -> Iterator[QueueVerbs]:
    """As `working_on_queue`, for whoever holds the lock already."""
    if not is_kept(home.store_file):
        load_device(home.device_folder)
    with closing(SqlStore(home.store_file)) as store:
        yield QueueVerbs(store, home)


def queue_of(home: Home) -> QueueSummary:
    """The figures, also beside an open window; a home that keeps no store has an empty queue.

    The store decides, not the enrolment: its records wait, whatever else was lost.

    Raises:
        StoreTrouble: what is queued cannot be said.
    """
    if not is_kept(home.store_file):
        return QueueSummary()
    with opened_store(home) as store:
        return store.summary(local_day(SystemClock().now())) if store else QueueSummary()
