"""Keeping a registration and its receipt, with years behind the store against a new one."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from uuid import UUID

from pos_client.domain.audit import AuditEvent
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.registration import OutboxState, SealedRegistration
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.ids import new_id
from tests.bench.results import Row, interleaved
from tests.bench.world import World
from tests.history import store_with_history

__all__ = ["measure"]

GOAL = 1.5
FEW = 1_000
# The figure of docs/reliability.md is taken with a million.
MANY = int(os.environ.get("POS_CLIENT_BENCH_HISTORY", "100000"))
_PAGE = 50
_BYTES = 6 * 1024
_REPETITIONS = 150


def measure(world: World) -> Iterator[Row]:
    """Save, claim and settle, and read a page, in turns in both stores."""
    folder = world.new_folder("history")
    with (
        closing(store_with_history(folder / "many", MANY)) as many,
        closing(store_with_history(folder / "few", FEW)) as few,
    ):
        # Those that wait in the longer history are sent first, else they would be claimed below.
        for store, rows in ((many, MANY), (few, FEW)):
            store.database.write(
                lambda link: link.exec_driver_sql(
                    "UPDATE outbox SET state = 'QUARANTINED' WHERE state = 'PENDING'"
                )
            )
            assert store.next_sequence() == rows + 1
        old, new = _Kept(many, MANY), _Kept(few, FEW)
        samples = interleaved(old.one_more, new.one_more, _REPETITIONS, warm_up=10)
        pages = interleaved(old.page, new.page, _REPETITIONS, warm_up=10)
    yield Row.of(
        "history",
        "s",
        samples,
        GOAL,
        f"SqlStore.save, claim and settle of {_BYTES // 1024} KB with {MANY:,} registrations before"
        f" it / the same with {FEW:,}",
    )
    how = f"SqlStore.page of {_PAGE} settled rows in the middle of {MANY:,} / of {FEW:,}"
    yield Row.of("history_page", "s", pages, GOAL, how)


class _Kept:
    def __init__(self, store: SqlStore, before: int) -> None:
        self._store = store
        self._sequences = count(before + 1)
        self._middle = before // 2

    def page(self) -> float:
        """Seconds that one page of the history takes."""
        began = time.perf_counter()
        found = self._store.page(
            states=[OutboxState.SETTLED],
            below_sequence=self._middle,
            above_sequence=None,
            limit=_PAGE,
        )
        assert len(found) == _PAGE
        return time.perf_counter() - began

    def one_more(self) -> float:
        """Seconds from the sealed bytes to the receipt that is kept."""
        now = datetime.now(UTC)
        sealed = _sealed(next(self._sequences), now)
        event = AuditEvent("registration_saved", now, {"sequence": sealed.sequence})
        token = Receipt(
            registration_id=sealed.id,
            device_id="D-1",
            body_sha256=sealed.envelope_sha256,
            outcome=Outcome.ACCEPTED,
            code="",
            phone_number="",
            issued_at=now,
            token="t" * 600,
        )
        began = time.perf_counter()
        self._store.save(sealed, event)
        due = self._store.claim(now)
        assert due is not None
        assert due.sequence == sealed.sequence
        self._store.settle(sealed.id, token, now)
        return time.perf_counter() - began


def _sealed(sequence: int, now: datetime) -> SealedRegistration:
    envelope = os.urandom(_BYTES)
    id_: UUID = new_id()
    return SealedRegistration(
        id=id_,
        case_id=id_,
        sequence=sequence,
        flow="new_number",
        is_offline=False,
        clerk_number="0017",
        masked_name="张**",
        masked_id_number="11************1X",
        masked_phone_number="170****0001",
        created_at=now,
        envelope=envelope,
        envelope_sha256=hashlib.sha256(envelope).digest(),
    )
