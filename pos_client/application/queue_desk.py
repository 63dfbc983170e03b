"""What the window asks of the queue: a page, another try, aside with one, a file of all."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatchmethod
from pathlib import Path

from pos_client.application import commands
from pos_client.application.desk import Desk
from pos_client.application.news import News, QueueExported, QueueImported, QueuePageLoaded
from pos_client.application.queue_files import export_queue, import_queue
from pos_client.domain.registration import PUT_ASIDE

__all__ = ["QueueDesk"]


class QueueDesk:
    """Lives on the counter's thread. Who is not logged in may look and send, and change nothing."""

    def __init__(
        self, desk: Desk, tell: Callable[[News], None], wake_carrier: Callable[[bool], None]
    ) -> None:
        self._desk = desk
        self._tell = tell
        self._wake_carrier = wake_carrier

    @singledispatchmethod
    def handle(self, command: commands.QueueCommand) -> None:
        """Do what a command asks."""
        raise TypeError(type(command).__name__)

    @handle.register
    def _(self, _command: commands.SendNow) -> None:
        self._desk.tools.store.make_all_due()
        self._wake_carrier(True)

    @handle.register
    def _(self, command: commands.ReleaseQuarantined) -> None:
        if not self._desk.is_serving:
            return
        self._desk.tools.store.release(command.registration_id)
        self._desk.audit("record_released", registration_id=str(command.registration_id))
        self._wake_carrier(True)

    @handle.register
    def _(self, command: commands.PutAside) -> None:
        if not self._desk.is_serving:
            return
        self._desk.tools.store.quarantine(command.registration_id, PUT_ASIDE)
        self._desk.audit("record_put_aside", registration_id=str(command.registration_id))

    @handle.register
    def _(self, command: commands.ExportQueue) -> None:
        if not self._desk.is_at_work:
            return
        tools, configuration = self._desk.tools, self._desk.configuration
        now = self._desk.now()
        name = f"pos-client-{configuration.device_id}-{now:%Y%m%dT%H%M%SZ}.sealed"
        exported = export_queue(
            tools.store,
            tools.files,
            Path(command.folder) / name,
            configuration.outlet.code,
            configuration.device_id,
            now,
        )
        self._tell(QueueExported(name, exported.records, exported.damaged))

    @handle.register
    def _(self, command: commands.ImportQueue) -> None:
        if not self._desk.is_at_work:
            return
        tools, outlet = self._desk.tools, self._desk.configuration.outlet
        imported = import_queue(
            tools.store, tools.files, Path(command.file), outlet.code, self._desk.now()
        )
        self._tell(QueueImported(imported.records, imported.new))
        self._wake_carrier(True)

    @handle.register
    def _(self, command: commands.LoadQueuePage) -> None:
        rows = self._desk.tools.store.page(
            states=command.states,
            below_sequence=command.below_sequence,
            above_sequence=command.above_sequence,
            limit=command.limit + 1,
            needs_customer=command.needs_customer,
            under_review=command.under_review,
            forwarded=command.forwarded,
        )
        more = len(rows) > command.limit
        upwards = command.above_sequence is not None
        shown = rows[1:] if more and upwards else rows[: command.limit]
        self._tell(
            QueuePageLoaded(
                tuple(shown),
                command.below_sequence,
                command.above_sequence,
                has_older=more if not upwards else True,
                has_newer=more if upwards else command.below_sequence is not None,
                needs_customer=command.needs_customer,
                under_review=command.under_review,
                forwarded=command.forwarded,
            )
        )
