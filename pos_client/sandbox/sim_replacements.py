"""The effect of a replacement (补换卡): another SIM under a number, at once or after a delay."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from pos_client.sandbox import subscriber_tables as tables
from pos_client.sandbox.controls import Control
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.sim_standings import stock_number

__all__ = ["SimReplacements"]

_BOOK = tables.subscribers


class SimReplacements:
    """Runs inside the caller's transaction."""

    def __init__(self, connection: Connection, policy: SandboxPolicy) -> None:
        self._connection = connection
        self._policy = policy

    def replace(
        self,
        device_id: str,
        registration_id: str,
        phone_number: str,
        iccid: str,
        at: datetime,
        *,
        decided_before: bool = False,
        works_from: datetime | None = None,
    ) -> datetime | None:
        """Enter the new SIM as the one of this number; the old one proves nothing any more.

        Where the number is at high risk, the new SIM works later only, and the old one, on which
        the true owner may still be reached, is told. Without a delay no message would reach it.

        Args:
            decided_before: these books have forgotten it; then `works_from` is what was decided.

        Returns:
            When the new SIM begins to work, where that is not at once.
        """
        row = self._connection.execute(
            select(_BOOK).where(_BOOK.c.phone_number == phone_number)
        ).one()
        if not decided_before and self._is_at_high_risk(row, at):
            works_from = at + self._policy.replacement_delay
        new = stock_number(iccid)
        if row.sim_since is None or row.sim_since <= at:  # else a newer one came back first
            self._connection.execute(
                update(_BOOK)
                .where(_BOOK.c.phone_number == phone_number)
                .values(sim_number=new, sim_since=at, sim_works_from=works_from)
            )
        self._connection.execute(
            insert(tables.sim_replacements).values(
                device_id=device_id,
                registration_id=registration_id,
                phone_number=phone_number,
                old_sim_number=row.sim_number,
                new_sim_number=new,
                at=at,
                works_from=works_from,
                old_sim_told_at=at if works_from is not None else None,
            )
        )
        return works_from

    def _is_at_high_risk(self, row: Row[Any], at: datetime) -> bool:
        """Whether it is flagged, or changed hands or SIM a short while ago."""
        if not self._policy.controls.is_on(Control.REPLACEMENT_DELAY):
            return False
        if row.flagged_until is not None:
            return True
        since = at - self._policy.risky_within
        changes = (row.owner_since, row.sim_since)
        return any(change is not None and change > since for change in changes)
