"""Somebody on the road answers in the gateway's place: with another key, for another body."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import partial
from unittest import mock
from uuid import UUID

from joserfc.jwk import ECKey

from pos_client.domain.outcome import Receipt
from pos_client.protocol import words
from pos_client.protocol.api import Paths
from pos_client.sandbox.faults import FaultKind
from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.moves import (
    believing,
)
from tests.attacks.scene import Scene
from tests.integration.chain.shop import Shop, eventually

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    shop = scene.shop()
    counter = shop.open_at_work()
    forgeries = (FaultKind.FORGED_RECEIPT, FaultKind.FOREIGN_RECEIPT, FaultKind.NO_RECEIPT)
    for kind, slug in zip(forgeries, ("resident-lin", "resident-ma", "hmt-ho"), strict=True):
        shop.faults.add(kind, path=Paths.REGISTRATIONS)
        saved = counter.register(slug)
        scene.forgive(saved.id)
        eventually(partial(_is_tried, shop, saved.id))
        scene.tell_client(kind.value, is_stopped=_state(shop, saved.id)[0] == "PENDING")
        shop.faults.clear()
        counter.drained()


def _is_tried(shop: Shop, registration_id: UUID) -> bool:
    return _state(shop, registration_id) != ("PENDING", "")


def _state(shop: Shop, registration_id: UUID) -> tuple[str, str]:
    """State and reason of a row of the queue, read from outside."""
    rows = {row[0]: row[1:] for row in shop.asked("SELECT id, state, reason FROM outbox")}
    state, reason = rows[str(registration_id)]
    return state, reason


def _trusting() -> AbstractContextManager[object]:
    """A client that reads receipts and asks for no signature."""
    read = words.receipt_from

    def believed(token: str, keys: Mapping[str, ECKey]) -> Receipt:
        with mock.patch.object(words, "verify", believing):
            return read(token, keys)

    return mock.patch.object(words, "receipt_from", believed)


ATTACK = Attack(
    abuses="the answer that a registration waits for",
    run=_run,
    mutants=(Mutant("signature of receipts", Side.CLIENT, _trusting),),
)
