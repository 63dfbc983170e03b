"""Rows 30, 31 and 33: replies that are lost, doubled, cut, never come or drip."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from pos_client.application import trouble
from pos_client.application.storage import Due
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.sandbox.running import RunningSandbox
from pos_client.testing.fault_proxy import PASS, Fault, FaultProxy
from tests.contract.gateway_world import GatewayWorld
from tests.faults.matrix.told import assert_told, trouble_says
from tests.integration.gateway.ledger import effects_of


@pytest.fixture(autouse=True, scope="module")
def torn_requests_are_meant(sandbox: RunningSandbox) -> Iterator[None]:
    """The server calls every torn request an error in its own log, sometimes a little late."""
    log = logging.getLogger("uvicorn.error")
    log.disabled = True
    yield
    log.disabled = False


def delivered(world: GatewayWorld, due: Due) -> Receipt:
    """What the outbox does after an unknown outcome: ask, and send again if need be.

    A busy machine may be silent for longer than these tests wait for an answer.
    """
    for _ in range(10):
        with suppress(trouble.OutcomeUnknown):
            known = world.gateway.status(due.id, due.envelope_sha256)
            return world.gateway.deliver(due) if known is None else known
    raise AssertionError("ten times no answer")


def test_row_30_a_lost_receipt_is_fetched_again(
    sandbox: RunningSandbox, spoilt: GatewayWorld, proxy: FaultProxy
) -> None:
    due = spoilt.registered(spoilt.log_in())
    proxy.fault = Fault(loses_answer=True)
    with pytest.raises(trouble.OutcomeUnknown):
        spoilt.gateway.deliver(due)
    assert effects_of(sandbox, due.id) == 1
    known = spoilt.gateway.status(due.id, due.envelope_sha256)
    assert known is not None
    assert spoilt.gateway.deliver(due) == known
    assert effects_of(sandbox, due.id) == 1


def test_row_31_a_half_open_line_ends_in_a_time_out(
    sandbox: RunningSandbox, spoilt: GatewayWorld, proxy: FaultProxy
) -> None:
    due = spoilt.registered(spoilt.log_in())
    proxy.fault = Fault(is_half_open=True)
    with pytest.raises(trouble.OutcomeUnknown) as caught:
        spoilt.gateway.deliver(due)
    assert_told(31, trouble_says(caught.value))
    proxy.fault = PASS
    assert delivered(spoilt, due).outcome is Outcome.ACCEPTED
    assert effects_of(sandbox, due.id) == 1


def test_row_33_a_dripping_drain_does_not_hold_up_a_customer(
    spoilt: GatewayWorld, world: GatewayWorld, proxy: FaultProxy
) -> None:
    due = spoilt.registered(spoilt.log_in())
    proxy.fault = Fault(answer_bytes_per_s=20)
    ended: list[Receipt | trouble.Trouble] = []

    def drain() -> None:
        try:
            ended.append(spoilt.gateway.deliver(due))
        except trouble.Trouble as error:
            ended.append(error)

    draining = threading.Thread(target=drain)
    draining.start()
    begun = time.monotonic()
    world.gateway.open_case("new_number", world.log_in())
    took_s = time.monotonic() - begun
    assert draining.is_alive()
    proxy.fault = Fault(reset_after_answered=0)
    draining.join(20)
    assert took_s < 2
    assert isinstance(ended[0], trouble.OutcomeUnknown)
