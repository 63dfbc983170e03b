"""The product with one promise taken away, so that the machine is seen to notice each of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any
from unittest import mock
from uuid import UUID

from pos_client.application.forwarder import Forwarder
from pos_client.application.forwarding import Forwarding
from pos_client.application.relay import Leased
from pos_client.application.trouble import DiskFull
from pos_client.domain.audit import AuditEvent
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.registration import SealedRegistration
from pos_client.infrastructure.database import retention
from pos_client.infrastructure.database.forgotten import SqlForgotten
from pos_client.infrastructure.database.store import SqlStore
from pos_client.protocol.bundle import SealedRecord
from tests.registrations import NOON

__all__ = ["MUTANTS", "weakened"]

_SAVE, _TAKE_IN = SqlStore.save, SqlStore.take_in


def _saves_in_vain(self: SqlStore, sealed: SealedRegistration, event: AuditEvent) -> None:
    with suppress(DiskFull):
        _SAVE(self, sealed, event)


def _renames(self: SqlStore, records: Sequence[SealedRecord], now: datetime) -> int:
    other = [dataclasses.replace(each, id=UUID(int=each.id.int ^ 1)) for each in records]
    return _TAKE_IN(self, other, now)


def _forges(self: Forwarding, leased: Leased) -> bool:
    """Leaves a word of acceptance in the relay for what never went to the gateway."""
    words = self._gateway.words  # type: ignore[attr-defined]
    token = f"forged-{len(words)}"
    words[token] = Receipt(
        leased.id, leased.device_id, leased.envelope_sha256, Outcome.ACCEPTED, "", "", NOON, token
    )
    self._relay.answer(leased, words[token])
    return True


MUTANTS: dict[str, Callable[[], Any]] = {
    "saved-on-a-full-disk": lambda: mock.patch.object(SqlStore, "save", _saves_in_vain),
    "shredded-at-once": lambda: mock.patch.object(retention, "ENVELOPE_KEPT", timedelta(0)),
    "never-shredded": lambda: mock.patch.object(SqlStore, "shred", return_value=0),
    "never-sent-again": lambda: mock.patch.object(
        SqlForgotten, "deliver_again", return_value=False
    ),
    "imported-under-another-id": lambda: mock.patch.object(SqlStore, "take_in", _renames),
    "forwarded-without-the-gateway": lambda: mock.patch.object(Forwarding, "_deliver", _forges),
    "copies-never-compared": lambda: mock.patch.object(Forwarder, "_compare", return_value=None),
}
"""What each takes away; a rule of `machine.py` is there to see it."""


@contextmanager
def weakened(name: str) -> Iterator[None]:
    """Weaken the product for as long as the context is open; by no name, not at all."""
    if not name:
        yield
        return
    with MUTANTS[name]():
        yield
