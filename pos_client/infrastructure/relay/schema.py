"""The relay's one table, what the server has to promise for it, and how it comes to be.

Its comment says which schema it has, so that one table is all there is.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text

from pos_client.application.relay_trouble import RelayRefused, RelayTooNew, RelayUnsafe

__all__ = ["NEWEST", "STEPS", "bring_up_to_date", "check_promise", "check_settings", "schema_of"]

_COMMENT = "pos-client relay, schema "
_LOCK = int.from_bytes(b"pos-rela", "big")

STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE sealed_envelopes (
            device_id text NOT NULL,
            id uuid NOT NULL,
            outlet_code text NOT NULL,
            sequence bigint NOT NULL,
            predecessor_id uuid,
            envelope bytea NOT NULL,
            envelope_sha256 bytea NOT NULL CHECK (length(envelope_sha256) = 32),
            copied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            lease_owner text NOT NULL DEFAULT '',
            lease_until timestamptz NOT NULL DEFAULT clock_timestamp(),
            attempts integer NOT NULL DEFAULT 0,
            refused text NOT NULL DEFAULT '',
            outcome text,
            receipt text,
            PRIMARY KEY (device_id, id),
            CHECK ((receipt IS NULL) = (outcome IS NULL))
        )""",
        # What is sealed cannot be packed any further.
        "ALTER TABLE sealed_envelopes ALTER COLUMN envelope SET STORAGE EXTERNAL",
    ),
)
"""What leads from one schema to the next; released ones are never changed again."""

NEWEST = len(STEPS)

# Read from the catalogue itself: what `to_regclass` has once not found, a session goes on not
# finding while it waits for the one that makes it.
_TABLE = (
    "FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
    " WHERE relname = 'sealed_envelopes' AND nspname = current_schema()"
)
_COMMENTED = text(f"SELECT obj_description(pg_class.oid, 'pg_class') AS comment {_TABLE}")
_PROMISE = text(
    "SELECT current_setting('fsync') AS fsync,"
    " current_setting('synchronous_commit') AS synchronous_commit,"
    " pg_is_in_recovery() AS is_standby,"
    f" (SELECT relpersistence {_TABLE}) AS persistence"
)
_SETTINGS = text("SELECT current_setting('fsync'), current_setting('synchronous_commit')")


def check_promise(connection: Connection) -> None:
    """Check that what this server has committed would survive its power cut.

    Raises:
        RelayUnsafe: `fsync` or `synchronous_commit` is off, or the table is an unlogged one.
        RelayRefused: it is a standby, which takes nothing.
    """
    found = connection.execute(_PROMISE).one()
    _refuse_off(found.fsync, found.synchronous_commit)
    if found.is_standby:
        raise RelayRefused(reason="standby")
    if found.persistence not in (None, "p", b"p"):
        raise RelayUnsafe(setting="unlogged")


def check_settings(connection: Connection) -> None:
    """The same of the two settings, in a transaction that is about to be committed.

    Raises:
        RelayUnsafe: somebody has switched one off meanwhile.
    """
    _refuse_off(*connection.execute(_SETTINGS).one())


def _refuse_off(fsync: str, synchronous_commit: str) -> None:
    if fsync != "on":
        raise RelayUnsafe(setting="fsync")
    if synchronous_commit == "off":
        raise RelayUnsafe(setting="synchronous_commit")


def bring_up_to_date(connection: Connection, steps: Sequence[Sequence[str]] = STEPS) -> None:
    """Make or change the table if nobody has; the others wait until whoever came first is done.

    Raises:
        RelayTooNew: a newer program has made it; nothing was touched.
        RelayRefused: something else has the table's name.
    """
    found = schema_of(connection)
    if found < len(steps):
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        found = schema_of(connection)
    if found > len(steps):
        raise RelayTooNew(found=found, known=len(steps))
    for step in steps[found:]:
        for statement in step:
            connection.execute(text(statement))
    if found < len(steps):
        note = f"COMMENT ON TABLE sealed_envelopes IS '{_COMMENT}{len(steps)}'"
        connection.execute(text(note))


def schema_of(connection: Connection) -> int:
    """Say which schema the table has; 0 while there is none.

    Raises:
        RelayRefused: there is a table of this name that is not a relay's.
    """
    found = connection.execute(_COMMENTED).one_or_none()
    if found is None:
        return 0
    comment = found.comment
    if comment is None or not comment.startswith(_COMMENT):
        raise RelayRefused(reason="table")
    try:
        return int(comment.removeprefix(_COMMENT))
    except ValueError:
        raise RelayRefused(reason="table") from None
