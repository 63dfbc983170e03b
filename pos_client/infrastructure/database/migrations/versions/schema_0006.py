"""Which records have a second copy in the shop's relay. Released: never changed again."""

from alembic import op

__all__ = ["upgrade"]

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """One row for each copy that the relay has confirmed."""
    op.execute(
        """CREATE TABLE copies (
            sequence INTEGER NOT NULL,
            confirmed_at INTEGER NOT NULL,
            PRIMARY KEY (sequence),
            FOREIGN KEY(sequence) REFERENCES outbox (sequence)
        ) STRICT"""
    )
