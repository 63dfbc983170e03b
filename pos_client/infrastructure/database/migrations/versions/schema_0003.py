"""What the gateway said last of this device. Released: never changed again."""

from alembic import op

__all__ = ["upgrade"]

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Remember a revocation beyond the next cable that somebody pulls out."""
    op.execute(
        "CREATE TABLE standing (id INTEGER NOT NULL CHECK (id = 1), word TEXT NOT NULL,"
        " PRIMARY KEY (id)) STRICT"
    )
