"""Where the audit chain begins once its oldest part was let go. Released: never changed again."""

from alembic import op

__all__ = ["upgrade"]

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Keep the first entry that is left, and the head before it."""
    op.execute(
        """CREATE TABLE audit_anchor (
        id INTEGER NOT NULL CHECK (id = 1),
        position INTEGER NOT NULL,
        previous_head BLOB NOT NULL,
        PRIMARY KEY (id)
    ) STRICT"""
    )
