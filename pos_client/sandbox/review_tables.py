"""What was decided about cases by a second person, and what the centre is being asked."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, String, Table

from pos_client.sandbox.tables import METADATA, Instant

__all__ = ["centre_reviews", "review_decisions"]

# Every decision, on site and by the centre. `shown` is what the gateway showed to the reviewer.
review_decisions = Table(
    "review_decisions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("device_id", String, nullable=False),
    Column("clerk_number", String, nullable=False),
    Column("supervisor_number", String, nullable=False),
    Column("way", String, nullable=False),
    Column("codes", String, nullable=False),
    Column("is_approved", Boolean, nullable=False),
    Column("reason", String, nullable=False),
    Column("shown", String, nullable=False),
    Column("at", Instant, nullable=False),
    Index("review_decisions_by_case", "case_id", "device_id"),
)

# A live case before the centre: `expires_at` ends its countdown, `verdicts_until` the answers.
centre_reviews = Table(
    "centre_reviews",
    METADATA,
    Column("id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("device_id", String, nullable=False),
    Column("outlet_code", String, nullable=False),
    Column("clerk_number", String, nullable=False),
    Column("codes", String, nullable=False),
    Column("shown", String, nullable=False),
    Column("shown_sha256", LargeBinary, nullable=False),
    Column("state", String, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("verdicts_until", Instant, nullable=False),
    Column("token", String, nullable=False),
    Index("centre_reviews_by_case", "case_id", "device_id"),
    Index("centre_reviews_by_state", "state", "asked_at"),
)
