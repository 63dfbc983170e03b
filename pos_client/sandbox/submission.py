"""An opened registration on its way through the checks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.envelope import Header
from pos_client.sandbox.devices import Device

__all__ = ["LEEWAY", "Submission"]

LEEWAY = timedelta(seconds=5)
"""How far two times of one honest case may be the wrong way round."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What came, from whom."""

    id: UUID
    body_sha256: bytes
    header: Header
    body: RegistrationBody = field(repr=False)
    device: Device

    @property
    def waits_for_customer(self) -> bool:
        """Whether number, SIM and form were left to the customer's next visit."""
        return self.body.is_offline and not self.body.phone_number
