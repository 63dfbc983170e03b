"""The gateway's table of places: where work ids were seen."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table

from pos_client.sandbox.tables import METADATA, Instant

__all__ = ["sightings"]

# A work id at a device: a log-in, or the read of a case. A place that nobody knows has no figures.
sightings = Table(
    "sightings",
    METADATA,
    Column("kind", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("clerk_number", String, nullable=False),
    Column("device_id", String, nullable=False),
    Column("outlet_code", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("place", String, nullable=False),
    Column("latitude_microdegrees", Integer),
    Column("longitude_microdegrees", Integer),
    Column("accuracy_m", Integer),
    Column("source", String, nullable=False),
    Column("signals", String, nullable=False),
    Index("sightings_by_clerk", "clerk_number", "at"),
    Index("sightings_by_device", "device_id", "at"),
)
