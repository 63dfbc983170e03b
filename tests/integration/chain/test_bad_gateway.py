"""A gateway, or whatever poses as one, gives bad answers: nothing is lost, settled or doubled."""

from __future__ import annotations

import pytest

from pos_client.application import commands
from pos_client.application.trouble import UntrustedReceipt
from pos_client.sandbox.faults import FaultKind
from tests.faults.matrix.told import assert_told, trouble_says, window_says
from tests.integration.chain.shop import Shop, reachable, trouble

REGISTRATIONS = "/v1/registrations"


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
    if kind is FaultKind.CAPTIVE_PORTAL:
        assert_told(28, window_says(state), trouble_says(UntrustedReceipt()))
    else:
        assert_told(32, window_says(state))
    ids = [str(counter.register(slug).id) for slug in ("resident-lin", "hmt-ho")]
    assert counter.state.last_saved is not None
    assert counter.state.last_saved.is_offline
    shop.faults.clear()
    counter.drained()
    assert shop.effects() == dict.fromkeys(ids, 1)


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
