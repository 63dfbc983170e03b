"""The ways of an honest case up to its seal, for tests that then do something else."""

from __future__ import annotations

from typing import Any

from drivers.simulator.device import SimulatedCard
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.device import TestDevice

__all__ = ["captured", "codes_of", "gathered", "outcome_of", "verified"]


def verified(device: TestDevice, card: SimulatedCard) -> CaseAtHand:
    """A case with its verdicts."""
    case = device.open_case()
    device.read(case, card)
    device.verify(case)
    return case


def gathered(device: TestDevice, card: SimulatedCard) -> CaseAtHand:
    """An online case with verdicts and a number."""
    case = verified(device, card)
    device.hold(case)
    return case


def captured(device: TestDevice, card: SimulatedCard, place: int = 0, **more: Any) -> CaseAtHand:
    """A case captured offline with a number of the block; `more` is dishonest about its read."""
    case = device.offline_case()
    device.read(case, card, **more)
    case.phone_number = device.configuration["number_block"][place]["phone_number"]
    return case


def codes_of(device: TestDevice, case: CaseAtHand) -> list[str]:
    """Ask for verdicts; return their codes."""
    return [str(verdict["code"]) for verdict in device.verify(case)]


def outcome_of(device: TestDevice, data: bytes) -> tuple[str, str]:
    """Deliver a case; return outcome and code."""
    receipt = device.receipt(device.register(data))
    return receipt["outcome"], receipt["code"]
