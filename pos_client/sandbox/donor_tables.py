"""The invented registry of other carriers: their numbers, whose they are, their codes."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, LargeBinary, String, Table

from pos_client.sandbox.tables import METADATA, Instant

__all__ = ["authorisations", "donor_numbers"]

donor_numbers = Table(
    "donor_numbers",
    METADATA,
    Column("phone_number", String, primary_key=True),
    # The carrier's name, as it is shown.
    Column("donor", String, nullable=False),
    # Who is registered there, by key; None for nobody.
    Column("person_key", LargeBinary),
    Column("in_network_since", Date, nullable=False),
    Column("arrears_fen", Integer, nullable=False, default=0),
    # The last day of a contract; None where there is none.
    Column("contract_until", Date),
    # 授权码: given out to this number, good until then and for one port.
    Column("code", String, nullable=False),
    Column("code_until", Instant, nullable=False),
    # Since when the number has not been that carrier's any more.
    Column("let_go_at", Instant),
)

# Every code that somebody has typed. One that was right has a reference, good for one person in
# one case: the id of a case is its device's own word.
authorisations = Table(
    "authorisations",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("phone_number", String, nullable=False),
    Column("device_id", String, nullable=False),
    Column("code", String, nullable=False),
    Column("tried_at", Instant, nullable=False),
    Column("reference", String),
    Column("case_id", String),
    Column("person_key", LargeBinary),
    Index("authorisations_by_number", "phone_number", "tried_at"),
    Index("authorisations_by_reference", "reference"),
)
