"""The carrier's book of numbers that exist: looked up in masks, proven, registered, restored."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, insert, select, update
from sqlalchemy.dialects.sqlite import insert as new_row

from drivers.card.read import CardRead
from pos_client.domain.flow import Flow, Step
from pos_client.domain.local_day import local_day
from pos_client.domain.subject import (
    MissingPart,
    ProofMethod,
    ProofOfUse,
    Subject,
    Subscriber,
    SubscriberState,
    Suspension,
)
from pos_client.protocol.api import TroubleCode
from pos_client.protocol.subject import (
    SubscriberAnswer,
    SubscriberRequest,
    UsageCodeAnswer,
    UsageCodeRequest,
    subscriber_json,
)
from pos_client.sandbox import subscriber_tables as tables
from pos_client.sandbox.campaign import Campaign, notices_of
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.invented_subscribers import INVENTED
from pos_client.sandbox.names import brand_of
from pos_client.sandbox.own_number_tables import disputed_numbers
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.population import Population
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.sim_standings import stock_number
from pos_client.sandbox.usage_codes import UsageCodes

__all__ = ["Subscribers"]

_BOOK = tables.subscribers
_BY_NUMBER = select(_BOOK).where(_BOOK.c.phone_number == bindparam("wanted"))
_ENTER = new_row(_BOOK).on_conflict_do_nothing()
_BY_SIM = select(_BOOK).where(_BOOK.c.sim_number == bindparam("wanted"))
_OPEN_DISPUTE = select(disputed_numbers.c.phone_number).where(
    disputed_numbers.c.phone_number == bindparam("wanted"),
    disputed_numbers.c.answered_at.is_(None),
)
_OPEN = {SubscriberState.UNREGISTERED.value, SubscriberState.INCOMPLETE.value}
_AGAINST = {
    SubscriberState.UNREGISTERED.value: "NUMBER_INCOMPLETE",
    SubscriberState.INCOMPLETE.value: "NUMBER_INCOMPLETE",
    SubscriberState.REGISTERED.value: "NUMBER_COMPLETE",
    SubscriberState.TERMINATED.value: "NUMBER_TERMINATED",
}


class Subscribers:
    """Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        population: Population,
        policy: SandboxPolicy,
        campaign: Campaign,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._population = population
        self._campaign = campaign
        self._is_on = policy.controls.is_on
        self.codes = UsageCodes(connection, clock, policy)

    def fill(self) -> None:
        """Enter the invented numbers of a sandbox that has none yet."""
        now, today = self._clock(), local_day(self._clock())
        rows = [
            {
                "phone_number": each.phone_number,
                "sim_number": stock_number(each.iccid),
                "state": each.state.value,
                "missing": " ".join(each.missing),
                "suspension": each.suspension.value,
                "deadline": None
                if each.deadline_in_days is None
                else today + timedelta(days=each.deadline_in_days),
                "notices": " ".join(
                    f"{channel.value}:{today - timedelta(days=ago)}"
                    for channel, ago in each.notices
                ),
                "person_key": self._population.key_named(each.owner) if each.owner else None,
                "owner_since": now - each.owner_for if each.owner_for else None,
                "sim_since": now - each.sim_for if each.sim_for else None,
                "flagged_until": None if each.flagged_for is None else now + each.flagged_for,
                "arrears_fen": each.arrears_fen,
            }
            for each in INVENTED
        ]
        self._connection.execute(insert(_BOOK), rows)

    def look_up(self, request: SubscriberRequest) -> SubscriberAnswer:
        """What is known of a number, in masks.

        Raises:
            Refusal: this carrier has no such number or SIM.
        """
        row = self._row(request.phone_number)
        by_sim = self._by_sim(request.iccid)
        found = row if request.phone_number else by_sim
        if found is None:
            raise Refusal(404, TroubleCode.NUMBER_NOT_FOUND)
        is_in_use = self._is_sim_of(by_sim, found.phone_number)
        return subscriber_json(self._subscriber(found), is_sim_in_use=is_in_use)

    def send_code(self, device: Device, request: UsageCodeRequest) -> UsageCodeAnswer:
        """Send six digits to a number; whoever reads them out has it in use.

        Raises:
            Refusal: there is no such number, no message reaches it, or it got too many today.
        """
        row = self._row(request.phone_number)
        if row is None:
            raise Refusal(404, TroubleCode.NUMBER_NOT_FOUND)
        is_deaf = row.suspension == Suspension.SUSPENDED_BOTH_WAYS.value
        if is_deaf or row.state not in _OPEN:
            raise Refusal(422, TroubleCode.CODE_NOT_SENT)
        return self.codes.send(device, row.phone_number)

    def proof_code(
        self, device: Device, subject: Subject | None, case_id: UUID, card: CardRead
    ) -> str:
        """Whether the number is in use by whoever shows this: a code of PROOF_OF_USE."""
        is_proven = not self._is_on(Control.USE_PROVEN)
        if subject is not None and subject.proof is not None and subject.proof.is_whole:
            number, proof = subject.phone_number, subject.proof
            whose = (str(case_id), self._population.person_key(card))
            is_proven = is_proven or self._is_proven(device, number, proof, whose)
        return "USE_PROVEN" if is_proven else "USE_NOT_PROVEN"

    def owner_code(self, flow: Flow, subject: Subject | None, card: CardRead) -> str:
        """Whether the number is this person's, or nobody's where it may become theirs.

        Returns:
            A code of the check OWNER.
        """
        number = subject.phone_number if subject is not None else ""
        return self.standing_code(flow, number, self._population.person_key(card))

    def standing_code(self, flow: Flow, phone_number: str, person_key: bytes) -> str:
        """The same of whoever has this key."""
        row = self._row(phone_number)
        if row is None:
            return "NUMBER_NOT_FOUND"
        if against := self._against_state(flow, row):
            return against
        is_theirs = row.person_key == person_key or not self._is_on(Control.OWNER)
        may_be_nobodys = not (flow.keeps_owner or flow.hands_over)
        is_theirs = is_theirs or (row.person_key is None and may_be_nobodys)
        return "OWNER_CONFIRMED" if is_theirs else "OWNER_DIFFERENT"

    def against_transfer(self, flow: Flow, phone_number: str, asked_at: datetime) -> str:
        """What speaks by now against a transfer that its owner of then has signed, or nothing."""
        row = self._row(phone_number)
        if row is None:
            return "NUMBER_NOT_FOUND"
        if against := self._against_state(flow, row):
            return against
        is_handed_on = row.owner_since is not None and row.owner_since > asked_at
        return "OWNER_DIFFERENT" if is_handed_on else ""

    def _against_state(self, flow: Flow, row: Row[Any]) -> str:
        """Why this flow is not for a number in this state; nothing where it is."""
        is_flagged = row.flagged_until is not None
        if not self._is_on(Control.NUMBER_STATE):
            return ""
        if row.state not in flow.takes:
            return _AGAINST[row.state]
        moves_on = flow.hands_over or flow.has(Step.NEW_SIM)
        if moves_on and self._is_disputed(row.phone_number):
            return "NUMBER_DISPUTED"
        if flow.is_for_flagged and not is_flagged:
            return "NUMBER_NOT_FLAGGED"
        if not flow.hands_over:
            return ""
        if is_flagged:
            return "NUMBER_FLAGGED"
        if row.suspension != Suspension.NONE.value:
            return "NUMBER_SUSPENDED"
        return "ARREARS" if row.arrears_fen > 0 else ""

    def _is_disputed(self, phone_number: str) -> bool:
        """Whether its holder says that it is not theirs, and nobody has answered yet."""
        found = self._connection.scalar(_OPEN_DISPUTE, {"wanted": phone_number})
        return found is not None and self._is_on(Control.NUMBER_DISPUTED)

    def is_of(self, phone_number: str, person_key: bytes) -> bool:
        """Whether the number stands in this person's name."""
        row = self._row(phone_number)
        return row is not None and bool(row.person_key == person_key)

    def register(
        self, device_id: str, registration_id: str, phone_number: str, person_key: bytes
    ) -> bool:
        """The effect of an acceptance: registered, and restored if it was suspended.

        Returns:
            Whether a restore order went along.
        """
        row = self._row(phone_number)
        if row is None:
            raise LookupError(phone_number)
        is_same = row.person_key == person_key
        self._campaign.note_registered(phone_number)
        self._connection.execute(
            update(_BOOK)
            .where(_BOOK.c.phone_number == phone_number)
            .values(
                state=SubscriberState.REGISTERED.value,
                missing="",
                suspension=Suspension.NONE.value,
                deadline=None,
                person_key=person_key,
                brand=brand_of(self._connection, device_id),
                owner_since=row.owner_since if is_same else self._clock(),
            )
        )
        return self._order_restoring(device_id, registration_id, row)

    def begin(
        self,
        phone_number: str,
        iccid: str,
        person_key: bytes,
        at: datetime,
        *,
        device_id: str,
        is_of_device: bool,
    ) -> None:
        """The effect of a new number: from now on it exists, in this name and under this SIM."""
        self._connection.execute(
            _ENTER,
            {
                "phone_number": phone_number,
                "state": SubscriberState.REGISTERED.value,
                "suspension": Suspension.NONE.value,
                "sim_number": stock_number(iccid) if iccid else "",
                "person_key": person_key,
                "brand": brand_of(self._connection, device_id),
                "is_of_device": is_of_device,
                "owner_since": at,
                "sim_since": at,
            },
        )

    def give_sim(self, phone_number: str, iccid: str) -> None:
        """Put a number under this SIM; one that has any by now keeps it."""
        book = _BOOK.c
        self._connection.execute(
            update(_BOOK)
            .where(book.phone_number == phone_number, book.sim_number == "")
            .values(sim_number=stock_number(iccid))
        )

    def hand_over(
        self, phone_number: str, person_key: bytes, at: datetime, *, device_id: str
    ) -> None:
        """The effect of a transfer; where it was handed on since then, it stays where it is."""
        book = _BOOK.c
        self._connection.execute(
            update(_BOOK)
            .where(book.phone_number == phone_number)
            .where((book.owner_since.is_(None)) | (book.owner_since <= at))
            .values(
                person_key=person_key, brand=brand_of(self._connection, device_id), owner_since=at
            )
        )

    def lift_flag(self, device_id: str, registration_id: str, phone_number: str) -> bool:
        """The effect of a second check: the flag is gone, and what was suspended for it is back.

        Returns:
            Whether a restore order went along.
        """
        row = self._row(phone_number)
        if row is None:
            raise LookupError(phone_number)
        self._connection.execute(
            update(_BOOK)
            .where(_BOOK.c.phone_number == phone_number)
            .values(flagged_until=None, suspension=Suspension.NONE.value)
        )
        return self._order_restoring(device_id, registration_id, row)

    def _order_restoring(self, device_id: str, registration_id: str, row: Row[Any]) -> bool:
        """Order the service back that a number was without; False where it had all of it."""
        if row.suspension == Suspension.NONE.value:
            return False
        self._connection.execute(
            insert(tables.restore_orders).values(
                device_id=device_id,
                registration_id=registration_id,
                phone_number=row.phone_number,
                suspension=row.suspension,
                at=self._clock(),
            )
        )
        return True

    def _is_proven(
        self, device: Device, phone_number: str, proof: ProofOfUse, whose: tuple[str, bytes]
    ) -> bool:
        if proof.method is not ProofMethod.SMS_CODE:
            return self._is_sim_of(self._by_sim(proof.iccid), phone_number)
        return self.codes.take(device, phone_number, proof.reference, whose)

    def _row(self, phone_number: str) -> Row[Any] | None:
        return self._connection.execute(_BY_NUMBER, {"wanted": phone_number}).one_or_none()

    def _by_sim(self, iccid: str) -> Row[Any] | None:
        if not iccid:
            return None
        return self._connection.execute(_BY_SIM, {"wanted": stock_number(iccid)}).one_or_none()

    def _is_sim_of(self, by_sim: Row[Any] | None, phone_number: str) -> bool:
        """Whether the SIM that led to this row is in use under the number, and works by now."""
        if by_sim is None or by_sim.phone_number != phone_number:
            return False
        return by_sim.sim_works_from is None or bool(by_sim.sim_works_from <= self._clock())

    def _subscriber(self, row: Row[Any]) -> Subscriber:
        key = row.person_key
        return Subscriber(
            phone_number=row.phone_number,
            state=SubscriberState(row.state),
            missing=tuple(MissingPart(each) for each in row.missing.split()),
            suspension=Suspension(row.suspension),
            deadline=row.deadline,
            notices=notices_of(row.notices),
            masked_owner=self._population.mask_of(key) if key is not None else "",
            flagged_until=row.flagged_until,
        )
