"""The gateway's tables of outlets as channels: what was entered when, and who admitted them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, LargeBinary, String, Table

from pos_client.sandbox.tables import METADATA, Instant

__all__ = [
    "admission_approvals",
    "admissions",
    "channel_records",
    "drain_only_certificates",
    "revoked_readers",
    "sign_checks",
    "sign_shifts",
]

# Every state and every fact of an outlet since it was proposed. Rows are added and never changed,
# so that what was true at the time of a read, or on the day of a list, can be said again.
channel_records = Table(
    "channel_records",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("outlet_code", String, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("state", String, nullable=False),
    # Canonical JSON, see `channel_facts.py`.
    Column("facts", String, nullable=False),
    Column("reason", String, nullable=False),
    Index("channel_records_by_outlet", "outlet_code", "id"),
)

# What somebody of the carrier's has found on the spot.
admissions = Table(
    "admissions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("outlet_code", String, nullable=False),
    Column("visited_at", Instant, nullable=False),
    Column("visited_by", String, nullable=False),
    Column("sign_number", String, nullable=False),
    Column("latitude_deg", Float, nullable=False),
    Column("longitude_deg", Float, nullable=False),
    Column("photo_sha256", LargeBinary, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Index("admissions_by_outlet", "outlet_code", "id"),
)

admission_approvals = Table(
    "admission_approvals",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("admission_id", Integer, nullable=False),
    Column("approved_by", String, nullable=False),
    Column("approved_at", Instant, nullable=False),
    Index("admission_approvals_by_admission", "admission_id"),
)

# From which moment a reader is none of an outlet's any more, whoever had registered it.
revoked_readers = Table(
    "revoked_readers",
    METADATA,
    Column("outlet_code", String, primary_key=True),
    Column("sam_digits", String, primary_key=True),
    Column("revoked_at", Instant, nullable=False),
)

# Certificates that say in their subject that their device delivers and nothing else.
drain_only_certificates = Table(
    "drain_only_certificates",
    METADATA,
    Column("fingerprint", String, primary_key=True),
)

# What the devices have told of the codes on their signs.
sign_checks = Table(
    "sign_checks",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("shift", Integer, primary_key=True),
    Column("checked_at", Instant, primary_key=True),
    Column("outlet_code", String, nullable=False),
    Column("result", String, nullable=False),
)

# How it stands with the sign of a device's present shift; no row for a device that told of none.
sign_shifts = Table(
    "sign_shifts",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("is_shown", Boolean, nullable=False),
    Column("is_told", Boolean, nullable=False),
)
