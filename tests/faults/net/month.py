"""Thirty days of counters whose lines flap, and what the ledger says at the end."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from tests.faults.bad_wire import Flapping
from tests.faults.ledger import Balance, balance_of
from tests.faults.mutants import client_of
from tests.faults.net.counters import KeptShop
from tests.faults.shop import Shop, Till, opened_shop
from tests.faults.unseen import CHECKS_WITHOUT_FACES

__all__ = ["Month", "live_through"]

DAY_S = 86_400.0
CALM_S = 3_600.0
MISCHIEF = 0.08
STALL_S = 120.0


@dataclass(slots=True)
class Month:
    """What thirty days have come to."""

    balance: Balance
    longest_stall_s: float
    longest_wait_s: float
    wedged: int
    turned_away: int
    rounds: int
    mischief: dict[str, int]


def live_through(
    records: int,
    seed: str,
    *,
    days: float = 30.0,
    counters: int = 8,
    mutant: str = "",
    tell: Callable[[str], None] = lambda _: None,
    attach: Callable[[Shop, KeptShop], None] = lambda *_: None,
) -> Month:
    """Simulate.

    Args:
        attach: is given every counter when it is made: what else belongs to it, such as a relay.
    """
    with opened_shop(number_block=40, heartbeat_s=300, checks=CHECKS_WITHOUT_FACES) as shop:
        shop.more_numbers(records + counters * 80)
        tills = [shop.open_till() for _ in range(counters)]
        return shop.application.run(
            lambda: _Days(shop, records, days, seed, mutant, tell, attach).run(tills)
        )


class _Days:
    def __init__(
        self,
        shop: Shop,
        records: int,
        days: float,
        seed: str,
        mutant: str,
        tell: Callable[[str], None],
        attach: Callable[[Shop, KeptShop], None],
    ) -> None:
        self._shop = shop
        self._records = records
        self._end_s = days * DAY_S
        self._chance = random.Random(seed)
        self._seed = seed
        self._mutant = mutant
        self._tell = tell
        self._attach = attach

    def run(self, tills: list[Till]) -> Month:
        kept = []
        for place, till in enumerate(tills):
            chance = random.Random(f"{self._seed}/{place}")
            each = KeptShop(
                till,
                chance,
                mischief=MISCHIEF,
                client=client_of(self._mutant),
                flapping=Flapping(chance),
            )
            self._attach(self._shop, each)
            kept.append(each)
        customers = self._customers(len(kept))
        turns = [(0.0, place) for place in range(len(kept))]
        heapify(turns)
        told = 0
        while turns:
            _, place = heappop(turns)
            each = kept[place]
            if each.now_s >= self._end_s + CALM_S:
                continue
            coming = customers[place]
            while coming and coming[-1] <= each.now_s:
                each.save()
                coming.pop()
            if each.now_s >= self._end_s and not coming:
                each.wire.flapping = _calm(each)
                each.wire._mischief = 0.0
            until_s = coming[-1] if coming else each.now_s + 600.0
            each.turn(until_s)
            heappush(turns, (each.now_s, place))
            if each.now_s >= (told + 1) * DAY_S:
                told += 1
                self._tell(f"day {told}: {sum(len(till.saved) for till in tills)} saved")
        balance = balance_of(self._shop, tills)
        done: dict[str, int] = {}
        for each in kept:
            for kind, times in each.wire.done.items():
                done[kind] = done.get(kind, 0) + times
        return Month(
            balance=balance,
            longest_stall_s=max(each.figures.longest_stall_s for each in kept),
            longest_wait_s=max(each.figures.longest_wait_s for each in kept),
            wedged=sum(each.figures.longest_stall_s > STALL_S or each.pending > 0 for each in kept),
            turned_away=sum(each.figures.turned_away for each in kept),
            rounds=sum(each.figures.rounds for each in kept),
            mischief=done,
        )

    def _customers(self, counters: int) -> list[list[float]]:
        """When somebody comes to which counter, the latest first."""
        coming: list[list[float]] = [[] for _ in range(counters)]
        for number in range(self._records):
            coming[number % counters].append(self._chance.uniform(0, self._end_s))
        for each in coming:
            each.sort(reverse=True)
        return coming


def _calm(each: KeptShop) -> Flapping:
    """The line of before, which from now on stays up."""
    flapping = each.wire.flapping
    flapping.follow(each.now_s)
    if flapping.is_up and flapping._until_s > 1e11:
        return flapping
    if flapping.is_up:
        flapping._until_s = 1e12
    return flapping
