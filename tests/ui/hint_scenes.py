"""The bar of the local hint, in its kinds."""

from __future__ import annotations

from datetime import timedelta

from pos_client.application.hint_state import HintKind, HintState
from pos_client.application.state import CounterState
from pos_client.domain.flow import Step
from pos_client.domain.guards import Counted, GuardRule
from tests.ui.people import CHINA_NOW, at_step, ready, with_case

__all__ = ["HINT_SCENES", "NEAR", "NOTED", "REACHED"]

NEAR = HintState(GuardRule.BURST, HintKind.NEAR, count=3, more=1, minutes=10)
REACHED = HintState(
    GuardRule.BURST,
    HintKind.REACHED,
    Counted.DEVICE,
    count=4,
    minutes=1440,
    until=CHINA_NOW + timedelta(minutes=7),
    is_freezing=True,
)
NOTED = HintState(GuardRule.SECOND_NUMBERS, HintKind.NOTED)
_GROUP = HintState(GuardRule.GROUP, HintKind.REACHED, Counted.OUTLET, count=5, minutes=20)

HINT_SCENES: dict[str, CounterState] = {
    "hint-near": ready(hint=NEAR),
    "hint-reached": ready(hint=REACHED),
    "visual-check-with-a-hint": with_case(at_step(Step.VISUAL_CHECK), ready(hint=_GROUP)),
    "hint-noted": ready(hint=NOTED),
}
