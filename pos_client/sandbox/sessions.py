"""Clerks and their log-ins: one live session for each clerk, bound to one device."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from pos_client.domain.outlet import RIGHTS, Right, Role
from pos_client.protocol import jws
from pos_client.protocol.api import (
    ReviewRequest,
    SessionChallengeAnswer,
    SessionRequest,
    TroubleCode,
)
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.words import Session, session_from
from pos_client.sandbox import passwords, tables
from pos_client.sandbox.challenges import SKEW
from pos_client.sandbox.controls import Control
from pos_client.sandbox.credentials import Credentials
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.keys import KeyRing, token_key
from pos_client.sandbox.outlets import Outlets
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import CheckFailed, Refusal

__all__ = ["Sessions"]

_CHALLENGE_LIFE = timedelta(minutes=1)

_BY_ID = select(tables.sessions).where(tables.sessions.c.id == bindparam("session_id"))


class Sessions:
    """The book of clerks and sessions. Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        policy: SandboxPolicy,
        keys: KeyRing,
        outlets: Outlets,
        credentials: Credentials,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._policy = policy
        self._controls = policy.controls
        self._keys = keys
        self._outlets = outlets
        self._credentials = credentials

    def enter_clerk(
        self,
        clerk_number: str,
        name: str,
        role: Role,
        outlet_code: str,
        password: str,
        second_factor_secret: bytes | None = None,
        person: str = "",
    ) -> None:
        """Enter a clerk of one outlet; without a secret nobody is let in where one is asked for.

        Args:
            person: the carrier's reference of whoever this is; empty where the work id is all that
                is known. A second work id of somebody at work is an alarm: it may be lawful for a
                day between two outlets, and makes two people of nobody.
        """
        self._connection.execute(
            insert(tables.clerks).values(
                clerk_number=clerk_number,
                name=name,
                role=role.value,
                outlet_code=outlet_code,
                password_hash=passwords.verifier_of(password),
                second_factor_secret=second_factor_secret,
            )
        )
        if person:
            self._credentials.enter_person(clerk_number, person)

    def dismiss_clerk(self, clerk_number: str) -> None:
        """From now on this clerk registers nobody; every session ends."""
        now = self._clock()
        self._connection.execute(
            update(tables.clerks)
            .where(tables.clerks.c.clerk_number == clerk_number)
            .values(dismissed_at=now)
        )
        self.end_all(clerk_number)

    def challenge(self, device: Device) -> SessionChallengeAnswer:
        """A nonce that the device's evidence key has to sign."""
        now, nonce = self._clock(), secrets.token_urlsafe(32)
        book = tables.session_challenges
        self._connection.execute(delete(book).where(book.c.expires_at < now))
        self._connection.execute(
            insert(book).values(nonce=nonce, device_id=device.id, expires_at=now + _CHALLENGE_LIFE)
        )
        return SessionChallengeAnswer(nonce=nonce)

    def open(self, device: Device, request: SessionRequest) -> str:
        """Log a clerk in on a device; a session elsewhere ends.

        Raises:
            Refusal: the device proves nothing, or clerk, password and second factor do not fit.
        """
        clerk = self.recognise(device, request)
        now = self._clock()
        if self._controls.is_on(Control.ONE_SESSION):
            self.end_all(clerk.clerk_number)
        session_id = f"session-{secrets.token_hex(8)}"
        expires_at = now + self._policy.session_life
        readers = self._outlets.readers(device.outlet_code, self._policy)
        sam_ids = [rule.sam_id for rule in readers]
        claims = {
            "session_id": session_id,
            "clerk_number": clerk.clerk_number,
            "clerk_name": clerk.name,
            "role": clerk.role,
            "device_id": device.id,
            "outlet_code": device.outlet_code,
            "issued_at": now.isoformat(),
            "expires_at": expires_at.isoformat(),
            "sam_ids": sam_ids,
        }
        token = self._keys.sign_word(claims, jws.TokenType.SESSION)
        self._enter(self.opened(token))
        return token

    def opened(self, token: str) -> Session:
        """What a token of ours says."""
        return session_from(token, self._keys.words_keys)

    def _enter(self, session: Session) -> None:
        self._connection.execute(
            insert(tables.sessions).values(
                id=session.id,
                clerk_number=session.clerk.clerk_number,
                device_id=session.device_id,
                issued_at=session.gateway_time,
                expires_at=session.expires_at,
                sam_ids=" ".join(map(_digits, session.sam_ids)),
            )
        )

    def recognise(
        self, device: Device, request: SessionRequest | ReviewRequest
    ) -> Row[tuple[object, ...]]:
        """Make sure who stands at a device, without opening or ending a session.

        Raises:
            Refusal: the device proves nothing, or clerk, password and second factor do not fit.
        """
        if self._controls.is_on(Control.SESSION_PROOF):
            self._check_proof(device, request.clerk_number, request.proof)
        return self._credentials.check(request, device.outlet_code)

    def require_live(self, device: Device, token: str, right: Right = Right.REGISTER) -> Session:
        """Take the session that a call names.

        Raises:
            Refusal: none of ours, of another device, ended or run out; or of a role without the
                right: most calls serve customers.
        """
        session, row = self._look_up(token, device)
        if session is None or row is None or row.ended_at is not None:
            raise Refusal(401, TroubleCode.SESSION_UNKNOWN)
        if session.expires_at <= self._clock():
            raise Refusal(401, TroubleCode.SESSION_UNKNOWN)
        clerk = self._credentials.clerk(session.clerk.clerk_number)
        if clerk is None or not self.may(clerk, right):
            raise Refusal(403, TroubleCode.ROLE_REFUSED)
        return session

    def has_ended(self, device: Device, session_id: str) -> bool:
        """Whether a session of this device was ended before its time; of others nothing is told."""
        row = self._connection.execute(_BY_ID, {"session_id": session_id}).one_or_none()
        return row is not None and row.device_id == device.id and row.ended_at is not None

    def are_one_person(self, clerk_number: str, other: str) -> bool:
        """Whether two work ids, or one, are one person's."""
        return self._credentials.person_of(clerk_number) == self._credentials.person_of(other)

    def may(self, clerk: Row[tuple[object, ...]], right: Right) -> bool:
        """Whether the role that this clerk has now may do that."""
        is_in_role = right in RIGHTS[Role(clerk.role)]
        return is_in_role or not self._controls.is_on(Control.CLERK_ROLE)

    def check_registration(self, device: Device, body: RegistrationBody) -> None:
        """Check that the clerk was entitled, on this device, when the card was read.

        Raises:
            CheckFailed: unknown, dismissed, or no session at that time.
        """
        session, row = self._look_up(body.session, device)
        reads_at = [each.evidence[-1].read_at for each in body.people if each.evidence]
        reads_at = reads_at or [body.opened_at, body.confirmed_at]
        demand, no = self._controls.demand, "CLERK_NOT_ENTITLED"
        is_theirs = (
            session is not None
            and row is not None
            and session.clerk.clerk_number == body.clerk_number
            and max(reads_at) <= self._until(session, row, body)
        )
        demand(Control.CLERK_SESSION, is_theirs, no)
        demand(Control.SESSION_BEGUN, row is None or self._had_begun(row, min(reads_at)), no)
        demand(Control.SESSION_READER, self._covers_readers(device, row, body), no)
        clerk = self._credentials.clerk(body.clerk_number)
        if clerk is None:
            raise CheckFailed(no)
        demand(Control.CLERK_ROLE, self.may(clerk, Right.REGISTER), no)
        demand(Control.CLERK_OUTLET, clerk.outlet_code == device.outlet_code, no)
        is_dismissed = clerk.dismissed_at is not None and clerk.dismissed_at <= max(reads_at)
        demand(Control.CLERK_DISMISSED, not is_dismissed, no)

    def review_of(self, device: Device, body: RegistrationBody) -> str:
        """Why somebody has to look at whoever logged in without the gateway; else empty.

        A session that the gateway has ended goes on at a counter whose line is away: it cannot
        know. So nothing is refused; but the clerk has meanwhile worked somewhere else.
        """
        _, row = self._look_up(body.session, device)
        if row is None or row.ended_at is None or not body.is_offline_session:
            return ""
        was_live = max(read.read_at for read in body.reads) <= row.ended_at + SKEW
        is_asked = self._controls.is_on(Control.SESSION_ENDED)
        return "CLERK_NOT_ENTITLED" if is_asked and not was_live else ""

    def _had_begun(self, row: Row[tuple[object, ...]], read_at: datetime) -> bool:
        """Whether the clerk was logged in on this device when the card was read.

        That may have been the session before this one: a case outlives a new log-in.
        """
        book = tables.sessions
        begun = self._connection.scalar(
            select(book.c.id)
            .where(book.c.clerk_number == row.clerk_number, book.c.device_id == row.device_id)
            .where(book.c.issued_at <= read_at + SKEW)
            .limit(1)
        )
        return begun is not None

    def _covers_readers(
        self, device: Device, row: Row[tuple[object, ...]] | None, body: RegistrationBody
    ) -> bool:
        """Whether every reader of the outlet that was used was the outlet's at the log-in.

        Readers that are nobody's are told by the checks of the evidence, and a session that there
        is not by the one before.
        """
        if row is None:
            return True
        since = min((read.read_at for read in body.reads), default=body.confirmed_at)
        readers = self._outlets.readers(device.outlet_code, self._policy, since)
        used = {_digits(read.sam_id) for read in body.reads}
        used &= {_digits(rule.sam_id) for rule in readers}
        return used <= set(row.sam_ids.split())

    def _until(
        self, session: Session, row: Row[tuple[object, ...]], body: RegistrationBody
    ) -> datetime:
        if body.is_offline_session:
            return session.gateway_time + timedelta(hours=self._policy.log_in_hours)
        ended_at: datetime | None = row.ended_at
        return session.expires_at if ended_at is None else min(session.expires_at, ended_at)

    def _look_up(
        self, token: str, device: Device
    ) -> tuple[Session | None, Row[tuple[object, ...]] | None]:
        try:
            session = session_from(token, self._keys.words_keys)
        except jws.TokenRefused:
            return None, None
        if session.device_id != device.id:
            return None, None
        asked = {"session_id": session.id}
        row = self._connection.execute(_BY_ID, asked).one_or_none()
        if row is None:
            # Ours, and not in the book: that was put back to an older copy.
            self._enter(session)
            row = self._connection.execute(_BY_ID, asked).one()
        return session, row

    def _check_proof(self, device: Device, clerk_number: str, proof: str) -> None:
        keys = {device.id: token_key(device.evidence_key)}
        try:
            claims = jws.verify(proof, keys, jws.TokenType.SESSION_PROOF)
        except jws.TokenRefused:
            raise Refusal(403, TroubleCode.DEVICE_UNKNOWN) from None
        named = (claims.get("device_id"), claims.get("clerk_number"))
        if named != (device.id, clerk_number):
            raise Refusal(403, TroubleCode.DEVICE_UNKNOWN)
        book = tables.session_challenges
        used = self._connection.execute(
            delete(book).where(
                book.c.nonce == str(claims.get("nonce")),
                book.c.device_id == device.id,
                book.c.expires_at >= self._clock(),
            )
        )
        if used.rowcount != 1:
            raise Refusal(403, TroubleCode.DEVICE_UNKNOWN)

    def end_all(self, clerk_number: str) -> None:
        """Whoever is logged in with this work id is so no more."""
        book = tables.sessions
        self._connection.execute(
            update(book)
            .where(book.c.clerk_number == clerk_number, book.c.ended_at.is_(None))
            .values(ended_at=self._clock())
        )


def _digits(sam_id: str) -> str:
    return "".join(character for character in sam_id if character.isdigit())
