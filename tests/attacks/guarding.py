"""Moves of attacks on the guards: who came before, and what the network and the drawer tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from pos_client.domain.guards import GuardRules
from pos_client.domain.outlet import OutletKind
from pos_client.sandbox.desk import Desk
from tests.attacks.scene import Scene
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.walks import captured

__all__ = ["AT_ONCE", "DAY", "WEEK", "came_before", "guarded", "swept", "tried", "used_in"]

AT_ONCE, DAY, WEEK = timedelta(), timedelta(days=1), timedelta(days=7)


def guarded(**rules: Any) -> dict[str, Any]:
    """A policy with these rules at an agent's outlet and no others."""
    return {
        "guards": {OutletKind.AGENT: GuardRules(**rules)},
        "number_block": 8,
        "challenge_pool": 8,
        "number_quota": 50,
        "quota_review_from": 50,
    }


def came_before(scene: Scene, slugs: Sequence[str]) -> list[CaseAtHand]:
    """Customers of whom nothing is said; each got a number of the block."""
    cases = []
    for place, slug in enumerate(slugs):
        case = _captured(scene, slug, place)
        receipt = scene.honest(scene.device, scene.device.registration(case))
        assert receipt["outcome"] == "ACCEPTED", receipt["code"]
        cases.append(case)
    return cases


def tried(scene: Scene, slug: str, place: int, expected: str = "RISK_REVIEW") -> None:
    """The one that the guard is about: with a number of the block, or as it is."""
    scene.attempt(scene.device, scene.device.registration(_captured(scene, slug, place)), expected)


def swept(scene: Scene) -> None:
    """The gateway looks at the outlet as a whole, as it does once a day."""
    device_id = scene.device.id

    def sweep(desk: Desk) -> None:
        device = desk.devices.find(device_id)
        assert device is not None
        kind = desk.outlets.get(device.outlet_code).kind
        desk.guards.sweeps.run(device, desk.policy.guards[kind])

    scene.gateway.call(sweep)


def used_in(scene: Scene, facts: Sequence[tuple[str, str, datetime]]) -> None:
    """The network tells which numbers were used in which telephones, and when."""

    def tell(desk: Desk) -> None:
        for fact in facts:
            desk.network.note(*fact)

    scene.gateway.call(tell)


def _captured(scene: Scene, slug: str, place: int) -> CaseAtHand:
    case = captured(scene.device, scene.card(slug), place)
    scene.device.agree(case)
    scene.device.photograph(case, seed=f"guard {place}")
    return case
