"""The gateway's tables of units, their orders, and the users of each order."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, String, Table

from pos_client.sandbox.tables import METADATA, Instant

__all__ = ["unit_lines", "unit_orders", "unit_register", "unit_transcripts", "units"]

# The state's register of units, invented: it is asked, and nothing here writes to it.
unit_register = Table(
    "unit_register",
    METADATA,
    Column("unit_credit_code", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("is_revoked", Boolean, nullable=False, default=False),
)

# Whom the carrier has a record of: entered by its own people out of the sealed images.
units = Table(
    "units",
    METADATA,
    Column("unit_credit_code", String, primary_key=True),
    Column("name", String, nullable=False),
    # Numbers from before these books.
    Column("numbers", Integer, nullable=False, default=0),
    # Whose registration the record came of; empty for one that was here before.
    Column("registration_id", String, nullable=False, default=""),
    Column("confirmed_at", Instant),
)

# One for each unit registration that came; it takes users from its acceptance on.
unit_orders = Table(
    "unit_orders",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("order_id", String, primary_key=True),
    Column("unit_credit_code", String, nullable=False),
    Column("use", String, nullable=False),
    Column("numbers", Integer, nullable=False),
    Column("token_sha256", LargeBinary, nullable=False),
    Column("outlet_code", String, nullable=False),
    # What was decided, and whether it rests; see `unit_orders.Standing`.
    Column("state", String, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Index("unit_orders_by_unit", "unit_credit_code"),
    Index("unit_orders_by_id", "order_id"),
)

# One for each case of a user. `place` orders the pages.
unit_lines = Table(
    "unit_lines",
    METADATA,
    Column("place", Integer, primary_key=True),
    Column("device_id", String, nullable=False),
    Column("case_id", String, nullable=False),
    Column("order_device_id", String, nullable=False),
    Column("order_id", String, nullable=False),
    Column("person_key", LargeBinary, nullable=False),
    # Why the case was refused at the counter; empty for one that goes on.
    Column("code", String, nullable=False, default=""),
    # So long a case at a counter keeps its place among the order's numbers.
    Column("kept_until", Instant, nullable=False),
    Column("registration_id", String, nullable=False, default=""),
    Column("at", Instant, nullable=False),
    Index("unit_lines_by_case", "device_id", "case_id", unique=True),
    Index("unit_lines_by_order", "order_id", "order_device_id", "place"),
)

# What a reviewer has read off the sealed images of a unit's document.
unit_transcripts = Table(
    "unit_transcripts",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("registration_id", String, primary_key=True),
    Column("unit_credit_code", String, nullable=False),
    Column("name", String, nullable=False),
    Column("reviewer_number", String, nullable=False),
    Column("at", Instant, nullable=False),
)
