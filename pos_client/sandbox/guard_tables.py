"""The gateway's tables of its guards: cases as they are counted, findings, and who rests."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, LargeBinary, String, Table

from pos_client.sandbox.tables import METADATA, Instant

__all__ = [
    "guard_findings",
    "guard_places",
    "guard_rests",
    "guard_sweeps",
    "guarded_cases",
    "guarded_photos",
    "network_facts",
]

# Keys instead of people and addresses, an age in years, and no word of who anybody is.
guarded_cases = Table(
    "guarded_cases",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("registration_id", String, primary_key=True),
    Column("outlet_code", String, nullable=False),
    Column("clerk_number", String, nullable=False),
    Column("person_key", LargeBinary, nullable=False),
    Column("household_key", LargeBinary, nullable=False),
    Column("age", Integer, nullable=False),
    # As which number of its person it was captured; 0 where it is no further number.
    Column("nth", Integer, nullable=False),
    Column("flow", String, nullable=False),
    Column("read_at", Instant, nullable=False),
    Column("sealed_at", Instant, nullable=False),
    Index("guarded_cases_by_clerk", "clerk_number", "read_at"),
    Index("guarded_cases_by_outlet", "outlet_code", "read_at"),
    Index("guarded_cases_by_device", "device_id", "read_at"),
    Index("guarded_cases_by_person", "person_key", "read_at"),
)

# What people of the carrier look at. `evidence` is JSON of figures and ids of registrations.
guard_findings = Table(
    "guard_findings",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("rule", String, nullable=False),
    Column("counted", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("outlet_code", String, nullable=False),
    Column("device_id", String, nullable=False),
    Column("registration_id", String, nullable=False),
    Column("asks_freeze", Boolean, nullable=False),
    Column("evidence", String, nullable=False),
    Column("settled_at", Instant),
    Index("guard_findings_by_subject", "subject", "rule", "at"),
)

# 冷静期: while it lasts, everything of the subject is reviewed.
guard_rests = Table(
    "guard_rests",
    METADATA,
    Column("finding_id", Integer, primary_key=True),
    Column("counted", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Index("guard_rests_by_subject", "subject", "until"),
)

# On which day an outlet was last looked at as a whole.
guard_sweeps = Table(
    "guard_sweeps",
    METADATA,
    Column("outlet_code", String, primary_key=True),
    Column("day", Date, nullable=False),
)

# Walls that were seen behind customers, as backgrounds.py tells them; nobody is on them.
guard_places = Table(
    "guard_places",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("outlet_code", String, nullable=False),
    Column("device_id", String, nullable=False),
    Column("profile", LargeBinary, nullable=False),
    Column("photos", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
    Index("guard_places_by_device", "device_id"),
    Index("guard_places_by_time", "last_at"),
)

# Before which of them a registration's photo was taken; none for a bare wall, which says nothing.
guarded_photos = Table(
    "guarded_photos",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("registration_id", String, primary_key=True),
    Column("outlet_code", String, nullable=False),
    Column("person_key", LargeBinary, nullable=False),
    Column("place_id", Integer),
    Column("blocks", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
    Index("guarded_photos_by_device", "device_id", "at"),
    Index("guarded_photos_by_outlet", "outlet_code", "at"),
    Index("guarded_photos_by_time", "at"),
)

# What the network tells: in which telephone a number was used, first and last.
network_facts = Table(
    "network_facts",
    METADATA,
    Column("phone_number", String, primary_key=True),
    Column("imei", String, primary_key=True),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Index("network_facts_by_imei", "imei"),
)
