"""The gateway's tables of blank SIMs: what was delivered to whom, and what is no more in stock."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, String, Table

from pos_client.sandbox.tables import METADATA, Instant

__all__ = ["sim_counts", "sim_deliveries", "sim_places", "sim_ranges"]

# 发卡: one parcel of the carrier's to one outlet. Nothing of it is in stock before its receipt.
sim_deliveries = Table(
    "sim_deliveries",
    METADATA,
    Column("id", String, primary_key=True),
    Column("outlet_code", String, nullable=False),
    Column("sent_on", Date, nullable=False),
    Column("received_at", Instant),
    Column("received_by", String, nullable=False, default=""),
    Index("sim_deliveries_by_outlet", "outlet_code", "received_at"),
)

# By stock numbers: the first 19 characters. No SIM is in two of them.
sim_ranges = Table(
    "sim_ranges",
    METADATA,
    Column("first", String, primary_key=True),
    Column("last", String, nullable=False),
    Column("delivery_id", String, nullable=False),
    Index("sim_ranges_by_delivery", "delivery_id"),
)

# Where a SIM is that was received and is no more in stock. One row a SIM: one place a SIM.
sim_places = Table(
    "sim_places",
    METADATA,
    Column("stock_number", String, primary_key=True),
    Column("outlet_code", String, nullable=False),
    Column("place", String, nullable=False),
    Column("reason", String, nullable=False, default=""),
    # Of the registration that has used it; else empty.
    Column("device_id", String, nullable=False, default=""),
    Column("registration_id", String, nullable=False, default=""),
    Column("clerk_number", String, nullable=False, default=""),
    Column("at", Instant, nullable=False),
    Index("sim_places_by_outlet", "outlet_code", "place"),
    Index("sim_places_by_registration", "device_id", "registration_id"),
)

# 盘点: each count that was sent, with what it found.
sim_counts = Table(
    "sim_counts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("outlet_code", String, nullable=False),
    Column("clerk_number", String, nullable=False),
    Column("in_hand", Integer, nullable=False),
    Column("counted", Integer, nullable=False),
    Column("lacking", Integer, nullable=False),
    Column("surplus", Integer, nullable=False),
    Column("at", Instant, nullable=False),
)
