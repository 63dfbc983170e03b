"""Pages of the port-in (携号转网): a number that comes along from another carrier, by a name."""

from __future__ import annotations

from dataclasses import replace

from pos_client.application.progress_state import VerdictState
from pos_client.application.state import CasePhase, CaseState, CounterState, TroubleState
from pos_client.application.step_state import AuthorisationState, ChoiceState, FormState
from pos_client.domain.flow import Step
from pos_client.domain.flows import PORT_IN
from pos_client.domain.outcome import Outcome
from pos_client.domain.sim import SimSource
from pos_client.domain.subject import ProofMethod, ProofOfUse, Subject
from pos_client.domain.verdict import Check, Consequence
from pos_client.sandbox.notices import OFFERS
from tests.papers import FORM, FORM_SHA256, paper
from tests.ui.people import ICCID, VERDICTS, at_step, offline, saved, with_case

__all__ = ["PORT_IN_SCENES"]

_NUMBER = "17155600001"
_PROOF = ProofOfUse(ProofMethod.AUTHORISATION_CODE, reference="port-0123456789abcdef")
_SUBJECT = Subject(_NUMBER, proof=_PROOF, donor="示例联通")
_AGREES = VerdictState(Check.DONOR, "DONOR_AGREES", Consequence.GOES_ON)
_NOBODY: dict[str, object] = {"identity": None, "masked_name": "", "masked_id_number": ""}
_CHOICE = ChoiceState(OFFERS, OFFERS[0].code, ICCID, SimSource.SCANNER)
_BEHIND_THE_ANSWERS = (Step.OFFER_AND_SIM, Step.FORM, Step.SEAL)


def _case(step: Step, phase: CasePhase = CasePhase.OPEN, **changes: object) -> CaseState:
    plain: dict[str, object] = {"subject": _SUBJECT, "held_number": "", "held_until": None}
    plain["choice"] = None
    if step in _BEHIND_THE_ANSWERS:
        plain["verdicts"] = (*VERDICTS, _AGREES)
    if step in (Step.OFFER_AND_SIM, Step.SEAL):
        plain["choice"] = _CHOICE
    if step is Step.FORM:
        form = paper(FORM, is_demo=True, handwritten_signature=None, flow=PORT_IN.name)
        shown = replace(form, phone_number=_NUMBER)
        plain |= {"form": FormState(shown, FORM_SHA256), "seals_with_form": True}
    return replace(at_step(step, phase, PORT_IN, **(plain | changes)), flow=PORT_IN.name)


def _asks(phase: CasePhase = CasePhase.OPEN, **asked: bool) -> CaseState:
    page = AuthorisationState(**asked)
    return _case(Step.AUTHORISATION, phase, subject=None, authorisation=page, **_NOBODY)


def _refused(code: str) -> CounterState:
    said = (*VERDICTS, VerdictState(Check.DONOR, code, Consequence.ENDS))
    ended: dict[str, object] = {"identity": None, "can_step_back": False, "code": code}
    return with_case(_case(Step.VERIFICATION, CasePhase.REFUSED, verdicts=said, **ended))


def _saved(**changes: object) -> CounterState:
    page = saved(phone_number=_NUMBER, is_of_subject=True, flow=PORT_IN.name, **changes)
    case = _case(Step.SEAL, CasePhase.SAVED, identity=None, can_step_back=False, choice=None)
    return replace(page, case=case)


PORT_IN_SCENES: dict[str, CounterState] = {
    "port-in": with_case(_asks()),
    "port-in-asking": with_case(_asks(CasePhase.WORKING, is_asking=True)),
    "port-in-away": with_case(_asks(is_online=False), offline()),
    "port-in-code-wrong": replace(
        with_case(_asks()), trouble=TroubleState("B-625", (("reason", "code"),))
    ),
    "port-in-card": with_case(_case(Step.READ_CARD, **_NOBODY)),
    "visual-check-port-in": with_case(_case(Step.VISUAL_CHECK)),
    "port-in-verifying": with_case(
        _case(
            Step.VERIFICATION,
            CasePhase.WORKING,
            verdicts=tuple(
                VerdictState(check, "", None) for check in PORT_IN.checks_of(PORT_IN.lead)
            ),
        )
    ),
    "port-in-offer": with_case(
        _case(Step.OFFER_AND_SIM, choice=replace(_CHOICE, iccid="", sim_source=None))
    ),
    "port-in-offer-read": with_case(_case(Step.OFFER_AND_SIM)),
    "port-in-form": with_case(_case(Step.FORM)),
    "port-in-seal": with_case(_case(Step.SEAL)),
    "port-in-refused-person": _refused("DONOR_OTHER_PERSON"),
    "port-in-refused-contract": _refused("DONOR_CONTRACT"),
    "port-in-refused-code": _refused("DONOR_CODE_WRONG"),
    "port-in-saved": _saved(),
    "port-in-saved-accepted": _saved(outcome=Outcome.ACCEPTED),
    "port-in-saved-review": _saved(outcome=Outcome.UNDER_REVIEW, code="FACE_UNSURE"),
    "port-in-saved-rejected": _saved(outcome=Outcome.REJECTED, code="NUMBER_ALREADY_OURS"),
}
