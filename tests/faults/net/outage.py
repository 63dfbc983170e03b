"""Two hundred records of one outage, some of them poisoned, and how they go afterwards."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from unittest import mock
from uuid import UUID

from pos_client.application.sealing import Sealing
from pos_client.domain.registration import OutboxState
from pos_client.protocol.envelope import Envelope, Header
from tests.faults.ledger import Balance, balance_of
from tests.faults.mutants import client_of
from tests.faults.net.counters import KeptShop
from tests.faults.shop import Shop, Till, opened_shop
from tests.faults.unseen import CHECKS_WITHOUT_FACES

__all__ = ["RECORDS", "Outages", "come_back"]

RECORDS = 200
_BETWEEN_S = 72.0
_LATEST_S = 900.0
_SEAL = Sealing._envelope


@dataclass(slots=True)
class Outages:
    """What some outages have come to.

    Attributes:
        drained_s: the longest time from the line's return until nothing was pending any more.
        poisoned, visible: records that the gateway will never take, and how many of these the
            queue shows as put aside, with a reason.
        delayed_s: the longest that poisoned ones held up a good one which stood behind them.
    """

    balance: Balance
    drained_s: float = 0.0
    poisoned: int = 0
    visible: int = 0
    delayed_s: float = 0.0


def come_back(
    times: int, seed: str, *, poison: float, mutant: str = "", records: int = RECORDS
) -> Outages:
    """Let one counter capture two hundred without its line, and bring the line back."""
    with opened_shop(
        number_block=records + 40 * times,  # those of poisoned records never come back
        challenge_pool=records + 25,  # what is left of it makes the counter ask for more
        heartbeat_s=300,
        checks=CHECKS_WITHOUT_FACES,
    ) as shop:
        shop.more_numbers(records * (times + 3) + 400)
        till = shop.open_till()
        counter = partial(_Counter, shop, till, seed, poison, mutant, records)
        return shop.application.run(lambda: counter().run(times))


class _Counter:
    def __init__(
        self, shop: Shop, till: Till, seed: str, poison: float, mutant: str, records: int
    ) -> None:
        self._shop = shop
        self._till = till
        self._chance = random.Random(seed)
        self._poison = poison
        self._records = records
        self._kept = KeptShop(till, self._chance, mischief=0.0, client=client_of(mutant))
        self._kept.wire.tried = self._note
        self._poisoned: set[UUID] = set()
        self._tried_at_s: list[float] = []

    def run(self, times: int) -> Outages:
        outages = Outages(Balance())
        self._let_pass(60.0)
        for _ in range(times):
            self._capture()
            outages.drained_s = max(outages.drained_s, self._drain())
            outages.delayed_s = max(outages.delayed_s, self._longest_gap_s())
            self._let_pass(320.0)
        rows = [self._till.store.row(each) for each in self._poisoned]
        outages.poisoned = len(rows)
        outages.visible = sum(
            row is not None and row.state is OutboxState.QUARANTINED and bool(row.reason)
            for row in rows
        )
        outages.balance = balance_of(self._shop, [self._till])
        return outages

    def _capture(self) -> None:
        kept = self._kept
        kept.wire.is_cut = True
        for _ in range(self._records):
            is_bad = self._chance.random() < self._poison
            with _spoiling() if is_bad else nullcontext():
                assert kept.save(), "the pool is too small for two hundred"
            if is_bad:
                self._poisoned.add(next(reversed(self._till.saved)))
            end_s = kept.now_s + _BETWEEN_S
            while kept.now_s < end_s:
                kept.turn(end_s)

    def _drain(self) -> float:
        kept = self._kept
        kept.wire.is_cut = False
        self._tried_at_s.clear()
        began_s = kept.now_s
        while kept.pending and kept.now_s - began_s < _LATEST_S:
            kept.turn(kept.now_s + 1.0)
        return kept.now_s - began_s

    def _longest_gap_s(self) -> float:
        """Between two attempts lie the answer of the first and nothing else."""
        return max((after - before for before, after in pairwise(self._tried_at_s)), default=0.0)

    def _let_pass(self, seconds: float) -> None:
        end_s = self._kept.now_s + seconds
        while self._kept.now_s < end_s:
            self._kept.turn(end_s)

    def _note(self, is_registration: bool) -> None:
        if is_registration:
            self._tried_at_s.append(self._kept.now_s)


@contextmanager
def _spoiling() -> Iterator[None]:
    """What is sealed now can be opened by nobody; everything around it is honest."""

    def seal(self: Sealing, header: Header, body: bytes) -> Envelope:
        honest = _SEAL(self, header, body)
        turned = bytes(byte ^ 0x55 for byte in honest.sealed_body)
        signature = self._evidence_key.sign(Envelope.signed_bytes(header, turned))
        return dataclasses.replace(honest, sealed_body=turned, signature=signature)

    with mock.patch.object(Sealing, "_envelope", seal):
        yield
