"""A work id that the carrier freezes: what its counter shows, and how soon, in simulated time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from pos_client.application import commands
from pos_client.application.carrier import Carrier
from pos_client.application.errands import CarrierNews
from pos_client.application.outbox import StoreAtHand
from pos_client.application.trouble import NoGatewayForLogIn
from pos_client.application.work_id_trouble import WorkIdFrozen
from pos_client.domain.flow import Step
from pos_client.domain.location import LocationSource, Position
from pos_client.domain.registration import OutboxState
from pos_client.domain.work_signal import Surroundings, WorkSignal
from tests.unit.pos_client.application.rig import Rig, body_of

LONGEST = timedelta(seconds=60)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path, heartbeat_s=300)
    made.fill_pool()
    made.log_in()
    yield made
    made.close()


def carrier_of(rig: Rig) -> Carrier:
    """A carrier whose turns the test takes, and which tells the rig's counter."""
    counter = rig.counter
    return Carrier(
        StoreAtHand(rig.store),
        rig.gateway,
        rig.clock,
        rig.configuration,
        CarrierNews(
            line_changed=lambda line: rig.do(lambda: counter.change_line(line)),
            contact_made=lambda _: None,
            receipt_settled=lambda _: None,
            configuration_found=lambda *_: None,
            queue_changed=lambda: None,
            trouble_met=lambda _: None,
            session_ended=lambda id_, is_frozen: rig.do(
                partial(counter.end_session, id_, is_frozen=is_frozen)
            ),
            store_refuted=lambda _: None,
        ),
    )


def run_until_told(rig: Rig, carrier: Carrier) -> timedelta:
    """Let simulated time pass until the counter shows that its work id is frozen."""
    began = rig.clock.now()
    while rig.clock.now() - began <= LONGEST:
        carrier.follow_session(rig.counter.session_id)
        wait_s = carrier.turn()
        if rig.trouble == WorkIdFrozen.code:
            break
        rig.clock.advance(timedelta(seconds=max(0.05, min(wait_s, 1.0))))
    return rig.clock.now() - began


@pytest.mark.parametrize("passed_s", [0, 1, 17, 59])
def test_a_counter_is_told_within_a_minute_whenever_the_carrier_decides(
    rig: Rig, passed_s: int
) -> None:
    rig.register()
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    carrier = carrier_of(rig)
    carrier.follow_session(rig.counter.session_id)
    carrier.turn()  # heartbeats are five minutes apart, and this was one
    rig.clock.advance(timedelta(seconds=passed_s))
    rig.gateway.frozen.add("8001")
    assert run_until_told(rig, carrier) <= LONGEST
    session = rig.state.session
    assert session is not None
    assert session.is_locked


def test_the_case_at_hand_is_hidden_and_given_up_and_what_was_saved_stays(rig: Rig) -> None:
    rig.register()
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.do(lambda: rig.counter.end_session(rig.counter.session_id, is_frozen=True))
    rig.ask(commands.DismissTrouble())
    rig.ask(commands.Unlock("demo-8001"))
    assert rig.trouble == WorkIdFrozen.code
    rig.ask(commands.LogOut())
    assert rig.state.session is None
    assert rig.state.case is None
    states = tuple(OutboxState)
    assert (
        len(rig.store.page(states=states, below_sequence=None, above_sequence=None, limit=9)) == 1
    )


def test_without_the_gateway_nobody_logs_in_with_it_here_any_more(rig: Rig) -> None:
    rig.do(lambda: rig.counter.end_session(rig.counter.session_id, is_frozen=True))
    assert rig.state.session is None
    rig.gateway.is_reachable = False
    rig.ask(commands.LogIn("8001", "demo-8001"))
    assert rig.state.session is None
    assert rig.trouble == NoGatewayForLogIn.code


def test_a_log_in_is_told_that_the_work_id_is_frozen(rig: Rig) -> None:
    rig.ask(commands.LogOut())
    rig.gateway.frozen.add("8001")
    rig.ask(commands.LogIn("8001", "demo-8001"))
    assert rig.state.session is None
    assert rig.trouble == WorkIdFrozen.code


def test_once_it_is_let_go_the_clerk_works_again(rig: Rig) -> None:
    rig.gateway.frozen.add("8001")
    rig.do(lambda: rig.counter.end_session(rig.counter.session_id, is_frozen=True))
    rig.gateway.frozen.clear()
    rig.log_in()
    rig.register()
    assert rig.trouble == ""


class Elsewhere:
    """Knows where the counter was at every moment, and what its computer tells."""

    def __init__(self, seen: Surroundings) -> None:
        self.seen = seen
        self.asked: list[object] = []

    def at(self, moment: object) -> Surroundings:
        self.asked.append(moment)
        return self.seen

    def now(self) -> Surroundings:
        return self.seen


def test_a_sealed_case_says_where_its_card_was_read_and_what_the_computer_tells(
    tmp_path: Path,
) -> None:
    rig = Rig(tmp_path)
    place = Position(26_000_000, 119_000_000, 9, rig.clock.now(), LocationSource.GPSD)
    seen = Surroundings(place, (WorkSignal.REMOTE_DESKTOP,))
    where = Elsewhere(seen)
    rig.tools = replace(rig.tools, whereabouts=where)
    rig.open()
    rig.fill_pool()
    rig.log_in()
    rig.register()
    body = body_of(rig)
    assert body.surroundings == seen
    assert where.asked == [body.evidence[-1].read_at]
    rig.close()
