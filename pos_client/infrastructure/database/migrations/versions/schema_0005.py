"""Envelopes delivered for other counters, successors that wait, and how long nobody answered."""

from alembic import op

__all__ = ["upgrade"]

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """A table beside the queue: the sequence of our own envelopes has no place for others."""
    op.execute(
        """CREATE TABLE forwarded (
            position INTEGER NOT NULL,
            id TEXT NOT NULL,
            device_id TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            state TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            taken_in_at INTEGER NOT NULL,
            attempts INTEGER DEFAULT 0 NOT NULL,
            next_try_at INTEGER,
            reason TEXT DEFAULT '' NOT NULL,
            outcome TEXT,
            code TEXT DEFAULT '' NOT NULL,
            settled_at INTEGER,
            receipt TEXT,
            envelope_sha256 BLOB NOT NULL,
            envelope BLOB,
            PRIMARY KEY (position),
            UNIQUE (id),
            CHECK (state IN ('PENDING', 'SETTLED', 'QUARANTINED')),
            CHECK ((state = 'SETTLED') = (receipt IS NOT NULL)),
            CHECK (length(envelope_sha256) = 32)
        ) STRICT"""
    )
    op.execute("CREATE INDEX forwarded_by_state ON forwarded (state, position)")
    op.execute(
        """CREATE TABLE away (
            id INTEGER NOT NULL CHECK (id = 1),
            boot_id TEXT NOT NULL,
            ticks_ns INTEGER NOT NULL,
            passed_us INTEGER NOT NULL,
            PRIMARY KEY (id)
        ) STRICT"""
    )
    op.execute(
        "CREATE INDEX outbox_successors ON outbox (predecessor_id) WHERE predecessor_id IS NOT NULL"
    )
