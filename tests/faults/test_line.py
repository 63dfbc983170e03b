"""A line that breaks at every byte, drips, doubles, or has somebody else at its end."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import TypeVar
from urllib.parse import urlsplit

import pytest

from pos_client.application import trouble
from pos_client.application.storage import Due
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.registration import QueueSummary
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from pos_client.testing.fault_proxy import PASS, Fault, FaultProxy
from tests.contract.gateway_world import GatewayWorld, sandbox_world
from tests.faults.matrix.told import assert_told, trouble_says
from tests.honest_cases import SAME_PERSON_ALL_DAY
from tests.integration.gateway.ledger import effects_of

T = TypeVar("T")
STEPS = 40
PORTAL = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n<p>Free WiFi</p>"
LOST = (trouble.Unreachable, trouble.OutcomeUnknown)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    log = logging.getLogger("uvicorn.error")
    log.disabled = True  # it calls every torn request an error, sometimes a little late
    policy = SandboxPolicy(
        number_quota=1_000_000,
        quota_review_from=1_000_000,
        controls=SAME_PERSON_ALL_DAY,
    )
    with RunningSandbox(tmp_path_factory.mktemp("sandbox"), policy=policy) as running:
        yield running
    log.disabled = False


@pytest.fixture(scope="module")
def proxy(sandbox: RunningSandbox) -> Iterator[FaultProxy]:
    port = urlsplit(sandbox.url).port
    assert port is not None
    with FaultProxy(("127.0.0.1", port), seed=29) as made:
        yield made


@pytest.fixture(scope="module")
def world(
    sandbox: RunningSandbox, proxy: FaultProxy, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[GatewayWorld]:
    made = sandbox_world(sandbox, tmp_path_factory.mktemp("device"), proxy.port, read_s=2.0)
    yield made
    made.gateway.close()


@pytest.fixture
def due(world: GatewayWorld, proxy: FaultProxy) -> Due:
    proxy.fault = PASS
    return _again(lambda: world.registered(world.log_in()))


def _again(work: Callable[[], T]) -> T:
    """The first call behind a broken line may find out only now that it was broken."""
    try:
        return work()
    except LOST:
        return work()


def delivered(world: GatewayWorld, due: Due) -> Receipt:
    """What the outbox does after an unknown outcome: ask, and send again if need be."""
    known = _again(lambda: world.gateway.status(due.id, due.envelope_sha256))
    return world.gateway.deliver(due) if known is None else known


@pytest.mark.parametrize("way", ["sent", "answered"])
def test_row_29_a_reset_behind_any_byte_makes_one_effect(
    way: str, sandbox: RunningSandbox, world: GatewayWorld, proxy: FaultProxy, due: Due
) -> None:
    """A sweep over the whole length, both ends included."""
    world.gateway.deliver(due)
    proxy.fault = PASS
    world.gateway.deliver(due)
    length = proxy.sent if way == "sent" else proxy.answered
    step = max(1, length // STEPS)
    broken = 0
    for at in range(0, length + 1, step):
        proxy.fault = (
            Fault(reset_after_sent=at) if way == "sent" else Fault(reset_after_answered=at)
        )
        try:
            receipt = world.gateway.deliver(due)
        except LOST as lost:
            if isinstance(lost, trouble.OutcomeUnknown):
                assert_told(29, trouble_says(lost))
            broken += 1
            proxy.fault = PASS
            receipt = delivered(world, due)
        proxy.fault = PASS
        _again(lambda: world.gateway.heartbeat(QueueSummary()))
        assert receipt.outcome is Outcome.ACCEPTED
    assert effects_of(sandbox, due.id) == 1
    assert broken > 20


@pytest.mark.parametrize(
    "doubled", [Fault(doubles=True), Fault(doubles_answers=True)], ids=["request", "reply"]
)
def test_row_30_bytes_that_come_twice_make_one_effect(
    doubled: Fault,
    sandbox: RunningSandbox,
    world: GatewayWorld,
    proxy: FaultProxy,
    due: Due,
) -> None:
    """A reply may have been read to its end before its double comes: then that is the receipt."""
    proxy.fault = doubled
    try:
        receipt = world.gateway.deliver(due)
    except LOST as lost:
        assert_told(30, trouble_says(lost))
        proxy.fault = PASS
        receipt = delivered(world, due)
    assert receipt.outcome is Outcome.ACCEPTED
    proxy.fault = PASS
    for _ in range(2):  # what was left of the double is nobody's answer
        again = _again(lambda: world.gateway.status(due.id, due.envelope_sha256))
        assert again == receipt
        _again(lambda: world.gateway.heartbeat(QueueSummary()))
    assert effects_of(sandbox, due.id) == 1


def test_row_33_a_request_that_drips_is_given_up_and_makes_one_effect(
    sandbox: RunningSandbox, world: GatewayWorld, proxy: FaultProxy, due: Due
) -> None:
    proxy.fault = Fault(request_bytes_per_s=200)
    with pytest.raises(LOST):
        world.gateway.deliver(due)
    proxy.fault = Fault(reset_after_sent=0)
    with pytest.raises(LOST):
        world.gateway.heartbeat(QueueSummary())
    proxy.fault = PASS
    assert delivered(world, due).outcome is Outcome.ACCEPTED
    assert effects_of(sandbox, due.id) == 1


@pytest.mark.parametrize("words", [PORTAL, b"SSH-2.0-x\r\n", b"\x16\x03\x03\x00\x02\x01\x00", b""])
def test_row_28_somebody_else_at_the_end_of_the_line_settles_nothing(
    words: bytes, sandbox: RunningSandbox, world: GatewayWorld, proxy: FaultProxy, due: Due
) -> None:
    proxy.fault = Fault(reset_after_sent=0)
    with pytest.raises(LOST):
        world.gateway.heartbeat(QueueSummary())
    proxy.fault = Fault(says_instead=words)
    for _ in range(2):
        with pytest.raises(trouble.Unreachable):
            world.gateway.deliver(due)
    assert effects_of(sandbox, due.id) == 0
    proxy.fault = PASS
    assert delivered(world, due).outcome is Outcome.ACCEPTED
