"""A transfer as a patched client gathers it, for the attacks on it."""

from __future__ import annotations

from typing import Any

from pos_client.domain.flow import PartyRole
from pos_client.domain.flows import TRANSFER
from pos_client.domain.subject import Subject
from tests.attacks.scene import Scene
from tests.integration.sandbox.case_at_hand import CaseAtHand

__all__ = ["MANY_NUMBERS", "between", "number_of"]

MANY_NUMBERS: dict[str, Any] = {"number_quota": 50, "quota_review_from": 50}
"""A policy in which nobody ever has too many."""


def number_of(invented: int) -> str:
    """One of the sandbox's numbers that exist."""
    return f"170556{invented:05d}"


def between(
    scene: Scene, gives: str, takes: str, invented: int, present: CaseAtHand | None = None
) -> CaseAtHand:
    """Both are read, photographed and judged, each in the own role; the case is the new owner's.

    Args:
        present: whoever has the number, where they were gathered elsewhere.
    """
    device = scene.device
    case = device.open_case()
    case.flow, case.subject = TRANSFER.name, Subject(number_of(invented))
    if present is None:
        present = device.join(case, PartyRole.PRESENT_OWNER)
        device.read(present, scene.card(gives))
        device.photograph(present, seed=f"{invented} gives")
        device.verify(present)
    else:
        case.id = present.id
    device.read(case, scene.card(takes))
    device.photograph(case, seed=f"{invented} takes")
    device.verify(case)
    case.others = (present,)
    return case
