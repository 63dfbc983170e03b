"""The codes that hang at the doors: made by the gateway of what its book says, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from pos_client.domain.sign_code import SignCode, sign_text
from pos_client.protocol import jws
from pos_client.protocol.sign import sign_claims
from pos_client.sandbox.channel_tables import sign_checks, sign_shifts
from pos_client.sandbox.devices import Clock, Device, Devices
from pos_client.sandbox.keys import KeyRing
from pos_client.sandbox.outlets import Outlets

__all__ = ["Signs"]

_CHECKED = "sign_checked"
"""The kind of the entries in which a device tells of its sign."""
_SHEETS = frozenset({"shift_handed_over", "day_ended"})
"""The kinds of those that end a shift; the next one begins with the sign again."""

_RESULTS = frozenset({"", "unknown", "unsigned", "outlet", "number", "early", "expired"})
_LARGEST_SHIFT = 2**31


class Signs:
    """Issues them, and notes what the chains tell of them. Runs in the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        keys: KeyRing,
        outlets: Outlets,
        devices: Devices,
        *,
        is_asked: bool,
    ) -> None:
        """Take the parts; `is_asked` says whether each shift begins with the sign."""
        self._connection = connection
        self._clock = clock
        self._keys = keys
        self._outlets = outlets
        self._devices = devices
        self._is_asked = is_asked

    def text_of(self, outlet_code: str) -> str:
        """What is printed as a code for this outlet's door.

        Raises:
            LookupError: nobody knows such an outlet.
        """
        outlet, record = (
            self._outlets.get(outlet_code),
            self._outlets.commissions.newest(outlet_code),
        )
        if record is None:
            raise LookupError(outlet_code)
        sign = SignCode(
            outlet_code=outlet.code,
            sign_number=outlet.sign_number,
            agent_number=outlet.agent_number,
            valid_from=outlet.commission_from,
            valid_until=record.facts.sign_until or outlet.commission_until,
        )
        return sign_text(self._keys.sign_word(sign_claims(sign), jws.TokenType.SIGN))

    def note(self, device: Device, index: int, kind: object, details: Mapping[str, object]) -> None:
        """Take from an entry, in the order of the chain, what it says of the sign.

        A sign that is not the outlet's is for people to look at, and so is a shift in which
        somebody is registered without one: only a changed counter lets that happen.
        """
        if kind == _CHECKED:
            self._note_check(device, details)
        elif kind in _SHEETS:
            self._keep(device, is_shown=False, is_told=False)
        elif self._is_asked and isinstance(details.get("sha256"), str):
            shift = self._connection.execute(
                select(sign_shifts).where(sign_shifts.c.device_id == device.id)
            ).one_or_none()
            if shift is None or not (shift.is_shown or shift.is_told):
                self._devices.raise_alarm(device.id, "SIGN_MISSING", f"entry {index}")
                self._keep(device, is_shown=False, is_told=True)

    def _note_check(self, device: Device, details: Mapping[str, object]) -> None:
        shift, result = details.get("shift"), details.get("result")
        if not isinstance(shift, int) or not 0 <= shift < _LARGEST_SHIFT or result not in _RESULTS:
            return
        self._connection.execute(
            insert(sign_checks)
            .values(
                device_id=device.id,
                shift=shift,
                checked_at=self._clock(),
                outlet_code=device.outlet_code,
                result=result,
            )
            .on_conflict_do_nothing()
        )
        if result:
            self._devices.raise_alarm(device.id, "SIGN_REFUSED", f"{shift} {result}")
        else:
            self._keep(device, is_shown=True, is_told=False)

    def _keep(self, device: Device, *, is_shown: bool, is_told: bool) -> None:
        how = {"is_shown": is_shown, "is_told": is_told}
        self._connection.execute(
            insert(sign_shifts)
            .values(device_id=device.id, **how)
            .on_conflict_do_update(index_elements=["device_id"], set_=how)
        )
