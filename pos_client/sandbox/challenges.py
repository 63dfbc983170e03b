"""Challenges: made here, each used up by one read of one case."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update
from sqlalchemy.dialects import sqlite

from pos_client.domain.evidence import Challenge, Evidence
from pos_client.domain.flows import FLOWS
from pos_client.protocol import strict_json
from pos_client.protocol.api import CaseAnswer, ChallengeJson, ChallengePoolAnswer, TroubleCode
from pos_client.protocol.parts import pack_evidence
from pos_client.sandbox import pattern_tables, tables
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import CheckFailed, Refusal

__all__ = ["SKEW", "Challenges"]

# How far a device's clock may be off before its times are not believed.
SKEW = timedelta(minutes=5)
_BOOK, _READS, _ANNOUNCED = tables.challenges, tables.evidence, tables.announced_reads
_COUNTERS = pattern_tables.read_counters
_LARGEST_COUNTER = 2**62

_BY_ID = select(_BOOK).where(_BOOK.c.id == bindparam("challenge_id"))
_USE = (
    update(_BOOK)
    .where(_BOOK.c.id == bindparam("challenge_id"))
    .values(is_spent=True, evidence_id=bindparam("read_id"))
)
_READ_BY_ID = select(_READS).where(_READS.c.id == bindparam("read_id"))
_ENTER_READ = insert(_READS)
_SETTLE = (
    update(_READS)
    .where(_READS.c.id == bindparam("read_id"))
    .where(
        func.coalesce(_READS.c.registration_id, bindparam("settled_by")) == bindparam("settled_by")
    )
    .values(registration_id=bindparam("settled_by"))
)


REFILL = 32
LOST_POOLS = 4


class Challenges:
    """The book of challenges and of the reads that used them up.

    A challenge proves by itself that it was made here, for whom and when: its nonce is an HMAC over
    the rest. So one that was made after the copy of a book that was put back is known again.
    """

    def __init__(
        self, connection: Connection, clock: Clock, policy: SandboxPolicy, secret: bytes
    ) -> None:
        self._connection = connection
        self._secret = secret
        self._clock = clock
        self._policy = policy
        self._controls = policy.controls

    def open_case(self, device: Device, flow: str) -> CaseAnswer:
        """Give a case its transaction id and the challenge of its first read."""
        if flow not in FLOWS:
            raise Refusal(400, TroubleCode.REQUEST_UNREADABLE)
        transaction_id = f"RN-{secrets.token_hex(8)}"
        (challenge,) = self._make(device, 1, self._policy.case_challenge_life, transaction_id)
        return CaseAnswer(real_name_transaction_id=transaction_id, challenge=challenge)

    def fill_pool(self, device: Device) -> ChallengePoolAnswer:
        """Fill up the challenges that a device has at hand for reads without the gateway.

        None outlives the window in which it may be used, so that whatever a device reads under
        one that lives is in time.
        Those past half their life do not count: a device that begins to capture with them would
        run out of them before it may run out of time.
        """
        window = timedelta(hours=self._policy.window_hours)
        life = min(self._policy.pool_challenge_life, window)
        outstanding = self._connection.scalar(
            select(func.count())
            .select_from(_BOOK)
            .where(_BOOK.c.device_id == device.id, _BOOK.c.is_spent.is_(False))
            .where(_BOOK.c.expires_at > self._clock() + life / 2)
            .where(_BOOK.c.real_name_transaction_id == "")
        )
        missing = max(0, self._policy.challenge_pool - (outstanding or 0))
        if not missing and (outstanding or 0) < LOST_POOLS * self._policy.challenge_pool:
            # It asks all the same: an earlier answer may never have arrived.
            missing = min(REFILL, self._policy.challenge_pool)
        made = self._make(device, missing, life, "")
        return ChallengePoolAnswer(challenges=tuple(made))

    def note_spent(self, device_id: str, challenge_id: str, read_counter: int) -> None:
        """The audit chain tells of a read: no other one answers this challenge any more.

        That one still may: its case may be sealed and on its way, or it was cancelled and never
        comes.
        """
        noted = self._connection.execute(
            update(_BOOK)
            .where(_BOOK.c.id == challenge_id, _BOOK.c.device_id == device_id)
            .values(is_spent=True)
        )
        if noted.rowcount:
            self._connection.execute(
                sqlite.insert(_ANNOUNCED)
                .values(challenge_id=challenge_id, read_counter=read_counter)
                .on_conflict_do_nothing()
            )

    def use(self, device: Device, evidence: Evidence, case_id: UUID) -> None:
        """Check a read's challenge and use it up for this case; the same read may come again.

        Raises:
            CheckFailed: not ours, not this device's, out of time, or used by another read.
        """
        challenge, demand = evidence.challenge, self._controls.demand
        row = self._known(device, challenge)
        given = (device.id, challenge.nonce, challenge.expires_at)
        if row is None or (row.device_id, row.nonce, row.expires_at) != given:
            demand(Control.CHALLENGE_KNOWN, False, "CHALLENGE_UNKNOWN")
            self._bind(device, evidence, case_id)
            return
        is_of_case = row.real_name_transaction_id == challenge.real_name_transaction_id
        demand(Control.CHALLENGE_OF_CASE, is_of_case, "CHALLENGE_UNKNOWN")
        is_in_time = evidence.read_at <= row.expires_at
        demand(Control.CHALLENGE_LIFE, is_in_time, "CHALLENGE_EXPIRED")
        is_possible = row.issued_at - SKEW <= evidence.read_at <= self._clock() + SKEW
        demand(Control.READ_TIME, is_possible, "READ_EXPIRED")
        is_unused = row.evidence_id in (None, str(evidence.id))
        demand(Control.CHALLENGE_ONCE, is_unused, "CHALLENGE_USED")
        is_spent = row.is_spent and row.evidence_id is None and not self._is_announced(evidence)
        demand(Control.CHALLENGE_ANNOUNCED, not is_spent, "CHALLENGE_USED")
        self._bind(device, evidence, case_id)
        if row.evidence_id is None:
            self._connection.execute(
                _USE, {"challenge_id": challenge.id, "read_id": str(evidence.id)}
            )

    def use_without_read(
        self, device: Device, challenge_id: str, transaction_id: str, case_id: UUID
    ) -> None:
        """Use a challenge up for a case that reads no card; the same case may come again.

        Raises:
            CheckFailed: not this device's or transaction's, out of time, or used otherwise.
        """
        demand, whose = self._controls.demand, _whose(case_id)
        row = self._connection.execute(_BY_ID, {"challenge_id": challenge_id}).one_or_none()
        given = (device.id, transaction_id)
        is_known = row is not None and (row.device_id, row.real_name_transaction_id) == given
        if row is None or not is_known or not transaction_id:
            raise CheckFailed("CHALLENGE_UNKNOWN")
        is_ours = row.evidence_id == whose
        demand(
            Control.CHALLENGE_LIFE, is_ours or self._clock() <= row.expires_at, "CHALLENGE_EXPIRED"
        )
        is_free = is_ours or (row.evidence_id is None and not row.is_spent)
        demand(Control.CHALLENGE_ONCE, is_free, "CHALLENGE_USED")
        self._connection.execute(_USE, {"challenge_id": challenge_id, "read_id": whose})

    def is_without_read(self, device: Device, case_id: UUID) -> bool:
        """Whether this device has opened a case without any read under this id."""
        used = select(_BOOK.c.id).where(
            _BOOK.c.evidence_id == _whose(case_id), _BOOK.c.device_id == device.id
        )
        return self._connection.scalar(used.limit(1)) is not None

    def are_of_case(self, device: Device, case_id: UUID, read_ids: Collection[UUID]) -> bool:
        """Whether these reads were judged for this case of this device; a case may have none."""
        if not read_ids:
            return self.is_without_read(device, case_id)
        rows = [
            self._connection.execute(_READ_BY_ID, {"read_id": str(read_id)}).one_or_none()
            for read_id in read_ids
        ]
        owner = (str(case_id), device.id)
        return bool(rows) and all(
            row is not None and (row.case_id, row.device_id) == owner for row in rows
        )

    def settle(self, evidence: tuple[Evidence, ...], registration_id: UUID) -> None:
        """Mark reads as used up by a registration.

        Raises:
            CheckFailed: another registration has used one of them.
        """
        for read in evidence:
            settled = self._connection.execute(
                _SETTLE, {"read_id": str(read.id), "settled_by": str(registration_id)}
            )
            self._controls.demand(Control.CASE_ONCE, settled.rowcount == 1, "EVIDENCE_USED")

    def take_back(
        self, device: Device, evidence: tuple[Evidence, ...], case_id: UUID, settled_by: UUID
    ) -> None:
        """Enter reads of a registration that was decided before these books were put back."""
        for read in evidence:
            read_id = str(read.id)
            if self._known(device, read.challenge) is not None:
                used = _USE.where(_BOOK.c.evidence_id.is_(None))
                self._connection.execute(
                    used, {"challenge_id": read.challenge.id, "read_id": read_id}
                )
            if self._connection.execute(_READ_BY_ID, {"read_id": read_id}).one_or_none() is None:
                self._enter_read(device, read, case_id)
            self._connection.execute(_SETTLE, {"read_id": read_id, "settled_by": str(settled_by)})

    def _known(self, device: Device, challenge: Challenge) -> Row[tuple[object, ...]] | None:
        """The row of a challenge; one that is ours and was forgotten is entered again."""
        asked = {"challenge_id": challenge.id}
        row = self._connection.execute(_BY_ID, asked).one_or_none()
        if row is not None:
            return row
        transaction_id = challenge.real_name_transaction_id
        nonce = self._nonce(challenge.id, device.id, transaction_id, challenge.expires_at)
        if not hmac.compare_digest(nonce, challenge.nonce):
            return None
        self._connection.execute(
            insert(_BOOK).values(
                id=challenge.id,
                nonce=nonce,
                device_id=device.id,
                real_name_transaction_id=transaction_id,
                issued_at=datetime.fromtimestamp(int(challenge.id[3:11], 16), UTC),
                expires_at=challenge.expires_at,
                is_spent=False,
            )
        )
        return self._connection.execute(_BY_ID, asked).one()

    def _nonce(
        self, challenge_id: str, device_id: str, transaction_id: str, expires_at: datetime
    ) -> bytes:
        said = [challenge_id, device_id, transaction_id, expires_at.astimezone(UTC).isoformat()]
        return hmac.digest(self._secret, strict_json.canonical(said), "sha256")

    def _is_announced(self, evidence: Evidence) -> bool:
        announced = self._connection.scalar(
            select(_ANNOUNCED.c.read_counter).where(
                _ANNOUNCED.c.challenge_id == evidence.challenge.id
            )
        )
        return announced == evidence.read_counter

    def _bind(self, device: Device, evidence: Evidence, case_id: UUID) -> None:
        read_id = str(evidence.id)
        known = self._connection.execute(_READ_BY_ID, {"read_id": read_id}).one_or_none()
        if known is None:
            self._enter_read(device, evidence, case_id)
            return
        is_of_case = (known.case_id, known.device_id) == (str(case_id), device.id)
        self._controls.demand(Control.EVIDENCE_OF_CASE, is_of_case, "EVIDENCE_USED")
        is_unchanged = known.digest == _digest(evidence)
        self._controls.demand(Control.EVIDENCE_UNCHANGED, is_unchanged, "IDENTITY_MISMATCH")

    def _enter_read(self, device: Device, evidence: Evidence, case_id: UUID) -> None:
        owner = {"case_id": str(case_id), "device_id": device.id}
        self._connection.execute(
            _ENTER_READ, owner | {"id": str(evidence.id), "digest": _digest(evidence)}
        )
        self._note_counter(device, evidence)

    def _note_counter(self, device: Device, evidence: Evidence) -> None:
        self._connection.execute(
            sqlite.insert(_COUNTERS)
            .values(
                device_id=device.id,
                read_counter=min(evidence.read_counter, _LARGEST_COUNTER),
                evidence_id=str(evidence.id),
                challenge_id=evidence.challenge.id,
                boot_id=evidence.boot_id,
                monotonic_ns=evidence.monotonic_ns,
                seen_at=self._clock(),
            )
            .on_conflict_do_nothing()
        )

    def has_counter(self, device: Device, evidence: Evidence) -> bool:
        """Whether no other read of this device had the same number.

        One that has tells of two copies of a device, or of an old copy that was put back.
        """
        if not self._controls.is_on(Control.READ_COUNTER):
            return True
        if evidence.read_counter < 1:
            return False
        numbered = self._connection.scalar(
            select(_COUNTERS.c.evidence_id).where(
                _COUNTERS.c.device_id == device.id,
                _COUNTERS.c.read_counter == min(evidence.read_counter, _LARGEST_COUNTER),
            )
        )
        return numbered == str(evidence.id)

    def _make(
        self, device: Device, count: int, life: timedelta, transaction_id: str
    ) -> list[ChallengeJson]:
        now = self._clock()
        ids = [f"ch-{int(now.timestamp()):08x}{secrets.token_hex(6)}" for _ in range(count)]
        rows = [
            {
                "id": each,
                "nonce": self._nonce(each, device.id, transaction_id, now + life),
                "device_id": device.id,
                "real_name_transaction_id": transaction_id,
                "issued_at": now,
                "expires_at": now + life,
                "is_spent": False,
            }
            for each in ids
        ]
        if rows:
            self._connection.execute(insert(_BOOK), rows)
        return [
            ChallengeJson(
                id=str(row["id"]),
                nonce=base64.b64encode(row["nonce"]).decode(),  # type: ignore[arg-type]
                expires_at=now + life,
            )
            for row in rows
        ]


def _whose(case_id: UUID) -> str:
    """What stands at a challenge in the place of the read that answered it."""
    return f"case {case_id}"


def _digest(evidence: Evidence) -> bytes:
    return hashlib.sha256(strict_json.canonical(pack_evidence(evidence))).digest()
