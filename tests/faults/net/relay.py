"""The shop's relay in simulated time: a real PostgreSQL, its clock turned with the counters'.

Each counter has the product's own forwarder beside its carrier, on a clock and a line of its own,
as a thread of its own would be: the line is the carrier's twin and flaps in the same moments. What
a forwarder does is done by the product; left out are the looks, one every five seconds, at which it
would find nothing.
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import psycopg

from pos_client.application.copies import Copy
from pos_client.application.forwarder import Forwarder, ForwarderNews
from pos_client.application.outbox import StoreAtHand
from pos_client.application.relay import Leased, LeftReceipt
from pos_client.bootstrap.second_copies import TERMS, forwarder_of
from pos_client.domain.outcome import Receipt
from pos_client.infrastructure.gateway.http_gateway import HttpGateway
from pos_client.infrastructure.relay.sql_relay import SqlRelay
from pos_client.protocol.words import receipt_from
from tests.faults.bad_wire import BadWire, Flapping
from tests.faults.net.counters import KeptShop
from tests.faults.relay.cluster import Cluster
from tests.faults.shop import TurnedClock

__all__ = ["Forwarding", "ShopRelay", "turned_clock"]

_LOOK_S = TERMS.look.total_seconds()
# A counter at work says so long before half a minute is over, and so do its looks here.
_KEEP_OWN_S = 20.0
_NEVER = float("inf")

_CLOCK = """
CREATE SCHEMA simulated;
CREATE TABLE simulated.clock (at timestamptz NOT NULL);
INSERT INTO simulated.clock VALUES (now());
CREATE FUNCTION simulated.clock_timestamp() RETURNS timestamptz
    LANGUAGE sql AS 'SELECT at FROM simulated.clock';
ALTER ROLE counter SET search_path = public, simulated, pg_catalog;
"""
_NO_CLOCK = """
ALTER ROLE counter RESET search_path;
DROP TABLE IF EXISTS public.sealed_envelopes;
DROP SCHEMA IF EXISTS simulated CASCADE;
"""


@contextmanager
def turned_clock(cluster: Cluster) -> Iterator[None]:
    """Let the server's clock, by which leases run, stand where the counters' clocks do."""
    cluster.ask(_CLOCK)
    try:
        yield
    finally:
        if not cluster.is_running():
            cluster.start()
        cluster.ask(_NO_CLOCK)


@dataclass
class ShopRelay:
    """The server, when it is away, and what an onlooker knows of its table.

    Attributes:
        longest_up_s: it stays for a twenty-fourth of that at least, and away for a twelfth at most.
        free_at_s: of each envelope without a receipt, by device and id, when others may claim it.
        left_for: the devices for which a receipt lies there.
        kills, cuts: how often the server died, and how often all of its connections.
        copies, forwarded: how many were put there, and how many got a receipt from others.
    """

    cluster: Cluster
    chance: random.Random
    longest_up_s: float
    free_at_s: dict[tuple[str, UUID], float] = field(default_factory=dict)
    left_for: set[str] = field(default_factory=set)
    kills: int = 0
    cuts: int = 0
    copies: int = 0
    forwarded: int = 0
    _turns_at_s: float = 0.0
    _admin: psycopg.Connection[tuple[object, ...]] | None = None

    def __post_init__(self) -> None:
        self._turns_at_s = self._stays_s()

    def _stays_s(self) -> float:
        return self.chance.uniform(self.longest_up_s / 24, self.longest_up_s)

    def follow(self, now_s: float) -> None:
        """Let it die, or come back, as chance has it."""
        while now_s >= self._turns_at_s:
            if not self.cluster.is_running():
                self.cluster.start()
                self._turns_at_s += self._stays_s()
            elif self.chance.random() < 0.5:
                self.cluster.kill()
                self.kills += 1
                self._turns_at_s += self.chance.uniform(5.0, 5.0 + self.longest_up_s / 12)
            else:
                self.cluster.ask(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = 'pos-client'"
                )
                self.cuts += 1
                self._turns_at_s += self._stays_s()

    def be_there(self) -> None:
        """From now on it stays."""
        if not self.cluster.is_running():
            self.cluster.start()
        self._turns_at_s = _NEVER

    def turn_clock(self, now: datetime) -> None:
        """Say to the server what time it is; one that is away asks again when it is there."""
        with contextlib.suppress(psycopg.Error):
            if self._admin is None or self._admin.closed:
                self._admin = psycopg.connect(self.cluster._dsn, autocommit=True)
                self._admin.execute("SET synchronous_commit = off")
            self._admin.execute("UPDATE simulated.clock SET at = greatest(at, %s)", (now,))
            return
        self._admin = None

    def rows(self) -> list[tuple[object, ...]]:
        """What lies there: device and whom it was leased to."""
        return self.cluster.ask("SELECT device_id, lease_owner FROM sealed_envelopes")

    def close(self) -> None:
        if self._admin is not None:
            self._admin.close()


class _WatchedRelay(SqlRelay):
    """The product's relay, with an onlooker who notes what certainly was done."""

    def __init__(self, shop: ShopRelay, clock: TurnedClock, device_id: str, outlet: str) -> None:
        super().__init__(shop.cluster.address, device_id, outlet)
        self._shop = shop
        self._clock = clock

    def _in(self, wait: timedelta) -> float:
        return self._clock.monotonic_ns() / 1e9 + wait.total_seconds()

    def put(self, copies: Sequence[Copy], lease: timedelta) -> None:
        super().put(copies, lease)
        self._shop.copies += len(copies)
        for each in copies:
            self._shop.free_at_s[self._device_id, each.id] = self._in(lease)

    def keep_own(self, lease: timedelta) -> None:
        super().keep_own(lease)
        for key in self._shop.free_at_s:
            if key[0] == self._device_id:
                self._shop.free_at_s[key] = self._in(lease)

    def claim(
        self, limit: int, lease: timedelta, most_attempts: int | None = None
    ) -> Sequence[Leased]:
        claimed = super().claim(limit, lease, most_attempts)
        if not claimed:  # whatever is due was not to be had: behind a predecessor, or leased
            now_s = self._in(timedelta())
            for key, free_at_s in self._shop.free_at_s.items():
                if key[0] != self._device_id and free_at_s <= now_s:
                    self._shop.free_at_s[key] = now_s + _KEEP_OWN_S
        for each in claimed:
            self._shop.free_at_s[each.device_id, each.id] = self._in(lease)
        return claimed

    def answer(self, leased: Leased, receipt: Receipt) -> None:
        super().answer(leased, receipt)
        self._shop.free_at_s.pop((leased.device_id, leased.id), None)
        self._shop.left_for.add(leased.device_id)
        self._shop.forwarded += 1

    def let_go(self, leased: Leased, wait: timedelta, *, was_tried: bool = True) -> None:
        super().let_go(leased, wait, was_tried=was_tried)
        self._shop.free_at_s[leased.device_id, leased.id] = self._in(wait)

    def refuse(self, leased: Leased, code: str) -> None:
        super().refuse(leased, code)
        self._shop.free_at_s.pop((leased.device_id, leased.id), None)

    def receipts(self, above_sequence: int, limit: int) -> Sequence[LeftReceipt]:
        found = super().receipts(above_sequence, limit)
        if not found:
            self._shop.left_for.discard(self._device_id)
        return found

    def retire(self, ids: Sequence[UUID]) -> None:
        super().retire(ids)
        for each in ids:
            self._shop.free_at_s.pop((self._device_id, each), None)


class Forwarding:
    """One counter's forwarder. Lives on the desk's thread."""

    def __init__(
        self,
        relay: ShopRelay,
        kept: KeptShop,
        chance: random.Random,
        flapping: Flapping,
        client: type[HttpGateway],
    ) -> None:
        self._relay = relay
        self._kept = kept
        self._clock = clock = TurnedClock(kept.till.clock.wall)
        clock.ticks_ns = kept.till.clock.ticks_ns
        till = kept.till
        self.wire = BadWire(
            till.shop.application, till.fingerprint, clock, chance, kept.wire.mischief, flapping
        )
        self._device_id = till.device.device_id
        watched = _WatchedRelay(relay, clock, self._device_id, till.wordings.outlet_code)
        self._watched = watched
        self._forwarder: Forwarder = forwarder_of(
            watched,
            StoreAtHand(till.store),
            till.gateway(self.wire, client),
            clock,
            ForwarderNews(lambda: None, lambda _: None, lambda _: None),
            self._read_receipt,
            self._device_id,
            lambda: kept.carrier.is_line_up,
        )
        self._at_s = self._kept_at_s = self.now_s

    @property
    def now_s(self) -> float:
        return self._clock.monotonic_ns() / 1e9

    def follow(self, present_s: float) -> None:
        """Do what is to be done by now, if anything is."""
        if self.now_s > present_s or present_s < self._due_s():
            return
        if present_s > self.now_s:
            self._clock.advance(present_s - self.now_s)
        shop = self._kept.till.shop
        shop.newest = max(shop.newest, self._clock.now())
        self._relay.turn_clock(self._clock.now())
        wait_s = self._forwarder.turn()
        if not self._forwarder.code:
            self._kept.wants_copy = self._kept.has_copies_to_retire = False
            if self._kept.carrier.is_line_up:
                self._kept_at_s = self.now_s
        self._at_s = self.now_s + max(wait_s, _LOOK_S)

    def calm_down(self) -> None:
        """From now on nothing comes in its way any more."""
        self.wire.flapping.calm_down(self.now_s)
        self.wire.mischief = 0.0

    def close(self) -> None:
        self._watched.release()

    def _due_s(self) -> float:
        """When its next look finds something: own copies and receipts, or what others left."""
        if self._has_own_business:
            return self._at_s
        due_s = _NEVER
        if self._kept.carrier.is_line_up:
            for (device_id, _), free_at_s in self._relay.free_at_s.items():
                if device_id == self._device_id:
                    free_at_s = self._kept_at_s + _KEEP_OWN_S  # noqa: PLW2901
                due_s = min(due_s, free_at_s)
        return max(due_s, self._at_s)

    @property
    def _has_own_business(self) -> bool:
        return (
            self._kept.wants_copy
            or self._kept.has_copies_to_retire
            or self._device_id in self._relay.left_for
        )

    def _read_receipt(self, token: str) -> Receipt:
        return receipt_from(token, self._kept.till.wordings.signing_keys)
