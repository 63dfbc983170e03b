"""A frozen work id, before the gateway in memory and the one over HTTPS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pos_client.application.trouble import NotAuthorised
from pos_client.application.work_id_trouble import WorkIdFrozen
from pos_client.domain.registration import QueueSummary
from pos_client.sandbox.founding import SECOND_REVIEWER
from pos_client.sandbox.freezes import BY_HAND
from pos_client.sandbox.running import RunningSandbox
from pos_client.testing.gateway import ScriptedGateway
from tests.contract.gateway_world import GatewayWorld, sandbox_world, scripted_world


@dataclass
class Carrier:
    """A gateway and whoever freezes a work id there, and lets it go."""

    world: GatewayWorld
    freeze: Callable[[], None]
    let_go: Callable[[], None]


def scripted() -> Carrier:
    world = scripted_world()
    gateway = world.gateway
    assert isinstance(gateway, ScriptedGateway)
    return Carrier(world, lambda: gateway.frozen.add(world.clerk_number), gateway.frozen.clear)


def over_https(sandbox: RunningSandbox, folder: Path) -> Carrier:
    clerk = sandbox.clerk_number

    def let_go() -> None:
        for by in (sandbox.reviewer_number, SECOND_REVIEWER):
            sandbox.call(lambda desk, by=by: desk.freezes.release(clerk, by))  # type: ignore[misc]

    return Carrier(
        sandbox_world(sandbox, folder),
        lambda: sandbox.call(lambda desk: desk.freezes.freeze(clerk, BY_HAND, {})),
        let_go,
    )


@pytest.fixture(params=["scripted", "sandbox"])
def carrier(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Carrier]:
    if request.param == "scripted":
        yield scripted()
        return
    with RunningSandbox(tmp_path / "gateway") as sandbox:
        made = over_https(sandbox, tmp_path / "device")
        yield made
        made.world.gateway.close()


def test_the_next_heartbeat_says_that_the_log_in_has_ended_and_why(carrier: Carrier) -> None:
    gateway = carrier.world.gateway
    session = carrier.world.log_in()
    before = gateway.heartbeat(QueueSummary(), session_id=session.id)
    carrier.freeze()
    after = gateway.heartbeat(QueueSummary(), session_id=session.id)
    assert (before.is_session_ended, before.is_work_id_frozen) == (False, False)
    assert (after.is_session_ended, after.is_work_id_frozen) == (True, True)
    with pytest.raises(NotAuthorised):
        gateway.open_case("new_number", session)


def test_nobody_logs_in_with_it_until_it_is_let_go(carrier: Carrier) -> None:
    carrier.freeze()
    with pytest.raises(WorkIdFrozen):
        carrier.world.log_in()
    carrier.let_go()
    session = carrier.world.log_in()
    heard = carrier.world.gateway.heartbeat(QueueSummary(), session_id=session.id)
    assert not heard.is_session_ended


def test_a_log_in_that_was_ended_by_another_one_is_not_called_frozen(carrier: Carrier) -> None:
    first = carrier.world.log_in()
    carrier.world.log_in()
    heard = carrier.world.gateway.heartbeat(QueueSummary(), session_id=first.id)
    assert (heard.is_session_ended, heard.is_work_id_frozen) == (True, False)
