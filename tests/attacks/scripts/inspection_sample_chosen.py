"""The shop looks at cases of its own choice instead of those that were drawn, and goes on."""

from __future__ import annotations

from pos_client.domain.inspection import CaseFinding
from pos_client.infrastructure.ids import new_id
from pos_client.protocol.api import TroubleCode
from pos_client.sandbox.checklist import InspectionRules
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.inspecting import age_outlet, deliver, plan_of, report_on
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device, gateway = scene.device, scene.gateway
    month = age_outlet(gateway)
    device.log_in(gateway.supervisor_number, gateway.supervisor_password)
    chosen = {str(new_id()): CaseFinding.IN_ORDER}
    report = report_on(device, plan_of(device, month), findings=chosen)
    answer = deliver(device, report)
    if answer.is_error:
        scene.note(str(answer.json()["code"]), TroubleCode.INSPECTION_REFUSED)
    case = captured(device, scene.card())
    scene.attempt(device, device.registration(case), "INSPECTION_OVERDUE")


ATTACK = Attack(
    abuses="a sample of one's own choice",
    run=_run,
    policy={"inspection": InspectionRules(due_day=1, grace_days=0)},
    controls=(Control.INSPECTION_SAMPLE,),
)
