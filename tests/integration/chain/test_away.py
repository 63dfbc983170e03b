"""The gateway goes and comes back: captured is not verified, nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest

from pos_client.application import commands
from pos_client.bootstrap import enrol_device
from pos_client.domain.outcome import Outcome
from pos_client.sandbox.faults import FaultKind
from tests.integration.chain.hardship import away
from tests.integration.chain.shop import Shop, eventually, reachable, trouble

MakeShop: TypeAlias = Callable[..., Shop]


def test_whoever_logged_in_offline_is_online_again_when_the_gateway_knows_the_session(
    shop: Shop,
) -> None:
    shop.close(shop.open_at_work())
    shop.sandbox.stop()
    counter = shop.open_offline()
    captured = counter.register("resident-lin")
    shop.sandbox.start()
    counter.drained()
    counter.wait_for(lambda state: state.session is not None and not state.session.is_offline)
    online = counter.register("resident-wang")
    assert not online.is_offline
    assert counter.settled(online.id).outcome is Outcome.ACCEPTED
    assert shop.effects() == {str(captured.id): 1, str(online.id): 1}


def test_a_card_laid_before_the_challenge_of_its_case_came_is_registered_all_the_same(
    shop: Shop,
) -> None:
    counter = shop.open()
    counter.wait_for(reachable)
    eventually(lambda: shop.asked("select count(*) from challenges") > [(0,)])
    shop.faults.add(FaultKind.DELAY, path="/v1/cases", times=1, seconds=2.0)
    shop.log_in(counter)
    registered = counter.register("resident-lin")
    assert shop.asked("select count(*) from challenges where is_taken") == [(1,)]
    assert not registered.is_offline
    assert counter.settled(registered.id).outcome is Outcome.ACCEPTED


def test_a_session_that_ended_elsewhere_asks_for_a_new_log_in(make_shop: MakeShop) -> None:
    shop, other = make_shop(), make_shop(is_enrolled=False)
    enrol_device(other.home, shop.sandbox.gateway_file, shop.sandbox.issue_code(), "other")
    shop.close(shop.open_at_work())
    elsewhere = other.open()
    elsewhere.wait_for(reachable)
    shop.log_in(elsewhere)
    shop.sandbox.stop()
    counter = shop.open_offline()
    captured = counter.register("resident-lin")
    shop.sandbox.start()
    counter.submit(commands.SendNow())
    counter.wait_for(lambda now: trouble("C-507")(now) and now.session is None)
    counter.drained()
    assert shop.effects() == {str(captured.id): 1}
    shop.log_in(counter)
    counter.wait_for(lambda now: now.session is not None and not now.session.is_offline)


def test_a_counter_learns_within_a_heartbeat_that_its_clerk_works_elsewhere(
    make_shop: MakeShop,
) -> None:
    shop, other = make_shop(heartbeat_s=2), make_shop(is_enrolled=False)
    enrol_device(other.home, shop.sandbox.gateway_file, shop.sandbox.issue_code(), "other")
    counter = shop.open_at_work()
    elsewhere = other.open()
    elsewhere.wait_for(reachable)
    counter.lay("resident-lin")
    counter.wait_for(lambda now: now.case is not None)
    shop.log_in(elsewhere)

    # Nobody touches the first counter: its heartbeat tells, and the customer is hidden.
    counter.wait_for(
        lambda now: trouble("C-507")(now) and now.session is not None and now.session.is_locked
    )
    counter.submit(commands.Unlock(shop.sandbox.password))
    counter.submit(commands.LogOut())
    counter.wait_for(lambda now: now.session is None and now.case is None)
    assert elsewhere.state.session is not None
    assert not elsewhere.state.session.is_locked

    shop.log_in(counter)
    counter.wait_for(lambda now: now.session is not None and not now.session.is_locked)
    elsewhere.wait_for(lambda now: trouble("C-507")(now) and now.session is None)
    assert shop.effects() == {}


def test_the_queue_drains_by_itself_when_the_gateway_is_back(shop: Shop) -> None:
    counter = shop.open_at_work()
    away(counter, shop)
    saved = counter.register("resident-lin")
    shop.sandbox.start()
    counter.wait_for(lambda state: not state.queue.pending, 30)
    assert shop.effects() == {str(saved.id): 1}


def test_a_case_begun_online_is_captured_when_the_gateway_goes_away_meanwhile(shop: Shop) -> None:
    counter = shop.open_at_work()
    counter.lay("resident-lin")
    shop.sandbox.stop()
    state = counter.reach("NUMBER_AND_SIM")
    assert state.case is not None
    assert state.case.is_offline
    state = counter.finish()
    assert state.last_saved is not None
    shop.sandbox.start()
    counter.drained()
    assert shop.effects() == {str(state.last_saved.id): 1}


def test_a_verified_case_is_saved_when_the_gateway_goes_away_before_the_seal(shop: Shop) -> None:
    counter = shop.open_at_work()
    counter.lay("resident-lin")
    counter.reach("SEAL")
    shop.sandbox.stop()
    state = counter.confirm()
    assert state.last_saved is not None
    assert not state.last_saved.is_offline
    shop.sandbox.start()
    counter.drained()
    assert counter.settled(state.last_saved.id).outcome is Outcome.ACCEPTED


def test_without_the_gateway_only_a_clerk_known_here_logs_in(shop: Shop) -> None:
    shop.close(shop.open_at_work())
    shop.sandbox.stop()
    counter = shop.open()
    counter.log_in("0018", "demo-never-here")
    counter.wait_for(trouble("C-502"))
    counter.log_in(shop.sandbox.clerk_number, "demo-wrong")
    counter.wait_for(trouble("C-502"))
    assert counter.state.session is None


@pytest.mark.fault(30)
@pytest.mark.parametrize("kind", [FaultKind.LOSE_REPLY, FaultKind.LOSE_REQUEST])
def test_a_reply_or_request_that_is_lost_leaves_one_effect(shop: Shop, kind: FaultKind) -> None:
    counter = shop.open_at_work()
    shop.faults.add(kind, path="/v1/registrations", times=2)
    saved = counter.register("resident-lin")
    counter.drained()
    assert counter.settled(saved.id).outcome is Outcome.ACCEPTED
    assert shop.effects() == {str(saved.id): 1}


def test_the_next_customer_begins_while_a_receipt_is_pending(shop: Shop) -> None:
    counter = shop.open_at_work()
    shop.faults.add(FaultKind.DELAY, path="/v1/registrations", times=1, seconds=1.0)
    first = counter.register("resident-lin")
    counter.submit(commands.FinishCase())
    second = counter.register("resident-wang")
    counter.wait_for(reachable)
    counter.drained()
    assert shop.effects() == {str(first.id): 1, str(second.id): 1}
