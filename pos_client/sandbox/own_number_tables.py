"""The gateway's tables of own-number lists, and of the numbers that somebody disputes."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table

from pos_client.sandbox.tables import METADATA, Instant

__all__ = ["disputed_numbers", "own_number_lists"]

# Who was verified in which case, and when they saw how many numbers: the access log of the list.
own_number_lists = Table(
    "own_number_lists",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("case_id", String, primary_key=True),
    Column("person_key", LargeBinary, nullable=False),
    Column("verified_at", Instant, nullable=False),
    Column("clerk_number", String, nullable=False, default=""),
    Column("shown_at", Instant),
    Column("count", Integer, nullable=False, default=0),
)

# 异议号码. The number stays in its name, and all that was ever sealed about it stays as evidence:
# `evidence` names the registrations of that number until then, `device:id`, oldest first.
disputed_numbers = Table(
    "disputed_numbers",
    METADATA,
    Column("phone_number", String, primary_key=True),
    Column("person_key", LargeBinary, nullable=False),
    Column("device_id", String, nullable=False),
    Column("registration_id", String, nullable=False),
    Column("filed_at", Instant, nullable=False),
    Column("evidence", String, nullable=False),
    # What the carrier has found out, a `DisputeAnswer`; empty and None until then.
    Column("answer", String, nullable=False, default=""),
    Column("answered_at", Instant),
    Index("disputed_numbers_by_person", "person_key"),
)
