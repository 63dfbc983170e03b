"""Disputes without an answer, and cases refused at the counter. Released: never changed again."""

from alembic import op

__all__ = ["upgrade"]

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Find the accepted disputes whose answer is still to come without a walk; count refusals."""
    op.execute(
        "CREATE INDEX outbox_awaits_answer ON outbox (asked_at)"
        " WHERE flow = 'disputed_number' AND outcome = 'ACCEPTED' AND code = ''"
    )
    op.execute("ALTER TABLE shift_totals ADD COLUMN refused INTEGER DEFAULT 0 NOT NULL")
