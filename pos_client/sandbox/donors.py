"""The carriers that numbers come from (携出方): what they answer, and what they let go."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, insert, or_, select, true, tuple_, update

from drivers.card.read import CardRead
from pos_client.domain.local_day import local_day
from pos_client.domain.subject import ProofOfUse, Subject
from pos_client.protocol.api import TroubleCode
from pos_client.protocol.subject import AuthorisationAnswer, AuthorisationRequest
from pos_client.sandbox import donor_tables as tables
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.invented_donors import ELSEWHERE
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.population import Population
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.subscriber_tables import subscribers
from pos_client.sandbox.tables import numbers

__all__ = ["Donors"]

_BOOK, _TRIES = tables.donor_numbers, tables.authorisations
_DAY = timedelta(days=1)
# 携号转网服务管理规定 (draft of 2019-08): that long in the donor's network before it lets one go.
_LEAST_IN_NETWORK = timedelta(days=120)


class Donors:
    """Runs inside the caller's transaction."""

    def __init__(
        self, connection: Connection, clock: Clock, population: Population, policy: SandboxPolicy
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._population = population
        self._most_a_day = policy.donor_codes_a_day
        self._is_on = policy.controls.is_on

    def fill(self) -> None:
        """Enter the invented numbers of a sandbox that has none yet."""
        now, today = self._clock(), local_day(self._clock())
        rows = [
            {
                "phone_number": each.phone_number,
                "donor": each.donor,
                "person_key": self._population.key_named(each.owner) if each.owner else None,
                "in_network_since": today - timedelta(days=each.days_there),
                "arrears_fen": each.arrears_fen,
                "contract_until": None
                if each.contract_days is None
                else today + timedelta(days=each.contract_days),
                "code": each.code,
                "code_until": now + timedelta(days=each.code_days),
            }
            for each in ELSEWHERE
        ]
        self._connection.execute(insert(_BOOK), rows)

    def authorise(self, device: Device, request: AuthorisationRequest) -> AuthorisationAnswer:
        """Take a number and the code that its carrier has given out for it.

        Raises:
            Refusal: it is ours, nobody's, or the code is not the one; who has guessed too often
                for one number today hears the same of every code.
        """
        number, now = request.phone_number, self._clock()
        if self._is_ours(number):
            raise Refusal(422, TroubleCode.NUMBER_ALREADY_OURS)
        row = self._row(number)
        if row is None:
            raise Refusal(404, TroubleCode.NUMBER_NOT_FOUND)
        if self._wrong_since(number, now - _DAY) >= self._most_a_day:
            raise Refusal(422, TroubleCode.CODE_WRONG)  # it counts for nothing any more
        is_right = self._is_good(row, request.code)
        reference = f"port-{secrets.token_hex(8)}" if is_right else None
        self._connection.execute(
            insert(_TRIES).values(
                phone_number=number,
                device_id=device.id,
                code=request.code,
                tried_at=now,
                reference=reference,
            )
        )
        if reference is None:
            raise Refusal(422, TroubleCode.CODE_WRONG)
        return AuthorisationAnswer(reference=reference, donor=row.donor)

    def donor_code(
        self, device: Device, subject: Subject | None, case_id: UUID, card: CardRead
    ) -> str:
        """Whether the number's carrier lets this person take it along: a code of DONOR.

        Whoever shows no code of that carrier's learns nothing of the number.
        """
        number = subject.phone_number if subject is not None else ""
        person_key = self._population.person_key(card)
        if self._is_ours(number):
            return "NUMBER_ALREADY_OURS"
        proof = subject.proof if subject is not None else None
        whose = (str(case_id), person_key)
        is_authorised = proof is not None and self._take(device, number, proof, whose)
        if not is_authorised and self._is_on(Control.DONOR_CODE):
            return "DONOR_CODE_WRONG"
        return self._against(number, person_key) or "DONOR_AGREES"

    def against_port_in(self, phone_number: str, person_key: bytes) -> str:
        """What speaks by now against a port whose code was taken before, or nothing."""
        if self._is_ours(phone_number):
            return "NUMBER_ALREADY_OURS"
        return self._against(phone_number, person_key)

    def let_go(self, phone_number: str, at: datetime) -> None:
        """The effect of an acceptance: not that carrier's any more, and the code used up."""
        self._connection.execute(
            update(_BOOK).where(_BOOK.c.phone_number == phone_number).values(let_go_at=at)
        )

    def code_of(self, phone_number: str) -> str:
        """The code that stands on that phone; for the sandbox's master.

        Raises:
            LookupError: no other carrier has this number.
        """
        row = self._row(phone_number)
        if row is None:
            raise LookupError(phone_number)
        code: str = row.code
        return code

    def _against(self, phone_number: str, person_key: bytes) -> str:
        """What that carrier has against it, by the conditions of 携号转网."""
        row, today = self._row(phone_number), local_day(self._clock())
        if row is None or row.let_go_at is not None:
            return "DONOR_CODE_WRONG"
        if self._is_on(Control.DONOR_PERSON):
            if row.person_key is None:
                return "DONOR_NOT_REGISTERED"
            if row.person_key != person_key:
                return "DONOR_OTHER_PERSON"
        if not self._is_on(Control.DONOR_CONDITIONS):
            return ""
        if row.arrears_fen > 0:
            return "DONOR_ARREARS"
        if row.contract_until is not None and row.contract_until >= today:
            return "DONOR_CONTRACT"
        return "DONOR_TOO_NEW" if today - row.in_network_since < _LEAST_IN_NETWORK else ""

    def _take(
        self, device: Device, phone_number: str, proof: ProofOfUse, whose: tuple[str, bytes]
    ) -> bool:
        """Let a right code speak for this case and person, and for no other from then on."""
        row, tries = self._row(phone_number), _TRIES.c
        if row is None or not proof.reference:
            return False
        is_theirs = tuple_(tries.case_id, tries.person_key) == whose
        is_bound = self._is_on(Control.DONOR_CODE_OF_CASE)
        taken = self._connection.execute(
            update(_TRIES)
            .where(
                tries.reference == proof.reference,
                tries.phone_number == phone_number,
                tries.device_id == device.id,
                tries.code == row.code,
                or_(tries.case_id.is_(None), is_theirs) if is_bound else true(),
            )
            .values(case_id=whose[0], person_key=whose[1])
        )
        return taken.rowcount == 1 and self._is_good(row, row.code)

    def _is_good(self, row: Row[Any], code: str) -> bool:
        """Whether a code is the one given out, in time, and not used up."""
        is_live = row.let_go_at is None and row.code_until > self._clock()
        return secrets.compare_digest(row.code, code) and is_live

    def _is_ours(self, phone_number: str) -> bool:
        for book in (subscribers, numbers):
            has = select(book.c.phone_number).where(book.c.phone_number == phone_number)
            if self._connection.scalar(has) is not None:
                return True
        return False

    def _wrong_since(self, phone_number: str, since: datetime) -> int:
        """How many were wrong for it, whoever typed them, as far as anybody counts them."""
        wrong = select(func.count()).where(
            _TRIES.c.phone_number == phone_number,
            _TRIES.c.tried_at > since,
            _TRIES.c.reference.is_(None),
        )
        is_counted = self._is_on(Control.DONOR_CODES)
        return (self._connection.scalar(wrong) or 0) if is_counted else 0

    def _row(self, phone_number: str) -> Row[Any] | None:
        return self._connection.execute(
            select(_BOOK).where(_BOOK.c.phone_number == phone_number)
        ).one_or_none()
