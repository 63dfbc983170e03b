"""The pause (冷静期) after a face that was another one, or a card that the register has otherwise.

Kept by person and outlet: whoever it is may be in order, and is judged again when it is over, or
elsewhere. Only what is asked while the customer waits counts; what was captured offline is judged
at its arrival, face and register included.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Column, Connection, LargeBinary, String, Table, delete, select
from sqlalchemy.dialects.sqlite import insert

from pos_client.domain.local_day import local_day
from pos_client.protocol.bodies import VerificationBody
from pos_client.sandbox import tables
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.policy import SandboxPolicy

__all__ = ["CoolingOff"]

_FACE, _REGISTER = "FACE_DIFFERENT", "ID_MISMATCH"
# The register may be behind, or have a rare character otherwise: the first no has one retry.
_MISMATCHES = 2
# One row a question: whoever asks it again because the answer was lost has not tried again.
_NOES = Table(
    "cooling_off",
    tables.METADATA,
    Column("device_id", String, primary_key=True),
    Column("evidence_id", String, primary_key=True),
    Column("photo_sha256", LargeBinary, primary_key=True),
    Column("outlet_code", String, nullable=False),
    Column("person_key", LargeBinary, nullable=False, index=True),
    Column("code", String, nullable=False),
    Column("at", tables.Instant, nullable=False),
)


class CoolingOff:
    """Runs inside the caller's transaction."""

    def __init__(self, connection: Connection, clock: Clock, policy: SandboxPolicy) -> None:
        self._connection = connection
        self._clock = clock
        self._lasts = policy.cooling_off
        self._demand = policy.controls.demand

    def check(self, device: Device, body: VerificationBody, person_key: bytes) -> None:
        """Check that this person may be judged at this outlet now.

        Raises:
            CheckFailed: `COOLING_OFF`; nothing was asked about them.
        """
        now, asked = self._clock(), _question(device, body)
        found = self._connection.execute(
            select(_NOES).where(
                _NOES.c.outlet_code == device.outlet_code, _NOES.c.person_key == person_key
            )
        )
        noes = [row for row in found if (row.device_id, row.evidence_id, row.photo_sha256) != asked]
        fresh = [row for row in noes if now - row.at < self._lasts]
        of_today = [row for row in noes if row in fresh or local_day(row.at) == local_day(now)]
        is_judged = not any(row.code == _FACE for row in fresh)
        self._demand(Control.FACE_COOLING_OFF, is_judged, "COOLING_OFF")
        mismatches = sum(row.code == _REGISTER for row in of_today)
        self._demand(Control.MISMATCH_RETRY, mismatches < _MISMATCHES, "COOLING_OFF")

    def note(
        self, device: Device, body: VerificationBody, person_key: bytes, codes: Iterable[str]
    ) -> None:
        """Keep a no that this is about; every other answer begins no pause."""
        code = next((each for each in codes if each in (_FACE, _REGISTER)), "")
        if not code:
            return
        device_id, evidence_id, photo_sha256 = _question(device, body)
        row = {
            "device_id": device_id,
            "evidence_id": evidence_id,
            "photo_sha256": photo_sha256,
            "outlet_code": device.outlet_code,
            "person_key": person_key,
            "code": code,
            "at": self._clock(),
        }
        self._connection.execute(insert(_NOES).on_conflict_do_nothing(), row)

    def end(self) -> None:
        """Let everybody be judged again, as if the time were over; for the sandbox's master."""
        self._connection.execute(delete(_NOES))


def _question(device: Device, body: VerificationBody) -> tuple[str, str, bytes]:
    return device.id, str(body.evidence[-1].id), body.person.photo_sha256
