"""Units (单位/行业用户): whom the state's register has, and whom the carrier has a record of."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select
from sqlalchemy.dialects.sqlite import insert as new_row

from pos_client.domain.flows import FLOWS, UNIT_REGISTRATION
from pos_client.domain.unit import UnitAsked
from pos_client.domain.unit_credit_code import mask_unit_name
from pos_client.protocol.api import TroubleCode
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.units import UnitAnswer, UnitRequest
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Device
from pos_client.sandbox.invented_units import INVENTED_UNITS
from pos_client.sandbox.outlets import Outlets
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import CheckFailed, Refusal
from pos_client.sandbox.unit_tables import unit_lines, unit_orders, unit_register, units

__all__ = ["Units"]

_REGISTERED = select(unit_register).where(unit_register.c.unit_credit_code == bindparam("wanted"))
_KNOWN = select(units).where(units.c.unit_credit_code == bindparam("wanted"))
_ORDERED = (
    select(func.coalesce(func.sum(unit_orders.c.numbers), 0))
    .where(unit_orders.c.unit_credit_code == bindparam("wanted"))
    .where(unit_orders.c.state.in_(("ASKED", "OPEN", "PAUSED")))
    .where(unit_orders.c.token_sha256 != bindparam("own_token"))
)
# Of an order that was closed early only what was taken counts.
_TAKEN_OF_CLOSED = (
    select(func.count())
    .select_from(unit_lines)
    .join(
        unit_orders,
        (unit_orders.c.order_id == unit_lines.c.order_id)
        & (unit_orders.c.device_id == unit_lines.c.order_device_id),
    )
    .where(unit_orders.c.unit_credit_code == bindparam("wanted"))
    .where(unit_orders.c.state == "CLOSED", unit_lines.c.registration_id != "")
)
_WHY_NOT = {
    "UNIT_NOT_FOUND": (404, TroubleCode.UNIT_NOT_FOUND),
    "UNIT_REVOKED": (422, TroubleCode.UNIT_REVOKED),
    "UNIT_NAME_DIFFERENT": (422, TroubleCode.UNIT_NAME_DIFFERENT),
}


class Units:
    """Runs inside the caller's transaction."""

    def __init__(self, connection: Connection, policy: SandboxPolicy, outlets: Outlets) -> None:
        self._connection = connection
        self._policy = policy
        self._controls = policy.controls
        self._outlets = outlets

    def fill(self) -> None:
        """Enter the invented units of a sandbox that has none yet."""
        for each in INVENTED_UNITS:
            code = {"unit_credit_code": each.credit_code}
            self._connection.execute(
                insert(unit_register).values(**code, name=each.name, is_revoked=each.is_revoked)
            )
            if each.known_as:
                known = {"name": each.known_as, "numbers": each.numbers}
                self._connection.execute(insert(units).values(**code, **known))

    def look_up(self, device: Device, request: UnitRequest) -> UnitAnswer:
        """What the carrier knows of a unit, in a mask.

        Raises:
            Refusal: no own hall, or a unit that nobody may register numbers for.
        """
        code, kind = request.unit_credit_code, self._outlets.get(device.outlet_code).kind
        if not UNIT_REGISTRATION.may_be_done_at(kind) and self._controls.is_on(Control.OWN_HALL):
            raise Refusal(422, TroubleCode.UNIT_REFUSED)
        against = self._against(code)
        if against:
            raise Refusal(*_WHY_NOT[against])
        known = self._connection.execute(_KNOWN, {"wanted": code}).one_or_none()
        return UnitAnswer(
            unit_credit_code=code,
            masked_name=mask_unit_name(known.name) if known is not None else "",
            may_have=self.may_have(code),
        )

    def may_have(self, credit_code: str, own_token: str = "") -> int:
        """How many numbers one order of this unit may ask for now; that of a token not counted."""
        own = hashlib.sha256(own_token.encode()).digest()
        wanted = {"wanted": credit_code, "own_token": own}
        known = self._connection.execute(_KNOWN, {"wanted": credit_code}).one_or_none()
        taken = known.numbers if known is not None else 0
        taken += self._connection.scalar(_ORDERED, wanted) or 0
        taken += self._connection.scalar(_TAKEN_OF_CLOSED, {"wanted": credit_code}) or 0
        return max(0, min(self._policy.order_quota, self._policy.unit_quota - taken))

    def check_said(self, body: RegistrationBody) -> None:
        """Raise CheckFailed unless unit and order stand where the flow has them, and only there."""
        flow = FLOWS[body.flow]
        has_unit = flow.opens_order is (body.unit is not None) is bool(body.order_token)
        has_order = flow.is_of_order is (body.unit_order is not None)
        self._controls.demand(Control.UNIT, has_unit and has_order, "UNIT_MISSING")
        if flow.awaits_user and not body.return_token:
            raise CheckFailed("UNIT_MISSING")

    def code_of(self, asked: UnitAsked | None, own_token: str = "") -> str:
        """A code of the check UNIT."""
        if asked is None:
            return "UNIT_NOT_FOUND"
        code = asked.unit.credit_code
        against = self._against(code) if self._controls.is_on(Control.UNIT) else ""
        if against:
            return against
        is_within = asked.count <= self.may_have(code, own_token)
        is_good = is_within or not self._controls.is_on(Control.UNIT_LIMIT)
        return "UNIT_CONFIRMED" if is_good else "UNIT_LIMIT"

    def review_of(self, asked: UnitAsked | None) -> str:
        """Why the carrier's own people look at the images first; empty for a unit they know."""
        if asked is None or not self._controls.is_on(Control.UNIT_REVIEW):
            return ""
        return "" if self.name_of(asked.unit.credit_code) else "UNIT_NEW"

    def name_of(self, credit_code: str) -> str:
        """The name in the carrier's record; empty where there is none."""
        known = self._connection.execute(_KNOWN, {"wanted": credit_code}).one_or_none()
        return known.name if known is not None else ""

    def against_transcript(self, credit_code: str, transcript: tuple[str, str]) -> str:
        """What speaks against what a reviewer has read off the images; empty where nothing does.

        Args:
            credit_code: that the counter has sent.
            transcript: code and name, as the reviewer has read them.
        """
        row = self._connection.execute(_REGISTERED, {"wanted": credit_code}).one_or_none()
        read_code, read_name = transcript
        if row is None or read_code != credit_code:
            return "UNIT_NOT_FOUND"
        return "" if read_name == row.name else "UNIT_NAME_DIFFERENT"

    def confirm(self, credit_code: str, registration_id: str, at: datetime) -> None:
        """The effect of an acceptance: a unit that was new has a record from now on."""
        row = self._connection.execute(_REGISTERED, {"wanted": credit_code}).one_or_none()
        if row is not None:
            record = {
                "unit_credit_code": credit_code,
                "name": row.name,
                "registration_id": registration_id,
                "confirmed_at": at,
            }
            self._connection.execute(new_row(units).on_conflict_do_nothing(), record)

    def _against(self, credit_code: str) -> str:
        row = self._connection.execute(_REGISTERED, {"wanted": credit_code}).one_or_none()
        known = self._connection.execute(_KNOWN, {"wanted": credit_code}).one_or_none()
        if row is None:
            return "UNIT_NOT_FOUND"
        if row.is_revoked:
            return "UNIT_REVOKED"
        return "UNIT_NAME_DIFFERENT" if known is not None and known.name != row.name else ""
