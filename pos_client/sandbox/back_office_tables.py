"""The gateway's tables of the back office: findings with their owner and date, and who looked."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, LargeBinary, String, Table

from pos_client.sandbox.tables import METADATA, Instant

__all__ = ["extract_accesses", "reconciliation_days", "reconciliation_findings"]

# One row a finding, from the day on which it was found first until the day on which it was not
# found any more. `subject` is a number, a SIM, a slot or a lease, never a person.
reconciliation_findings = Table(
    "reconciliation_findings",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("code", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("outlet_code", String, nullable=False, default=""),
    Column("clerk_number", String, nullable=False, default=""),
    Column("device_id", String, nullable=False, default=""),
    Column("registration_id", String, nullable=False, default=""),
    Column("owner", String, nullable=False),
    Column("found_on", Date, nullable=False),
    Column("seen_on", Date, nullable=False),
    Column("closed_on", Date),
    Index("reconciliation_findings_open", "closed_on", "code", "subject"),
)

# When the books were held to each other, and what came of it; the newest run of a day counts.
reconciliation_days = Table(
    "reconciliation_days",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("found", Integer, nullable=False),
    Column("opened", Integer, nullable=False),
    Column("ended", Integer, nullable=False),
)

# Whoever had the audit extract, or the figures of a return, written; and the hash of what they got.
extract_accesses = Table(
    "extract_accesses",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("who", String, nullable=False),
    Column("what", String, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
)
