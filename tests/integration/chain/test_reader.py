"""What happens on the plate and on the line, as the counter tells it."""

from __future__ import annotations

import pytest

from pos_client.application import commands
from pos_client.application.state import CasePhase, ReaderPhase
from pos_client.infrastructure.settings import Settings
from pos_client.protocol.api import Paths
from pos_client.sandbox.faults import FaultKind
from tests.integration.chain.shop import Shop
from tests.integration.drivers.served import served


@pytest.mark.parametrize(
    "fault",
    [
        "garbage_before chance=0.5",
        "garbage_after chance=0.5",
        "split",
        "duplicate",
        "card_slips times=1",
        "bad_checksum on=read_base times=1",
        "truncate on=read_base times=1",
    ],
)
def test_a_card_is_registered_in_spite_of_a_bad_line(shop: Shop, fault: str) -> None:
    counter = shop.open_at_work()
    shop.plate.control.fault(fault)
    saved = counter.register("resident-lin")
    counter.drained()
    assert shop.effects() == {str(saved.id): 1}


def test_a_card_that_cannot_be_read_has_a_page_of_its_own_and_the_next_one_is_read(
    shop: Shop,
) -> None:
    counter = shop.open_at_work()
    shop.plate.control.fault("truncate on=read_base")
    state = counter.lay("resident-lin")
    assert state.case is not None
    assert state.case.phase is CasePhase.CARD_UNREADABLE
    assert state.case.code
    assert state.case.identity is None
    shop.plate.control.clear_faults()
    shop.plate.clear()
    assert counter.register("resident-wang")


def test_a_second_card_does_not_disturb_the_case_that_is_open(shop: Shop) -> None:
    counter = shop.open_at_work()
    counter.lay("resident-lin")
    shop.plate.clear()
    shop.plate.lay("resident-wang")
    state = counter.wait_for(lambda now: now.trouble is not None)
    assert state.trouble is not None
    assert state.trouble.code == "B-603"
    assert state.case is not None
    assert state.case.masked_name == "林**"
    counter.submit(commands.DismissTrouble())
    counter.wait_for(lambda now: now.trouble is None)
    counter.confirm()


@pytest.mark.parametrize("is_early", [True, False])
def test_a_card_laid_in_the_moment_after_the_first_log_in_begins_its_case(
    shop: Shop, is_early: bool
) -> None:
    """In a fresh home no challenge is kept, and the gateway takes its time to give the first."""
    for path in (Paths.CASES, Paths.CHALLENGES):
        shop.faults.add(FaultKind.DELAY, path=path, seconds=1.0)
    if is_early:
        shop.faults.add(FaultKind.DELAY, path=Paths.HEARTBEATS, seconds=1.0)
    counter = shop.open()
    counter.wait_for(lambda now: now.reader.sam_id and (is_early or now.gateway.is_reachable))
    shop.log_in(counter)
    state = counter.lay("resident-lin")
    assert any(each.is_preparing for each in counter.watch.states)
    assert state.trouble is None
    assert state.case is not None
    assert state.case.identity is not None


def test_nobody_is_shown_before_a_clerk_has_logged_in(shop: Shop) -> None:
    counter = shop.open()
    counter.wait_for(lambda now: now.reader.phase is ReaderPhase.READY)
    shop.plate.lay("resident-lin")
    counter.wait_for(lambda now: now.has_unread_card)
    shop.log_in(counter)
    state = counter.wait_for(lambda now: now.session is not None)
    assert (state.case, state.has_unread_card) == (None, True)
    assert shop.asked("select count(*) from audit where event like '%card_read%'") == [(0,)]
    shop.plate.clear()
    state = counter.lay("resident-lin")
    assert state.case is not None
    assert not state.has_unread_card


def test_a_reader_on_a_real_serial_line_registers_a_customer(shop: Shop) -> None:
    link, control = shop.folder / "reader", shop.folder / "control"
    with served("--pty", str(link), "--control", str(control), "--baud", "115200") as simulator:
        counter = shop.open(Settings(reader_addresses=(f"{simulator.address}?baud=115200",)))
        counter.wait_for(lambda now: now.gateway.is_reachable and now.reader.sam_id)
        shop.log_in(counter)
        counter.wait_for(lambda now: now.session is not None)
        with simulator.control() as plate:
            counter.welcome("foreign-2023-exemple")
            plate.lay("foreign-2023-exemple")
            state = counter.wait_for(lambda now: now.case is not None)
            while state.case is not None and state.case.phase is CasePhase.OPEN:
                state = counter.confirm()
        assert state.last_saved is not None
        assert counter.settled(state.last_saved.id).outcome == "ACCEPTED"
        shop.close(counter)
