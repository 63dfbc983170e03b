"""A store with two dozen records in every state, for tests that damage it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from pos_client.domain.audit import AuditEvent
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import SealedRegistration
from pos_client.infrastructure.database.store import SqlStore
from tests.registrations import NOON, receipt, registration

__all__ = ["MANY", "SIZES", "filled", "saved"]

MANY = 24
SIZES = (300, 2_000, 9_000, 30_000)


def saved(store: SqlStore, sequence: int) -> SealedRegistration:
    """Save one, as a counter does: its audit entry names it."""
    sealed = registration(sequence, size=SIZES[sequence % len(SIZES)])
    details: dict[str, str | int | bool] = {
        "registration_id": str(sealed.id),
        "sequence": sequence,
        "sha256": sealed.envelope_sha256.hex(),
        "offline": False,
    }
    store.save(sealed, AuditEvent("registration_saved", NOON, details))
    return sealed


def filled(path: Path) -> list[SealedRegistration]:
    """Make the file: six with receipts, one put aside, the others pending."""
    with closing(SqlStore(path)) as store:
        made = [saved(store, sequence) for sequence in range(1, MANY + 1)]
        for sealed in made[:6]:
            store.settle(sealed.id, receipt(sealed, Outcome.ACCEPTED), NOON)
        store.quarantine(made[6].id, "G-206")
    return made
