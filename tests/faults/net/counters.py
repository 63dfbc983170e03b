"""A counter that keeps shop in simulated time: captures, flaps, and its carrier's rounds."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from pos_client.application.carrier import Carrier
from pos_client.application.errands import CarrierNews
from pos_client.application.outbox import StoreAtHand
from pos_client.domain.outcome import Receipt
from pos_client.domain.registration import OutboxState
from pos_client.infrastructure.gateway.http_gateway import HttpGateway
from tests.faults.bad_wire import ALWAYS_UP, BadWire, Flapping
from tests.faults.shop import Till

__all__ = ["Figures", "KeptShop"]

_SHORTEST_WAIT_S = 0.05
_LONG_S = 3600.0


@dataclass(slots=True)
class Figures:
    """What was seen of one counter.

    Attributes:
        longest_stall_s: the longest time on line, breaker closed, with something due and nothing
            asked of the gateway. Times on line are added up across the gaps between them.
        longest_wait_s: the same until a due record itself was tried: between lie heartbeats that
            met the line down.
        turned_away: customers for whom no challenge or number was left.
    """

    longest_stall_s: float = 0.0
    longest_wait_s: float = 0.0
    turned_away: int = 0
    rounds: int = 0
    troubles: list[str] = field(default_factory=list)


class KeptShop:
    """One counter and its carrier. Lives on the desk's thread.

    Attributes:
        wants_copy, has_copies_to_retire: what is to be done in the shop's relay, where it has one.
    """

    def __init__(
        self,
        till: Till,
        chance: random.Random,
        *,
        mischief: float,
        client: type[HttpGateway],
        flapping: Flapping = ALWAYS_UP,
    ) -> None:
        self.till = till
        self.figures = Figures()
        self.wants_copy = self.has_copies_to_retire = False
        till.open()
        self.wire = BadWire(
            till.shop.application, till.fingerprint, till.clock, chance, mischief, flapping
        )
        self.wire.tried = self._note_attempt
        self.carrier = Carrier(
            StoreAtHand(till.store),
            till.gateway(self.wire, client),
            till.clock,
            till.configuration,
            CarrierNews(
                line_changed=lambda _: None,
                contact_made=lambda at: till.store.note_contact(till.clock.now(), at),
                receipt_settled=self._note_receipt,
                configuration_found=till.take_configuration,
                queue_changed=lambda: None,
                trouble_met=lambda trouble: self.figures.troubles.append(trouble.code),
                session_ended=lambda *_: None,
                store_refuted=lambda trouble: self.figures.troubles.append(trouble.code),
            ),
        )
        self._up_when_tried_s = self._up_when_sent_s = 0.0
        self._has_pending = self._is_due = False

    @property
    def now_s(self) -> float:
        return self.wire.now_s

    @property
    def pending(self) -> int:
        return self.till.store.count_pending(offline_only=False)

    def save(self) -> bool:
        """A customer comes."""
        self.till.shop.newest = max(self.till.shop.newest, self.till.clock.now())
        if self.till.register() is None:
            self.figures.turned_away += 1
            return False
        self.carrier.wake()
        self.wants_copy = True
        return True

    def calm_down(self) -> None:
        """From now on nothing comes in the way any more."""
        self.wire.flapping.calm_down(self.now_s)
        self.wire.mischief = 0.0

    def turn(self, until_s: float) -> None:
        """One round; then time passes up to the next one, at most to `until_s`.

        Rounds that would find nothing to do, one a second, are left out.
        """
        clock = self.till.clock
        self.till.shop.newest = max(self.till.shop.newest, clock.now())
        wait_s = self.carrier.turn()
        self.figures.rounds += 1
        self._look()
        if wait_s:
            wait_s = min(self.carrier.rounds._seconds_to_beat(), self._seconds_to_due())
        clock.advance(max(_SHORTEST_WAIT_S, min(wait_s, until_s - self.now_s)))
        if not self._is_due:  # nor was it meanwhile: the wait ends when the first one is
            self._up_when_tried_s = self._up_when_sent_s = self.wire.flapping.up_for_s(self.now_s)

    def _seconds_to_due(self) -> float:
        """Until a record's back-off or the breaker's wait is over; long while nothing waits."""
        if not self._has_pending:
            return _LONG_S
        outbox, now = self.carrier.rounds.outbox, self.till.clock.now()
        if not outbox.breaker.lets_through:
            return (outbox.breaker._open_until_ns - self.till.clock.monotonic_ns()) / 1e9
        rows = self.till.store.page(
            states=(OutboxState.PENDING,), below_sequence=None, above_sequence=None, limit=500
        )
        waits = [(row.next_try_at - now).total_seconds() for row in rows if row.next_try_at]
        # What may go and did not has no budget, which has another piece each minute.
        return max(1.0, min(waits, default=1.0)) if len(waits) == len(rows) else 1.0

    def _note_receipt(self, _: Receipt) -> None:
        self.has_copies_to_retire = True

    def _note_attempt(self, is_registration: bool) -> None:
        self._look()
        self._up_when_tried_s = self.wire.flapping.up_for_s(self.now_s)
        if is_registration:
            self._up_when_sent_s = self._up_when_tried_s

    def _look(self) -> None:
        up_s = self.wire.flapping.up_for_s(self.now_s)
        self._has_pending = self.pending > 0
        outbox = self.carrier.rounds.outbox
        is_due = (
            self._has_pending
            and not self.wire.is_cut
            and outbox.breaker.lets_through
            and self.till.store.claim(self.till.clock.now(), most_attempts=outbox.most_attempts)
        )
        self._is_due = bool(is_due)
        if not is_due:
            self._up_when_tried_s = self._up_when_sent_s = up_s
        figures = self.figures
        figures.longest_stall_s = max(figures.longest_stall_s, up_s - self._up_when_tried_s)
        figures.longest_wait_s = max(figures.longest_wait_s, up_s - self._up_when_sent_s)
