"""`SqlRelay`: the relay's table as one counter of the outlet uses it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from pos_client.application.copies import Copy
from pos_client.application.relay import Leased, LeftOver, LeftReceipt, RelayCounts
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.infrastructure.relay import schema
from pos_client.infrastructure.relay.address import server_of
from pos_client.infrastructure.relay.connection import Link, PatientConnection

__all__ = ["SqlRelay"]

_OWN = "device_id = :device AND id = ANY(:ids)"
_THIS = "device_id = :device AND id = :id"
_ANY_ATTEMPTS = 2**31 - 1
_LATER = "clock_timestamp() + :seconds * interval '1 second'"

_HELD = text(f"SELECT id, sha256(envelope) AS sha256 FROM sealed_envelopes WHERE {_OWN}")  # noqa: S608
_PUT = text(
    "INSERT INTO sealed_envelopes (device_id, id, outlet_code, sequence, predecessor_id,"  # noqa: S608
    " envelope, envelope_sha256, lease_owner, lease_until)"
    " VALUES (:device, :id, :outlet, :sequence, :predecessor, :envelope, :sha256, :device,"
    f" {_LATER})"
    " ON CONFLICT (device_id, id) DO UPDATE SET envelope = excluded.envelope,"
    " envelope_sha256 = excluded.envelope_sha256, sequence = excluded.sequence,"
    " predecessor_id = excluded.predecessor_id, refused = '', receipt = NULL, outcome = NULL"
    " WHERE sha256(sealed_envelopes.envelope) <> excluded.envelope_sha256"
)
_KEEP_OWN = text(
    f"UPDATE sealed_envelopes SET lease_owner = :device, lease_until = {_LATER}"  # noqa: S608
    " WHERE device_id = :device AND receipt IS NULL"
)
_CLAIM = text(
    f"UPDATE sealed_envelopes SET lease_owner = :device, lease_until = {_LATER},"  # noqa: S608
    " attempts = attempts + 1"
    " WHERE (device_id, id) IN ("
    "  SELECT device_id, id FROM sealed_envelopes AS free"
    "  WHERE outlet_code = :outlet AND device_id <> :device AND receipt IS NULL AND refused = ''"
    "  AND lease_until <= clock_timestamp() AND attempts <= :most_attempts"
    "  AND (predecessor_id IS NULL OR EXISTS ("
    "   SELECT 1 FROM sealed_envelopes AS before WHERE before.device_id = free.device_id"
    "   AND before.id = free.predecessor_id AND before.outcome <> :rejected))"
    "  ORDER BY lease_until, sequence, device_id LIMIT :most FOR UPDATE SKIP LOCKED)"
    " RETURNING device_id, id, sequence, envelope, envelope_sha256, attempts"
)
_ANSWER = text(
    "UPDATE sealed_envelopes SET receipt = :receipt, outcome = :outcome"  # noqa: S608
    f" WHERE {_THIS} AND receipt IS NULL"
)
_LET_GO = text(
    f"UPDATE sealed_envelopes SET lease_owner = '', lease_until = {_LATER},"  # noqa: S608
    " attempts = attempts - :untried"
    f" WHERE {_THIS} AND lease_owner = :owner"
)
_REFUSE = text(
    f"UPDATE sealed_envelopes SET refused = :code WHERE {_THIS} AND receipt IS NULL"  # noqa: S608
)
_RECEIPTS = text(
    "SELECT id, sequence, receipt FROM sealed_envelopes"
    " WHERE device_id = :device AND receipt IS NOT NULL AND sequence > :above"
    " ORDER BY sequence LIMIT :most"
)
_DISCARD = text(
    "UPDATE sealed_envelopes SET receipt = NULL, outcome = NULL"  # noqa: S608
    f" WHERE {_THIS} AND receipt = :receipt"
)
_FREE = text(
    "UPDATE sealed_envelopes SET predecessor_id = NULL"
    " WHERE device_id = :device AND predecessor_id = ANY(:ids)"
)
_RETIRE = text(f"DELETE FROM sealed_envelopes WHERE {_OWN}")  # noqa: S608
_LEFT_OVER = (
    " FROM sealed_envelopes AS waiting LEFT JOIN sealed_envelopes AS before"
    "  ON before.device_id = waiting.device_id AND before.id = waiting.predecessor_id"
    " WHERE waiting.outlet_code = :outlet AND waiting.receipt IS NULL"
    " AND waiting.lease_until <= clock_timestamp()"
    " AND (waiting.refused <> '' OR waiting.predecessor_id IS NOT NULL AND"
    "  (before.outcome IS NULL OR before.outcome = :rejected))"
)
_LEFT_OVER_PAGE = text(
    # Not a time with a zone: the server may have one that nobody here knows.
    "SELECT extract(epoch FROM waiting.copied_at)::float8 AS copied_at_s, waiting.device_id,"  # noqa: S608
    " waiting.id, waiting.sequence, waiting.envelope,"
    " CASE WHEN waiting.refused <> '' THEN waiting.refused"
    "  WHEN before.id IS NULL THEN 'PREDECESSOR_MISSING'"
    "  WHEN before.outcome = :rejected THEN 'PREDECESSOR_REJECTED'"
    "  ELSE 'PREDECESSOR_PENDING' END AS reason"
    f"{_LEFT_OVER} AND (waiting.device_id, waiting.sequence) > (:above_device, :above)"
    " ORDER BY waiting.device_id, waiting.sequence LIMIT :most"
)
_FREE_ONE = text(
    "UPDATE sealed_envelopes SET refused = '', predecessor_id = NULL, attempts = 0"  # noqa: S608
    f" WHERE id = :id AND id IN (SELECT waiting.id{_LEFT_OVER}) RETURNING id"
)
_COUNTS = text(
    "SELECT count(*) FILTER (WHERE receipt IS NULL) AS waiting,"  # noqa: S608
    " count(*) FILTER (WHERE receipt IS NULL AND lease_until > clock_timestamp()) AS leased,"
    " count(*) FILTER (WHERE receipt IS NULL AND refused <> '') AS refused,"
    f" (SELECT count(*){_LEFT_OVER}) AS left_over,"
    " current_setting('server_version') AS version"
    " FROM sealed_envelopes WHERE outlet_code = :outlet"
)


class SqlRelay:
    """Implements `Relay`. Nothing is connected before the first call."""

    def __init__(
        self,
        address: str,
        device_id: str,
        outlet_code: str,
        connection_class: type[PatientConnection] = PatientConnection,
    ) -> None:
        self._server = server_of(address)
        self._device_id = device_id
        self._outlet_code = outlet_code
        self._link = Link(address, _check, connection_class)

    @property
    def connections(self) -> int:
        return self._link.connections

    def open(self) -> None:
        self._link.open()

    def held(self, ids: Sequence[UUID]) -> Mapping[UUID, bytes]:
        rows = self._link.write(lambda link: link.execute(_HELD, self._own(ids=list(ids))).all())
        return {row.id: bytes(row.sha256) for row in rows}

    def put(self, copies: Sequence[Copy], lease: timedelta) -> None:
        rows = [
            self._own(
                id=copy.id,
                outlet=self._outlet_code,
                sequence=copy.sequence,
                predecessor=copy.predecessor_id,
                envelope=copy.envelope,
                sha256=copy.envelope_sha256,
                seconds=lease.total_seconds(),
            )
            for copy in copies
        ]

        def work(link: Connection) -> None:
            link.execute(_PUT, rows)
            schema.check_settings(link)

        self._link.write(work)

    def keep_own(self, lease: timedelta) -> None:
        self._do(_KEEP_OWN, seconds=lease.total_seconds())

    def claim(
        self, limit: int, lease: timedelta, most_attempts: int | None = None
    ) -> Sequence[Leased]:
        asked = self._own(
            outlet=self._outlet_code,
            most=limit,
            seconds=lease.total_seconds(),
            rejected=Outcome.REJECTED.value,
            most_attempts=_ANY_ATTEMPTS if most_attempts is None else most_attempts,
        )
        rows = self._link.write(lambda link: link.execute(_CLAIM, asked).all())
        found = [
            Leased(
                row.device_id,
                row.id,
                row.sequence,
                bytes(row.envelope),
                bytes(row.envelope_sha256),
                row.attempts - 1,
            )
            for row in rows
        ]
        return tuple(sorted(found, key=lambda each: (each.sequence, each.device_id)))

    def answer(self, leased: Leased, receipt: Receipt) -> None:
        self._do(_ANSWER, leased, receipt=receipt.token, outcome=receipt.outcome.value)

    def let_go(self, leased: Leased, wait: timedelta, *, was_tried: bool = True) -> None:
        of = {"owner": self._device_id, "seconds": wait.total_seconds()}
        self._do(_LET_GO, leased, **of, untried=int(not was_tried))

    def refuse(self, leased: Leased, code: str) -> None:
        self._do(_REFUSE, leased, code=code)

    def receipts(self, above_sequence: int, limit: int) -> Sequence[LeftReceipt]:
        asked = self._own(above=above_sequence, most=limit)
        rows = self._link.write(lambda link: link.execute(_RECEIPTS, asked).all())
        return tuple(LeftReceipt(row.id, row.sequence, row.receipt) for row in rows)

    def discard_receipt(self, registration_id: UUID, token: str) -> None:
        self._do(_DISCARD, id=registration_id, receipt=token)

    def retire(self, ids: Sequence[UUID]) -> None:
        asked = self._own(ids=list(ids))

        def work(link: Connection) -> None:
            link.execute(_FREE, asked)
            link.execute(_RETIRE, asked)

        self._link.write(work)

    def left_over(self, above: tuple[str, int], limit: int) -> Sequence[LeftOver]:
        device_id, sequence = above
        asked = self._of_outlet(above_device=device_id, above=sequence, most=limit)
        rows = self._link.write(lambda link: link.execute(_LEFT_OVER_PAGE, asked).all())
        return tuple(
            LeftOver(
                row.device_id,
                row.id,
                row.sequence,
                datetime.fromtimestamp(row.copied_at_s, UTC),
                row.reason,
                bytes(row.envelope),
            )
            for row in rows
        )

    def free(self, registration_id: UUID) -> bool:
        asked = self._of_outlet(id=registration_id)
        return self._link.write(lambda link: link.execute(_FREE_ONE, asked).first()) is not None

    def counts(self) -> RelayCounts:
        def work(link: Connection) -> RelayCounts:
            row = link.execute(_COUNTS, self._of_outlet()).one()
            return RelayCounts(
                server=f"PostgreSQL {str(row.version).split()[0]} at {self._server}",
                schema=schema.schema_of(link),
                waiting=row.waiting,
                leased=row.leased,
                refused=row.refused,
                left_over=row.left_over,
            )

        return self._link.write(work)

    def close(self) -> None:
        self._link.close()

    def release(self) -> None:
        """Let go of the connection, on the thread that uses the relay."""
        self._link.release()

    def _of_outlet(self, **values: Any) -> dict[str, Any]:
        return {"outlet": self._outlet_code, "rejected": Outcome.REJECTED.value, **values}

    def _own(self, **values: Any) -> dict[str, Any]:
        return {"device": self._device_id, **values}

    def _do(self, statement: Any, leased: Leased | None = None, **values: Any) -> None:
        """One statement: about a leased envelope, or else about this counter's own."""
        of = {} if leased is None else {"device": leased.device_id, "id": leased.id}
        self._link.write(lambda link: link.execute(statement, self._own(**values) | of))


def _check(connection: Connection) -> None:
    schema.check_promise(connection)
    schema.bring_up_to_date(connection)
