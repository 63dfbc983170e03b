"""A gateway that no longer knows the key to which two hundred registrations were sealed."""

from __future__ import annotations

from functools import partial

import pytest

from pos_client.application.backoff import Backoff
from pos_client.application.outbox import Outbox, StoreAtHand
from pos_client.domain.registration import OutboxState
from pos_client.sandbox.keys import KeyRing
from tests.faults.in_process import ApplicationWire
from tests.faults.ledger import balance_of
from tests.faults.matrix.told import assert_told, row_says
from tests.faults.shop import Shop, opened_shop
from tests.faults.unseen import CHECKS_WITHOUT_FACES

RECORDS = 12


def test_row_43_what_was_sealed_to_a_lost_key_is_put_aside_and_accepted_once_it_is_known_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with opened_shop(number_block=20, challenge_pool=40, checks=CHECKS_WITHOUT_FACES) as shop:
        till = shop.open_till()

        def captured() -> Outbox:
            till.open()
            for _ in range(RECORDS):
                assert till.register() is not None
                till.clock.advance(60)
                shop.newest = max(shop.newest, till.clock.now())
            gateway = till.gateway(ApplicationWire(shop.application, till.fingerprint))
            return Outbox(StoreAtHand(till.store), gateway, till.clock, Backoff(), lambda _: None)

        outbox = shop.application.run(captured)
        known = KeyRing.open
        monkeypatch.setattr(KeyRing, "open", lambda *_: None)
        assert drained(shop, outbox) == (RECORDS, 0)
        rows = shop.application.run(
            lambda: till.store.page(
                states=list(OutboxState), below_sequence=None, above_sequence=None, limit=99
            )
        )
        assert {row.reason for row in rows} == {"ENVELOPE_UNREADABLE"}
        for row in rows:
            assert_told(43, row_says(row))
        # The carrier brings the old key back for a while; support lets the records go.
        monkeypatch.setattr(KeyRing, "open", known)
        for row in rows:
            shop.application.run(partial(till.store.release, row.id))
        assert drained(shop, outbox) == (0, RECORDS)
        balance = shop.application.run(lambda: balance_of(shop, [till]))
        assert (balance.lost, balance.doubled) == (0, 0)


def drained(shop: Shop, outbox: Outbox) -> tuple[int, int]:
    """Deliver whatever goes; how many are put aside then, and how many accepted."""

    def work() -> tuple[int, int]:
        while outbox.deliver_next() is not None:
            pass
        balance = balance_of(shop, shop.tills)
        return balance.quarantined, balance.accepted

    return shop.application.run(work)
