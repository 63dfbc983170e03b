"""A store as whoever only reads sees it: beside a counter at work, and on a full disk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from pos_client.domain.audit_examination import KeptEntry
from pos_client.domain.day_figures import ClerkFigures
from pos_client.domain.registration import OutboxRow, OutboxState, QueueSummary
from pos_client.infrastructure.database import audit_chain, days, history, supplies
from pos_client.infrastructure.database.copies import missing_count
from pos_client.infrastructure.database.opening import open_for_reading

__all__ = ["StoreReader"]


class StoreReader:
    """Answers what support asks. It takes no lock of the home and writes to no file of it.

    Raises:
        WriterNeeded: this store has to be opened for writing once before it can be read.
        StoreTrouble: a leaf of it.
    """

    def __init__(self, path: Path) -> None:
        self._database = open_for_reading(path)

    def audit_head(self) -> tuple[int, bytes]:
        return self._database.read(audit_chain.head)

    def countersigned_index(self) -> int:
        return self._database.read(audit_chain.countersigned_index)

    def countersigned_part(self) -> audit_chain.CountersignedPart:
        return self._database.read(audit_chain.countersigned_part)

    def audit_extent(self) -> audit_chain.ChainExtent:
        return self._database.read(audit_chain.extent)

    def audit_entries(self, behind: int, up_to: int, limit: int) -> Sequence[KeptEntry]:
        return self._database.read(
            lambda link: audit_chain.kept_entries(link, behind, up_to, limit)
        )

    def envelope_hashes(self, behind: int, up_to: int, limit: int) -> Sequence[tuple[int, bytes]]:
        return self._database.read(lambda link: audit_chain.kept_hashes(link, behind, up_to, limit))

    def configuration_token(self) -> str | None:
        return self._database.read(supplies.configuration_token)

    def summary(self, today: date) -> QueueSummary:
        return self._database.read(lambda link: history.summary(link, today))

    def of_day(self, day: date) -> Sequence[ClerkFigures]:
        """What each work id did on one day."""
        return self._database.read(lambda link: days.of_day(link, day))

    def page(
        self,
        *,
        states: Sequence[OutboxState],
        below_sequence: int | None,
        limit: int,
        forwarded: bool = False,
    ) -> Sequence[OutboxRow]:
        return self._database.read(
            lambda link: history.page(
                link, states, below_sequence, None, limit, of_others=forwarded
            )
        )

    def row(self, registration_id: UUID) -> OutboxRow | None:
        return self._database.read(lambda link: history.row(link, registration_id))

    def one_copy_count(self) -> int:
        """How many unsettled records lie on this disk only."""
        return self._database.read(missing_count)

    def close(self) -> None:
        self._database.close()
