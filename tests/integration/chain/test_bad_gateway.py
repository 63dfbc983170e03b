"""A gateway, or whatever poses as one, gives bad answers: nothing is lost, settled or doubled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pos_client.application import commands
from pos_client.application.news import QueuePageLoaded
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import OutboxRow, OutboxState
from pos_client.sandbox.devices import DeviceState
from pos_client.sandbox.faults import FaultKind
from tests.integration.chain.shop import Counter, Shop, eventually, reachable, trouble

REGISTRATIONS = "/v1/registrations"


def rows(counter: Counter) -> tuple[OutboxRow, ...]:
    """The queue page as a window would load it."""
    counter.watch.news[:] = [
        news for news in counter.watch.news if not isinstance(news, QueuePageLoaded)
    ]
    counter.submit(commands.LoadQueuePage(tuple(OutboxState)))
    page = counter.watch.wait_for_news(QueuePageLoaded)
    assert isinstance(page, QueuePageLoaded)
    return page.rows


@pytest.mark.fault(28, 41, 42)
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
def test_an_answer_that_proves_nothing_settles_nothing(
    shop: Shop, kind: FaultKind, reason: str
) -> None:
    counter = shop.open_at_work()
    shop.faults.add(kind, path=REGISTRATIONS)
    saved = counter.register("resident-lin")
    eventually(lambda: rows(counter)[0].reason == reason)
    (row,) = rows(counter)
    assert (row.id, row.state, row.outcome) == (saved.id, OutboxState.PENDING, None)
    assert counter.state.last_saved is not None
    assert counter.state.last_saved.outcome is None

    shop.faults.clear()
    counter.drained()
    assert counter.settled(saved.id).outcome is Outcome.ACCEPTED
    assert shop.effects() == {str(saved.id): 1}


@pytest.mark.fault(28, 32)
@pytest.mark.parametrize(
    ("kind", "code"), [(FaultKind.CAPTIVE_PORTAL, "G-204"), (FaultKind.SERVER_ERROR, "G-202")]
)
def test_a_bad_answer_to_everything_is_told_as_away_and_work_goes_on(
    shop: Shop, kind: FaultKind, code: str
) -> None:
    counter = shop.open_at_work()
    shop.faults.add(kind)
    counter.submit(commands.SendNow())
    state = counter.wait_for(lambda now: now.gateway.is_reachable is False)
    assert state.gateway.code == code
    ids = [str(counter.register(slug).id) for slug in ("resident-lin", "hmt-ho")]
    assert counter.state.last_saved is not None
    assert counter.state.last_saved.is_offline
    shop.faults.clear()
    counter.drained()
    assert shop.effects() == dict.fromkeys(ids, 1)


@pytest.mark.fault(37)
def test_a_refused_session_in_the_middle_of_a_drain_pauses_all_and_burns_no_attempt(
    shop: Shop,
) -> None:
    counter = shop.open_at_work()
    shop.sandbox.stop()
    ids = [str(counter.register(slug).id) for slug in ("resident-lin", "hmt-ho", "resident-ma")]
    shop.faults.add(FaultKind.UNAUTHORISED, path=REGISTRATIONS)
    shop.sandbox.start()
    counter.submit(commands.SendNow())
    counter.wait_for(lambda now: now.gateway.code == "G-205")
    assert [(row.state, row.attempts) for row in rows(counter)] == [(OutboxState.PENDING, 0)] * 3
    assert shop.effects() == {}
    shop.faults.clear()
    counter.drained()
    assert shop.effects() == dict.fromkeys(ids, 1)


@pytest.mark.fault(36)
def test_a_revoked_device_keeps_its_queue_and_captures_nothing(shop: Shop) -> None:
    counter = shop.open_at_work()
    shop.faults.add(FaultKind.UNAVAILABLE, path=REGISTRATIONS, seconds=1)
    saved = counter.register("resident-lin")
    device_id = shop.sandbox.call(_only_device)
    shop.sandbox.call(lambda desk: desk.devices.set_state(device_id, DeviceState.REVOKED))
    shop.faults.clear()
    counter.submit(commands.SendNow())
    counter.wait_for(lambda now: now.gateway.code == "G-205")
    state = counter.lay("resident-wang")
    assert state.trouble is not None
    assert (state.trouble.code, state.trouble.facts) == ("B-601", (("limit", "device"),))
    assert state.queue.pending == 1

    shop.sandbox.call(lambda desk: desk.devices.set_state(device_id, DeviceState.LIVE))
    counter.drained()
    assert shop.effects() == {str(saved.id): 1}


@pytest.mark.fault(36)
def test_a_device_that_may_only_drain_delivers_and_captures_nothing(shop: Shop) -> None:
    counter = shop.open_at_work()
    shop.faults.add(FaultKind.UNAVAILABLE, path=REGISTRATIONS, seconds=1)
    saved = counter.register("resident-lin")
    device_id = shop.sandbox.call(_only_device)
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


def test_a_wrong_password_and_an_unknown_clerk_are_refused_alike(shop: Shop) -> None:
    counter = shop.open()
    counter.wait_for(reachable)
    for clerk, password in ((shop.sandbox.clerk_number, "wrong"), ("9999", "demo-whatever")):
        counter.log_in(clerk, password)
        state = counter.wait_for(trouble("C-501"))
        assert state.session is None
        counter.submit(commands.DismissTrouble())
        counter.wait_for(lambda now: now.trouble is None)


def test_a_clerk_whom_the_gateway_refused_does_not_log_in_offline(shop: Shop) -> None:
    shop.close(shop.open_at_work())
    shop.sandbox.call(lambda desk: desk.sessions.dismiss_clerk(shop.sandbox.clerk_number))
    counter = shop.open()
    counter.wait_for(reachable)
    shop.log_in(counter)
    counter.wait_for(trouble("C-501"))
    shop.sandbox.stop()
    shop.log_in(counter)
    counter.wait_for(trouble("C-502"))


@pytest.mark.expected_log("an errand waits: D-404")
@pytest.mark.fault(58)
def test_a_configuration_of_another_root_is_refused_and_the_last_good_one_stays(
    make_shop: Callable[..., Shop],
) -> None:
    shop = make_shop(heartbeat_s=1)
    counter = shop.open_at_work()
    version = _version(shop)
    root, policy = shop.sandbox.home.private("root.pem"), shop.sandbox._policy
    pinned = root.read_bytes()
    shop.sandbox.stop()
    root.unlink()
    shop.sandbox._policy = replace(policy, records=7)
    shop.sandbox.start()
    counter.submit(commands.SendNow())
    counter.wait_for(trouble("D-404"))
    assert _version(shop) == version

    shop.sandbox.stop()
    root.write_bytes(pinned)
    shop.sandbox._policy = replace(policy, records=8)
    shop.sandbox.start()
    counter.submit(commands.SendNow())
    eventually(lambda: _version(shop) > version)
    saved = counter.register("resident-lin")
    counter.drained()
    assert shop.effects() == {str(saved.id): 1}


def _version(shop: Shop) -> list[tuple[object, ...]]:
    return shop.asked("select version from configuration")


def _only_device(desk: object) -> str:
    from sqlalchemy import select

    from pos_client.sandbox import tables

    found: str = desk.connection.scalar(select(tables.devices.c.id))  # type: ignore[attr-defined]
    return found
