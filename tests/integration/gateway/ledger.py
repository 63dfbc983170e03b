"""The oracle: what the sandbox's own books say, asked behind the client's back."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from pos_client.sandbox import tables
from pos_client.sandbox.running import RunningSandbox

__all__ = ["effects_of"]


def effects_of(sandbox: RunningSandbox, registration_id: UUID) -> int:
    """How often a registration took effect."""
    query = (
        select(func.count())
        .select_from(tables.effects)
        .where(tables.effects.c.registration_id == str(registration_id))
    )
    return sandbox.call(lambda desk: desk.connection.scalar(query) or 0)
