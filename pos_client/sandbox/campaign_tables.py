"""The gateway's tables of the campaign: its dates, and how far it is with each number."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, String, Table

from pos_client.sandbox.tables import METADATA

__all__ = ["campaign_numbers", "campaigns"]

# The dates are data: a later notice moves them. At most one campaign runs.
campaigns = Table(
    "campaigns",
    METADATA,
    Column("only", Integer, CheckConstraint("only = 1"), primary_key=True),
    Column("id", String, nullable=False),
    Column("begins_on", Date, nullable=False),
    Column("partial_percent", Integer, nullable=False),
    Column("partial_on", Date, nullable=False),
    Column("whole_on", Date, nullable=False),
)

# `due_on` is the day of the next move, far away where there is none; `done_on` that on which its
# registration was accepted. A number that is done moves no more.
campaign_numbers = Table(
    "campaign_numbers",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("phone_number", String, nullable=False, unique=True),
    Column("outlet_code", String, nullable=False),
    Column("stage", String, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("done_on", Date),
    Index("campaign_numbers_open", "outlet_code", "done_on", "due_on", "position"),
    Index("campaign_numbers_due", "done_on", "due_on"),
)
