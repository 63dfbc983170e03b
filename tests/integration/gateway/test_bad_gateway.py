"""A gateway, or somebody before it, that misbehaves; and a device that may not any more."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from pos_client.application import trouble
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.registration import QueueSummary
from pos_client.protocol.api import Paths
from pos_client.sandbox.devices import DeviceState
from pos_client.sandbox.faults import FaultKind
from pos_client.sandbox.running import RunningSandbox
from tests.contract.gateway_world import GatewayWorld, sandbox_world
from tests.integration.gateway.ledger import effects_of

DRAIN: dict[FaultKind, tuple[type[trouble.Trouble], int]] = {
    FaultKind.CAPTIVE_PORTAL: (trouble.UntrustedReceipt, 0),
    FaultKind.SERVER_ERROR: (trouble.OutcomeUnknown, 0),
    FaultKind.UNAVAILABLE: (trouble.OutcomeUnknown, 0),
    FaultKind.TOO_MANY_REQUESTS: (trouble.OutcomeUnknown, 0),
    FaultKind.UNAUTHORISED: (trouble.NotAuthorised, 0),
    FaultKind.LOSE_REQUEST: (trouble.OutcomeUnknown, 0),
    FaultKind.LOSE_REPLY: (trouble.OutcomeUnknown, 1),
    FaultKind.FORGED_RECEIPT: (trouble.UntrustedReceipt, 1),
    FaultKind.FOREIGN_RECEIPT: (trouble.UntrustedReceipt, 1),
    FaultKind.NO_RECEIPT: (trouble.UntrustedReceipt, 1),
}


@pytest.mark.fault(28, 32, 37, 41, 42)
@pytest.mark.parametrize(("kind", "meaning", "effects"), [(k, *v) for k, v in DRAIN.items()])
def test_nothing_but_the_true_receipt_settles(
    kind: FaultKind,
    meaning: type[trouble.Trouble],
    effects: int,
    sandbox: RunningSandbox,
    world: GatewayWorld,
) -> None:
    due = world.registered(world.log_in())
    sandbox.faults.add(kind, path=Paths.REGISTRATIONS, times=1, seconds=7)
    with pytest.raises(meaning) as caught:
        world.gateway.deliver(due)
    assert type(caught.value) is meaning
    if kind in (FaultKind.UNAVAILABLE, FaultKind.TOO_MANY_REQUESTS):
        assert caught.value.facts["retry_after_s"] == 7
    assert effects_of(sandbox, due.id) == effects
    assert world.gateway.deliver(due).outcome is Outcome.ACCEPTED
    assert effects_of(sandbox, due.id) == 1


@pytest.mark.fault(28)
def test_a_captive_portal_is_not_the_gateway(sandbox: RunningSandbox, world: GatewayWorld) -> None:
    sandbox.faults.add(FaultKind.CAPTIVE_PORTAL)
    with pytest.raises(trouble.UntrustedGateway):
        world.log_in()
    with pytest.raises(trouble.UntrustedGateway):
        world.gateway.heartbeat(QueueSummary())


@pytest.mark.fault(36)
def test_a_wrong_password_and_a_revoked_device_differ(
    sandbox: RunningSandbox, world: GatewayWorld
) -> None:
    with pytest.raises(trouble.LogInRefused):
        world.gateway.log_in(world.clerk_number, "wrong")
    _, configuration = world.gateway.configuration()
    due = world.registered(world.log_in())
    sandbox.call(lambda desk: desk.devices.set_state(configuration.device_id, DeviceState.REVOKED))
    for call in (world.log_in, lambda: world.gateway.deliver(due), world.gateway.challenges):
        with pytest.raises(trouble.NotAuthorised) as caught:
            call()
        assert caught.value.facts["code"] == "DEVICE_REVOKED"


@pytest.mark.fault(36)
def test_a_draining_device_delivers_and_does_nothing_else(
    sandbox: RunningSandbox, world: GatewayWorld
) -> None:
    _, configuration = world.gateway.configuration()
    session = world.log_in()
    due = world.registered(session)
    sandbox.call(
        lambda desk: desk.devices.set_state(configuration.device_id, DeviceState.DRAIN_ONLY)
    )
    assert world.gateway.heartbeat(QueueSummary()).is_drain_only
    with pytest.raises(trouble.NotAuthorised):
        world.gateway.open_case("new_number", session)
    assert world.gateway.deliver(due).outcome is Outcome.ACCEPTED


def test_another_log_in_ends_the_session(world: GatewayWorld) -> None:
    session = world.log_in()
    world.log_in()
    with pytest.raises(trouble.NotAuthorised):
        world.gateway.open_case("new_number", session)


@pytest.mark.fault(38)
def test_eight_senders_of_one_id_make_one_effect(
    sandbox: RunningSandbox, world: GatewayWorld
) -> None:
    due = world.registered(world.log_in())
    receipts: list[Receipt] = []
    senders = [
        threading.Thread(target=lambda: receipts.append(world.gateway.deliver(due)))
        for _ in range(8)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len(receipts) == 8
    assert len(set(receipts)) == 1
    assert effects_of(sandbox, due.id) == 1


def test_the_client_survives_a_restart_of_the_gateway(tmp_path: Path) -> None:
    sandbox = RunningSandbox(tmp_path / "sandbox")
    sandbox.start()
    try:
        world = sandbox_world(sandbox, tmp_path / "device")
        due = world.registered(world.log_in())
        sandbox.stop()
        with pytest.raises(trouble.Unreachable):
            world.gateway.deliver(due)
        sandbox.start()
        assert world.gateway.status(due.id, due.envelope_sha256) is None
        assert world.gateway.deliver(due).outcome is Outcome.ACCEPTED
        assert effects_of(sandbox, due.id) == 1
        world.gateway.close()
    finally:
        sandbox.stop()


def test_a_used_code_and_an_unapproved_one_are_refused(
    sandbox: RunningSandbox, tmp_path: Path
) -> None:
    for code in ("AAAA-BBBB-CCCC", sandbox.issue_code(is_approved=False)):
        with pytest.raises(trouble.CodeRefused):
            sandbox_world(sandbox, tmp_path / "device", code=code)
    code = sandbox.issue_code()
    sandbox_world(sandbox, tmp_path / "one", code=code).gateway.close()
    with pytest.raises(trouble.CodeRefused):
        sandbox_world(sandbox, tmp_path / "two", code=code)
