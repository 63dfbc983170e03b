"""The first tables. Released: never changed again, whatever `tables.py` says today."""

from alembic import op

__all__ = ["upgrade"]

revision = "0001"
down_revision = None

_STATEMENTS = (
    """CREATE TABLE audit (
        position INTEGER NOT NULL,
        event TEXT NOT NULL,
        head BLOB NOT NULL,
        PRIMARY KEY (position)
    ) STRICT""",
    """CREATE TABLE challenges (
        position INTEGER NOT NULL,
        id TEXT NOT NULL,
        nonce BLOB NOT NULL,
        expires_at INTEGER NOT NULL,
        is_taken INTEGER DEFAULT 0 NOT NULL,
        PRIMARY KEY (position),
        UNIQUE (id)
    ) STRICT""",
    """CREATE TABLE clerk_verifiers (
        clerk_number TEXT NOT NULL,
        verifier TEXT NOT NULL,
        session TEXT NOT NULL,
        remembered_at INTEGER NOT NULL,
        PRIMARY KEY (clerk_number)
    ) STRICT""",
    """CREATE TABLE configuration (
        id INTEGER NOT NULL CHECK (id = 1),
        version INTEGER NOT NULL,
        token TEXT NOT NULL,
        PRIMARY KEY (id)
    ) STRICT""",
    """CREATE TABLE contact (
        id INTEGER NOT NULL CHECK (id = 1),
        own_time INTEGER NOT NULL,
        gateway_time INTEGER NOT NULL,
        PRIMARY KEY (id)
    ) STRICT""",
    """CREATE TABLE countersignature (
        id INTEGER NOT NULL CHECK (id = 1),
        position INTEGER NOT NULL,
        token TEXT NOT NULL,
        PRIMARY KEY (id)
    ) STRICT""",
    """CREATE TABLE daily_totals (
        day TEXT NOT NULL,
        saved INTEGER DEFAULT 0 NOT NULL,
        accepted INTEGER DEFAULT 0 NOT NULL,
        rejected INTEGER DEFAULT 0 NOT NULL,
        last_receipt_at INTEGER,
        PRIMARY KEY (day)
    ) STRICT""",
    """CREATE TABLE number_block (
        phone_number TEXT NOT NULL,
        expires_at INTEGER NOT NULL,
        is_used INTEGER DEFAULT 0 NOT NULL,
        PRIMARY KEY (phone_number)
    ) STRICT""",
    """CREATE TABLE outbox (
        sequence INTEGER NOT NULL,
        id TEXT NOT NULL,
        case_id TEXT NOT NULL,
        state TEXT NOT NULL,
        flow TEXT NOT NULL,
        is_offline INTEGER NOT NULL,
        clerk_number TEXT NOT NULL,
        masked_name TEXT NOT NULL,
        masked_id_number TEXT NOT NULL,
        masked_phone_number TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        envelope_sha256 BLOB NOT NULL,
        predecessor_id TEXT,
        attempts INTEGER DEFAULT 0 NOT NULL,
        next_try_at INTEGER,
        reason TEXT DEFAULT '' NOT NULL,
        outcome TEXT,
        code TEXT DEFAULT '' NOT NULL,
        settled_at INTEGER,
        asked_at INTEGER,
        receipt TEXT,
        PRIMARY KEY (sequence),
        CHECK (state IN ('PENDING', 'SETTLED', 'QUARANTINED')),
        CHECK ((state = 'SETTLED') = (receipt IS NOT NULL)),
        CHECK (length(envelope_sha256) = 32),
        UNIQUE (id)
    ) STRICT""",
    "CREATE INDEX outbox_by_state ON outbox (state, sequence)",
    (
        "CREATE INDEX outbox_masked ON outbox (settled_at) "
        "WHERE settled_at IS NOT NULL AND masked_id_number <> ''"
    ),
    (
        "CREATE INDEX outbox_open_outcome ON outbox (asked_at) "
        "WHERE outcome IN ('UNDER_REVIEW', 'AWAITING_CUSTOMER')"
    ),
    """CREATE TABLE reads (
        id INTEGER NOT NULL CHECK (id = 1),
        read_counter INTEGER NOT NULL,
        PRIMARY KEY (id)
    ) STRICT""",
    """CREATE TABLE store (
        id INTEGER NOT NULL CHECK (id = 1),
        store_id TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        PRIMARY KEY (id)
    ) STRICT""",
    """CREATE TABLE envelopes (
        sequence INTEGER NOT NULL,
        envelope BLOB NOT NULL,
        PRIMARY KEY (sequence),
        FOREIGN KEY(sequence) REFERENCES outbox (sequence)
    ) STRICT""",
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
