"""Rows 27 to 58: a whole counter before a gateway that is away, or says what it should not."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from uuid import UUID

import pytest

from pos_client.application import commands
from pos_client.application.trouble import DeviceRefused, NotAuthorised, Unreachable
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import OutboxState
from pos_client.sandbox.devices import DeviceState
from pos_client.sandbox.faults import FaultKind
from tests.faults.matrix.told import assert_told, row_says, trouble_says, window_says
from tests.integration.chain.hardship import away, queue_rows
from tests.integration.chain.shop import Shop, eventually, trouble

REGISTRATIONS = "/v1/registrations"


def version_of(shop: Shop) -> list[tuple[object, ...]]:
    return shop.asked("select version from configuration")


def device_of(shop: Shop) -> str:
    with closing(sqlite3.connect(shop.sandbox.home.database_file)) as link:
        ((found,),) = link.execute("select id from devices")
    return str(found)


def test_row_27_two_captured_without_the_gateway_are_accepted_once_each_when_it_is_back(
    shop: Shop,
) -> None:
    first = shop.open_at_work()
    away(first, shop)
    acknowledged = [first.register("resident-lin"), first.register("hmt-ho")]
    assert all(saved.is_offline for saved in acknowledged)
    assert_told(27, window_says(first.state), trouble_says(Unreachable()))
    shop.close(first)

    second = shop.open_offline()
    assert second.state.session is not None
    assert second.state.session.is_offline
    assert second.state.queue.pending == 2
    shop.sandbox.start()
    second.drained()

    rows = shop.ledger()["registrations"]
    assert [row["id"] for row in rows] == [str(saved.id) for saved in acknowledged]
    assert [(row["outcome"], row["effects"]) for row in rows] == [("ACCEPTED", 1)] * 2
    assert [row["phone_number"] for row in rows] == [saved.phone_number for saved in acknowledged]
    assert shop.asked("select phone_number from number_block where is_used")
    assert shop.ledger()["alarms"] == []


def test_row_45_what_the_register_refuses_later_is_rejected_with_its_code(shop: Shop) -> None:
    counter = shop.open_at_work()
    away(counter, shop)
    saved = counter.register("resident-other-name")
    shop.sandbox.start()
    counter.drained()
    receipt = counter.settled(saved.id)
    assert (receipt.outcome, receipt.code) == (Outcome.REJECTED, "ID_MISMATCH")
    assert_told(45, *map(row_says, queue_rows(counter)))
    assert shop.effects() == {str(saved.id): 0}


def test_row_45_an_outcome_that_is_decided_later_is_fetched(shop: Shop) -> None:
    counter = shop.open_at_work()
    away(counter, shop)
    saved = counter.register("resident-register-no-photo")
    shop.sandbox.start()
    counter.drained()
    assert counter.settled(saved.id).outcome is Outcome.UNDER_REVIEW
    shop.sandbox.call(lambda desk: desk.registrations.finish_review(saved.id, is_accepted=True))
    counter.submit(commands.SendNow())
    counter.wait_for(
        lambda state: state.last_saved is not None and state.last_saved.outcome is Outcome.ACCEPTED
    )


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (FaultKind.FORGED_RECEIPT, "G-203"),
        (FaultKind.FOREIGN_RECEIPT, "G-203"),
        (FaultKind.NO_RECEIPT, "G-203"),
        (FaultKind.CAPTIVE_PORTAL, "G-203"),
        (FaultKind.SERVER_ERROR, "G-202"),
    ],
)
def test_rows_28_41_42_an_answer_that_proves_nothing_settles_nothing(
    shop: Shop, kind: FaultKind, reason: str
) -> None:
    counter = shop.open_at_work()
    shop.faults.add(kind, path=REGISTRATIONS)
    saved = counter.register("resident-lin")
    eventually(lambda: queue_rows(counter)[0].reason == reason)
    (row,) = queue_rows(counter)
    if reason == "G-203":
        assert_told(41, row_says(row))
        assert_told(42, row_says(row))
    assert (row.id, row.state, row.outcome) == (saved.id, OutboxState.PENDING, None)
    assert counter.state.last_saved is not None
    assert counter.state.last_saved.outcome is None

    shop.faults.clear()
    counter.drained()
    assert counter.settled(saved.id).outcome is Outcome.ACCEPTED
    assert shop.effects() == {str(saved.id): 1}


def test_row_37_a_refused_session_in_the_middle_of_a_drain_pauses_all_and_burns_no_attempt(
    shop: Shop,
) -> None:
    counter = shop.open_at_work()
    shop.sandbox.stop()
    ids = [str(counter.register(slug).id) for slug in ("resident-lin", "hmt-ho", "resident-ma")]
    shop.faults.add(FaultKind.UNAUTHORISED, path=REGISTRATIONS)
    shop.sandbox.start()
    counter.submit(commands.SendNow())
    state = counter.wait_for(lambda now: now.gateway.code == "G-205")
    assert_told(37, window_says(state), trouble_says(NotAuthorised()))
    assert [(row.state, row.attempts) for row in queue_rows(counter)] == [
        (OutboxState.PENDING, 0)
    ] * 3
    assert shop.effects() == {}
    shop.faults.clear()
    counter.drained()
    assert shop.effects() == dict.fromkeys(ids, 1)


def test_row_39_other_bytes_under_a_known_id_are_put_aside_and_raise_the_alarm(shop: Shop) -> None:
    """The gateway has the id with another body: this one is kept, and never sent as another."""
    counter = shop.open_at_work()
    counter.settled(counter.register("resident-lin").id)
    away(counter, shop)
    saved = counter.register("resident-wang")
    taken_already(shop, saved.id)
    shop.sandbox.start()
    counter.submit(commands.SendNow())
    state = counter.wait_for(lambda now: now.queue.quarantined == 1)
    row = queue_rows(counter)[0]
    assert (row.id, row.state, row.reason) == (saved.id, OutboxState.QUARANTINED, "ID_REUSED")
    assert_told(39, row_says(row), window_says(state))
    assert "IDEMPOTENCY_CONFLICT" in {each["code"] for each in shop.ledger()["alarms"]}
    others = counter.register("hmt-ho")  # and nobody waits behind it
    assert counter.settled(others.id).outcome is Outcome.ACCEPTED


def taken_already(shop: Shop, registration_id: UUID) -> None:
    """Let the gateway, which stands still, know this id with what another one said."""
    with closing(sqlite3.connect(shop.sandbox.home.database_file)) as link, link:
        link.execute("create temp table taken as select * from registrations limit 1")
        name = str(registration_id)
        link.execute("update taken set id = ?, case_id = ?, sequence = 1000", (name, name))
        link.execute("insert into registrations select * from taken")


def test_row_36_a_revoked_device_keeps_its_queue_and_captures_nothing(shop: Shop) -> None:
    counter = shop.open_at_work()
    shop.faults.add(FaultKind.UNAVAILABLE, path=REGISTRATIONS, seconds=1)
    saved = counter.register("resident-lin")
    device_id = device_of(shop)
    shop.sandbox.call(lambda desk: desk.devices.set_state(device_id, DeviceState.REVOKED))
    shop.faults.clear()
    counter.submit(commands.SendNow())
    state = counter.wait_for(lambda now: now.gateway.code == "G-208")
    assert_told(36, window_says(state), trouble_says(DeviceRefused()))
    state = counter.lay("resident-wang")
    assert state.trouble is not None
    assert (state.trouble.code, state.trouble.facts) == ("B-601", (("limit", "device"),))
    assert state.queue.pending == 1

    shop.sandbox.call(lambda desk: desk.devices.set_state(device_id, DeviceState.LIVE))
    counter.drained()
    assert shop.effects() == {str(saved.id): 1}


def test_row_36_a_device_that_may_only_drain_delivers_and_captures_nothing(shop: Shop) -> None:
    counter = shop.open_at_work()
    shop.faults.add(FaultKind.UNAVAILABLE, path=REGISTRATIONS, seconds=1)
    saved = counter.register("resident-lin")
    device_id = device_of(shop)
    shop.sandbox.call(lambda desk: desk.devices.set_state(device_id, DeviceState.DRAIN_ONLY))
    shop.faults.clear()
    counter.drained()
    assert shop.effects() == {str(saved.id): 1}
    for _ in range(2):  # with the gateway, and without it
        state = counter.lay("resident-wang")
        assert state.trouble is not None
        assert state.trouble.facts == (("limit", "device"),)
        shop.sandbox.stop()
        counter.submit(commands.SendNow())
        counter.wait_for(lambda now: now.gateway.is_reachable is False)
        shop.plate.clear()
    told = {state.trouble.code for state in counter.watch.states if state.trouble}
    assert told == {"B-601"}


@pytest.mark.expected_log("an errand waits: D-404")
def test_row_58_a_configuration_of_another_root_is_refused_and_the_last_good_one_stays(
    make_shop: Callable[..., Shop],
) -> None:
    shop = make_shop(heartbeat_s=1)
    counter = shop.open_at_work()
    version = version_of(shop)
    root, policy = shop.sandbox.home.private("root.pem"), shop.sandbox._policy
    pinned = root.read_bytes()
    shop.sandbox.stop()
    root.unlink()
    shop.sandbox._policy = replace(policy, records=7)
    shop.sandbox.start()
    counter.submit(commands.SendNow())
    assert_told(58, window_says(counter.wait_for(trouble("D-404"))))
    assert version_of(shop) == version

    shop.sandbox.stop()
    root.write_bytes(pinned)
    shop.sandbox._policy = replace(policy, records=8)
    shop.sandbox.start()
    counter.submit(commands.SendNow())
    eventually(lambda: version_of(shop) > version)
    saved = counter.register("resident-lin")
    counter.drained()
    assert shop.effects() == {str(saved.id): 1}
