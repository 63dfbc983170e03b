"""The oracle: the gateway's ledger against what a caller was told, asked behind their backs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pos_client.domain.registration import OutboxState
from pos_client.sandbox.ledger import read_ledger
from tests.faults.shop import Shop, Till

__all__ = ["Balance", "balance_of"]

_ALL = tuple(OutboxState)


@dataclass(slots=True)
class Balance:
    """What became of everything that was called saved.

    Attributes:
        lost: neither at the gateway nor visible in the queue; or settled, and never arrived.
        doubled: cases that the ledger holds more than once, or that took effect more than once.
        accepted, pending, quarantined: how many stand where.
    """

    saved: int = 0
    lost: int = 0
    doubled: int = 0
    accepted: int = 0
    pending: int = 0
    quarantined: int = 0

    def add(self, other: Balance) -> None:
        """Put two together."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def balance_of(shop: Shop, tills: Iterable[Till]) -> Balance:
    """Add up; to be called on the desk's thread, where the stores live."""
    rows = read_ledger(shop.sandbox.home.folder)["registrations"]
    by_case = Counter(row["case_id"] for row in rows)
    effects: Counter[str] = Counter()
    for row in rows:
        effects[row["case_id"]] += row["effects"]
    accepted = {row["case_id"] for row in rows if row["outcome"] == "ACCEPTED"}
    total = Balance()
    for till in tills:
        for saved in till.saved.values():
            case = str(saved.case_id)
            row = till.store.row(saved.id)
            state = row.state if row is not None else None
            total.saved += 1
            total.doubled += by_case[case] > 1 or effects[case] > 1
            total.accepted += case in accepted
            total.pending += state is OutboxState.PENDING
            total.quarantined += state is OutboxState.QUARANTINED
            is_visible = state in (OutboxState.PENDING, OutboxState.QUARANTINED)
            total.lost += not is_visible and (state is None or case not in by_case)
    return total
