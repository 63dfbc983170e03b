"""The tables of self-inspections: drafts, and months that were signed, chained by their hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from pos_client.application.inspections import SignedInspection
from pos_client.application.trouble import StoreDamaged
from pos_client.domain.audit import AuditEntry, AuditEvent
from pos_client.domain.inspection import InspectionReport, report_of
from pos_client.domain.inspection_draft import InspectionDraft, draft_of
from pos_client.domain.month import Month
from pos_client.infrastructure.database import audit_chain
from pos_client.infrastructure.database.connection import Database
from pos_client.infrastructure.database.tables import inspection_drafts, inspections

__all__ = ["SqlInspections", "forget"]

_BOOK, _DRAFTS = inspections, inspection_drafts
_GENESIS = bytes(32)


class SqlInspections:
    """Implements `SignedInspections`; `appended` hears of each entry that was chained."""

    def __init__(self, database: Database, appended: Callable[[AuditEntry], AuditEntry]) -> None:
        self._database = database
        self._appended = appended

    def draft(self, month: Month) -> InspectionDraft | None:
        kept = select(_DRAFTS.c.draft).where(_DRAFTS.c.month == str(month))
        text = self._database.read(lambda link: link.execute(kept).scalar_one_or_none())
        try:
            return None if text is None else draft_of(text)
        except ValueError:
            return None  # whatever was answered is answered once more

    def keep_draft(self, draft: InspectionDraft) -> None:
        row = insert(_DRAFTS).values(month=str(draft.month), draft=draft.canonical)
        kept = row.on_conflict_do_update(set_={"draft": row.excluded.draft})
        self._database.write(lambda link: link.execute(kept))

    def close(self, report: InspectionReport, proof: str, event: AuditEvent) -> AuditEntry:
        def work(link: Connection) -> AuditEntry:
            rows = _whole(link)
            month = str(report.month)
            if any(row.month == month and not row.reason for row in rows):
                raise ValueError("this month was signed")
            before = rows[-1] if rows else None
            link.execute(
                insert(_BOOK).values(
                    number=before.number + 1 if before is not None else 1,
                    month=month,
                    signed_at=event.at,
                    report=report.canonical,
                    sha256=report.sha256,
                    chain=_link(before.chain if before is not None else _GENESIS, report.sha256),
                    proof=proof,
                )
            )
            link.execute(delete(_DRAFTS).where(_DRAFTS.c.month <= month))
            return audit_chain.append(link, event)

        return self._appended(self._database.write(work, may_use_reserve=True))

    def signed_until(self) -> Month | None:
        newest = select(func.max(_BOOK.c.month)).where(_BOOK.c.reason == "")
        month = self._database.read(lambda link: link.execute(newest).scalar_one_or_none())
        return None if month is None else _month(month)

    def last(self) -> SignedInspection | None:
        rows = self._database.read(_whole)
        return _signed(rows[-1]) if rows else None

    def next_to_deliver(self) -> SignedInspection | None:
        waiting = [
            row
            for row in self._database.read(_whole)
            if row.acknowledged_at is None and not row.reason
        ]
        return _signed(waiting[0]) if waiting else None

    def acknowledge(self, number: int, receipt: str, at: datetime) -> None:
        changed = update(_BOOK).where(_BOOK.c.number == number, _BOOK.c.acknowledged_at.is_(None))
        taken = changed.values(acknowledged_at=at, receipt=receipt)
        self._database.write(lambda link: link.execute(taken), may_use_reserve=True)

    def refuse(self, number: int, reason: str) -> None:
        changed = update(_BOOK).where(_BOOK.c.number == number, _BOOK.c.acknowledged_at.is_(None))
        self._database.write(
            lambda link: link.execute(changed.values(reason=reason)), may_use_reserve=True
        )


def forget(connection: Connection, before: datetime) -> int:
    """Let go of months that were signed long ago; the newest stays, for the next one's chain."""
    newest = select(func.max(_BOOK.c.number)).scalar_subquery()
    is_answered = _BOOK.c.acknowledged_at.is_not(None) | (_BOOK.c.reason != "")
    return connection.execute(
        delete(_BOOK).where(_BOOK.c.signed_at <= before, _BOOK.c.number != newest, is_answered)
    ).rowcount


def _whole(connection: Connection) -> Sequence[Row[tuple[Any, ...]]]:
    """All rows, oldest first, each as it was signed.

    Raises:
        StoreDamaged: somebody has changed one, put one in or taken one out.
    """
    rows = connection.execute(select(_BOOK).order_by(_BOOK.c.number)).all()
    chain: bytes | None = None
    for place, row in enumerate(rows):
        sha256 = hashlib.sha256(row.report.encode()).digest()
        is_next = place == 0 or row.number == rows[place - 1].number + 1
        if row.number == 1:
            chain = _GENESIS
        is_chained = chain is None or row.chain == _link(chain, sha256)
        if sha256 != row.sha256 or not (is_next and is_chained):
            raise StoreDamaged(table="inspections")
        chain = row.chain
    return rows


def _link(before: bytes, sha256: bytes) -> bytes:
    return hashlib.sha256(before + sha256).digest()


def _signed(row: Row[tuple[Any, ...]]) -> SignedInspection:
    try:
        report = report_of(row.report)
    except ValueError:
        raise StoreDamaged(table="inspections") from None
    return SignedInspection(row.number, report, row.proof, row.acknowledged_at, row.reason)


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise StoreDamaged(table="inspections") from None
