"""The gateway's tables of suspect work ids: what was found, what was frozen, who let it go."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, UniqueConstraint

from pos_client.sandbox.tables import METADATA, Instant

__all__ = ["freezes", "releases", "work_findings"]

# What a rule has found about a work id, once for each subject: a session or a registration.
work_findings = Table(
    "work_findings",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("clerk_number", String, nullable=False),
    Column("device_id", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("figures", String, nullable=False),
    UniqueConstraint("clerk_number", "rule", "subject"),
    Index("work_findings_by_clerk", "clerk_number", "at"),
)

# Work ids that were frozen, each time with the evidence of that moment; let go again or not.
freezes = Table(
    "freezes",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("clerk_number", String, nullable=False),
    Column("frozen_at", Instant, nullable=False),
    Column("rule", String, nullable=False),
    Column("package", String, nullable=False),
    Column("released_at", Instant),
    Index("freezes_by_clerk", "clerk_number", "released_at"),
)

# Who has said that a work id may be let go: it takes two people.
releases = Table(
    "releases",
    METADATA,
    Column("freeze_id", Integer, primary_key=True),
    Column("clerk_number", String, primary_key=True),
    Column("at", Instant, nullable=False),
)
