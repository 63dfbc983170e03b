"""What else befalls a process: sleep, and too little memory."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from tests.faults.kill.births import Headless, Life
from tests.faults.kill.oracle import Harm, read_books
from tests.faults.kill.orders import Orders
from tests.faults.kill.quick import quick_passwords
from tests.faults.kill.world import World
from tests.integration.chain.shop import reachable

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
SEED = 20261129
_LONG_S = 60.0


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with quick_passwords():
        made = World(tmp_path, Random(SEED))
        yield made
        made.close()


@pytest.fixture
def ward() -> Iterator[Headless]:
    made = Headless()
    yield made
    made.close()


def orders_in_peace(world: World) -> Orders:
    orders = world.orders("", "")
    world.shop.faults.clear()
    return orders


def settle(world: World, acknowledged: list[str]) -> Harm:
    """Open in peace, deliver everything, and look."""
    counter = world.shop.open()
    counter.wait_for(reachable)
    counter.drained(_LONG_S)
    world.shop.close(counter)
    assert set(acknowledged) <= set(world.shop.effects())
    shop = world.shop
    return Harm.found(
        set(acknowledged), read_books(shop.home.store_file, shop.sandbox.home.database_file)
    )


@pytest.mark.timeout(300)
def test_row_08_a_counter_that_slept_in_the_middle_of_its_work_goes_on(
    world: World, ward: Headless
) -> None:
    life = ward.bear(orders_in_peace(world))
    assert life.wait_for(lambda now: len(now.acknowledged) >= 1, _LONG_S), life.said
    assert life.pid is not None
    os.kill(life.pid, signal.SIGSTOP)
    try:  # for the gateway it has been silent for so long that its connections are gone
        world.shop.sandbox.stop()
        world.shop.sandbox.start()
        before = len(life.acknowledged)
    finally:
        os.kill(life.pid, signal.SIGCONT)
    assert life.wait_for(lambda now: len(now.acknowledged) > before, _LONG_S), life.said
    ward.kill(life)
    assert settle(world, life.acknowledged) == Harm(frozenset(), frozenset(), ())


@pytest.mark.timeout(300)
def test_row_11_a_counter_that_gets_no_memory_loses_nothing_and_opens_again(
    world: World, ward: Headless
) -> None:
    life: Life = ward.bear(replace(orders_in_peace(world), spare_mb=4))
    assert life.wait_for(lambda now: now.has("short of memory"), _LONG_S), life.said
    life.wait_for(lambda now: now.is_over or now.has("failed "), 5.0)
    ward.kill(life)
    again = ward.bear(orders_in_peace(world))
    assert again.wait_for(lambda now: now.acknowledged, _LONG_S), again.said
    ward.kill(again)
    harm = settle(world, life.acknowledged + again.acknowledged)
    assert harm == Harm(frozenset(), frozenset(), ())
