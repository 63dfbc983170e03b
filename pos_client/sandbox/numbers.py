"""The pool of phone numbers: free, held for a case, leased to a device, assigned."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from pos_client.domain.brands import Brand
from pos_client.protocol.api import FoundNumber, HoldAnswer, NumberSearchAnswer, TroubleCode
from pos_client.protocol.no_identity import place_of_id_number
from pos_client.sandbox import tables
from pos_client.sandbox.challenges import SKEW
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import Refusal

__all__ = ["Numbers"]

_POOL = 10_000
_OF_BRAND = 500  # of each prefix of an MVNO's
_MOST_FOUND = 50
# A number of a sealed case stays its own until the case arrives, so both end late.
_HOLD_GRACE = timedelta(hours=72)
_LEASE_GRACE = timedelta(days=30)
_AT_HAND = tables.numbers

_BY_NUMBER = select(_AT_HAND).where(_AT_HAND.c.phone_number == bindparam("wanted"))
_SET_STATE = (
    update(_AT_HAND)
    .where(_AT_HAND.c.phone_number == bindparam("wanted"))
    .values(state=bindparam("new_state"))
)


_LENT = tables.leases
_END_LEASE = (
    update(_LENT)
    .where(_LENT.c.phone_number == bindparam("lent"), _LENT.c.ended_at.is_(None))
    .values(ended_at=bindparam("end"), ended_as=bindparam("how"))
)


class _State(StrEnum):
    FREE = "FREE"
    HELD = "HELD"
    LEASED = "LEASED"
    KEPT = "KEPT"  # of a case that came and is not decided; nobody else's, and no more the device's
    ASSIGNED = "ASSIGNED"


_OF_A_CASE = {_State.HELD.value, _State.LEASED.value, _State.KEPT.value}


class _Ended(StrEnum):
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"


class Numbers:
    """The book of numbers. Runs inside the caller's transaction."""

    def __init__(self, connection: Connection, clock: Clock, policy: SandboxPolicy) -> None:
        self._connection = connection
        self._clock = clock
        self._policy = policy

    def fill(self) -> None:
        """Make the invented pool 1705550000 ... of a sandbox that has none yet."""
        rows = [
            {"phone_number": f"1705550{number:04d}", "state": _State.FREE.value}
            for number in range(_POOL)
        ]
        self._connection.execute(insert(_AT_HAND), rows)

    def fill_for(self, brand: str) -> None:
        """Make some numbers of a brand whose prefixes the pool has none of."""
        known = self._policy.brands.get(brand)
        if known is None:
            return
        there = select(_AT_HAND.c.phone_number).where(_begin_as(known)).limit(1)
        if self._connection.scalar(there) is not None:
            return
        rows = [
            {"phone_number": f"{prefix}{number:0{11 - len(prefix)}d}", "state": _State.FREE.value}
            for prefix in known.prefixes
            for number in range(_OF_BRAND)
        ]
        self._connection.execute(insert(_AT_HAND), rows)

    def _of(self, brand: str) -> ColumnElement[bool]:
        """Numbers that begin as a brand's do; all of them for one that nobody has prefixes of."""
        known = self._policy.brands.get(brand)
        is_asked = self._policy.controls.is_on(Control.NUMBER_OF_BRAND)
        return true() if known is None or not is_asked else _begin_as(known)

    def search(self, pattern: str, limit: int, brand: str = "") -> NumberSearchAnswer:
        """Find free numbers of an outlet's brand that hold these digits."""
        self._sweep()
        free = select(_AT_HAND.c.phone_number).where(
            _AT_HAND.c.state == _State.FREE.value, self._of(brand)
        )
        if pattern:
            free = free.where(_AT_HAND.c.phone_number.contains(pattern, autoescape=True))
        found = self._connection.scalars(
            free.order_by(_AT_HAND.c.phone_number).limit(max(0, min(limit, _MOST_FOUND)))
        )
        return NumberSearchAnswer(
            numbers=tuple(FoundNumber(phone_number=number) for number in found)
        )

    def hold(
        self, device: Device, phone_number: str, transaction_id: str, brand: str = ""
    ) -> HoldAnswer:
        """Keep a number for one case; asking again for the same case prolongs it.

        Raises:
            Refusal: somebody else has it, or the case is named by what may be somebody's number.
        """
        if place_of_id_number([transaction_id, phone_number]):
            raise Refusal(400, TroubleCode.REQUEST_UNREADABLE)
        self._sweep()
        now = self._clock()
        until = now + self._policy.hold_life
        hold_id = f"hold-{secrets.token_hex(8)}"
        is_ours = (
            (_AT_HAND.c.state == _State.HELD.value)
            & (_AT_HAND.c.device_id == device.id)
            & (_AT_HAND.c.real_name_transaction_id == transaction_id)
        )
        taken = self._connection.execute(
            update(_AT_HAND)
            .where(_AT_HAND.c.phone_number == phone_number)
            .where((_AT_HAND.c.state == _State.FREE.value) | is_ours, self._of(brand))
            .values(
                state=_State.HELD.value,
                device_id=device.id,
                hold_id=hold_id,
                real_name_transaction_id=transaction_id,
                until=until,
            )
        )
        if taken.rowcount != 1:
            raise Refusal(422, TroubleCode.NUMBER_TAKEN)
        return HoldAnswer(hold_id=hold_id, phone_number=phone_number, held_until=until)

    def give_back(self, device: Device, hold_id: str) -> None:
        """End a hold. Giving back twice does nothing."""
        self._free(
            (_AT_HAND.c.hold_id == hold_id)
            & (_AT_HAND.c.device_id == device.id)
            & (_AT_HAND.c.state == _State.HELD.value)
        )

    def lease(
        self, device_id: str, until: datetime, *, is_renewed: bool, brand: str = ""
    ) -> Sequence[tuple[str, datetime]]:
        """Fill this device's block up, and say what is in it now."""
        self._sweep()
        now = self._clock()
        mine = (_AT_HAND.c.device_id == device_id) & (_AT_HAND.c.state == _State.LEASED.value)
        live = mine & (_AT_HAND.c.until > now)
        if is_renewed:
            self._connection.execute(update(_AT_HAND).where(live).values(until=until))
        there = self._connection.scalar(select(func.count()).where(live)) or 0
        if there < self._policy.number_block:
            self._lend(device_id, self._policy.number_block - there, until, brand)
        block: Select[tuple[str, datetime]] = (
            select(_AT_HAND.c.phone_number, _AT_HAND.c.until)
            .where(live)
            .order_by(_AT_HAND.c.phone_number)
        )
        return [(row.phone_number, row.until) for row in self._connection.execute(block)]

    def belongs(
        self, device_id: str, phone_number: str, hold_id: str, transaction_id: str, at: datetime
    ) -> bool:
        """Whether a number was set aside for this case when the clerk confirmed."""
        row = self._connection.execute(_BY_NUMBER, {"wanted": phone_number}).one_or_none()
        if row is None or row.device_id != device_id or row.until is None or row.until < at:
            return False
        if row.state == _State.LEASED.value:
            return not hold_id and self._was_lent_by(phone_number, at)
        is_same = (row.hold_id, row.real_name_transaction_id) == (hold_id, transaction_id)
        return row.state == _State.HELD.value and is_same

    def may_be_had(self, phone_number: str) -> bool:
        """Whether a number that was a case's before these books were put back can be its again.

        Neither somebody's nor kept by a case that came; a hold and a lease promise nobody anything.
        """
        row = self._connection.execute(_BY_NUMBER, {"wanted": phone_number}).one_or_none()
        return row is not None and row.state not in (_State.KEPT.value, _State.ASSIGNED.value)

    def is_free(self, phone_number: str) -> bool:
        row = self._connection.execute(_BY_NUMBER, {"wanted": phone_number}).one_or_none()
        return row is not None and row.state == _State.FREE.value

    def assign(self, phone_number: str) -> None:
        """Give a number to its owner: the effect of an acceptance."""
        self._set(phone_number, _State.ASSIGNED)
        self._end_lease(phone_number, _Ended.ACCEPTED)

    def void(self, phone_number: str) -> None:
        """A rejected case gives its number back, a held one and a leased one alike."""
        row = self._connection.execute(_BY_NUMBER, {"wanted": phone_number}).one_or_none()
        if row is None or row.state not in _OF_A_CASE:
            return
        self._end_lease(phone_number, _Ended.REJECTED)
        self._free(_AT_HAND.c.phone_number == phone_number)

    def keep(self, phone_number: str) -> None:
        """A case that came and is not decided keeps its number, however long that takes."""
        self._set(phone_number, _State.KEPT)

    def _lend(self, device_id: str, count: int, until: datetime, brand: str) -> None:
        """Lend free numbers, none twice to one device: it knows which of its own are used up."""
        before = select(_LENT.c.phone_number).where(_LENT.c.device_id == device_id)
        free = select(_AT_HAND.c.phone_number).where(
            _AT_HAND.c.state == _State.FREE.value,
            _AT_HAND.c.phone_number.not_in(before),
            self._of(brand),
        )
        chosen = self._connection.scalars(
            free.order_by(_AT_HAND.c.phone_number.desc()).limit(count)
        ).all()
        if not chosen:
            return
        now = self._clock()
        self._connection.execute(
            update(_AT_HAND)
            .where(_AT_HAND.c.phone_number.in_(chosen))
            .values(state=_State.LEASED.value, device_id=device_id, until=until)
        )
        self._connection.execute(
            insert(_LENT),
            [
                {"device_id": device_id, "phone_number": number, "issued_at": now, "ended_as": ""}
                for number in chosen
            ],
        )

    def _was_lent_by(self, phone_number: str, at: datetime) -> bool:
        """Whether the lease in force had begun: a case that comes late uses no later one."""
        issued_at: datetime | None = self._connection.scalar(
            select(_LENT.c.issued_at).where(
                _LENT.c.phone_number == phone_number, _LENT.c.ended_at.is_(None)
            )
        )
        return issued_at is not None and issued_at <= at + SKEW

    def _end_lease(self, phone_number: str, how: _Ended) -> None:
        ended = {"lent": phone_number, "end": self._clock(), "how": how.value}
        self._connection.execute(_END_LEASE, ended)

    def _set(self, phone_number: str, state: _State) -> None:
        self._connection.execute(_SET_STATE, {"wanted": phone_number, "new_state": state.value})

    def _sweep(self) -> None:
        """Take back what was held or leased for too long."""
        now = self._clock()
        forgotten = (_AT_HAND.c.state == _State.HELD.value) & (_AT_HAND.c.until < now - _HOLD_GRACE)
        self._free(forgotten)
        unused = (_AT_HAND.c.state == _State.LEASED.value) & (_AT_HAND.c.until < now - _LEASE_GRACE)
        for number in self._connection.scalars(select(_AT_HAND.c.phone_number).where(unused)).all():
            self._end_lease(number, _Ended.EXPIRED)
        self._free(unused)

    def _free(self, which: ColumnElement[bool]) -> None:
        self._connection.execute(
            update(_AT_HAND)
            .where(which)
            .values(
                state=_State.FREE.value,
                device_id=None,
                hold_id=None,
                real_name_transaction_id=None,
                until=None,
            )
        )


def _begin_as(brand: Brand) -> ColumnElement[bool]:
    return or_(*(_AT_HAND.c.phone_number.startswith(each) for each in brand.prefixes))
