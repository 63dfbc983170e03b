"""The book of cases: a case is one transaction, one person a role, and settles once.

The id of a case is its counter's own choice, and everything about it is bound to that id: verdicts,
photos, a slot, reviews. So the id itself is bound, at the first word that names it.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, Connection, select, update
from sqlalchemy.dialects.sqlite import insert

from pos_client.domain.flow import PartyRole
from pos_client.protocol.bodies import RegistrationBody, VerificationBody
from pos_client.sandbox import case_tables
from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.devices import Device
from pos_client.sandbox.refusal import CheckFailed

__all__ = ["Cases"]

_BOOK, _PEOPLE = case_tables.cases, case_tables.case_people


class Cases:
    """Runs inside the caller's transaction."""

    def __init__(self, connection: Connection, controls: Controls) -> None:
        self._connection = connection
        self._controls = controls

    def begin(self, device: Device, body: VerificationBody | RegistrationBody) -> None:
        """Check that a body's case is the one that began under this id, or begin it.

        Raises:
            CheckFailed: it began in another transaction, or its transaction is another case's.
        """
        transaction_id = body.real_name_transaction_id
        self._enter(device, body)
        row = self._connection.execute(
            select(_BOOK).where(
                _BOOK.c.device_id == device.id, _BOOK.c.case_id == str(body.case_id)
            )
        ).one()
        is_same = row.real_name_transaction_id == transaction_id
        other = select(_BOOK.c.case_id).where(
            _BOOK.c.device_id == device.id,
            _BOOK.c.real_name_transaction_id == transaction_id,
            _BOOK.c.case_id != str(body.case_id),
        )
        is_alone = not transaction_id or self._connection.scalar(other.limit(1)) is None
        self._controls.demand(
            Control.CASE_OF_TRANSACTION, is_same and is_alone, "IDENTITY_MISMATCH"
        )

    def know(self, device: Device, case_id: UUID, role: PartyRole, person_key: bytes) -> None:
        """Check that whoever is in this role of a case is who was there before.

        Raises:
            CheckFailed: it was somebody else.
        """
        whose = {"device_id": device.id, "case_id": str(case_id), "role": role.value}
        self._connection.execute(
            insert(_PEOPLE).values(**whose, person_key=person_key).on_conflict_do_nothing()
        )
        known = self._connection.scalar(select(_PEOPLE.c.person_key).filter_by(**whose))
        if known != person_key:
            raise CheckFailed("IDENTITY_MISMATCH")

    def check_open(self, device: Device, case_id: UUID) -> None:
        """Check that nothing has settled a case yet.

        Raises:
            CheckFailed: a registration has.
        """
        settled_by = self._connection.scalar(
            select(_BOOK.c.registration_id).where(*_is(device, case_id))
        )
        self._controls.demand(Control.CASE_ONCE, not settled_by, "CASE_USED")

    def settle(self, device: Device, body: RegistrationBody, registration_id: UUID) -> None:
        """Settle a case by what is decided about it now.

        Raises:
            CheckFailed: another registration has settled it.
        """
        settled = self._connection.execute(
            update(_BOOK)
            .where(*_is(device, body.case_id))
            .where(_BOOK.c.registration_id.in_(("", str(registration_id))))
            .values(registration_id=str(registration_id))
        )
        self._controls.demand(Control.CASE_ONCE, settled.rowcount == 1, "CASE_USED")

    def take_back(self, device: Device, body: RegistrationBody, registration_id: UUID) -> None:
        """Enter a case that was settled before these books were put back."""
        self._enter(device, body)
        self._connection.execute(
            update(_BOOK)
            .where(*_is(device, body.case_id))
            .values(registration_id=str(registration_id))
        )

    def _enter(self, device: Device, body: VerificationBody | RegistrationBody) -> None:
        self._connection.execute(
            insert(_BOOK)
            .values(
                device_id=device.id,
                case_id=str(body.case_id),
                real_name_transaction_id=body.real_name_transaction_id,
            )
            .on_conflict_do_nothing()
        )


def _is(device: Device, case_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return _BOOK.c.device_id == device.id, _BOOK.c.case_id == str(case_id)
