"""A store with years behind it: nearly all settled long ago, a few still open."""

from __future__ import annotations

from pathlib import Path

from pos_client.infrastructure.database.store import SqlStore

__all__ = ["store_with_history"]

_COUNTED = "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ?)"
# Every 5000th waits, is put aside or under review.
_FILL = f"""
{_COUNTED}
INSERT INTO outbox (sequence, id, case_id, state, flow, is_offline, clerk_number, masked_name,
    masked_id_number, masked_phone_number, created_at, envelope_sha256, attempts, reason,
    outcome, code, settled_at, asked_at, receipt)
SELECT n, printf('00000000-0000-4000-8000-%012d', n), '00000000-0000-4000-8000-000000000000',
    CASE n % 5000 WHEN 7 THEN 'PENDING' WHEN 8 THEN 'QUARANTINED' ELSE 'SETTLED' END,
    'new_number', n % 2, '1001', '张*', '3501**********1234', '138****8000', n, zeroblob(32), 0, '',
    CASE n % 5000 WHEN 7 THEN NULL WHEN 8 THEN NULL WHEN 9 THEN 'UNDER_REVIEW' ELSE 'ACCEPTED' END,
    '', CASE WHEN n % 5000 IN (7, 8) THEN NULL ELSE n END, n,
    CASE WHEN n % 5000 IN (7, 8) THEN NULL ELSE 'token' END
FROM counted
"""  # noqa: S608
# An entry of a real length; only the newest is ever looked at when the next one is chained.
_FILL_AUDIT = f"""
{_COUNTED}
INSERT INTO audit SELECT n, '{{"at":"2026-03-02T04:00:00+00:00","details":' || hex(zeroblob(90))
    || '"}}', zeroblob(32)
FROM counted
"""  # noqa: S608


def store_with_history(path: Path, count: int) -> SqlStore:
    """A new store that holds `count` registrations and as many audit entries of before."""
    store = SqlStore(path)
    store.database.write(lambda link: link.exec_driver_sql(_FILL, (count,)))
    store.database.write(lambda link: link.exec_driver_sql(_FILL_AUDIT, (count,)))
    store.close()
    return SqlStore(path)
