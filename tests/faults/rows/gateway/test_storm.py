"""Row 32: a storm of errors is met by single probes, and the queue drains when it is over."""

from __future__ import annotations

import random

import pytest

from pos_client.infrastructure.gateway.http_gateway import HttpGateway
from tests.faults.bad_wire import Mischief
from tests.faults.ledger import balance_of
from tests.faults.net.counters import KeptShop
from tests.faults.shop import Till, opened_shop
from tests.faults.unseen import CHECKS_WITHOUT_FACES

RECORDS = 12
_MINUTE_S = 60.0
STORM_S = 20 * _MINUTE_S
SOON_S = 5 * _MINUTE_S
LONGEST_BACKOFF_S = 16 * _MINUTE_S


class Storm:
    """A counter with records due, whose gateway answers registrations with one kind of error."""

    def __init__(self, till: Till, kind: Mischief) -> None:
        self.kept = KeptShop(till, random.Random(32), mischief=0, client=HttpGateway)
        self.kind: Mischief | None = kind
        self.tried_at_s: list[float] = []
        self.is_registration = False
        self.kept.wire._drawn = self._drawn  # type: ignore[method-assign]
        note = self.kept.wire.tried

        def tried(is_registration: bool) -> None:
            note(is_registration)
            self.is_registration = is_registration
            if is_registration:
                self.tried_at_s.append(self.kept.now_s)

        self.kept.wire.tried = tried

    def _drawn(self, **_: bool) -> Mischief | None:
        """Heartbeats get through: the line is up, and it is the gateway that has the fault."""
        return self.kind if self.is_registration else None

    def pass_time(self, seconds: float) -> None:
        until_s = self.kept.now_s + seconds
        while self.kept.now_s < until_s:
            self.kept.turn(until_s)

    def most_in_a_minute(self, since_s: float) -> int:
        tried = [at for at in self.tried_at_s if at >= since_s]
        return max(sum(at <= each < at + _MINUTE_S for each in tried) for at in tried)


@pytest.mark.parametrize("kind", [Mischief.SERVER_ERROR, Mischief.TOO_MANY])
def test_row_32_a_storm_is_met_by_one_probe_a_minute_and_the_queue_drains_after_it(
    kind: Mischief,
) -> None:
    with opened_shop(number_block=20, challenge_pool=40, checks=CHECKS_WITHOUT_FACES) as shop:
        till = shop.open_till()

        def lived() -> None:
            storm = Storm(till, kind)
            for _ in range(RECORDS):
                assert storm.kept.save()
                till.clock.advance(_MINUTE_S)
            began_s = storm.kept.now_s
            storm.pass_time(STORM_S)
            assert storm.kept.pending == RECORDS
            assert storm.most_in_a_minute(began_s + SOON_S) == 1
            assert len(storm.tried_at_s) <= STORM_S / _MINUTE_S + 15
            storm.kind = None
            storm.pass_time(LONGEST_BACKOFF_S)
            assert storm.kept.pending == 0
            balance = balance_of(shop, shop.tills)
            assert (balance.lost, balance.doubled, balance.accepted) == (0, 0, RECORDS)

        shop.application.run(lived)
