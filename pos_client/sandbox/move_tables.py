"""The gateway's tables of outlets that move: what was found at the new place, and who agreed."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, String, Table

from pos_client.sandbox.tables import METADATA, Instant

__all__ = ["outlet_move_approvals", "outlet_moves"]

# A new circle for an outlet that is at work, with the visit that speaks for it.
outlet_moves = Table(
    "outlet_moves",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("outlet_code", String, nullable=False),
    Column("latitude_deg", Float, nullable=False),
    Column("longitude_deg", Float, nullable=False),
    Column("radius_m", Integer, nullable=False),
    Column("visited_at", Instant, nullable=False),
    Column("visited_by", String, nullable=False),
    Column("photo_sha256", LargeBinary, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("moved_at", Instant),
    Index("outlet_moves_by_outlet", "outlet_code", "id"),
)

outlet_move_approvals = Table(
    "outlet_move_approvals",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("move_id", Integer, nullable=False),
    Column("approved_by", String, nullable=False),
    Column("approved_at", Instant, nullable=False),
    Index("outlet_move_approvals_by_move", "move_id"),
)
