"""Outlets of a basic carrier and of MVNOs at one gateway: numbers and limits of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos_client.domain.brands import BRANDS
from pos_client.domain.outlet import Role
from pos_client.protocol.api import Paths
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.policy import DEMO_OUTLET, SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.attacks.scene import _BOX
from tests.honest_cases import SAME_FACE_AGAIN
from tests.integration.sandbox.conftest import Cards, Enrol
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import gathered, outcome_of
from tests.outlets import admit_another

MVNO = "示例云信"
RESOLD = replace(DEMO_OUTLET, code="FJ-MVNO-0001", name="示例转售店", brand=MVNO)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    policy = SandboxPolicy(number_quota=2, quota_review_from=9, controls=SAME_FACE_AGAIN)
    with RunningSandbox(tmp_path / "sandbox", policy=policy) as running:
        yield running


@pytest.fixture
def resold(sandbox: RunningSandbox, tmp_path: Path) -> Iterator[TestDevice]:
    """A device of an MVNO's outlet, its clerk logged in."""

    def enter(desk: Desk) -> str:
        desk.numbers.fill_for(MVNO)
        admit_another(desk, RESOLD)
        desk.stock.deliver(RESOLD.code, _BOX, is_received=True)
        desk.sessions.enter_clerk("7001", "某某", Role.CLERK, RESOLD.code, "resold-1")
        return desk.enrolment.issue_code(RESOLD.code)

    device = TestDevice.enrolled(sandbox.gateway_file, sandbox.call(enter), tmp_path)
    assert device.log_in("7001", "resold-1").status_code == 200
    yield device
    device.close()


def test_an_mvnos_outlet_has_numbers_of_its_own_prefixes(resold: TestDevice, card: Cards) -> None:
    prefixes = BRANDS[MVNO].prefixes
    found = resold.call("GET", Paths.NUMBERS).json()["numbers"]
    assert found
    assert all(each["phone_number"].startswith(prefixes) for each in found)
    block = [each["phone_number"] for each in resold.configuration["number_block"]]
    assert block
    assert all(number.startswith(prefixes) for number in block)
    assert resold.configuration["channel"]["basic_carrier"] == "示例移动"
    case = gathered(resold, card("resident-lin"))
    assert outcome_of(resold, resold.registration(case)) == ("ACCEPTED", "")


def test_each_counts_its_own_numbers_against_a_persons_limit(
    sandbox: RunningSandbox, enrol: Enrol, resold: TestDevice, card: Cards
) -> None:
    device = enrol(sandbox)
    for _ in range(2):
        case = gathered(device, card("resident-lin"))
        assert outcome_of(device, device.registration(case))[0] == "ACCEPTED"
    assert _quota(device, card) == ("QUOTA_FULL", 2, "carrier")
    assert _quota(resold, card) == ("QUOTA_OK", 0, "mvno-yunxin")


def _quota(device: TestDevice, card: Cards) -> tuple[str, int, str]:
    case = device.open_case()
    device.read(case, card("resident-lin"))
    verdicts = device.verify(case)
    found = next(each for each in verdicts if each["check"] == "QUOTA")
    return found["code"], found["facts"]["in_use"], found["facts"]["scope"]


def test_a_brand_lets_nobody_skip_anything(resold: TestDevice, card: Cards) -> None:
    """The same gates as at the basic carrier's, tried once each."""
    case = gathered(resold, card("resident-ma"))
    assert outcome_of(resold, resold.registration(case, consent=None))[1] == "CONSENT_MISSING"
    case = gathered(resold, card("resident-wang"))
    assert outcome_of(resold, resold.registration(case, verdicts=()))[1] == "VERDICT_INVALID"
