"""The tables of the counter's own database. No column can hold an identity.

Masks, hashes, sealed bytes and counters only. The migrations make the tables; a test compares
what they made with what stands here.
"""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.schema import SchemaItem

from pos_client.domain.day_figures import Figures
from pos_client.infrastructure.database.column_types import Flag, Instant, UuidText

__all__ = [
    "AWAITS_ANSWER",
    "HAS_MASKS",
    "HAS_OPEN_OUTCOME",
    "IS_SETTLED",
    "METADATA",
    "NEEDS_CUSTOMER",
    "audit",
    "audit_anchor",
    "away",
    "challenges",
    "clerk_verifiers",
    "configuration",
    "contact",
    "copies",
    "countersignature",
    "daily_totals",
    "day_sheets",
    "earlier_receipts",
    "envelopes",
    "forwarded",
    "inspection_drafts",
    "inspections",
    "number_block",
    "outbox",
    "reads",
    "shift_totals",
    "shifts",
    "standing",
    "store",
]

METADATA = MetaData()

# In letters, without parameters: only so does SQLite see that a partial index fits a query.
HAS_OPEN_OUTCOME = text("outcome IN ('UNDER_REVIEW', 'AWAITING_CUSTOMER')")
NEEDS_CUSTOMER = text("is_offline = 1 AND outcome IN ('AWAITING_CUSTOMER', 'REJECTED')")
# Beside the numbers of a few rows. The plus keeps SQLite, which has no figures of ours, from
# walking the index of all that were ever settled.
IS_SETTLED = text("+outbox.state = 'SETTLED'")
AWAITS_ANSWER = text("flow = 'disputed_number' AND outcome = 'ACCEPTED' AND code = ''")
HAS_PREDECESSOR = text("predecessor_id IS NOT NULL")
HAS_MASKS = text("settled_at IS NOT NULL AND masked_id_number <> ''")


def _table(name: str, *items: SchemaItem) -> Table:
    return Table(name, METADATA, *items, sqlite_strict=True)


def _only_row() -> Column[int]:
    return Column("id", Integer, CheckConstraint("id = 1"), primary_key=True)


store = _table(
    "store",
    _only_row(),
    Column("store_id", UuidText, nullable=False),
    Column("created_at", Instant, nullable=False),
)

# What travels with a saved registration apart from its bytes. Small, so that a page of the
# queue is a few disk pages and settling a row never rewrites an envelope.
outbox = _table(
    "outbox",
    Column("sequence", Integer, primary_key=True),
    Column("id", UuidText, nullable=False, unique=True),
    Column("case_id", UuidText, nullable=False),
    Column("state", Text, nullable=False),
    Column("flow", Text, nullable=False),
    Column("is_offline", Flag, nullable=False),
    Column("clerk_number", Text, nullable=False),
    Column("masked_name", Text, nullable=False),
    Column("masked_id_number", Text, nullable=False),
    Column("masked_phone_number", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("envelope_sha256", LargeBinary, nullable=False),
    Column("predecessor_id", UuidText),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("next_try_at", Instant),
    Column("reason", Text, nullable=False, server_default=text("''")),
    Column("outcome", Text),
    Column("code", Text, nullable=False, server_default=text("''")),
    Column("settled_at", Instant),
    Column("asked_at", Instant),
    Column("receipt", Text),
    CheckConstraint("state IN ('PENDING', 'SETTLED', 'QUARANTINED')"),
    CheckConstraint("(state = 'SETTLED') = (receipt IS NOT NULL)"),
    CheckConstraint("length(envelope_sha256) = 32"),
)
Index("outbox_by_state", outbox.c.state, outbox.c.sequence)
Index(
    "outbox_open_outcome",
    outbox.c.asked_at,
    sqlite_where=HAS_OPEN_OUTCOME,
)
Index(
    "outbox_needs_customer",
    outbox.c.sequence,
    sqlite_where=NEEDS_CUSTOMER,
)
Index(
    "outbox_awaits_answer",
    outbox.c.asked_at,
    sqlite_where=AWAITS_ANSWER,
)
Index(
    "outbox_masked",
    outbox.c.settled_at,
    sqlite_where=HAS_MASKS,
)

Index(
    "outbox_successors",
    outbox.c.predecessor_id,
    sqlite_where=HAS_PREDECESSOR,
)

envelopes = _table(
    "envelopes",
    Column("sequence", ForeignKey(outbox.c.sequence), primary_key=True),
    Column("envelope", LargeBinary, nullable=False),
)

# The gateway's words on registrations that it knew no more when they had been given: those of which
# the bytes were still here are delivered again.
earlier_receipts = _table(
    "earlier_receipts",
    Column("position", Integer, primary_key=True),
    Column("sequence", ForeignKey(outbox.c.sequence), nullable=False),
    Column("outcome", Text, nullable=False),
    Column("settled_at", Instant, nullable=False),
    Column("receipt", Text, nullable=False),
    Column("noted_at", Instant, nullable=False),
    Column("is_sent_again", Flag, nullable=False),
)
Index(
    "earlier_receipts_by_sequence",
    earlier_receipts.c.sequence,
    earlier_receipts.c.position,
)

# Captured by other counters of the outlet and taken in here, to be delivered. Of whose they are
# nothing is known.
forwarded = _table(
    "forwarded",
    Column("position", Integer, primary_key=True),
    Column("id", UuidText, nullable=False, unique=True),
    Column("device_id", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("taken_in_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("next_try_at", Instant),
    Column("reason", Text, nullable=False, server_default=text("''")),
    Column("outcome", Text),
    Column("code", Text, nullable=False, server_default=text("''")),
    Column("settled_at", Instant),
    Column("receipt", Text),
    Column("envelope_sha256", LargeBinary, nullable=False),
    Column("envelope", LargeBinary),
    CheckConstraint("state IN ('PENDING', 'SETTLED', 'QUARANTINED')"),
    CheckConstraint("(state = 'SETTLED') = (receipt IS NOT NULL)"),
    CheckConstraint("length(envelope_sha256) = 32"),
)
Index("forwarded_by_state", forwarded.c.state, forwarded.c.position)

# What lies in the shop's relay too, until its receipt is kept here.
copies = _table(
    "copies",
    Column("sequence", ForeignKey(outbox.c.sequence), primary_key=True),
    Column("confirmed_at", Instant, nullable=False),
)

daily_totals = _table(
    "daily_totals",
    Column("day", Text, primary_key=True),
    Column("saved", Integer, nullable=False, server_default=text("0")),
    Column("accepted", Integer, nullable=False, server_default=text("0")),
    Column("rejected", Integer, nullable=False, server_default=text("0")),
    Column("last_receipt_at", Instant),
)

shifts = _table(
    "shifts",
    Column("number", Integer, primary_key=True),
    Column("clerk_number", Text, nullable=False, server_default=text("''")),
    Column("began_at", Instant),
)

# The day's figures once more, by shift and work id: a few rows a day, so that no sheet ever counts
# the queue.
_ZERO = text("0")
shift_totals = _table(
    "shift_totals",
    Column("day", Text, primary_key=True),
    Column("shift", Integer, primary_key=True),
    Column("clerk_number", Text, primary_key=True),
    *(Column(each.name, Integer, nullable=False, server_default=_ZERO) for each in fields(Figures)),
)
Index("shift_totals_by_shift", shift_totals.c.shift)

# `sheet` is the canonical text that was hashed and signed.
day_sheets = _table(
    "day_sheets",
    Column("number", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("shift", Integer, nullable=False),
    Column("closed_at", Instant, nullable=False),
    Column("sheet", Text, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    CheckConstraint("length(sha256) = 32"),
)

# What was answered so far of a month that nobody has signed.
inspection_drafts = _table(
    "inspection_drafts",
    Column("month", Text, primary_key=True),
    Column("draft", Text, nullable=False),
)

# Signed months. `report` is the canonical text that was hashed and signed, `chain` the hash over
# the chain before and its own. A trigger of the migration lets nobody change any of it.
inspections = _table(
    "inspections",
    Column("number", Integer, primary_key=True),
    Column("month", Text, nullable=False),
    Column("signed_at", Instant, nullable=False),
    Column("report", Text, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    Column("proof", Text, nullable=False),
    Column("acknowledged_at", Instant),
    Column("receipt", Text),
    Column("reason", Text, nullable=False, server_default=text("''")),
    CheckConstraint("length(sha256) = 32"),
    CheckConstraint("length(chain) = 32"),
)

# `event` is the canonical text that was hashed, kept letter by letter.
audit = _table(
    "audit",
    Column("position", Integer, primary_key=True),
    Column("event", Text, nullable=False),
    Column("head", LargeBinary, nullable=False),
)

# The first entry that is still there, once older ones were let go, and the head before it.
audit_anchor = _table(
    "audit_anchor",
    _only_row(),
    Column("position", Integer, nullable=False),
    Column("previous_head", LargeBinary, nullable=False),
)

countersignature = _table(
    "countersignature",
    _only_row(),
    Column("position", Integer, nullable=False),
    Column("token", Text, nullable=False),
)

reads = _table(
    "reads",
    _only_row(),
    Column("read_counter", Integer, nullable=False),
)

challenges = _table(
    "challenges",
    Column("position", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("nonce", LargeBinary, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("is_taken", Flag, nullable=False, server_default=text("0")),
)

number_block = _table(
    "number_block",
    Column("phone_number", Text, primary_key=True),
    Column("expires_at", Instant, nullable=False),
    Column("is_used", Flag, nullable=False, server_default=text("0")),
)

configuration = _table(
    "configuration",
    _only_row(),
    Column("version", Integer, nullable=False),
    Column("token", Text, nullable=False),
)

contact = _table(
    "contact",
    _only_row(),
    Column("own_time", Instant, nullable=False),
    Column("gateway_time", Instant, nullable=False),
)

standing = _table(
    "standing",
    _only_row(),
    Column("word", Text, nullable=False),
)

# How much time has certainly passed since the last contact, counted without the clock on the wall.
away = _table(
    "away",
    _only_row(),
    Column("boot_id", Text, nullable=False),
    Column("ticks_ns", Integer, nullable=False),
    Column("passed_us", Integer, nullable=False),
)

clerk_verifiers = _table(
    "clerk_verifiers",
    Column("clerk_number", Text, primary_key=True),
    Column("verifier", Text, nullable=False),
    Column("session", Text, nullable=False),
    Column("remembered_at", Instant, nullable=False),
)
