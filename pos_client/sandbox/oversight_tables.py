"""The gateway's tables of what is watched: refusals by day, and what devices tell of themselves."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, String, Table

from pos_client.sandbox.tables import METADATA, Instant

__all__ = ["device_figures", "refusal_totals"]

# Cases that ended at a counter, told by its audit chain: nothing of them was ever sealed.
refusal_totals = Table(
    "refusal_totals",
    METADATA,
    Column("outlet_code", String, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("code", String, primary_key=True),
    Column("count", Integer, nullable=False),
)

# The newest heartbeat of each device. `day` and what stands behind it are absent where it says
# nothing of them.
device_figures = Table(
    "device_figures",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("program_version", String, nullable=False),
    Column("pending", Integer, nullable=False),
    Column("quarantined", Integer, nullable=False),
    Column("oldest_pending_at", Instant),
    Column("day", Date),
    *(
        Column(name, Integer)
        for name in (
            *("saved", "captured", "accepted", "rejected", "refused", "sims_used"),
            *("under_review", "awaiting_customer", "readers_ready", "readers_lost"),
        )
    ),
)
