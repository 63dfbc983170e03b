"""Monthly self-inspections: drafts, and months that were signed. Released: never changed again."""

from alembic import op

__all__ = ["upgrade"]

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """What was signed stays: not even the database changes it; what became of it may be added."""
    op.execute(
        """CREATE TABLE inspection_drafts (
            month TEXT NOT NULL,
            draft TEXT NOT NULL,
            PRIMARY KEY (month)
        ) STRICT"""
    )
    op.execute(
        """CREATE TABLE inspections (
            number INTEGER NOT NULL,
            month TEXT NOT NULL,
            signed_at INTEGER NOT NULL,
            report TEXT NOT NULL,
            sha256 BLOB NOT NULL,
            chain BLOB NOT NULL,
            proof TEXT NOT NULL,
            acknowledged_at INTEGER,
            receipt TEXT,
            reason TEXT DEFAULT '' NOT NULL,
            PRIMARY KEY (number),
            CHECK (length(sha256) = 32),
            CHECK (length(chain) = 32)
        ) STRICT"""
    )
    op.execute(
        "CREATE TRIGGER inspections_stay BEFORE UPDATE OF"
        " number, month, signed_at, report, sha256, chain, proof ON inspections"
        " BEGIN SELECT RAISE(ABORT, 'a signed month stays as it is'); END"
    )
