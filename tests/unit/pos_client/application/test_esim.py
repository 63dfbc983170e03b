"""An eSIM at the counter: by policy, in own halls and online, and through the same gates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pos_client.application import commands
from pos_client.application.papers import paper_text
from pos_client.application.subject_commands import AuthorisePortIn, BeginFlow, LookUpNumber
from pos_client.domain.esim import Esim
from pos_client.domain.flow import SIM_STEPS, Step
from pos_client.domain.flows import (
    FLOWS,
    NEW_NUMBER,
    NEW_NUMBER_BY_TRUSTEE,
    PORT_IN,
    SIM_REPLACEMENT,
)
from pos_client.domain.masking import mask_esim
from pos_client.domain.outlet import OutletKind
from pos_client.domain.sim import Sim
from pos_client.testing.customer import device_of, iccid_of
from pos_client.testing.gateway_words import case_claims, configuration_claims, level_claims
from pos_client.testing.subscribers import DONOR_CODE, PORTED, REGISTERED
from tests.unit.pos_client.application.rig import DEVICE, Rig, body_of

EID, IMEI = device_of(7)
STOCK = {"first": iccid_of(1)[:19], "last": iccid_of(99)[:19]}
WITH_SIM = [name for name, flow in FLOWS.items() if flow.takes_sim]  # more than may have one


def rig_of(folder: Path, kind: OutletKind = OutletKind.OWN_HALL, **case: Any) -> Rig:
    plain = Rig(None)
    made = configuration_claims(plain.gateway.words, DEVICE, plain.clock.now())
    plain.close()
    rig = Rig(
        folder,
        outlet=made["outlet"] | {"kind": kind.value},
        evidence={"minimum_level": {kind.value: level_claims("B")}},
        case=case_claims(**({"esim_flows": WITH_SIM, "representative_from_age": 18} | case)),
        sim_stock=[STOCK],
    )
    rig.subscribers.known = {iccid_of(9007): REGISTERED}
    rig.log_in()
    rig.fill_pool()
    return rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = rig_of(tmp_path)
    yield made
    made.close()


def asked_for_sim(rig: Rig, flow: str = NEW_NUMBER.name) -> Step:
    """As far as the step that takes a SIM."""
    if flow != NEW_NUMBER.name:
        rig.ask(BeginFlow(flow))
    if flow == PORT_IN.name:
        rig.ask(AuthorisePortIn(PORTED, DONOR_CODE))
    elif flow == SIM_REPLACEMENT.name:
        rig.ask(LookUpNumber(REGISTERED.phone_number))
    rig.lay()
    step = next(each for each in FLOWS[flow].steps if each in SIM_STEPS)
    rig.go_to(step)
    return step


@pytest.mark.parametrize("flow", [NEW_NUMBER.name, PORT_IN.name, SIM_REPLACEMENT.name])
def test_both_numbers_of_the_device_are_sealed_and_on_paper_in_masks(rig: Rig, flow: str) -> None:
    rig.customer.device = (EID, IMEI)
    asked_for_sim(rig, flow)
    rig.go_to(Step.FORM)
    assert rig.case.form is not None
    words = " ".join(paper_text(rig.case.form.paper).words)
    assert mask_esim(f"{EID} / {IMEI}") in words
    assert EID not in words
    assert IMEI not in words
    rig.answer()
    if rig.state.case is not None and rig.case.step is Step.SEAL:
        rig.answer()
    body = body_of(rig)
    assert body.sim == Esim(EID, IMEI)
    assert body.sim_number == EID
    assert rig.stock.asked == []  # it lies in no drawer


@pytest.mark.parametrize("order", [(EID, IMEI), (f"IMEI: {IMEI}", f"EID: {EID}")])
def test_one_of_the_two_is_not_enough(rig: Rig, order: tuple[str, str]) -> None:
    asked_for_sim(rig)
    rig.ask(commands.TakeScan(order[0]))
    rig.ask(commands.ConfirmStep(Step.NUMBER_AND_SIM.value))
    assert (rig.case.step, rig.trouble) == (Step.NUMBER_AND_SIM, "B-608")
    rig.ask(commands.TakeScan(order[1]))
    rig.ask(commands.ConfirmStep(Step.NUMBER_AND_SIM.value))
    assert rig.case.step is Step.FORM


def test_a_sim_or_an_esim_goes_with_a_number_and_the_later_scan_counts(rig: Rig) -> None:
    asked_for_sim(rig)
    for text in (EID, IMEI, iccid_of(8)):
        rig.ask(commands.TakeScan(text))
    assert rig.case.choice is not None
    assert (rig.case.choice.iccid, rig.case.choice.eid) == (iccid_of(8), "")
    for text in (EID, IMEI):
        rig.ask(commands.TakeScan(text))
    assert (rig.case.choice.iccid, rig.case.choice.has_esim) == ("", True)
    rig.customer.device = (EID, IMEI)
    rig.finish()
    assert isinstance(body_of(rig).sim, Esim)


@pytest.mark.parametrize(
    ("text", "why"), [(EID[:-1] + "0", "eid"), (IMEI[:-1] + "0", "imei"), ("69012", "format")]
)
def test_digits_that_do_not_hold_change_nothing(rig: Rig, text: str, why: str) -> None:
    asked_for_sim(rig)
    rig.ask(commands.TakeScan(text))
    assert rig.case.choice is not None
    assert (rig.case.choice.scan_refused, rig.case.choice.eid, rig.case.choice.imei) == (
        why,
        "",
        "",
    )


@pytest.mark.parametrize("reason", ["agent", "policy", "offline"])
def test_elsewhere_there_is_no_esim(tmp_path: Path, reason: str) -> None:
    kind = OutletKind.AGENT if reason == "agent" else OutletKind.OWN_HALL
    rig = rig_of(tmp_path, kind, **({"esim_flows": []} if reason == "policy" else {}))
    if reason == "offline":
        rig.lose_gateway()
    asked_for_sim(rig)
    for text in (EID, IMEI):
        rig.ask(commands.TakeScan(text))
    assert rig.case.choice is not None
    assert (rig.case.choice.scan_refused, rig.case.choice.has_esim) == ("no_esim", False)
    rig.finish()
    assert isinstance(body_of(rig).sim, Sim)
    rig.close()


def test_whoever_is_not_there_in_person_gets_none_whatever_the_carrier_says(rig: Rig) -> None:
    said = rig.configuration
    asked = [name for name in WITH_SIM if not said.takes_esim(FLOWS[name])]
    assert asked == [NEW_NUMBER_BY_TRUSTEE.name]
