"""The thread that keeps a second copy of what is queued in the shop's relay, and forwards.

What a counter saved is saved by its own store's word, and its carrier delivers it whatever
happens here. This thread makes copies up, takes over receipts that others fetched, and delivers
what other counters of the outlet captured and do not deliver. An interruption anywhere costs
nothing but time: a copy is written again by its id, a lease runs out, and the gateway gives the
receipt of a registration as often as it is asked.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from pos_client.application.backoff import ns_of
from pos_client.application.copies import KeptCopy
from pos_client.application.forwarding import Forwarding, Terms
from pos_client.application.outbox import KeepStore
from pos_client.application.ports import Clock
from pos_client.application.relay import LeftReceipt, Relay
from pos_client.application.relay_trouble import RelayAway, RelayTrouble
from pos_client.application.storage import Store
from pos_client.application.trouble import Trouble
from pos_client.application.workers import Stopped
from pos_client.domain.outcome import Receipt

__all__ = ["Forwarder", "ForwarderNews"]

log = logging.getLogger(__name__)


COPIES_AT_ONCE = 20
PAGE = 100


@dataclass(frozen=True, slots=True)
class ForwarderNews:
    """What is told to the counter; each may be called from the forwarder's thread."""

    relay_changed: Callable[[], None]
    receipt_settled: Callable[[Receipt], None]
    trouble_met: Callable[[Trouble], None]


class Forwarder:
    """Copies, receipts and other counters' envelopes, in this order.

    All waiting is counted on the monotonic clock: a date that somebody mends ends no wait later.

    Attributes:
        code: why no copy is made now; empty while the relay answers, and before the first try.
        is_busy: whether a turn is under way; any thread may ask.
    """

    def __init__(
        self,
        keep: KeepStore,
        relay: Relay,
        forwarding: Forwarding,
        clock: Clock,
        news: ForwarderNews,
        read_receipt: Callable[[str], Receipt],
        device_id: str,
        delivers: Callable[[], bool],
        terms: Terms | None = None,
    ) -> None:
        """Take the ports.

        Args:
            read_receipt: checks a signed word; ValueError if the gateway did not sign it.
            delivers: whether this counter's own line to the gateway is up.
        """
        self._keep = keep
        self._relay = relay
        self._forwarding = forwarding
        self._clock = clock
        self._news = news
        self._read_receipt = read_receipt
        self._device_id = device_id
        self._delivers = delivers
        self._terms = terms or Terms()
        self._known_connection = 0
        self._is_in_doubt = True  # a life before this one may have put something
        self._compare_at_ns = self._retry_at_ns = self._remind_at_ns = clock.monotonic_ns()
        self._failures = 0
        self._has_line = False
        self._moved_at_ns = clock.monotonic_ns()
        self.is_busy = False
        self.code = ""
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="forwarder", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout_s: float) -> None:
        """End after what is under way; nothing is lost by not waiting for it."""
        self.retire()
        self._thread.join(timeout_s)

    def retire(self) -> None:
        """Begin nothing any more, and hang up on what is under way. Any thread may ask."""
        self._stopping.set()
        self._wake.set()
        self._relay.close()
        self._forwarding.close()

    @property
    def moved_at_ns(self) -> int:
        """When anything last began or ended, by the monotonic clock; any thread may ask."""
        return max(self._moved_at_ns, self._forwarding.moved_at_ns)

    def wake(self) -> None:
        """Something was saved."""
        self._wake.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                wait_s = self.turn()
            except Stopped:
                break
            except Exception as bug:  # noqa: BLE001 - the copies must not end in silence
                if not self._stopping.is_set():
                    log.error("bug in the forwarder: %s", type(bug).__name__)  # noqa: TRY400
                wait_s = 5.0
            self._wake.wait(wait_s)
            self._wake.clear()
        self._relay.release()

    def turn(self) -> float:
        """Do everything that is due; answer how many seconds may pass until the next turn."""
        left_ns = self._retry_at_ns - self._clock.monotonic_ns()
        if left_ns > 0:
            return max(0.05, left_ns / 1e9)
        self._move()
        self.is_busy = True
        try:
            return self._work()
        finally:
            self.is_busy = False

    def _work(self) -> float:
        try:
            self._relay.open()
            self._compare()
            self._take_receipts()
            self._retire()
            self._copy()
            self._failures = 0
            self._say("")
            if self._has_line_now():
                self._relay.keep_own(self._terms.own)
                self._forwarding.run()
        except RelayTrouble as trouble:
            self._relay_down(trouble)
        except Trouble as trouble:
            log.warning("the forwarder waits: %s", trouble.code)
            self._news.trouble_met(trouble)
            return 5.0
        return self._terms.look.total_seconds()

    def _has_line_now(self) -> bool:
        """Whether there is a gateway to forward to; one that is back is asked at once."""
        had_line, self._has_line = self._has_line, self._delivers()
        if self._has_line and not had_line:
            self._forwarding.forget_failures()
        return self._has_line

    def _move(self) -> None:
        self._moved_at_ns = self._clock.monotonic_ns()

    # Copies ---------------------------------------------------------------------------------

    def _compare(self) -> None:
        """Behind a new connection may be another server, or this one as it was last week."""
        is_known = self._known_connection == self._relay.connections
        if is_known and self._clock.monotonic_ns() < self._compare_at_ns:
            return
        above = 0
        while page := self._confirmed(above):
            held = self._relay.held([each.id for each in page])
            gone = [each.id for each in page if held.get(each.id) != each.envelope_sha256]
            if gone:
                log.info("copies are missing in the relay", extra={"count": len(gone)})
                self._forget(gone)
            above = page[-1].sequence
            self._move()
        self._known_connection = self._relay.connections
        self._compare_at_ns = self._clock.monotonic_ns() + ns_of(self._terms.compare)

    def _copy(self) -> None:
        while copies := self._keep(lambda store: store.copies.missing(COPIES_AT_ONCE)):
            kept = []
            if self._is_in_doubt:
                held = self._relay.held([copy.id for copy in copies])
                kept = [copy for copy in copies if held.get(copy.id) == copy.envelope_sha256]
                self._is_in_doubt = False
            to_put = [copy for copy in copies if copy not in kept]
            if to_put:
                self._is_in_doubt = True
                self._relay.put(to_put, self._terms.own)
                self._is_in_doubt = False
            self._note([copy.id for copy in copies])
            self._move()
            self._news.relay_changed()

    def _retire(self) -> None:
        while ids := self._keep(lambda store: store.copies.settled(PAGE)):
            self._relay.retire(ids)
            self._forget(ids)
            self._move()

    def _confirmed(self, above: int) -> Sequence[KeptCopy]:
        return self._keep(lambda store: store.copies.confirmed(above, PAGE))

    def _note(self, ids: Sequence[UUID]) -> None:
        now = self._clock.now()
        self._keep(lambda store: store.copies.note(ids, now))

    def _forget(self, ids: Sequence[UUID]) -> None:
        self._keep(lambda store: store.copies.forget(ids))

    # Receipts -------------------------------------------------------------------------------

    def _take_receipts(self) -> None:
        """Settle by what other counters fetched, checked as if the gateway had given it here."""
        above = 0
        while page := self._relay.receipts(above, PAGE):
            settled = [left.id for left in page if self._has_settled(left)]
            self._note(settled)  # also what came back with an old backup is taken away again
            above = page[-1].sequence
            self._move()

    def _has_settled(self, left: LeftReceipt) -> bool:
        try:
            receipt = self._read_receipt(left.token)
        except ValueError:
            receipt = None
        if receipt is None or receipt.device_id != self._device_id:
            return self._discard(left)

        def job(store: Store) -> bool | None:
            if store.row(left.id) is None:
                return False  # of a life of this device that its store does not know
            try:
                store.settle(left.id, receipt, self._clock.now())
            except ValueError:
                return None
            return True

        is_settled = self._keep(job)
        if is_settled is None:  # for other bytes; not said in the job, where the counter would wait
            return self._discard(left)
        if is_settled:
            self._news.receipt_settled(receipt)
        return is_settled

    def _discard(self, left: LeftReceipt) -> bool:
        log.warning("what lies in the relay as a receipt is none")
        self._relay.discard_receipt(left.id, left.token)
        return False

    # The relay ------------------------------------------------------------------------------

    def _relay_down(self, trouble: RelayTrouble) -> None:
        now_ns = self._clock.monotonic_ns()
        self._retry_at_ns = now_ns + ns_of(self._terms.backoff.after_at_least(self._failures))
        self._failures += 1
        self._say(trouble.code)
        if not isinstance(trouble, RelayAway) and now_ns >= self._remind_at_ns:
            self._remind_at_ns = now_ns + ns_of(self._terms.remind)
            self._news.trouble_met(trouble)

    def _say(self, code: str) -> None:
        if code != self.code:
            log.info("the relay is %s", "away" if code else "there", extra={"code": code})
            self.code = code
        self._news.relay_changed()
