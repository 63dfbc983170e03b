"""Each outcome of a registration: had from the gateway, and the papers that it lets be made."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pos_client.domain.outcome import Outcome
from pos_client.domain.paper import PaperKind
from tests.compliance.codes import OUTCOMES
from tests.compliance.stage import Stage, obey
from tests.integration.sandbox.walks import captured, gathered, outcome_of
from tests.unit.pos_client.application.at_work import at_work

STAGED = ("strict",)


def _decided(stage: Stage, outcome: Outcome) -> tuple[str, str]:
    """What the gateway decides about a customer of whom just this is to be said."""
    scene = stage.strict
    device = scene.device
    if outcome is Outcome.AWAITING_CUSTOMER:
        obey(scene, "completion CUSTOMER_RETURNS")
        case = device.offline_case()
        case.return_token = "A" * 24
        device.read(case, scene.card("resident-jin"))
    elif outcome is Outcome.ACCEPTED:
        case = gathered(device, scene.card("resident-lin"))
    else:
        said = {Outcome.REJECTED: "resident-other-name"}
        slug = said.get(outcome, "resident-register-no-photo")
        case = captured(device, scene.card(slug), 1 if outcome is Outcome.REJECTED else 0)
    try:
        return outcome_of(device, device.registration(case))
    finally:
        obey(scene, "completion GATEWAY_COMPLETES")


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_outcome(stage: Stage, outcome: str) -> None:
    told, code = _decided(stage, Outcome(outcome))
    assert told == outcome
    assert (code == "") is (told == Outcome.ACCEPTED)
    rig = at_work(None)
    saved = rig.register()
    assert PaperKind.ACCEPTANCE_FORM not in _kinds(rig.papers, saved)
    rig.decide(saved, Outcome(outcome), code, "17055500188" if not code else "")
    may_be = _kinds(rig.papers, saved)
    assert (PaperKind.ACCEPTANCE_FORM in may_be) is (told == Outcome.ACCEPTED)
    if told == Outcome.REJECTED:
        assert may_be == set()


def _kinds(papers: Callable[..., list[object]], saved: object) -> set[object]:
    return {getattr(paper, "kind", None) for paper in papers(saved)}
