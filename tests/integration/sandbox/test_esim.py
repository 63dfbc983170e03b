"""eSIM at the gateway: own halls, online, in person; digits that hold; one number of ours each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos_client.domain.esim import Esim
from pos_client.domain.flows import FLOWS
from pos_client.domain.outlet import OutletKind
from pos_client.domain.subject import Subject
from pos_client.sandbox.policy import DEMO_OUTLET, SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from pos_client.sandbox.stock_findings import read_stock
from pos_client.testing.customer import device_of
from tests.honest_cases import SAME_PERSON_ALL_DAY
from tests.integration.sandbox.conftest import Cards, Enrol
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.test_trustee import judged
from tests.integration.sandbox.walks import captured, gathered, outcome_of

POLICY = SandboxPolicy(
    number_quota=100,
    quota_review_from=100,
    esim_flows=tuple(FLOWS),  # more than may have one
    controls=SAME_PERSON_ALL_DAY,
)
JIN = "17055600008"


def esim(number: int) -> Esim:
    return Esim(*device_of(number))


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningSandbox]:
    outlet = replace(DEMO_OUTLET, kind=OutletKind.OWN_HALL)
    with RunningSandbox(tmp_path / "hall", policy=POLICY, outlet=outlet) as sandbox:
        yield sandbox


@pytest.fixture
def counter(hall: RunningSandbox, enrol: Enrol) -> TestDevice:
    return enrol(hall)


def sold(counter: TestDevice, card: Cards, sim: Esim) -> tuple[str, str]:
    return outcome_of(
        counter, counter.registration(gathered(counter, card("resident-lin")), sim=sim)
    )


def test_an_esim_passes_the_same_gates_and_takes_nothing_out_of_a_drawer(
    hall: RunningSandbox, counter: TestDevice, card: Cards
) -> None:
    assert sold(counter, card, esim(1)) == ("ACCEPTED", "")
    assert hall.call(lambda desk: desk.stock.figures(DEMO_OUTLET.code).used) == 0
    assert read_stock(hall.home.folder) == {"findings": []}
    assert sold(counter, card, esim(1)) == ("REJECTED", "EID_USED")
    assert sold(counter, card, esim(2)) == ("ACCEPTED", "")


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"eid": "89086030000000000000000000000193"}, "EID_INVALID"), ({"imei": "1"}, "IMEI_INVALID")],
)
def test_digits_that_do_not_hold_are_none(
    counter: TestDevice, card: Cards, changed: dict[str, str], code: str
) -> None:
    assert sold(counter, card, replace(esim(1), **changed)) == ("REJECTED", code)


def test_offline_and_at_an_agents_there_is_none(
    counter: TestDevice, card: Cards, gateway: RunningSandbox, enrol: Enrol
) -> None:
    case = captured(counter, card("resident-lin"))
    data = counter.registration(case, sim=esim(1))
    assert outcome_of(counter, data) == ("REJECTED", "ESIM_NOT_HERE")
    agents = enrol(gateway)
    assert "esim_flows" not in agents.configuration["case"]
    assert sold(agents, card, esim(1)) == ("REJECTED", "ESIM_NOT_HERE")


def test_nobody_gets_one_through_a_trustee(counter: TestDevice) -> None:
    two = judged(counter)
    data = counter.registration(two.case, sim=esim(1))
    assert outcome_of(counter, data) == ("REJECTED", "ESIM_NOT_HERE")


def test_a_number_keeps_its_chip_when_its_profile_is_made_anew(
    counter: TestDevice, card: Cards
) -> None:
    for seed in ("1", "2"):
        case = counter.open_case()
        case.flow, case.subject = "sim_replacement", Subject(JIN)
        counter.read(case, card("resident-jin"))
        counter.photograph(case, seed=seed)
        counter.verify(case)
        data = counter.registration(case, sim=esim(5))
        assert outcome_of(counter, data) == ("ACCEPTED", "")
    assert sold(counter, card, esim(5)) == ("REJECTED", "EID_USED")
