"""The worklist of outcomes that need the customer. Released: never changed again."""

from alembic import op

__all__ = ["upgrade"]

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Find what was captured offline and awaits its customer, or was refused, without a walk."""
    op.execute(
        "CREATE INDEX outbox_needs_customer ON outbox (sequence)"
        " WHERE is_offline = 1 AND outcome IN ('AWAITING_CUSTOMER', 'REJECTED')"
    )
