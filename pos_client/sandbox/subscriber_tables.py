"""The gateway's tables of numbers that exist: who has them, by key, and what was done about it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, LargeBinary, String, Table

from pos_client.sandbox.tables import METADATA, Instant

__all__ = ["restore_orders", "sim_replacements", "subscribers", "usage_codes"]

subscribers = Table(
    "subscribers",
    METADATA,
    Column("phone_number", String, primary_key=True),
    # Its first 19 characters: carriers print another last one than the chip's.
    Column("sim_number", String, nullable=False),
    Column("state", String, nullable=False),
    Column("missing", String, nullable=False, default=""),
    Column("suspension", String, nullable=False),
    Column("deadline", Date),
    # Channel and day of each notice, `SMS:2026-10-01 CALL:...`.
    Column("notices", String, nullable=False, default=""),
    Column("person_key", LargeBinary),
    # Whose outlet has registered it in this name; empty for what the sandbox was founded with.
    Column("brand", String, nullable=False, default=""),
    # An industry card: it is a device's, and its person answers for it.
    Column("is_of_device", Boolean, nullable=False, default=False),
    # Since when it stands in this name, and since when this SIM is the one; None for long.
    Column("owner_since", Instant),
    Column("sim_since", Instant),
    # A replacement may be delayed: until then the SIM is entered and does not work.
    Column("sim_works_from", Instant),
    # Flagged for fraud, and how long its person is waited for; None where it is not.
    Column("flagged_until", Instant),
    # What is owed for it, in fen.
    Column("arrears_fen", Integer, nullable=False, default=0),
    # `TRANSCRIBED`: people have read the holder's document, and no reader has.
    Column("read_by", String, nullable=False, default="CHIP"),
    Index("subscribers_by_sim", "sim_number"),
    Index("subscribers_by_person", "person_key"),
)

# Codes sent to numbers; one that came back right is a reference, good for one person in one case:
# the id of a case is its device's own word.
usage_codes = Table(
    "usage_codes",
    METADATA,
    Column("reference", String, primary_key=True),
    Column("phone_number", String, nullable=False),
    Column("device_id", String, nullable=False),
    Column("code", String, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("sent_at", Instant, nullable=False),
    Column("proven_at", Instant),
    Column("case_id", String),
    Column("person_key", LargeBinary),
    Index("usage_codes_by_number", "phone_number", "sent_at"),
)

# 补换卡: what was in use and what is now. Where it is delayed, the old SIM was told by a message.
sim_replacements = Table(
    "sim_replacements",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("device_id", String, nullable=False),
    Column("registration_id", String, nullable=False),
    Column("phone_number", String, nullable=False),
    Column("old_sim_number", String, nullable=False),
    Column("new_sim_number", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("works_from", Instant),
    Column("old_sim_told_at", Instant),
)

# 复机: given in the transaction of the acceptance that it belongs to, and in no other.
restore_orders = Table(
    "restore_orders",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("device_id", String, nullable=False),
    Column("registration_id", String, nullable=False),
    Column("phone_number", String, nullable=False),
    Column("suspension", String, nullable=False),
    Column("at", Instant, nullable=False),
)
