"""The gateway's tables of self-inspections. They name cases by their ids and clerks by work ids."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, String, Table, Text

from pos_client.sandbox.tables import METADATA, Instant

__all__ = ["inspection_samples", "inspections"]

# What was drawn for an outlet's month; it stays what it is, whoever asks again.
inspection_samples = Table(
    "inspection_samples",
    METADATA,
    Column("outlet_code", String, primary_key=True),
    Column("month", String, primary_key=True),
    Column("seed", String, nullable=False),
    # "device registration" pairs, one a line, in the order in which they were drawn.
    Column("drawn", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

# Signed months. One row an outlet and month, which nothing ever changes.
inspections = Table(
    "inspections",
    METADATA,
    Column("outlet_code", String, primary_key=True),
    Column("month", String, primary_key=True),
    Column("device_id", String, nullable=False),
    Column("report", Text, nullable=False),
    Column("report_sha256", LargeBinary, nullable=False),
    Column("signer", String, nullable=False),
    # When the signer showed who they are: until then nothing new began where it was overdue.
    Column("signed_at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("proof", Text, nullable=False),
    Column("receipt", Text, nullable=False),
    Index("inspections_by_month", "month"),
)
