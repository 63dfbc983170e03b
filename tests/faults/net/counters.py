"""A counter that keeps shop in simulated time: captures, flaps, and its carrier's rounds."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from pos_client.application.carrier import Carrier
from pos_client.application.errands import CarrierNews
from pos_client.application.outbox import StoreAtHand
from pos_client.infrastructure.gateway.http_gateway import HttpGateway
from tests.faults.bad_wire import ALWAYS_UP, BadWire, Flapping
from tests.faults.shop import Till

__all__ = ["Figures", "KeptShop"]

_SHORTEST_WAIT_S = 0.05


@dataclass(slots=True)
class Figures:
    """What was seen of one counter.

    Attributes:
        longest_stall_s: the longest time on line, breaker closed, with something due and nothing
            tried; what has to wait for its back-off is not due.
        longest_wait_s: the same with anything pending.
        turned_away: customers for whom no challenge or number was left.
    """

    longest_stall_s: float = 0.0
    longest_wait_s: float = 0.0
    turned_away: int = 0
    rounds: int = 0
    troubles: list[str] = field(default_factory=list)


class KeptShop:
    """One counter and its carrier. Lives on the desk's thread."""

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
                receipt_settled=lambda _: None,
                configuration_found=till.take_configuration,
                queue_changed=lambda: None,
                trouble_met=lambda trouble: self.figures.troubles.append(trouble.code),
            ),
        )
        self._up_when_tried_s = self._up_when_idle_s = 0.0

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
        return True

    def turn(self, until_s: float) -> None:
        """One round; then time passes up to the next one, at most to `until_s`.

        While nothing is pending the rounds that would find nothing to do are left out.
        """
        clock = self.till.clock
        self.till.shop.newest = max(self.till.shop.newest, clock.now())
        wait_s = self.carrier.turn()
        self.figures.rounds += 1
        self._look()
        if wait_s and not self.pending:
            wait_s = self.carrier.rounds._seconds_to_beat()
        clock.advance(max(_SHORTEST_WAIT_S, min(wait_s, until_s - self.now_s)))
        self._look()

    def _note_attempt(self) -> None:
        self._look()
        self._up_when_tried_s = self._up_when_idle_s = self.wire.flapping.up_for_s(self.now_s)

    def _look(self) -> None:
        up_s = self.wire.flapping.up_for_s(self.now_s)
        if self.wire.is_cut or not self.pending:
            self._up_when_tried_s = self._up_when_idle_s = up_s
            return
        figures, outbox = self.figures, self.carrier.rounds.outbox
        figures.longest_wait_s = max(figures.longest_wait_s, up_s - self._up_when_tried_s)
        is_due = outbox.breaker.lets_through and self.till.store.claim(
            self.till.clock.now(), most_attempts=outbox.most_attempts
        )
        if not is_due:
            self._up_when_idle_s = up_s
        figures.longest_stall_s = max(figures.longest_stall_s, up_s - self._up_when_idle_s)
