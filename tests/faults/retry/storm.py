"""One id, eight senders at once, again and again, and the product's own retries among them."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from pos_client.application.backoff import Backoff
from pos_client.application.outbox import Outbox, StoreAtHand
from pos_client.domain.registration import SealedRegistration
from pos_client.infrastructure.gateway.http_gateway import HttpGateway
from pos_client.protocol.api import ENVELOPE_MEDIA_TYPE, Headers, Paths
from pos_client.protocol.words import receipt_from
from tests.faults.bad_wire import BadWire
from tests.faults.in_process import Answered, ApplicationWire
from tests.faults.ledger import Balance, balance_of
from tests.faults.mutants import client_of, remembering
from tests.faults.shop import Shop, Till, opened_shop
from tests.faults.unseen import CHECKS_WITHOUT_FACES

__all__ = ["SENDERS", "SENDS_OF_AN_ID", "Storm", "rage", "run_job"]

SENDERS = 8
SENDS_OF_AN_ID = 160
_MISCHIEF = 0.5
_WITHIN_STEPS = 200


@dataclass(slots=True)
class Storm:
    """What became of a number of sends.

    Attributes:
        retries: sends of the eight, all of them of an id that was sent before or at once by others.
        answers: what the gateway said, by status; a receipt counts as the outcome it names.
        strange: receipts of one id that did not say the same.
    """

    balance: Balance = field(default_factory=Balance)
    retries: int = 0
    ids: int = 0
    product_attempts: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    strange: int = 0

    def add(self, other: Storm) -> None:
        """Put two together."""
        self.balance.add(other.balance)
        self.retries += other.retries
        self.ids += other.ids
        self.product_attempts += other.product_attempts
        self.answers += other.answers
        self.strange += other.strange


def run_job(job: tuple[int, str, str]) -> Storm:
    """Run a part in a process of its own: how many sends, seed, mutant."""
    with remembering(job[2]):
        return rage(*job)


def rage(count: int, seed: str, mutant: str = "") -> Storm:
    """Send `count` times at one gateway."""
    ids = -(-count // SENDS_OF_AN_ID)
    with opened_shop(
        number_block=min(ids + 10, 250),
        challenge_pool=min(ids + 10, 300),
        heartbeat_s=300,
        checks=CHECKS_WITHOUT_FACES,
    ) as shop:
        shop.more_numbers(ids + 600)
        tills = [shop.open_till(), shop.open_till()]
        return shop.application.run(lambda: _Storm(shop, tills, seed, mutant).run(count))


class _Storm:
    def __init__(self, shop: Shop, tills: list[Till], seed: str, mutant: str) -> None:
        self._shop = shop
        self._till, self._other = tills
        self._chance = random.Random(seed)
        self._storm = Storm()
        for till in tills:
            till.open()
        till = self._till
        self._clean = till.gateway(ApplicationWire(shop.application, till.fingerprint))
        wire = self._wire = BadWire(
            shop.application, till.fingerprint, till.clock, self._chance, _MISCHIEF
        )
        self._gateway = till.gateway(wire, client_of(mutant))
        self._outbox = Outbox(
            StoreAtHand(till.store), self._gateway, till.clock, Backoff(), lambda _: None
        )
        wire.tried = self._note
        # Half of the senders stand at another counter of the outlet, and forward.
        self._headers = [
            (each.fingerprint, _headers_of(each))
            for each in (till, self._other)
            for _ in range(SENDERS // 2)
        ]

    def run(self, count: int) -> Storm:
        storm = self._storm
        while storm.retries < count:
            sealed = self._sealed()
            storm.ids += 1
            sends = min(SENDS_OF_AN_ID, count - storm.retries)
            # In one half of all cases the eight are first, in the other the outbox is; what it
            # has settled and never sent, nobody can send again.
            first = sends // 2 if self._chance.random() < 0.5 else 0
            self._send(sealed, first)
            self._drain()
            if first or str(sealed.id) in self._wire.arrived:
                self._send(sealed, sends - first)
        storm.balance = balance_of(self._shop, [self._till])
        return storm

    def _sealed(self) -> SealedRegistration:
        sealed = self._till.register()
        if sealed is None:
            self._till.take_configuration(*self._clean.configuration())
            self._till.store.add_challenges(self._clean.challenges())
            sealed = self._till.register()
        assert sealed is not None, "no number or challenge is left"
        self._till.clock.advance(1)
        self._shop.newest = max(self._shop.newest, self._till.clock.now())
        return sealed

    def _drain(self) -> None:
        """The product's own way with a line that loses, doubles, tears and forges."""
        for _ in range(_WITHIN_STEPS):
            if not self._till.store.count_pending(offline_only=False):
                return
            self._outbox.deliver_next()
            self._till.clock.advance(60)
            self._till.store.make_all_due()
            self._shop.newest = max(self._shop.newest, self._till.clock.now())

    def _send(self, sealed: SealedRegistration, sends: int) -> None:
        if sends:
            answers = self._shop.application.wait_for(self._at_once(sealed, sends))
            self._take(sealed, answers)

    async def _at_once(self, sealed: SealedRegistration, sends: int) -> list[Answered]:
        """Each sender has the next one of its sends under way while the others have theirs."""
        share = [sends // SENDERS + (place < sends % SENDERS) for place in range(SENDERS)]
        told = await asyncio.gather(
            *(self._sender(place, sealed, times) for place, times in enumerate(share))
        )
        return [answer for answers in told for answer in answers]

    async def _sender(self, place: int, sealed: SealedRegistration, times: int) -> list[Answered]:
        fingerprint, headers = self._headers[place]
        headers = {**headers, Headers.IDEMPOTENCY_KEY: str(sealed.id)}
        call = self._shop.application.call
        return [
            await call(fingerprint, "POST", Paths.REGISTRATIONS, headers, sealed.envelope, pieces=2)
            for _ in range(times)
        ]

    def _take(self, sealed: SealedRegistration, answers: list[Answered]) -> None:
        """Every answer is the same signed receipt for exactly these bytes."""
        storm = self._storm
        storm.retries += len(answers)
        for body in {answer.body for answer in answers if answer.status == 200}:
            token = _token(body)
            receipt = receipt_from(token, self._till.wordings.signing_keys)
            asked = (sealed.id, sealed.envelope_sha256)
            storm.strange += (receipt.registration_id, receipt.body_sha256) != asked
        bodies = {answer.body for answer in answers}
        storm.strange += len(bodies) - 1
        storm.answers.update(f"{answer.status}" for answer in answers)

    def _note(self, is_registration: bool) -> None:
        self._storm.product_attempts += is_registration


def _headers_of(till: Till) -> Mapping[str, str]:
    """What the product says with a delivery, signed audit head included."""
    client: HttpGateway = till.gateway(ApplicationWire(till.shop.application, till.fingerprint))
    return {**client._headers.plain(), "Content-Type": ENVELOPE_MEDIA_TYPE}


def _token(body: bytes) -> str:
    token: str = json.loads(body)["token"]
    return token
