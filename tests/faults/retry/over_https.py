"""The same over mutual TLS: eight threads with a client of the product each, one id at a time."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from pos_client.application.storage import Due
from pos_client.application.trouble import GatewayTrouble
from pos_client.infrastructure.gateway.http_gateway import HttpGateway
from pos_client.infrastructure.gateway.line import GatewayLine
from pos_client.infrastructure.gateway.tls import device_context
from tests.faults.ledger import balance_of
from tests.faults.retry.storm import SENDERS, SENDS_OF_AN_ID, Storm
from tests.faults.shop import Till, opened_shop
from tests.faults.unseen import CHECKS_WITHOUT_FACES

__all__ = ["rage_over_https"]


def rage_over_https(count: int, seed: str) -> Storm:
    """Send `count` times at one gateway, over its port."""
    ids = -(-count // SENDS_OF_AN_ID)
    chance = random.Random(seed)
    storm = Storm()
    with opened_shop(
        number_block=ids + 10,
        challenge_pool=ids + 10,
        records=ids + 10,
        records_per_clerk=ids + 10,  # beyond it people look at each, and none has an effect yet
        heartbeat_s=300,
        checks=CHECKS_WITHOUT_FACES,
    ) as shop:
        shop.more_numbers(2 * ids + 100)
        till, other = shop.open_till(), shop.open_till()

        def capture() -> list[Due]:
            till.open()
            other.open()
            for _ in range(ids):
                assert till.register() is not None
                till.clock.advance(1)
                shop.newest = max(shop.newest, till.clock.now())
            return [
                Due(each.id, each.sequence, each.envelope, each.envelope_sha256, 0)
                for each in till.saved.values()
            ]

        queue = shop.application.run(capture)
        clients = [_client(each) for each in (till, other) for _ in range(SENDERS // 2)]
        try:
            with ThreadPoolExecutor(SENDERS) as senders:
                for due in queue:
                    sends = min(SENDS_OF_AN_ID, count - storm.retries)
                    _send(storm, due, sends, clients, senders, chance)
        finally:
            for client in clients:
                client.close()
        storm.ids = len(queue)
        storm.balance = shop.application.run(lambda: balance_of(shop, [till]))
    # Nobody settled anything here: what is pending in the store is at the gateway.
    storm.balance.lost = storm.balance.saved - storm.balance.accepted
    return storm


def _client(till: Till) -> HttpGateway:
    device = till.device
    context = device_context(device.gateway, *device.tls_pair)
    line = GatewayLine.to(device.gateway.url, context)
    head = till.shop.application.run(till.store.audit_head)
    return HttpGateway(line, till.wordings, till.key, lambda: head, "0.1.0")


def _send(
    storm: Storm,
    due: Due,
    sends: int,
    clients: list[HttpGateway],
    senders: ThreadPoolExecutor,
    chance: random.Random,
) -> None:
    together = Barrier(SENDERS)
    share = [sends // SENDERS + (place < sends % SENDERS) for place in range(SENDERS)]
    chance.shuffle(share)

    def send(place: int) -> list[str]:
        told = []
        together.wait()
        for _ in range(share[place]):
            try:
                told.append(clients[place].deliver(due).token)
            except GatewayTrouble as trouble:
                told.append(json.dumps([trouble.code, trouble.facts]))
        return told

    tokens = [token for told in senders.map(send, range(SENDERS)) for token in told]
    storm.retries += len(tokens)
    storm.strange += len(set(tokens)) - 1
    storm.answers.update("receipt" if "." in token else token for token in tokens)
