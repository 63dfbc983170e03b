"""Receipts that the gateway has forgotten. Released: never changed again."""

from alembic import op

__all__ = ["upgrade"]

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """One row each time that a registration with a receipt was not known there any more."""
    op.execute(
        """CREATE TABLE earlier_receipts (
            position INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            settled_at INTEGER NOT NULL,
            receipt TEXT NOT NULL,
            noted_at INTEGER NOT NULL,
            is_sent_again INTEGER NOT NULL,
            PRIMARY KEY (position),
            FOREIGN KEY(sequence) REFERENCES outbox (sequence)
        ) STRICT"""
    )
    op.execute("CREATE INDEX earlier_receipts_by_sequence ON earlier_receipts (sequence, position)")
