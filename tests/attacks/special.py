"""Documents without a chip, as a patched client in an own hall captures them."""

from __future__ import annotations

from datetime import date

from pos_client.sandbox.centre import Decision
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.transcriptions import Transcribed
from tests.attacks.scene import Scene
from tests.integration.sandbox.case_at_hand import CaseAtHand

__all__ = ["approved_by", "looked_at", "sent"]


def looked_at(scene: Scene) -> CaseAtHand:
    """Captured by the clerk, approved by the supervisor, with a number."""
    device, gateway = scene.device, scene.gateway
    case = device.open_special()
    device.photograph(case, seed=f"special {case.id}")
    device.verify(case)
    device.ask_review(case, gateway.supervisor_number, gateway.supervisor_password)
    device.hold(case)
    return case


def sent(scene: Scene, data: bytes) -> str:
    """Deliver one that is no attempt of its own; its registration's id."""
    receipt = scene.device.receipt(scene.device.register(data))
    return str(receipt["registration_id"])


def approved_by(scene: Scene, registration_id: str, reviewer: str) -> str:
    """A reviewer looks, transcribes and says yes; the code of what stands in the way, or nothing.

    Nobody there can know what went wrong at the counter.
    """
    name = f"{scene.device.id}-{registration_id}"
    said = Transcribed(
        id=name,
        name="阿依古丽样",
        number="JUN0012345",
        address="示例省样本市一号院",
        birth_date=date(1990, 5, 6),
    )

    def work(desk: Desk) -> str:
        try:
            desk.transcriptions.show(name, reviewer)
            desk.transcriptions.take(said, reviewer)
            desk.centre.decide(name, Decision(reviewer, is_approved=True, reason=None))
        except Refusal as no:
            return str(no.code)
        return ""

    return scene.gateway.call(work)
