"""Finds out that an old copy of the data file was put back, by a gateway that knows more than it.

The marker beside the file finds most of them at the start. After a crash nobody has renewed it, and
then only the gateway remembers what came after the copy. With each heartbeat it says how many
registrations of this device it has decided about, and how much of its audit chain it has seen. More
registrations than were ever saved here cannot be: their numbers would be given a second time, so
the counter stops. More of the chain than is here is asked for once more: an entry is added and
sent, and whoever has seen another one in its place refuses it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from pos_client.application.marks import OLD_COPY
from pos_client.application.outbox import KeepStore
from pos_client.application.ports import Clock
from pos_client.application.storage import Store
from pos_client.application.trouble import StoreDamaged, Trouble
from pos_client.domain.audit import AuditEvent
from pos_client.domain.books import DeviceBooks

__all__ = ["OldCopy"]

log = logging.getLogger(__name__)


class OldCopy:
    """What the carrier does about it, on its thread.

    Attributes:
        was_found: numbers would be given a second time by what is here; nothing more of it is
            shown to the gateway, or the file that belongs here might be taken for it later.
    """

    def __init__(
        self, keep: KeepStore, clock: Clock, store_refuted: Callable[[Trouble], None]
    ) -> None:
        self._keep = keep
        self._clock = clock
        self._store_refuted = store_refuted
        self._asked_at = 0
        self.was_found = False

    def compare(self, ours: DeviceBooks, theirs: DeviceBooks) -> None:
        """Hold a heartbeat's answer against what was there before it, and what is there now.

        Behind the answer, because whatever the gateway knows was here before that.
        """
        if theirs.decided <= ours.decided and theirs.audit_index <= ours.audit_index:
            return
        saved, entries = self._keep(_held)
        if theirs.decided > saved:
            self.was_found = True
            log.warning("an old copy of the data file was put back: nothing more is captured")
            try:
                self._keep(lambda store: store.marks.expect(theirs.decided))
            finally:
                fact = StoreDamaged(check=OLD_COPY, expected=theirs.decided, found=saved)
                self._store_refuted(fact)
        elif theirs.audit_index > max(entries, self._asked_at):
            self._asked_at = theirs.audit_index
            log.warning("the gateway says that it knows more of the audit chain than there is")
            details: dict[str, str | int | bool] = {"audit_index": theirs.audit_index}
            claim = AuditEvent("books_ahead", self._clock.now(), details)
            self._keep(lambda store: store.append_audit(claim))


def _held(store: Store) -> tuple[int, int]:
    """How many registrations were ever saved here, and how many audit entries there are."""
    index, _ = store.audit_head()
    return store.next_sequence() - 1, index
