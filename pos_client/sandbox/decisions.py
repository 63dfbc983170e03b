"""The rows of the ledger: entered once, decided again until they are final."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Update, bindparam, func, insert, select, update

from pos_client.domain.esim import is_eid
from pos_client.domain.flow import Step
from pos_client.domain.flows import FLOWS
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.verdict import Check
from pos_client.protocol.jws import TokenType
from pos_client.protocol.words import receipt_claims
from pos_client.sandbox import tables
from pos_client.sandbox.acceptance import Acceptance, Decision
from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.devices import Clock
from pos_client.sandbox.donors import Donors
from pos_client.sandbox.keys import KeyRing
from pos_client.sandbox.numbers import Numbers
from pos_client.sandbox.own_numbers import OwnNumbers
from pos_client.sandbox.sim_replacements import SimReplacements
from pos_client.sandbox.sim_stock import SimStock
from pos_client.sandbox.subscribers import Subscribers
from pos_client.sandbox.unit_orders import UnitOrders

__all__ = ["CUSTOMER_RETURNS_WITHIN", "Decisions", "LedgerRow"]

CUSTOMER_RETURNS_WITHIN = timedelta(days=30)

LedgerRow = Row[tuple[Any, ...]]
_BOOK = tables.registrations
_FIND = select(_BOOK).where(
    _BOOK.c.device_id == bindparam("capturing"), _BOOK.c.id == bindparam("wanted")
)
_FIND_ALL = select(_BOOK).where(_BOOK.c.id == bindparam("wanted"))
_FINAL = tuple(each.value for each in Outcome if each.is_final)
_COUNT = select(func.count(), func.count().filter(_BOOK.c.outcome.in_(_FINAL))).where(
    _BOOK.c.device_id == bindparam("capturing")
)
_ENTER = insert(_BOOK)
_ENTER_AGAIN = insert(_BOOK).prefix_with("OR REPLACE")
_TAKE_EFFECT = insert(tables.effects)


class Decisions:
    """Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        keys: KeyRing,
        numbers: Numbers,
        subscribers: Subscribers,
        replacements: SimReplacements,
        donors: Donors,
        own_numbers: OwnNumbers,
        stock: SimStock,
        unit_orders: UnitOrders,
        controls: Controls,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._keys = keys
        self._numbers = numbers
        self._subscribers = subscribers
        self._replacements = replacements
        self._donors = donors
        self._own_numbers = own_numbers
        self._stock = stock
        self._unit_orders = unit_orders
        is_once = controls.is_on(Control.IDEMPOTENCY)
        self._enter = _ENTER if is_once else _ENTER_AGAIN

    def find(self, device_id: str, registration_id: str) -> LedgerRow | None:
        """The row of one registration of one device."""
        return self._connection.execute(
            _FIND, {"capturing": device_id, "wanted": registration_id}
        ).one_or_none()

    def count(self, device_id: str) -> tuple[int, int]:
        """How many registrations of a device were decided, and how many of them for good."""
        decided, final = self._connection.execute(_COUNT, {"capturing": device_id}).one()
        return decided, final

    def find_all(self, registration_id: str) -> tuple[LedgerRow, ...]:
        """Every row of this id; ids are made by devices, so two may have made one."""
        return tuple(self._connection.execute(_FIND_ALL, {"wanted": registration_id}))

    def enter(self, row: dict[str, Any], outlet_code: str, clerk_number: str) -> None:
        """Enter a row, and let its SIM be out from now on unless it is rejected."""
        is_plastic = bool(row["iccid"]) and not is_eid(row["iccid"])
        if is_plastic and row["outcome"] != Outcome.REJECTED.value:
            whose = (row["device_id"], row["id"], clerk_number)
            self._stock.use(row["iccid"], outlet_code, *whose)
        awaits = row["outcome"] == Outcome.AWAITING_CUSTOMER.value
        self._connection.execute(
            self._enter, row | {"awaits_since": self._clock() if awaits else None}
        )

    def take_effect(self, accepted: Acceptance) -> Decision:
        """The effect of an acceptance, by its flow.

        Returns:
            The decision, with what the receipt has to say beside it.
        """
        flow, number = FLOWS[accepted.flow], accepted.phone_number
        whose = (accepted.device_id, accepted.registration_id, number)
        decision = Decision(Outcome.ACCEPTED, "", accepted.person_key)
        if flow.has(Step.NEW_SIM):
            decision = replace(decision, sim_works_from=self._replace_sim(accepted, whose))
        elif flow.opens_order:
            self._unit_orders.open(*whose[:2])
        elif flow.disputes:
            at = self._decided_at(accepted)
            self._own_numbers.file(number, whose[:2], accepted.person_key, at)
        elif flow.hands_over:
            at = self._decided_at(accepted)
            self._subscribers.hand_over(number, accepted.person_key, at, device_id=whose[0])
        elif flow.is_for_flagged:
            decision = replace(decision, is_restored=self._subscribers.lift_flag(*whose))
        elif flow.has(Step.LOOK_UP):
            is_restored = self._subscribers.register(*whose, accepted.person_key)
            decision = replace(decision, is_restored=is_restored)
        else:
            at = self._decided_at(accepted)
            if flow.brings_number:
                self._donors.let_go(number, at)
            else:
                self._numbers.assign(number)
            self._subscribers.begin(
                number,
                accepted.iccid,
                accepted.person_key,
                at,
                device_id=whose[0],
                is_of_device=flow.is_for_industry,
            )
        self._connection.execute(
            _TAKE_EFFECT,
            {
                "device_id": accepted.device_id,
                "registration_id": accepted.registration_id,
                "phone_number": number,
                "person_key": accepted.person_key,
                "at": self._clock(),
            },
        )
        return decision

    def _replace_sim(self, accepted: Acceptance, whose: tuple[str, str, str]) -> datetime | None:
        word = accepted.word
        return self._replacements.replace(
            *whose,
            accepted.iccid,
            self._decided_at(accepted),
            decided_before=word is not None,
            works_from=word.sim_works_from if word is not None else None,
        )

    def against_owner(self, row: LedgerRow) -> str:
        """What speaks by now against a number that exists becoming or staying theirs, or nothing.

        While somebody looked at it somebody else may have been registered for it, or brought it.
        """
        flow = FLOWS[row.flow]
        if flow.hands_over:
            return self._subscribers.against_transfer(flow, row.phone_number, row.received_at)
        if flow.brings_number:
            return self._donors.against_port_in(row.phone_number, row.person_key)
        if Check.OWNER not in flow.checks_of(flow.lead):
            return ""
        code = self._subscribers.standing_code(flow, row.phone_number, row.person_key)
        return "" if code == "OWNER_CONFIRMED" else code

    def _decided_at(self, accepted: Acceptance) -> datetime:
        """Now, or when it was that these books have forgotten."""
        return accepted.word.issued_at if accepted.word is not None else self._clock()

    def is_of(self, phone_number: str, person_key: bytes) -> bool:
        """Whether a number that exists stands in this person's name."""
        return self._subscribers.is_of(phone_number, person_key)

    def give_sim(self, phone_number: str, iccid: str) -> None:
        """A number that was taken back without its SIM gets it."""
        self._subscribers.give_sim(phone_number, iccid)

    def complete(
        self, original: LedgerRow, phone_number: str, *, is_restored: bool = False
    ) -> None:
        """The customer came back: the case captured offline ends with what they got now.

        What it had kept for them goes back, and the effect is the completion's alone.
        """
        if original.phone_number != phone_number:
            self._numbers.void(original.phone_number)
        is_kept = FLOWS[original.flow].awaits_user  # the number, with its SIM
        given_back = {} if is_kept else {"iccid": ""}
        if not is_kept:
            self._stock.give_back(original.device_id, original.id)
        accepted = Decision(Outcome.ACCEPTED, "", is_restored=is_restored)
        self._redecide(original, accepted, phone_number, **given_back)

    def redecide(self, row: LedgerRow, decision: Decision) -> str:
        """Decide again about a row that was open, and answer with its new receipt."""
        tells = decision.outcome is Outcome.ACCEPTED and not FLOWS[row.flow].disputes
        return self._redecide(row, decision, row.phone_number if tells else "")

    def take_back(self, row: LedgerRow, word: Receipt) -> None:
        """Let a row stand as a receipt of ours has it that these books have forgotten."""
        if word.outcome is Outcome.REJECTED:
            self._stock.give_back(row.device_id, row.id)
        self._connection.execute(
            _update_of(row).values(
                outcome=word.outcome.value,
                code=word.code,
                receipt=word.token,
                phone_number=word.phone_number or row.phone_number,
            )
        )

    def newest_word(self, row: LedgerRow) -> str:
        """The receipt of a row as of now: whoever did not come back in time is rejected."""
        if self.has_expired(row):
            return self.expire(row)
        receipt: str = row.receipt
        return receipt

    def has_expired(self, row: LedgerRow) -> bool:
        """Whether nobody came back in time; somebody whose completion is looked at has."""
        if row.outcome != Outcome.AWAITING_CUSTOMER.value:
            return False
        if self._clock() - row.awaits_since <= CUSTOMER_RETURNS_WITHIN:
            return False
        under_review = self._connection.scalar(
            select(func.count()).where(
                _BOOK.c.completes == row.id,
                _BOOK.c.person_key == row.person_key,
                _BOOK.c.outcome == Outcome.UNDER_REVIEW.value,
            )
        )
        return not under_review

    def expire(self, row: LedgerRow) -> str:
        """Give number and slot back; the late comer begins anew."""
        self._numbers.void(row.phone_number)
        return self.redecide(row, Decision(Outcome.REJECTED, "EXPIRED"))

    def sweep(self) -> None:
        """Expire whatever is due, so that nobody's slot is kept for ever."""
        due = self._connection.execute(
            select(_BOOK).where(
                _BOOK.c.outcome == Outcome.AWAITING_CUSTOMER.value,
                _BOOK.c.awaits_since < self._clock() - CUSTOMER_RETURNS_WITHIN,
            )
        ).all()
        for row in due:
            if self.has_expired(row):
                self.expire(row)

    def put_back(self, registration_id: UUID, age: timedelta) -> None:
        """Enter a row anew as if it had come so much earlier; for the sandbox's master.

        Raises:
            LookupError: there is no such row.
        """
        rows = self.find_all(str(registration_id))
        if not rows:
            raise LookupError(str(registration_id))
        for row in rows:
            self._connection.execute(
                _update_of(row).values(
                    received_at=row.received_at - age,
                    awaits_since=row.awaits_since and row.awaits_since - age,
                )
            )

    def receipt(
        self,
        device_id: str,
        registration_id: UUID,
        body_sha256: bytes,
        decision: Decision,
        phone_number: str,
    ) -> str:
        """Sign a decision."""
        receipt = Receipt(
            registration_id=registration_id,
            device_id=device_id,
            body_sha256=body_sha256,
            outcome=decision.outcome,
            code=decision.code,
            phone_number=phone_number,
            issued_at=self._clock(),
            token="",
            is_restored=decision.is_restored,
            sim_works_from=decision.sim_works_from,
        )
        return self._keys.sign_word(receipt_claims(receipt), TokenType.RECEIPT)

    def _redecide(self, row: LedgerRow, decision: Decision, phone_number: str, **more: str) -> str:
        receipt = self.receipt(row.device_id, UUID(row.id), row.body_sha256, decision, phone_number)
        values: dict[str, Any] = {
            "outcome": decision.outcome.value,
            "code": decision.code,
            "receipt": receipt,
            "phone_number": phone_number or row.phone_number,
            **more,
        }
        if decision.outcome is Outcome.AWAITING_CUSTOMER:
            values["awaits_since"] = self._clock()
        if decision.outcome is Outcome.REJECTED:
            self._stock.give_back(row.device_id, row.id)
        self._connection.execute(_update_of(row).values(**values))
        return receipt


def _update_of(row: LedgerRow) -> Update:
    return update(_BOOK).where(_BOOK.c.device_id == row.device_id, _BOOK.c.id == row.id)
