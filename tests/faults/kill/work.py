"""The work of a counter until somebody ends it: a clerk logs in, one customer follows another.

Imported behind the opening, for half of it is the shop around the counter and none of its program.
"""

from __future__ import annotations

import random
import time
from itertools import count
from pathlib import Path

from drivers.simulator.control import ControlClient
from drivers.simulator.deck import RegisterAnswer, load_deck
from pos_client.application import commands
from pos_client.application.state import DevicePhase
from tests.faults.kill.orders import Orders
from tests.faults.kill.steps import READING, Striker
from tests.integration.chain import shop
from tests.integration.chain.shop import Counter, ended, saved
from tests.integration.chain.watch import say

__all__ = ["FarPlate", "customers", "live"]

_READ_S = 0.15
_MB = 1024 * 1024


def customers() -> list[str]:
    """Whom the register knows as they are, old enough and with a card that is valid."""
    return [
        entry.slug
        for entry in load_deck().entries
        if entry.register.answer is RegisterAnswer.MATCH
        and entry.letter is None
        and entry.numbers_in_use == 0
        and entry.fields.birth_date.year < 2009
        and (entry.fields.valid_until is None or entry.fields.valid_until.year > 2027)
    ]


class FarPlate:
    """A plate of another process."""

    def __init__(self, orders: Orders) -> None:
        self.address = orders.reader
        self._control = orders.control

    def lay(self, slug: str) -> None:
        client = ControlClient(self._control)
        client.lift()
        client.lay(slug)

    def lift(self) -> None:
        ControlClient(self._control).lift()


def _run_short_of_memory(spare_mb: int) -> None:
    import resource  # not everywhere

    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    limit = pages * resource.getpagesize() + spare_mb * _MB
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    try:
        bytearray(2 * spare_mb * _MB)
    except MemoryError:
        say("short of memory")


def live(counter: Counter, orders: Orders, striker: Striker, known: list[str]) -> None:
    """Register one person after the other until somebody ends this process."""
    shop._SIMS = count(orders.first_sim)
    counter.customer.sim_number = next(shop._SIMS)
    chance = random.Random(orders.seed)
    counter.wait_for(lambda now: now.device is not DevicePhase.STARTING)
    counter.submit(commands.DismissTrouble())  # the counter before may have been cut short
    counter.wait_for(lambda now: now.trouble is None)
    state = counter.log_in(orders.clerk_number, orders.password)
    say("logged in" if state.session else f"told {state.trouble and state.trouble.code}")
    if state.session is None:
        return
    if orders.spare_mb:
        _run_short_of_memory(orders.spare_mb)
    if orders.control:
        counter.wait_for(lambda now: now.reader.sam_id)
        counter.plate.lay(chance.choice(known))
        if orders.step == READING:
            striker.reach_soon(_READ_S)
        counter.wait_for(lambda now: now.case is not None or now.trouble is not None)
        counter.submit(commands.CancelCase())
    while True:
        state = counter.carry_at_once(chance.choice(known))
        if saved(state) and orders.is_leaving:
            counter.stop()
            say("left")
            return
        if state.trouble is not None:
            say(f"told {state.trouble.code} {dict(state.trouble.facts)}")
        if state.case is not None and not ended(state):
            counter.submit(commands.CancelCase())
            counter.wait_for(lambda now: now.case is None)
        while orders.is_impatient and counter.state.queue.pending:
            counter.submit(commands.SendNow())
            time.sleep(0.05)
