"""An opened registration on its way through the checks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from pos_client.domain.masking import mask_phone_number
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.envelope import Header
from pos_client.sandbox.devices import Device
from pos_client.sandbox.own_numbers import NamedNumber

__all__ = ["LEEWAY", "Submission"]

LEEWAY = timedelta(seconds=5)
"""How far two times of one honest case may be the wrong way round."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What came, from whom.

    Attributes:
        disputed: what the reference in the body stands for; None where it has none of ours.
    """

    id: UUID
    body_sha256: bytes
    header: Header
    body: RegistrationBody = field(repr=False)
    device: Device
    disputed: NamedNumber | None = None

    @property
    def phone_number(self) -> str:
        """What the registration is about; of a disputed number the body knows a reference only."""
        return self.disputed.phone_number if self.disputed else self.body.phone_number

    @property
    def shown_number(self) -> str:
        """What the customer's form says of it."""
        number = self.phone_number
        return mask_phone_number(number) if self.disputed else number

    @property
    def waits_for_customer(self) -> bool:
        """Whether number, SIM and form were left to the customer's next visit."""
        return self.body.is_offline and not self.body.phone_number
