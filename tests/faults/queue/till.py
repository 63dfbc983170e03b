"""One counter of the machine: the product's store, outbox, forwarder and reconciling."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path
from uuid import UUID

from pos_client.application.backoff import Backoff
from pos_client.application.forwarder import Forwarder, ForwarderNews
from pos_client.application.forwarding import Forwarding, Terms
from pos_client.application.outbox import Outbox, StoreAtHand
from pos_client.application.reconciling import Reconciling
from pos_client.application.trouble import Trouble
from pos_client.domain.registration import OutboxState, SealedRegistration
from pos_client.infrastructure.database.store import SqlStore
from pos_client.protocol.bundle import SealedRecord
from pos_client.testing.clock import FrozenClock
from pos_client.testing.relay import InMemoryRelay, SharedEnvelopes
from tests.faults.queue.gateway import ForgetfulGateway
from tests.registrations import SEALED, registration

__all__ = ["OUTLET", "Till"]

OUTLET = "O-1"
_TERMS = Terms()
_NO_LIMIT = 2**30


class Till:
    """What the carrier and the forwarder do on their threads, a test asks for here."""

    def __init__(
        self,
        number: int,
        folder: Path,
        template: Path,
        gateway: ForgetfulGateway,
        shared: SharedEnvelopes,
        clock: FrozenClock,
    ) -> None:
        self.device_id = f"D-{number}"
        self.saved: list[SealedRegistration] = []
        # Two counters count alike; what is drawn for their records differs all the same.
        self._size = 300 + 40 * number
        self._folder = folder
        self._lives = 0
        self._gateway, self._shared, self._clock = gateway, shared, clock
        folder.mkdir()
        shutil.copy(template, folder / "store-0")
        self._open()

    @property
    def path(self) -> Path:
        return self._folder / f"store-{self._lives}"

    def _open(self) -> None:
        self.store = SqlStore(self.path)
        self.met: list[Trouble] = []
        keep = StoreAtHand(self.store)
        self.outbox = Outbox(
            keep,
            self._gateway,  # type: ignore[arg-type]
            self._clock,
            Backoff(),
            lambda _: None,
        )
        self.relay = InMemoryRelay(self._shared, self.device_id, OUTLET)
        self.forwarder = Forwarder(
            keep,
            self.relay,
            Forwarding(self.relay, self._gateway, self._clock, _TERMS),  # type: ignore[arg-type]
            self._clock,
            ForwarderNews(lambda: None, lambda _: None, self.met.append),
            self._gateway.words.__getitem__,
            self.device_id,
            lambda: True,
            _TERMS,
        )

    def die(self) -> None:
        """Be killed, and start again from what is on the disk; the marker was never written."""
        before, store = self.path, self.store
        self._lives += 1
        shutil.copy(before, self.path)
        marker = before.with_name(f"{before.name}.begun")
        if marker.exists():
            shutil.copy(marker, f"{self.path}.begun")
        store.close()
        self._open()

    def save(self, predecessor_id: UUID | None) -> SealedRegistration:
        sealed = registration(
            len(self.saved) + 1,
            created_at=self._clock.now(),
            predecessor_id=predecessor_id,
            size=self._size,
        )
        self._gateway.known[sealed.envelope] = (sealed, self.device_id)
        self.store.save(sealed, SEALED)
        self.saved.append(sealed)
        return sealed

    def leave_room(self, pages: int | None) -> None:
        """So many pages more may the file grow; None for any number."""
        driver = self.store.database.driver()
        (used,) = driver.execute("PRAGMA page_count").fetchone()
        most = _NO_LIMIT if pages is None else used + pages
        driver.execute(f"PRAGMA max_page_count = {most}").fetchone()

    def bundle(self) -> list[SealedRecord]:
        """What an export would hold: everything without a receipt that waits for no other."""
        return [
            SealedRecord(
                each.id,
                self.device_id,
                OUTLET,
                each.sequence,
                each.created_at,
                each.envelope,
                each.envelope_sha256,
            )
            for each in self.saved
            if self.state(each) is not OutboxState.SETTLED and each.predecessor_id is None
        ]

    def reconcile(self) -> None:
        """Hold our receipts against what the gateway says it has decided."""
        work = Reconciling(
            StoreAtHand(self.store),
            self._gateway,  # type: ignore[arg-type]
            self._clock,
            self.met.append,
            lambda: None,
        )
        work.compare(self.store.forgotten.receipted(), self._gateway.books(self.device_id))
        while work.go_on():
            pass

    def state(self, sealed: SealedRegistration) -> OutboxState:
        row = self.store.row(sealed.id)
        assert row is not None, "a record is gone"
        return row.state

    def close(self) -> None:
        with closing(self.store):
            self.leave_room(None)
