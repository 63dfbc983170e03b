"""A commission, reader, device or clerk taken back: how soon the counter knows, in its own time.

Online a heartbeat tells; without the gateway the first contact does. What was saved is there before
and behind it, and is delivered where the device still may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from pos_client.application.errands import CarrierNews
from pos_client.application.outbox import StoreAtHand
from pos_client.application.rounds import Rounds
from pos_client.application.state import CounterState
from pos_client.application.trouble import DeviceRefused
from pos_client.domain.policy import Configuration
from pos_client.domain.registration import OutboxState
from tests.unit.pos_client.application.rig import Rig

STEP = timedelta(seconds=5)
HEARTBEAT = timedelta(minutes=5)
CLERK = timedelta(seconds=60)
ANOTHER_READER = {"sam_id": "05.01-20260101-0000000009-0000000009", "driver": "sam-serial"}


class World:
    """A counter and its carrier on one clock that a test turns."""

    def __init__(self, folder: Path) -> None:
        self.rig = rig = Rig(folder, heartbeat_s=300)
        counter, do = rig.counter, rig.do

        def found(token: str, configuration: Configuration) -> None:
            do(lambda: counter.take_configuration(token, configuration))

        self.rounds = Rounds(
            StoreAtHand(rig.store),
            rig.gateway,
            rig.clock,
            rig.configuration,
            CarrierNews(
                line_changed=lambda line: do(lambda: counter.change_line(line)),
                contact_made=lambda at: do(lambda: counter.note_contact(at)),
                receipt_settled=lambda receipt: do(lambda: counter.note_receipt(receipt)),
                configuration_found=found,
                queue_changed=lambda: do(counter.read_figures),
                trouble_met=lambda trouble: do(lambda: counter.tell(trouble)),
                session_ended=lambda id_, is_frozen: do(
                    partial(counter.end_session, id_, is_frozen=is_frozen)
                ),
                store_refuted=lambda trouble: do(lambda: counter.tell(trouble)),
            ),
        )
        self.turn()
        rig.log_in()
        self.turn()

    def turn(self) -> None:
        """Everything that is due now."""
        self.rounds.follow_session(self.rig.counter.session_id)
        for _ in range(50):
            if self.rounds.turn() > 0:
                break
        self.rig.do(self.rig.counter.tick)

    def after(self, holds: Callable[[CounterState], bool], at_most: timedelta) -> timedelta:
        """How long it takes until this holds."""
        began = self.rig.clock.now()
        while not holds(self.rig.state):
            assert self.rig.clock.now() - began < at_most, "too late"
            self.rig.clock.advance(STEP)
            self.turn()
        return self.rig.clock.now() - began

    def cut(self) -> None:
        """The line goes down, and the counter notices."""
        self.rig.gateway.is_reachable = False
        self.after(lambda state: state.gateway.is_reachable is False, HEARTBEAT + STEP)

    def capture(self) -> UUID:
        return self.rig.register()

    def delivered(self) -> set[UUID]:
        return {id_ for _, id_ in self.rig.gateway.ledger}

    def pending(self) -> int:
        return self.rig.store.count_pending(offline_only=False)


def change(world: World, **claims: Any) -> None:
    gateway = world.rig.gateway
    gateway.claims |= claims | {"version": int(gateway.claims["version"]) + 1}


def commission(world: World) -> None:
    change(world, channel={"state": "REVOKED"})
    world.rig.gateway.is_drain_only = True


def reader(world: World) -> None:
    change(world, readers=[ANOTHER_READER])


def device(world: World) -> None:
    def refuse(*_: object, **__: object) -> Any:
        raise DeviceRefused(code="DEVICE_REVOKED")

    world.rig.gateway.heartbeat = refuse  # type: ignore[method-assign]


def clerk(world: World) -> None:
    world.rig.gateway.end_sessions()


def is_withdrawn(state: CounterState) -> bool:
    return state.case is None and state.trouble is not None and state.trouble.code == "B-640"


def is_hidden(state: CounterState) -> bool:
    """Nobody is shown any more, and the clerk is told why."""
    is_told = state.trouble is not None and state.trouble.code == "C-507"
    is_locked = state.session is None or state.session.is_locked
    return is_told and is_locked


TAKEN_BACK = [
    pytest.param(commission, is_withdrawn, HEARTBEAT, id="commission"),
    pytest.param(reader, is_withdrawn, HEARTBEAT, id="reader"),
    pytest.param(device, is_withdrawn, HEARTBEAT, id="device"),
    pytest.param(clerk, is_hidden, CLERK, id="clerk"),
]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.rig.close()


@pytest.mark.parametrize(("take_back", "is_known", "within"), TAKEN_BACK)
def test_online_the_counter_knows_in_time_and_gives_the_open_case_up(
    world: World,
    take_back: Callable[[World], None],
    is_known: Callable[[CounterState], bool],
    within: timedelta,
) -> None:
    saved = world.capture()
    world.rig.lay()
    assert world.rig.state.case is not None
    take_back(world)
    world.after(is_known, within + STEP)
    assert world.rig.store.row(saved) is not None


@pytest.mark.parametrize(("take_back", "is_known", "within"), TAKEN_BACK)
def test_without_the_gateway_it_knows_with_the_first_contact_and_nothing_is_lost(
    world: World,
    take_back: Callable[[World], None],
    is_known: Callable[[CounterState], bool],
    within: timedelta,
) -> None:
    world.cut()
    before = world.capture()
    take_back(world)
    behind = world.capture()  # nobody here can know it yet
    world.rig.lay()
    assert world.rig.state.case is not None
    assert world.pending() == 2
    world.rig.gateway.is_reachable = True
    world.after(is_known, timedelta(minutes=1))
    ids = {before, behind}
    if take_back is device:  # out altogether: another counter of the outlet may deliver them
        assert world.pending() == 2
        assert not world.delivered()
    else:
        world.after(lambda state: state.queue.pending == 0, timedelta(minutes=1))
        assert world.delivered() == ids
    rows = [world.rig.store.row(each) for each in ids]
    assert all(row is not None and row.state is not OutboxState.QUARANTINED for row in rows)


def test_a_commission_given_back_opens_the_counter_with_the_next_heartbeat(world: World) -> None:
    commission(world)
    world.after(lambda state: state.closure is not None, HEARTBEAT + STEP)
    change(world, channel={"state": "ADMITTED"})
    world.rig.gateway.is_drain_only = False
    world.after(lambda state: state.closure is None, HEARTBEAT + STEP)
    world.rig.lay()
    assert world.rig.state.case is not None
