"""The codes that hang at the doors: made by the gateway of what its book says, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import insert

from pos_client.domain.sign_code import SignCode, sign_text
from pos_client.protocol import jws
from pos_client.protocol.sign import sign_claims
from pos_client.sandbox.channel_tables import sign_checks
from pos_client.sandbox.devices import Clock, Device, Devices
from pos_client.sandbox.keys import KeyRing
from pos_client.sandbox.outlets import Outlets

__all__ = ["SIGN_CHECKED", "Signs"]

SIGN_CHECKED = "sign_checked"
"""The kind of the entries in which a device tells of its sign."""

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
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._keys = keys
        self._outlets = outlets
        self._devices = devices

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

    def note(self, device: Device, details: Mapping[str, object]) -> None:
        """A device has told of its sign; one that is not the outlet's is for people to look at."""
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
