"""Customers who were captured offline and come back with their slip."""

from __future__ import annotations

from uuid import UUID

from pos_client.domain.slip_code import Completing, new_token
from pos_client.protocol.api import Paths
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.conftest import Cards
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import codes_of

__all__ = [
    "ALL_GOOD",
    "capture",
    "come_back",
    "slip_of",
    "status",
    "to_be_captured",
    "trouble",
]

ALL_GOOD = ["CUSTOMER_SAME", "ID_MATCH", "FACE_SAME", "QUOTA_OK"]


def capture(device: TestDevice, card: Cards, slug: str = "resident-lin") -> Completing:
    """A case captured offline that awaits its customer; returns the slip."""
    return slip_of(device, to_be_captured(device, card, slug))


def to_be_captured(device: TestDevice, card: Cards, slug: str = "resident-lin") -> CaseAtHand:
    """A case opened offline, its card read."""
    case = device.offline_case()
    case.return_token = new_token()
    device.read(case, card(slug))
    return case


def slip_of(device: TestDevice, case: CaseAtHand) -> Completing:
    """Seal and deliver a case opened offline; returns the slip that its customer gets."""
    receipt = device.receipt(device.register(device.registration(case)))
    assert (receipt["outcome"], receipt["code"]) == ("AWAITING_CUSTOMER", "CUSTOMER_RETURNS")
    return Completing(UUID(receipt["registration_id"]), case.return_token)


def come_back(
    device: TestDevice, slip: Completing, card: Cards, slug: str = "resident-lin"
) -> CaseAtHand:
    """The customer is back, up to the seal."""
    case = device.returning_case(slip)
    device.read(case, card(slug))
    device.photograph(case, seed="2")
    assert codes_of(device, case) == ALL_GOOD
    device.hold(case)
    return case


def trouble(device: TestDevice, slip: Completing) -> tuple[int, str]:
    answer = device.open_return(slip)
    return answer.status_code, answer.json().get("code", "")


def status(device: TestDevice, slip: Completing) -> tuple[str, str, str]:
    receipt = device.receipt(device.call("GET", f"{Paths.REGISTRATIONS}/{slip.registration_id}"))
    return receipt["outcome"], receipt["code"], receipt["phone_number"]
