"""The gateway's tables for what only shows over many cases: pace, places, looks, read counters."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from pos_client.sandbox.tables import METADATA, Instant

__all__ = ["heads_ahead", "paces", "photo_looks", "read_counters", "signals"]

# Mosaics of each live photo, by which it is told again; see photo_looks.py.
photo_looks = Table(
    "photo_looks",
    METADATA,
    Column("sha256", LargeBinary, primary_key=True),
    Column("mosaics", LargeBinary, nullable=False),
)

# Which read a device has given a number; two copies of one device give it twice.
read_counters = Table(
    "read_counters",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("read_counter", Integer, primary_key=True),
    Column("evidence_id", String, nullable=False),
)

# Devices whose signed head stands above the entries that they have sent, and since when.
heads_ahead = Table(
    "heads_ahead",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("since", Instant, nullable=False),
    Column("calls", Integer, nullable=False),
)

# When, where and by whom cases were read: what the velocity rules count.
paces = Table(
    "paces",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("registration_id", String, primary_key=True),
    Column("outlet_code", String, nullable=False),
    Column("clerk_number", String, nullable=False),
    Column("sam_id", String, nullable=False),
    Column("person_key", LargeBinary, nullable=False),
    Column("flow", String, nullable=False),
    Column("read_at", Instant, nullable=False),
    Column("sealed_at", Instant, nullable=False),
    Index("paces_by_clerk", "clerk_number", "read_at"),
    Index("paces_by_outlet", "outlet_code", "read_at"),
    Index("paces_by_reader", "sam_id", "read_at"),
    Index("paces_by_device", "device_id", "read_at"),
    Index("paces_by_person", "person_key", "read_at"),
)

# What is a little odd and blocks nothing, such as a case that went quickly.
signals = Table(
    "signals",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("device_id", String, nullable=False),
    Column("code", String, nullable=False),
    Column("subject", String, nullable=False),
    UniqueConstraint("device_id", "code", "subject"),
)
