"""Documents without a chip at the gateway: captured, transcribed, and shown to whom."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, LargeBinary, String, Table

from pos_client.sandbox.tables import METADATA, Instant

__all__ = ["document_views", "special_registrations", "transcriptions"]

# One line for each that was captured, of whatever outcome: the day's cap counts them.
special_registrations = Table(
    "special_registrations",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("registration_id", String, primary_key=True),
    Column("outlet_code", String, nullable=False),
    Column("captured_on", Date, nullable=False),
    Column("document_type", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("clerk_number", String, nullable=False),
    Column("supervisor_number", String, nullable=False),
    Index("special_registrations_by_day", "outlet_code", "captured_on"),
)

# What a reviewer has read off the images, sealed: no chip said it, and nobody here may forget that.
transcriptions = Table(
    "transcriptions",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("registration_id", String, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("person_key", LargeBinary, nullable=False),
    Column("masked_name", String, nullable=False),
    Column("age_decision", String, nullable=False),
    Column("transcribed_by", String, nullable=False),
    Column("at", Instant, nullable=False),
)

# Who was shown whose images, and when.
document_views = Table(
    "document_views",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("registration_id", String, nullable=False),
    Column("reviewer_number", String, nullable=False),
    Column("images", String, nullable=False),
    Column("at", Instant, nullable=False),
    Index("document_views_by_registration", "registration_id"),
)
