"""Pages of the flows about a number that exists (补登记), by a name."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pos_client.application.progress_state import VerdictState
from pos_client.application.state import CasePhase, CaseState, CounterState
from pos_client.application.step_state import (
    ChoiceState,
    FlowState,
    FormState,
    LookUpState,
    ProofState,
)
from pos_client.domain.flow import Flow, Step
from pos_client.domain.flows import RE_REGISTRATION, SECOND_REAL_PERSON_CHECK, SIM_REPLACEMENT
from pos_client.domain.masking import mask_iccid
from pos_client.domain.outcome import Outcome
from pos_client.domain.paper import PaperKind
from pos_client.domain.sim import SimSource
from pos_client.domain.subject import (
    MissingPart,
    NoticeChannel,
    ProofMethod,
    ProofOfUse,
    SentNotice,
    Subject,
    Subscriber,
    SubscriberState,
    Suspension,
)
from pos_client.domain.verdict import Check, Consequence
from pos_client.sandbox.notices import RISK_NOTICE
from tests.papers import FORM_SHA256, paper
from tests.ui.people import CHINA_NOW, ICCID, at_step, offline, ready, saved, with_case

__all__ = ["SUBJECT_SCENES"]

_TODAY = CHINA_NOW.date()
_NUMBER = "17055600001"
_SUBSCRIBER = Subscriber(
    _NUMBER,
    SubscriberState.INCOMPLETE,
    (MissingPart.DOCUMENT_ADDRESS, MissingPart.PHOTO),
    Suspension.SUSPENDED_ONE_WAY,
    _TODAY + timedelta(days=20),
    (
        SentNotice(NoticeChannel.SMS, _TODAY - timedelta(days=40)),
        SentNotice(NoticeChannel.CALL, _TODAY - timedelta(days=12)),
    ),
    "林**",
)
# Everything that a card at the side can have to say at once.
_LONGEST = replace(
    _SUBSCRIBER,
    missing=tuple(MissingPart),
    suspension=Suspension.SUSPENDED_BOTH_WAYS,
    deadline=_TODAY - timedelta(days=5),
    notices=tuple(
        SentNotice(channel, _TODAY - timedelta(days=9 * place))
        for place, channel in enumerate(NoticeChannel, 1)
    ),
)
_PROOF = ProofOfUse(ProofMethod.SIM_READER, ICCID)
_KNOWN = Subject(_NUMBER, _SUBSCRIBER)
_PROVEN = replace(_KNOWN, proof=_PROOF)
_UNKNOWN = Subject(_NUMBER, proof=replace(_PROOF, method=ProofMethod.SCANNER))
_OWNED = Subject(
    _NUMBER, Subscriber(_NUMBER, SubscriberState.REGISTERED, masked_owner=_SUBSCRIBER.masked_owner)
)
_FLAGGED = replace(
    _OWNED,
    subscriber=Subscriber(
        _NUMBER,
        SubscriberState.REGISTERED,
        suspension=Suspension.SUSPENDED_ONE_WAY,
        masked_owner=_SUBSCRIBER.masked_owner,
        flagged_until=CHINA_NOW + timedelta(hours=20),
    ),
)
_LATE = replace(
    _OWNED,
    subscriber=Subscriber(
        _NUMBER,
        SubscriberState.REGISTERED,
        masked_owner=_SUBSCRIBER.masked_owner,
        flagged_until=CHINA_NOW - timedelta(hours=3),
    ),
)
_NEW_SIM = ChoiceState(iccid=ICCID, sim_source=SimSource.SCANNER)
_NOBODY = {"identity": None, "masked_name": "", "masked_id_number": ""}
_FLOWS = tuple(
    FlowState(name)
    for name in (
        "new_number",
        "re_registration",
        "sim_replacement",
        "second_real_person_check",
    )
)
_CHECKS = RE_REGISTRATION.checks_of(RE_REGISTRATION.lead)
_GOOD = tuple(
    VerdictState(check, code, Consequence.GOES_ON)
    for check, code in zip(
        _CHECKS, ("ID_MATCH", "FACE_SAME", "USE_PROVEN", "OWNER_CONFIRMED"), strict=True
    )
)
_ANOTHERS = (*_GOOD[:3], VerdictState(Check.OWNER, "OWNER_DIFFERENT", Consequence.ENDS))
_CAPTURED = tuple(VerdictState(check, "SERVICE_UNAVAILABLE", None) for check in _CHECKS)


def _step(
    step: Step,
    phase: CasePhase = CasePhase.OPEN,
    flow: Flow = RE_REGISTRATION,
    **changes: object,
) -> CaseState:
    subject = {RE_REGISTRATION.name: _PROVEN, SIM_REPLACEMENT.name: _OWNED}.get(flow.name, _FLAGGED)
    plain: dict[str, object] = {"subject": subject, "held_number": "", "held_until": None}
    plain["choice"] = None
    if step in (Step.NEW_SIM, Step.FORM, Step.SEAL):
        plain["verdicts"] = tuple(each for each in _GOOD if each.check in flow.checks_of(flow.lead))
    if step is Step.FORM:
        form = paper(
            PaperKind.REGISTRATION_FORM,
            is_demo=True,
            handwritten_signature=None,
            flow=flow.name,
            phone_number=_NUMBER,
            risk_notice=RISK_NOTICE.paragraphs if flow.is_for_flagged else (),
            masked_iccid=mask_iccid(ICCID) if flow.has(Step.NEW_SIM) else "",
        )
        plain["form"] = FormState(form, FORM_SHA256)
    return replace(at_step(step, phase, flow, **(plain | changes)), flow=flow.name)


def _look_up(**asked: object) -> CounterState:
    page = LookUpState(**asked)  # type: ignore[arg-type]
    return with_case(_step(Step.LOOK_UP, subject=None, look_up=page, **_NOBODY))


def _proof(subject: Subject = _KNOWN, **asked: object) -> CounterState:
    page = ProofState(**asked)  # type: ignore[arg-type]
    return with_case(_step(Step.PROOF_OF_USE, subject=subject, proof=page, **_NOBODY))


def _replacement(step: Step, phase: CasePhase = CasePhase.OPEN, **changes: object) -> CounterState:
    return with_case(_step(step, phase, SIM_REPLACEMENT, **changes))


def _replaced(**changes: object) -> CounterState:
    told = saved(phone_number=_NUMBER, is_of_subject=True, flow=SIM_REPLACEMENT.name, **changes)
    case = _step(Step.SEAL, CasePhase.SAVED, SIM_REPLACEMENT, identity=None, can_step_back=False)
    return replace(told, case=case)


def _check(step: Step, phase: CasePhase = CasePhase.OPEN, **changes: object) -> CounterState:
    return with_case(_step(step, phase, SECOND_REAL_PERSON_CHECK, **changes))


def _checked(**changes: object) -> CounterState:
    flow = SECOND_REAL_PERSON_CHECK
    told = saved(phone_number=_NUMBER, is_of_subject=True, flow=flow.name, **changes)
    case = _step(Step.SEAL, CasePhase.SAVED, flow, identity=None, can_step_back=False)
    return replace(told, case=case)


def _saved(state: CounterState | None = None, **changes: object) -> CounterState:
    told = saved(state, phone_number=_NUMBER, is_of_subject=True, **changes)
    assert told.case is not None
    case = _step(Step.SEAL, CasePhase.SAVED, identity=None, is_offline=told.case.is_offline)
    subject = _UNKNOWN if case.is_offline else _PROVEN
    return replace(told, case=replace(case, subject=subject, can_step_back=False))


SUBJECT_SCENES: dict[str, CounterState] = {
    "idle-flows": ready(flows=_FLOWS[1:]),
    "idle-flows-offline": offline(
        flows=(FlowState("re_registration"), FlowState("sim_replacement", needs_network=True))
    ),
    "idle-desk": ready(flows=_FLOWS, first_flow="re_registration"),
    "idle-desk-offline": offline(flows=_FLOWS, first_flow="re_registration"),
    "look-up": _look_up(),
    "look-up-sim": _look_up(iccid=ICCID),
    "look-up-no-sim": _look_up(sim_refused="blank"),
    "look-up-offline": _look_up(is_online=False),
    "looking-up": with_case(
        _step(
            Step.LOOK_UP,
            CasePhase.WORKING,
            subject=None,
            look_up=LookUpState(is_asking=True),
            **_NOBODY,
        )
    ),
    "proof": _proof(may_send_code=True),
    "proof-code": _proof(may_send_code=True, is_code_sent=True),
    "proof-sim-only": _proof(
        replace(_KNOWN, subscriber=replace(_SUBSCRIBER, suspension=Suspension.SUSPENDED_BOTH_WAYS))
    ),
    "proof-no-sim": _proof(may_send_code=True, sim_refused="length"),
    "card-of-number": with_case(_step(Step.READ_CARD, **_NOBODY)),
    "visual-check-number": with_case(_step(Step.VISUAL_CHECK)),
    "visual-check-number-longest": with_case(
        _step(Step.VISUAL_CHECK, subject=replace(_PROVEN, subscriber=_LONGEST))
    ),
    "refused-owner": with_case(
        _step(
            Step.VERIFICATION,
            CasePhase.REFUSED,
            identity=None,
            can_step_back=False,
            code="OWNER_DIFFERENT",
            verdicts=_ANOTHERS,
        )
    ),
    "form-number": with_case(_step(Step.FORM, seals_with_form=True)),
    "form-number-offline": with_case(
        _step(
            Step.FORM, is_offline=True, seals_with_form=True, subject=_UNKNOWN, verdicts=_CAPTURED
        ),
        offline(),
    ),
    "saved-number": _saved(),
    "saved-number-accepted": _saved(outcome=Outcome.ACCEPTED),
    "saved-number-restored": _saved(outcome=Outcome.ACCEPTED, is_restored=True),
    "saved-number-rejected": _saved(outcome=Outcome.REJECTED, code="OWNER_DIFFERENT"),
    "saved-number-review": _saved(outcome=Outcome.UNDER_REVIEW, code="FACE_UNSURE"),
    "saved-number-offline": _saved(offline()),
    "sim-look-up": _replacement(Step.LOOK_UP, subject=None, look_up=LookUpState(), **_NOBODY),
    "sim-look-up-old-sim": _replacement(
        Step.LOOK_UP, subject=None, look_up=LookUpState(iccid=ICCID), **_NOBODY
    ),
    "sim-look-up-away": with_case(
        _step(
            Step.LOOK_UP,
            CasePhase.OPEN,
            SIM_REPLACEMENT,
            subject=None,
            look_up=LookUpState(is_online=False),
            **_NOBODY,
        ),
        offline(),
    ),
    "visual-check-sim": _replacement(Step.VISUAL_CHECK),
    "sim-new": _replacement(Step.NEW_SIM, choice=ChoiceState()),
    "sim-new-read": _replacement(Step.NEW_SIM, choice=_NEW_SIM),
    "sim-new-own": _replacement(Step.NEW_SIM, choice=ChoiceState(scan_refused="in_use")),
    "sim-new-odd": _replacement(Step.NEW_SIM, choice=replace(_NEW_SIM, sim_warnings=("luhn",))),
    "sim-form": _replacement(Step.FORM, seals_with_form=True),
    "sim-seal": _replacement(Step.SEAL, choice=_NEW_SIM),
    "sim-refused-incomplete": _replacement(
        Step.VERIFICATION,
        CasePhase.REFUSED,
        identity=None,
        can_step_back=False,
        code="NUMBER_INCOMPLETE",
        verdicts=(*_GOOD[:2], VerdictState(Check.OWNER, "NUMBER_INCOMPLETE", Consequence.ENDS)),
    ),
    "sim-saved": _replaced(),
    "sim-saved-accepted": _replaced(outcome=Outcome.ACCEPTED),
    "sim-saved-delayed": _replaced(
        outcome=Outcome.ACCEPTED, sim_works_from=CHINA_NOW + timedelta(hours=24)
    ),
    "check-look-up": _check(Step.LOOK_UP, subject=None, look_up=LookUpState(), **_NOBODY),
    "check-look-up-sim": _check(
        Step.LOOK_UP, subject=None, look_up=LookUpState(iccid=ICCID), **_NOBODY
    ),
    "visual-check-flagged": _check(Step.VISUAL_CHECK),
    "visual-check-flagged-late": _check(Step.VISUAL_CHECK, subject=_LATE),
    "check-form": _check(Step.FORM, seals_with_form=True),
    "check-refused-owner": _check(
        Step.VERIFICATION,
        CasePhase.REFUSED,
        identity=None,
        can_step_back=False,
        code="OWNER_DIFFERENT",
        verdicts=(*_GOOD[:2], VerdictState(Check.OWNER, "OWNER_DIFFERENT", Consequence.ENDS)),
    ),
    "check-saved": _checked(),
    "check-saved-accepted": _checked(outcome=Outcome.ACCEPTED),
    "check-saved-rejected": _checked(outcome=Outcome.REJECTED, code="OWN_HALL_ONLY"),
    "sim-saved-rejected": _replaced(outcome=Outcome.REJECTED, code="SIM_USED"),
}
