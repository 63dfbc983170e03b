"""Shifts, totals by day and clerk, and signed sheets. Released: never changed again."""

from alembic import op

__all__ = ["upgrade"]

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """What was counted by day alone belongs to shift 0 and to nobody."""
    op.execute(
        """CREATE TABLE shifts (
            number INTEGER NOT NULL,
            clerk_number TEXT DEFAULT '' NOT NULL,
            began_at INTEGER,
            PRIMARY KEY (number)
        ) STRICT"""
    )
    op.execute(
        """CREATE TABLE shift_totals (
            day TEXT NOT NULL,
            shift INTEGER NOT NULL,
            clerk_number TEXT NOT NULL,
            saved INTEGER DEFAULT 0 NOT NULL,
            captured INTEGER DEFAULT 0 NOT NULL,
            accepted INTEGER DEFAULT 0 NOT NULL,
            rejected INTEGER DEFAULT 0 NOT NULL,
            sims_used INTEGER DEFAULT 0 NOT NULL,
            slips INTEGER DEFAULT 0 NOT NULL,
            slip_reprints INTEGER DEFAULT 0 NOT NULL,
            forms INTEGER DEFAULT 0 NOT NULL,
            form_reprints INTEGER DEFAULT 0 NOT NULL,
            PRIMARY KEY (day, shift, clerk_number)
        ) STRICT"""
    )
    op.execute("CREATE INDEX shift_totals_by_shift ON shift_totals (shift)")
    op.execute(
        """CREATE TABLE day_sheets (
            number INTEGER NOT NULL,
            kind TEXT NOT NULL,
            day TEXT NOT NULL,
            shift INTEGER NOT NULL,
            closed_at INTEGER NOT NULL,
            sheet TEXT NOT NULL,
            sha256 BLOB NOT NULL,
            PRIMARY KEY (number),
            CHECK (length(sha256) = 32)
        ) STRICT"""
    )
    op.execute(
        "INSERT INTO shift_totals (day, shift, clerk_number, saved, accepted, rejected)"
        " SELECT day, 0, '', saved, accepted, rejected FROM daily_totals"
    )
