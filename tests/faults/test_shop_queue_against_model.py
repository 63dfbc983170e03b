"""A slice of `./dev soak queue`: two counters, their relay, and a gateway that may be put back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings

from pos_client.application.relay_trouble import RelayAway
from tests.faults.queue.machine import ShopQueue
from tests.faults.queue.weakened import MUTANTS, weakened


@pytest.fixture(autouse=True)
def a_restored_gateway_is_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    """The product warns of it, on some days; of nothing else that happens here."""
    monkeypatch.setattr(logging.getLogger("pos_client.application.reconciling"), "disabled", True)


TestShopQueue = ShopQueue.TestCase
TestShopQueue.settings = settings(
    max_examples=10,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def a_bad_day(machine: ShopQueue) -> None:
    """What brings every promise into danger once, in an order in which it shows."""
    look = machine.nothing_is_lost_and_nothing_doubled
    machine.save(0, None)
    machine.the_relay_has_its_turn(0)
    machine.the_relay_is_backed_up_or_put_back(False)
    for _ in range(14):  # the first ones fit into the page that is begun
        machine.save_on_a_full_disk(0, 0)
        look()
    machine.save(0, None)
    machine.the_relay_has_its_turn(0)
    machine.the_relay_is_backed_up_or_put_back(True)
    machine.something_is_wrong_with_the_relay(RelayAway())
    machine.the_relay_has_its_turn(1)
    machine.something_is_wrong_with_the_relay(None)
    machine.clock.advance(timedelta(minutes=2))
    machine.shared.loses_answer = False
    machine.the_relay_has_its_turn(1)
    machine.the_relay_has_its_turn(0)
    look()
    machine.its_queue_is_taken_to_the_other_counter(0)
    machine.deliver(1, 6, None)
    machine.the_line_is_back(0)
    machine.deliver(0, 6, 0)
    machine.the_program_is_killed_and_started_again(0)
    machine.deliver(0, 6, None)
    look()
    machine.days_pass_and_it_is_shredded(0, 1)
    look()
    machine.the_gateway_is_put_back(0)
    machine.receipts_are_held_against_the_gateways_books(0)
    look()
    machine.deliver(0, 6, None)
    look()
    machine.days_pass_and_it_is_shredded(0, 8)
    look()
    machine.teardown()


def a_day_of_the_relay(machine: ShopQueue) -> None:
    """It is put back to before a copy that was made of what nobody can deliver."""
    machine.save(0, None)
    machine.tills[0].store.quarantine(machine.tills[0].saved[0].id, "PUT_ASIDE")
    machine.the_relay_has_its_turn(0)
    machine.the_relay_is_backed_up_or_put_back(True)
    machine.teardown()


@pytest.mark.parametrize("day", [a_bad_day, a_day_of_the_relay])
def test_a_bad_day_harms_nothing(day: Callable[[ShopQueue], None]) -> None:
    day(ShopQueue())


@pytest.mark.parametrize("name", MUTANTS)
def test_the_machine_sees_each_promise_that_is_taken_away(name: str) -> None:
    machine = ShopQueue()
    day = a_day_of_the_relay if name == "copies-never-compared" else a_bad_day
    with weakened(name), pytest.raises((AssertionError, KeyError)):
        day(machine)
    for till in machine.tills:
        till.close()
    machine.folder.cleanup()
