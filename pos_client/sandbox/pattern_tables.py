"""The gateway's tables for what only shows over many cases: pace, places, looks, read counters."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from pos_client.sandbox.tables import METADATA, Instant

__all__ = [
    "chain_states",
    "heads_ahead",
    "judged_cases",
    "offline_captures",
    "paces",
    "photo_looks",
    "read_counters",
    "signals",
    "told_reads",
]

# What each live photo is told again by: the marks of photo_looks.py, and the likeness of
# same_picture.py, sealed as the photo itself is in its envelope; and which earlier one of another
# case it looks like so much that a reviewer has to see both.
photo_looks = Table(
    "photo_looks",
    METADATA,
    Column("sha256", LargeBinary, primary_key=True),
    Column("marks", LargeBinary, nullable=False),
    Column("sealed_likeness", LargeBinary, nullable=False),
    Column("resembles", LargeBinary),
)

# Which read a device has given a number; two copies of one device give it twice.
read_counters = Table(
    "read_counters",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("read_counter", Integer, primary_key=True),
    Column("evidence_id", String, nullable=False),
    Column("challenge_id", String, nullable=False),
    Column("boot_id", String, nullable=False),
    Column("monotonic_ns", BigInteger, nullable=False),
    Column("seen_at", Instant, nullable=False),
)

# Every read that a device's audit chain tells of, with the index of its entry.
told_reads = Table(
    "told_reads",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("read_counter", Integer, primary_key=True),
    Column("challenge_id", String, nullable=False),
    Column("entry", Integer, nullable=False),
)

# What was known of a device when it last had nothing left to send, and since when something of
# what it should have told is missing.
chain_states = Table(
    "chain_states",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("whole_at", Instant),
    Column("settled_sequence", Integer, nullable=False, default=0),
    Column("fault_at", Instant),
)

# What was captured without the gateway: how much a device had at hand at a time.
offline_captures = Table(
    "offline_captures",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("registration_id", String, primary_key=True),
    Column("clerk_number", String, nullable=False),
    Column("captured_at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Index("offline_captures_by_arrival", "device_id", "received_at"),
)

# Cases whose every check was answered: nobody can say that the gateway was away.
judged_cases = Table(
    "judged_cases",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("case_id", String, primary_key=True),
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
