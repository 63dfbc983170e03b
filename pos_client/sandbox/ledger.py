"""The ledger as an outsider sees it: read straight from the file, also beside a running gateway."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, func, select

from pos_client.sandbox import pattern_tables, tables
from pos_client.sandbox.database import open_for_reading
from pos_client.sandbox.gaps import missing_of_all
from pos_client.sandbox.guard_findings import finding_lines
from pos_client.sandbox.home import SandboxHome, SandboxUnusable
from pos_client.sandbox.inspection_tables import inspections
from pos_client.sandbox.own_number_tables import disputed_numbers
from pos_client.sandbox.review_tables import review_decisions
from pos_client.sandbox.special_lines import special_lines
from pos_client.sandbox.special_tables import document_views
from pos_client.sandbox.subscriber_tables import restore_orders, sim_replacements
from pos_client.sandbox.unit_ledger import unit_books

__all__ = ["BlockBalance", "read_blocks", "read_ledger"]


@dataclass(frozen=True, slots=True)
class BlockBalance:
    """The numbers lent to one device. `still_out` are at hand or of cases not decided yet."""

    issued: int
    accepted: int
    given_back: int
    still_out: int

    @property
    def is_even(self) -> bool:
        """Whether not one number got lost or was used twice."""
        return self.issued == self.accepted + self.given_back + self.still_out


def read_ledger(folder: Path) -> dict[str, Any]:
    """List every registration that was decided, with how often it took effect.

    `doubled` counts effects beyond the first of each registration: anything but 0 is a fault.
    `completed` are accepted cases whose effect is that of the registration completing them, so
    accepted = effects + completed. `missing` names, by device, sequence numbers below the highest
    that never came, and counts envelopes that only its audit chain tells of.

    Raises:
        SandboxUnusable: there is no sandbox in this folder, or it cannot be read.
    """
    book, effects = tables.registrations, tables.effects
    counted = (
        select(effects.c.device_id, effects.c.registration_id, func.count().label("effects"))
        .group_by(effects.c.device_id, effects.c.registration_id)
        .subquery()
    )
    query = (
        select(book, func.coalesce(counted.c.effects, 0).label("effects"))
        .outerjoin(
            counted,
            (counted.c.device_id == book.c.device_id) & (counted.c.registration_id == book.c.id),
        )
        .order_by(book.c.device_id, book.c.sequence, book.c.received_at)
    )
    with open_for_reading(_book_of(folder)) as connection:
        rows = connection.execute(query).all()
        alarms = connection.execute(select(tables.alarms).order_by(tables.alarms.c.id)).all()
        signals = _rows(connection, pattern_tables.signals.c.id)
        effects_in_all = connection.scalar(select(func.count()).select_from(effects)) or 0
        missing = _missing(connection)
        reviews = _rows(connection, review_decisions.c.id)
        orders = _rows(connection, restore_orders.c.id)
        replaced = _rows(connection, sim_replacements.c.id)
        disputed = _rows(connection, disputed_numbers.c.filed_at)
        signed = connection.execute(select(inspections).order_by(inspections.c.month)).all()
        special, views = special_lines(connection), _rows(connection, document_views.c.id)
        more = unit_books(connection) | {"guard_findings": finding_lines(connection)}
    return {
        "registrations": [_plain(row) for row in rows],
        "alarms": [_oddity(row) for row in alarms],
        "signals": [_oddity(row) for row in signals],
        "restore_orders": [_order(row) for row in orders],
        "sim_replacements": [_replacement(row) for row in replaced],
        "disputed_numbers": [_dispute(row) for row in disputed],
        "reviews": [_review(row) for row in reviews],
        "inspections": [_inspection(row) for row in signed],
        "special_documents": special,
        "document_views": [_view(row) for row in views],
        **more,
        "missing": missing,
        "totals": _totals(rows, effects_in_all),
    }


def _totals(rows: Sequence[Any], effects: int) -> dict[str, int]:
    outcomes = Counter(row.outcome for row in rows)
    return {
        "accepted": outcomes["ACCEPTED"],
        "rejected": outcomes["REJECTED"],
        "under_review": outcomes["UNDER_REVIEW"],
        "awaiting_customer": outcomes["AWAITING_CUSTOMER"],
        "completed": len(_completed(rows)),
        "effects": effects,
        "doubled": sum(max(0, row.effects - 1) for row in rows),
    }


def _rows(connection: Connection, by: Column[Any]) -> Sequence[Any]:
    """All of a table, in the order of this column."""
    return connection.execute(select(by.table).order_by(by)).all()


def _view(row: Any) -> dict[str, Any]:
    return {
        "registration_id": row.registration_id,
        "reviewer_number": row.reviewer_number,
        "images": row.images.split(),
        "at": row.at.isoformat(),
    }


def _dispute(row: Any) -> dict[str, Any]:
    return {
        "device_id": row.device_id,
        "registration_id": row.registration_id,
        "phone_number": row.phone_number,
        "evidence": row.evidence.split(),
        "answer": row.answer,
        "at": row.filed_at.isoformat(),
    }


def _plain(row: Any) -> dict[str, Any]:
    return {
        "device_id": row.device_id,
        "id": row.id,
        "sequence": row.sequence,
        "case_id": row.case_id,
        "body_sha256": row.body_sha256.hex(),
        "flow": row.flow,
        "outcome": row.outcome,
        "code": row.code,
        "phone_number": row.phone_number,
        "is_offline": row.is_offline,
        "evidence_level": row.evidence_level,
        "completes": row.completes,
        "forwarded_by": row.forwarded_by,
        "received_at": row.received_at.isoformat(),
        "effects": row.effects,
    }


def _review(row: Any) -> dict[str, Any]:
    return {
        "case_id": row.case_id,
        "clerk_number": row.clerk_number,
        "supervisor_number": row.supervisor_number,
        "codes": row.codes.split(),
        "is_approved": row.is_approved,
        "way": row.way,
        "reason": row.reason,
        "shown": json.loads(row.shown) if row.shown else {},
    }


def _inspection(row: Any) -> dict[str, Any]:
    return {
        "outlet_code": row.outlet_code,
        "month": row.month,
        "device_id": row.device_id,
        "signer": row.signer,
        "signed_at": row.signed_at.isoformat(),
        "received_at": row.received_at.isoformat(),
        "report_sha256": row.report_sha256.hex(),
        "report": json.loads(row.report),
    }


def _order(row: Any) -> dict[str, Any]:
    return {
        "device_id": row.device_id,
        "registration_id": row.registration_id,
        "phone_number": row.phone_number,
        "suspension": row.suspension,
        "at": row.at.isoformat(),
    }


def _replacement(row: Any) -> dict[str, Any]:
    return {
        "device_id": row.device_id,
        "registration_id": row.registration_id,
        "phone_number": row.phone_number,
        "old_sim_number": row.old_sim_number,
        "new_sim_number": row.new_sim_number,
        "at": row.at.isoformat(),
        "works_from": row.works_from.isoformat() if row.works_from else "",
        "old_sim_told_at": row.old_sim_told_at.isoformat() if row.old_sim_told_at else "",
    }


def _oddity(row: Any) -> dict[str, str]:
    return {"device_id": row.device_id, "code": row.code, "subject": row.subject}


def _missing(connection: Connection) -> dict[str, dict[str, Any]]:
    return {
        device_id: {"sequences": list(each.sequences), "announced": each.announced}
        for device_id, each in missing_of_all(connection).items()
    }


def _completed(rows: Sequence[Any]) -> set[str]:
    """Ids of the accepted cases that an accepted registration has completed."""
    accepted = [row for row in rows if row.outcome == "ACCEPTED"]
    completing = {row.completes for row in accepted if row.completes}
    return {row.id for row in accepted if row.id in completing and not row.effects}


def read_blocks(folder: Path) -> dict[str, BlockBalance]:
    """Add up, for each device, what became of the numbers lent to its block.

    Each figure is counted in another book, so that they can only agree if all books do: lent
    numbers among the leases, accepted ones among the effects, and those still out in the pool.

    Raises:
        SandboxUnusable: there is no sandbox in this folder, or it cannot be read.
    """
    lent, pool = tables.leases, tables.numbers
    with open_for_reading(_book_of(folder)) as connection:
        issued = connection.execute(
            select(lent.c.device_id, lent.c.phone_number, lent.c.ended_as)
        ).all()
        given_back = connection.execute(
            select(lent.c.device_id).where(lent.c.ended_as.in_(("REJECTED", "EXPIRED")))
        ).all()
        effects = connection.execute(
            select(tables.effects.c.device_id, tables.effects.c.phone_number)
        ).all()
        out = connection.execute(
            select(pool.c.device_id).where(
                pool.c.state.in_(("LEASED", "KEPT")), pool.c.hold_id.is_(None)
            )
        ).all()
    # A number that was given back may have been sold over the counter since.
    from_blocks = {tuple(row)[:2] for row in issued if row.ended_as in ("", "ACCEPTED")}
    counted = {
        "issued": Counter(row.device_id for row in issued),
        "accepted": Counter(row.device_id for row in effects if tuple(row) in from_blocks),
        "given_back": Counter(row.device_id for row in given_back),
        "still_out": Counter(row.device_id for row in out),
    }
    return {
        device_id: BlockBalance(**{name: count[device_id] for name, count in counted.items()})
        for device_id in counted["issued"]
    }


def _book_of(folder: Path) -> Path:
    file = SandboxHome(folder).database_file
    if not file.exists():
        raise SandboxUnusable(f"there is no sandbox in {folder}; name its folder with --home")
    return file
