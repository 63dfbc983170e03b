"""The ledger as an outsider sees it: read straight from the file, also beside a running gateway."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from pos_client.sandbox import tables
from pos_client.sandbox.database import open_for_reading
from pos_client.sandbox.home import SandboxHome, SandboxUnusable

__all__ = ["read_ledger"]


def read_ledger(folder: Path) -> dict[str, Any]:
    """List every registration that was decided, with how often it took effect.

    `doubled` counts effects beyond the first of each registration: anything but 0 is a fault.

    Raises:
        SandboxUnusable: there is no sandbox in this folder, or it cannot be read.
    """
    file = SandboxHome(folder).database_file
    if not file.exists():
        raise SandboxUnusable(f"there is no sandbox in {folder}; name its folder with --home")
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
    with open_for_reading(file) as connection:
        rows = connection.execute(query).all()
        alarms = connection.execute(select(tables.alarms).order_by(tables.alarms.c.id)).all()
        effects_in_all = connection.scalar(select(func.count()).select_from(effects)) or 0
    outcomes = Counter(row.outcome for row in rows)
    return {
        "registrations": [_plain(row) for row in rows],
        "alarms": [
            {"device_id": row.device_id, "code": row.code, "subject": row.subject} for row in alarms
        ],
        "totals": {
            "accepted": outcomes["ACCEPTED"],
            "rejected": outcomes["REJECTED"],
            "under_review": outcomes["UNDER_REVIEW"],
            "awaiting_customer": outcomes["AWAITING_CUSTOMER"],
            "effects": effects_in_all,
            "doubled": sum(max(0, row.effects - 1) for row in rows),
        },
    }


def _plain(row: Any) -> dict[str, Any]:
    return {
        "device_id": row.device_id,
        "id": row.id,
        "sequence": row.sequence,
        "case_id": row.case_id,
        "body_sha256": row.body_sha256.hex(),
        "outcome": row.outcome,
        "code": row.code,
        "phone_number": row.phone_number,
        "is_offline": row.is_offline,
        "forwarded_by": row.forwarded_by,
        "received_at": row.received_at.isoformat(),
        "effects": row.effects,
    }
