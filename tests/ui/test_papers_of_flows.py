"""Every flow goes through the counter, and its papers are read as the first flow's are."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_client.application.paper_business import business_of
from pos_client.domain.flow import Flow
from pos_client.domain.flows import FLOWS
from pos_client.domain.outcome import Outcome
from pos_client.domain.paper import Paper
from tests.bench.keys import Served
from tests.papers import ACCEPTANCE, FORM
from tests.ui.test_papers_of_cases import NEVER, holds, identity, words_of
from tests.unit.pos_client.application.rig import Rig
from ui.forms.renderer import PaperRenderer

pytestmark = pytest.mark.usefixtures("qapp")

_PEOPLE = ("mainland_han_20y", "mainland_longterm_female")


def check_words(made: Paper, rig: Rig) -> None:
    """What stands on each of them, and what must not."""
    words = words_of(made)
    said = {"已受理"} if made.kind is ACCEPTANCE else set()
    assert [never for never in NEVER if never in words and never not in said] == []
    outlet = rig.configuration.outlet
    for must in (outlet.sign_number, outlet.agent_number, "8001", made.case_number):
        assert must in words
    assert business_of(made).removesuffix("登记") in words
    # Of whoever's document has no chip nobody here knows a name.
    assert made.masked_name in words or FLOWS[made.flow].reads_no_card
    secrets = [secret for who in _PEOPLE for secret in identity(who)]
    assert holds(PaperRenderer().pdf(made), secrets) == []


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_a_flow_has_its_form_before_the_outcome_and_its_acceptance_after_it(
    tmp_path: Path, flow: Flow
) -> None:
    served = Served(tmp_path, flow)
    try:
        saved, rig = served.to_the_seal(), served.rig
        assert saved.flow == flow.name
        (form,) = rig.papers()
        assert form.kind is FORM
        check_words(form, rig)
        number = saved.phone_number or "17055500188"
        rig.decide(saved.id, Outcome.ACCEPTED, "", number)
        (acceptance,) = rig.papers()
        assert acceptance.kind is ACCEPTANCE
        check_words(acceptance, rig)
    finally:
        served.close()
