"""Each code of a check: the gateway says it, the case goes where it leads, nobody is let through.

Whatever was said that lets no case go on, what is sealed with it is not accepted.
"""

from __future__ import annotations

from functools import cache

import pytest

from pos_client.domain.case import Case
from pos_client.domain.case_errors import CaseError
from pos_client.domain.flow import Step
from pos_client.domain.verdict import Check, Consequence, consequence_of
from tests.compliance.codes import VERDICTS, check_of
from tests.compliance.stage import Stage, all_codes
from tests.compliance.verdict_ways import WAYS
from tests.unit.pos_client.domain import cases
from tests.unit.pos_client.domain.test_verdict_matrix import at_verification, judged_stages
from tests.unit.pos_client.domain.verdict_table import CONSEQUENCES

_UNHEARD = Consequence.ENDS


@cache
def _asked(check: Check) -> Case:
    """The first of the program's cases in which this is asked about somebody."""
    name, role = next(
        (name, role)
        for name, role in judged_stages()
        if check in cases.ALL_FLOWS[name].checks_of(role)
    )
    return at_verification(name, role, photo_attempts=1)


def _led(code: str) -> Consequence:
    """Where a case goes that is told this, everything else being in order."""
    check = check_of(code)
    case = _asked(check)
    after = case.take_verdicts(cases.verdicts(case, **{check.value: code}), cases.NOON)
    if after.step is Step.REVIEW:
        return Consequence.NEEDS_REVIEW
    if after.stage != case.stage:
        return Consequence.GOES_ON
    try:
        after.go_offline(cases.NOON)
    except CaseError:
        return Consequence.ENDS
    return Consequence.UNAVAILABLE


@pytest.mark.parametrize("code", VERDICTS)
def test_verdict(stage: Stage, code: str) -> None:
    scene, case = WAYS[code](stage)
    assert code in all_codes(case)
    means = CONSEQUENCES.get(code, _UNHEARD)
    assert consequence_of(code) is means
    if code == "RISK_REVIEW" or means is Consequence.NEEDS_PHOTO:  # at the last photo it is over
        means = Consequence.ENDS
    assert _led(code) is means
    if means is not Consequence.GOES_ON:
        word = scene.word_of(scene.device, scene.device.register(scene.device.registration(case)))
        assert word not in ("ACCEPTED", "AWAITING_CUSTOMER"), word
