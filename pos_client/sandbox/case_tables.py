"""The gateway's tables of cases: what each began with, who is who in it, and what settled it."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, String, Table

from pos_client.sandbox.tables import METADATA

__all__ = ["case_people", "cases", "open_codes"]

# `registration_id` is what settled it, empty until then. A case captured offline has no
# transaction.
cases = Table(
    "cases",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("case_id", String, primary_key=True),
    Column("real_name_transaction_id", String, nullable=False),
    Column("registration_id", String, nullable=False, default=""),
    Index("cases_by_transaction", "device_id", "real_name_transaction_id"),
)

case_people = Table(
    "case_people",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("case_id", String, primary_key=True),
    Column("role", String, primary_key=True),
    Column("person_key", LargeBinary, nullable=False),
)

# Everything for which a registration is under review; `role` is empty where it is nobody's own.
open_codes = Table(
    "open_codes",
    METADATA,
    Column("device_id", String, primary_key=True),
    Column("registration_id", String, primary_key=True),
    Column("role", String, primary_key=True),
    Column("code", String, primary_key=True),
)
