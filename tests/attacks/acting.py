"""Numbers opened by somebody for somebody else, as a patched client gathers them."""

from __future__ import annotations

from pos_client.domain.flows import FLOWS
from pos_client.domain.relation import Relation
from tests.attacks.scene import Scene
from tests.integration.sandbox.case_at_hand import CaseAtHand

__all__ = ["BY_TRUSTEE", "WITH_GUARDIAN", "acted"]

WITH_GUARDIAN, BY_TRUSTEE = "new_number_with_guardian", "new_number_by_trustee"


def acted(scene: Scene, flow: str, owner: str, acts: str) -> CaseAtHand:
    """Both are read and judged, whatever is said of them; the case is the owner's."""
    device, role = scene.device, FLOWS[flow].representative
    assert role is not None
    case = device.open_case()
    case.flow = flow
    case.relation = Relation.MOTHER if flow == WITH_GUARDIAN else Relation.CHILD
    device.read(case, scene.card(owner))
    device.verify(case)
    other = device.join(case, role)
    device.read(other, scene.card(acts))
    device.photograph(other, seed=f"{owner} {acts}")
    device.verify(other)
    case.others = (other,)
    device.hold(case)
    return case
