"""Whatever the line does to a delivery: the same id and bytes again, one effect."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from contextlib import suppress

import pytest

from pos_client.application import trouble
from pos_client.application.storage import Due
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.sandbox.running import RunningSandbox
from pos_client.testing.fault_proxy import PASS, Fault, FaultProxy
from tests.contract.gateway_world import GatewayWorld
from tests.integration.gateway.ledger import effects_of

SAMPLE = 24


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


def measured(world: GatewayWorld, proxy: FaultProxy) -> tuple[int, int]:
    """How many bytes one delivery sends and gets, on a connection that stands."""
    due = world.registered(world.log_in())
    proxy.fault = PASS
    world.gateway.deliver(due)
    return proxy.sent, proxy.answered


def places(length: int) -> Iterator[int]:
    """A seeded sample of byte positions, both ends and what lies just behind included."""
    chance = random.Random(29)
    yield from (0, 1, length - 1, length)
    yield from (chance.randrange(length) for _ in range(SAMPLE - 4))


@pytest.mark.fault(29)
@pytest.mark.parametrize("stands", [True, False], ids=["old connection", "new connection"])
@pytest.mark.parametrize("way", ["sent", "answered"])
def test_a_reset_anywhere_costs_nothing_but_time(
    way: str, stands: bool, sandbox: RunningSandbox, spoilt: GatewayWorld, proxy: FaultProxy
) -> None:
    sent, answered = measured(spoilt, proxy)
    greeting = 0 if stands else 1500
    session = spoilt.log_in()
    unknown = 0
    for at in places((sent if way == "sent" else answered) + greeting):
        try:
            due = spoilt.registered(session)
        except trouble.OutcomeUnknown:  # the line was torn behind the last answer, seen only now
            due = spoilt.registered(session)
        if not stands:
            proxy.fault = Fault(reset_after_sent=0)
            with pytest.raises(trouble.GatewayTrouble):
                spoilt.gateway.challenges()
        proxy.fault = (
            Fault(reset_after_sent=at) if way == "sent" else Fault(reset_after_answered=at)
        )
        try:
            receipt = spoilt.gateway.deliver(due)
        except (trouble.Unreachable, trouble.OutcomeUnknown):
            unknown += 1
            proxy.fault = PASS
            receipt = delivered(spoilt, due)
        proxy.fault = PASS
        assert receipt.outcome is Outcome.ACCEPTED
        assert effects_of(sandbox, due.id) == 1
    assert unknown >= SAMPLE // 2


@pytest.mark.fault(27)
def test_a_refusing_line_is_unreachable(spoilt: GatewayWorld, proxy: FaultProxy) -> None:
    proxy.fault = Fault(is_refusing=True)
    with pytest.raises(trouble.Unreachable):
        spoilt.log_in()
    proxy.fault = PASS
    assert spoilt.log_in()


def test_a_line_that_comes_in_pieces_is_a_good_line(
    spoilt: GatewayWorld, proxy: FaultProxy
) -> None:
    proxy.fault = Fault(is_splitting=True, delay_s=0.002)
    assert spoilt.gateway.deliver(spoilt.registered(spoilt.log_in())).outcome is Outcome.ACCEPTED
