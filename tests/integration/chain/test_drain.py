"""A long queue drains in order and once, says how far it is, and holds up no customer."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from pos_client.application import commands
from pos_client.domain.outcome import Outcome
from pos_client.sandbox.faults import FaultKind
from tests.integration.chain.shop import Shop

MANY = 200
PEOPLE = ("resident-lin", "resident-wang", "hmt-ho", "foreign-2017-muster")


@pytest.mark.timeout(300)
def test_two_hundred_records_drain_once_each_in_order_while_a_customer_is_served(
    make_shop: Callable[..., Shop],
) -> None:
    shop = make_shop(
        number_quota=MANY,
        quota_review_from=MANY,
        number_block=MANY + 8,
        records=MANY + 9,
        records_per_clerk=MANY + 9,
        challenge_pool=MANY + 32,
    )
    shop.close(shop.open_at_work())
    shop.sandbox.stop()
    counter = shop.open_offline()
    ids = [counter.register_at_once(PEOPLE[place % len(PEOPLE)]) for place in range(MANY)]
    assert counter.state.queue.pending == MANY
    shop.faults.add(FaultKind.DELAY, path="/v1/registrations", seconds=0.01)
    shop.sandbox.start()
    counter.submit(commands.SendNow())
    state = counter.wait_for(lambda now: now.gateway.is_draining)
    assert state.gateway.to_drain == MANY
    new = counter.register("resident-ma")
    assert counter.state.queue.pending > 10, "the customer came too late to prove anything"
    counter.wait_for(lambda now: not now.queue.pending, 180)
    assert counter.settled(new.id).outcome is Outcome.ACCEPTED

    rows = shop.ledger()["registrations"]
    assert sorted(row["id"] for row in rows) == sorted([*map(str, ids), str(new.id)])
    assert {row["effects"] for row in rows} == {1}
    received = sorted(rows, key=lambda row: row["received_at"])
    old = [row["sequence"] for row in received if row["id"] != str(new.id)]
    assert old == sorted(old)
    figures = [now.gateway.drained for now in counter.watch.states if now.gateway.is_draining]
    assert len(figures) > 10
    assert all(before <= after for before, after in pairwise(figures))


@pytest.mark.fault(40)
def test_a_bad_record_is_put_aside_and_does_not_hold_up_the_others(shop: Shop) -> None:
    counter = shop.open_at_work()
    shop.sandbox.stop()
    saved = [counter.register(slug) for slug in PEOPLE]
    shop.close(counter)
    damage(shop, saved[1].sequence)
    shop.sandbox.start()
    counter = shop.open_at_work()
    state = counter.wait_for(lambda now: now.queue.quarantined == 1 and not now.queue.pending)
    assert state.queue.quarantined == 1
    assert sorted(shop.effects()) == sorted(str(each.id) for each in saved if each is not saved[1])
    counter.submit(commands.ReleaseQuarantined(saved[1].id))
    counter.wait_for(lambda now: now.queue.quarantined == 1)


def damage(shop: Shop, sequence: int) -> None:
    """Let one envelope rot on the disk."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(shop.home.store_file)) as link, link:
        changed = link.execute(
            "update envelopes set envelope = zeroblob(length(envelope)) where sequence = ?",
            (sequence,),
        )
        assert changed.rowcount == 1
