"""The gateway's tables of numbers that exist: who has them, by key, and what was done about it."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, LargeBinary, String, Table

from pos_client.sandbox.tables import METADATA, Instant

__all__ = ["restore_orders", "subscribers", "usage_codes"]

subscribers = Table(
    "subscribers",
    METADATA,
    Column("phone_number", String, primary_key=True),
    # Its first 19 characters: carriers print another last one than the chip's.
    Column("sim_number", String, nullable=False),
    Column("state", String, nullable=False),
    Column("missing", String, nullable=False, default=""),
    Column("suspension", String, nullable=False),
    Column("deadline", Date),
    # Channel and day of each notice, `SMS:2026-10-01 CALL:...`.
    Column("notices", String, nullable=False, default=""),
    Column("person_key", LargeBinary),
    Index("subscribers_by_sim", "sim_number"),
)

# Codes sent to numbers; one that came back right is a reference, good for one case.
usage_codes = Table(
    "usage_codes",
    METADATA,
    Column("reference", String, primary_key=True),
    Column("phone_number", String, nullable=False),
    Column("device_id", String, nullable=False),
    Column("code", String, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("sent_at", Instant, nullable=False),
    Column("proven_at", Instant),
    Column("case_id", String),
    Index("usage_codes_by_number", "phone_number", "sent_at"),
)

# 复机: given in the transaction of the acceptance that it belongs to, and in no other.
restore_orders = Table(
    "restore_orders",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("device_id", String, nullable=False),
    Column("registration_id", String, nullable=False),
    Column("phone_number", String, nullable=False),
    Column("suspension", String, nullable=False),
    Column("at", Instant, nullable=False),
)
