"""Ages of single flows at the gateway: it goes by them itself, whatever a counter has let pass."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pos_client.domain.flows import NEW_NUMBER, RE_REGISTRATION
from pos_client.domain.policy import AgeDecision, AgeRule, FlowAges
from pos_client.domain.subject import ProofMethod, ProofOfUse, Subject
from pos_client.sandbox.invented_subscribers import iccid_in_use
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.conftest import DECK
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import outcome_of

MINOR, YOUTH = "resident-child-15", "resident-youth-17"
_NOBODYS = 130
POLICY = SandboxPolicy(
    ages_of_flows=(
        FlowAges(RE_REGISTRATION.name, (AgeRule(14, AgeDecision.ADMITTED),)),
        FlowAges(NEW_NUMBER.name, (AgeRule(18, AgeDecision.ADMITTED),)),
    )
)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    with RunningSandbox(tmp_path_factory.mktemp("gateway"), policy=POLICY) as sandbox:
        yield sandbox


def test_a_minor_registers_for_the_number_they_have_where_the_carrier_lets_them(
    device: TestDevice,
) -> None:
    case = device.open_case()
    case.flow = RE_REGISTRATION.name
    proof = ProofOfUse(ProofMethod.SCANNER, iccid_in_use(_NOBODYS))
    case.subject = Subject(f"170556{_NOBODYS:05d}", proof=proof)
    device.read(case, DECK[MINOR].card())
    device.verify(case)
    assert outcome_of(device, device.registration(case)) == ("ACCEPTED", "")


@pytest.mark.parametrize("person", [MINOR, YOUTH])
def test_whoever_is_too_young_for_one_flow_is_refused_there_by_the_gateway(
    device: TestDevice, person: str
) -> None:
    """Seventeen is enough elsewhere; this client has looked at no age at all."""
    case = device.open_case()
    device.read(case, DECK[person].card())
    first = device.verify(case)[0]
    assert (first["code"], first["facts"]["age_decision"]) == ("UNDER_AGE", "REFUSED")


def test_the_configuration_names_them(device: TestDevice) -> None:
    ages = device.configuration["case"]["ages_of_flows"]
    assert [each["flow"] for each in ages] == ["re_registration", "new_number"]
