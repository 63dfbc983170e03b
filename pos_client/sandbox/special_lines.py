"""Documents without a chip in the ledger: one line each, and the mark of their numbers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from pos_client.sandbox import tables
from pos_client.sandbox.special_tables import special_registrations, transcriptions
from pos_client.sandbox.subscriber_tables import subscribers

__all__ = ["special_lines"]


def special_lines(connection: Connection) -> list[dict[str, Any]]:
    """Every registration without a read; `read_by` is the mark of its number, once it has one."""
    special, words, book = special_registrations, transcriptions, tables.registrations
    mine = (words.c.device_id == special.c.device_id) & (
        words.c.registration_id == special.c.registration_id
    )
    row_of = (book.c.device_id == special.c.device_id) & (book.c.id == special.c.registration_id)
    number_of = (subscribers.c.phone_number == book.c.phone_number) & (book.c.outcome == "ACCEPTED")
    query = (
        select(
            special,
            book.c.outcome,
            book.c.phone_number,
            words.c.transcribed_by,
            words.c.masked_name,
            subscribers.c.read_by,
        )
        .join(book, row_of)
        .outerjoin(words, mine)
        .outerjoin(subscribers, number_of)
        .order_by(book.c.received_at)
    )
    return [
        {
            "registration_id": row.registration_id,
            "document_type": row.document_type,
            "reason": row.reason,
            "clerk_number": row.clerk_number,
            "supervisor_number": row.supervisor_number,
            "outcome": row.outcome,
            "phone_number": row.phone_number,
            "transcribed_by": row.transcribed_by or "",
            "masked_name": row.masked_name or "",
            "read_by": row.read_by or "",
        }
        for row in connection.execute(query)
    ]
