"""Thirty days of counters whose lines flap, and what the ledger says at the end."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from pos_client.sandbox.ledger import read_ledger
from tests.faults.bad_wire import Flapping
from tests.faults.ledger import Balance, balance_of
from tests.faults.mutants import client_of
from tests.faults.net.counters import KeptShop
from tests.faults.net.relay import Forwarding, ShopRelay, turned_clock
from tests.faults.relay.cluster import Cluster
from tests.faults.shop import Shop, Till, opened_shop
from tests.faults.unseen import CHECKS_WITHOUT_FACES

__all__ = ["Month", "RelayFigures", "live_through"]

DAY_S = 86_400.0
CALM_S = 3_600.0
MISCHIEF = 0.08
STALL_S = 120.0


@dataclass(slots=True)
class RelayFigures:
    """What the shop's relay has been through.

    Attributes:
        copies: envelopes that were put there.
        forwarded: registrations that the ledger has from another counter than their own.
        kills, cuts: how often the server died, and how often all of its connections.
        left: envelopes that lay there at the end, which should be none.
    """

    copies: int
    forwarded: int
    kills: int
    cuts: int
    left: int


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
    relay: RelayFigures | None = None


def live_through(
    records: int,
    seed: str,
    *,
    days: float = 30.0,
    counters: int = 8,
    mutant: str = "",
    tell: Callable[[str], None] = lambda _: None,
    server: Cluster | None = None,
) -> Month:
    """Simulate.

    Args:
        server: of the shop's relay, running; None for a shop without.
    """
    clock = nullcontext() if server is None else turned_clock(server)
    policy = {"number_block": 40, "heartbeat_s": 300, "checks": CHECKS_WITHOUT_FACES}
    with opened_shop(**policy) as shop, clock:
        shop.more_numbers(records + counters * 80)
        tills = [shop.open_till() for _ in range(counters)]
        relay = None if server is None else _relay(server, seed, days)
        return shop.application.run(
            lambda: _Days(shop, records, days, seed, mutant, tell, relay).run(tills)
        )


def _relay(server: Cluster, seed: str, days: float) -> ShopRelay:
    """One that falls every few hours, and a few times in less than a day."""
    longest_up_s = min(DAY_S / 2, days * DAY_S / 3)
    return ShopRelay(server, random.Random(f"{seed}/relay"), longest_up_s)


class _Days:
    def __init__(
        self,
        shop: Shop,
        records: int,
        days: float,
        seed: str,
        mutant: str,
        tell: Callable[[str], None],
        relay: ShopRelay | None,
    ) -> None:
        self._shop = shop
        self._records = records
        self._end_s = days * DAY_S
        self._chance = random.Random(seed)
        self._seed = seed
        self._mutant = mutant
        self._tell = tell
        self._relay = relay

    def run(self, tills: list[Till]) -> Month:
        kept = [self._kept(place, till) for place, till in enumerate(tills)]
        beside = [self._forwarding(place, each) for place, each in enumerate(kept) if self._relay]
        try:
            self._live(kept, beside, tills)
            return self._summed_up(kept, tills)
        finally:
            for each in beside:
                each.close()
            if self._relay is not None:
                self._relay.close()

    def _live(self, kept: list[KeptShop], beside: list[Forwarding], tills: list[Till]) -> None:
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
                each.calm_down()
                if beside:
                    beside[place].calm_down()
            self._follow(beside, each.now_s)
            until_s = coming[-1] if coming else each.now_s + 600.0
            each.turn(until_s)
            heappush(turns, (each.now_s, place))
            if each.now_s >= (told + 1) * DAY_S:
                told += 1
                self._tell(f"day {told}: {sum(len(till.saved) for till in tills)} saved")

    def _summed_up(self, kept: list[KeptShop], tills: list[Till]) -> Month:
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
            relay=self._relay_figures(),
        )

    def _kept(self, place: int, till: Till) -> KeptShop:
        return KeptShop(
            till,
            random.Random(f"{self._seed}/{place}"),
            mischief=MISCHIEF,
            client=client_of(self._mutant),
            flapping=self._line(place),
        )

    def _forwarding(self, place: int, kept: KeptShop) -> Forwarding:
        assert self._relay is not None
        chance = random.Random(f"{self._seed}/{place}/forwarder")
        client = client_of(self._mutant)
        return Forwarding(self._relay, kept, chance, self._line(place), client)

    def _line(self, place: int) -> Flapping:
        """The line of a counter: twins of it are up and down in the same moments."""
        return Flapping(random.Random(f"{self._seed}/{place}/line"))

    def _follow(self, beside: list[Forwarding], present_s: float) -> None:
        """Let the relay and the forwarders come to the moment at which the counters are."""
        if self._relay is None:
            return
        if present_s >= self._end_s:
            self._relay.be_there()
        self._relay.follow(present_s)
        for each in beside:
            each.follow(present_s)

    def _relay_figures(self) -> RelayFigures | None:
        if self._relay is None:
            return None
        rows = read_ledger(self._shop.sandbox.home.folder)["registrations"]
        relay = self._relay
        forwarded = sum(row["forwarded_by"] != row["device_id"] for row in rows)
        left = len(relay.rows())
        return RelayFigures(relay.copies, forwarded, relay.kills, relay.cuts, left)

    def _customers(self, counters: int) -> list[list[float]]:
        """When somebody comes to which counter, the latest first."""
        coming: list[list[float]] = [[] for _ in range(counters)]
        for number in range(self._records):
            coming[number % counters].append(self._chance.uniform(0, self._end_s))
        for each in coming:
            each.sort(reverse=True)
        return coming
