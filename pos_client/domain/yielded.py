"""What each stage of a case has to yield, and what a case gives up on the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pos_client.domain.flow import SIM_STEPS, Mode, Stage, Step

if TYPE_CHECKING:  # a case asks here about itself
    from pos_client.domain.case import Case

__all__ = ["has_yielded", "without"]


def has_yielded(case: Case, stage: Stage) -> bool:
    """Whether nothing is missing that this stage is left with."""
    party = case.party_of(stage.role)
    match stage.step:
        case Step.UNIT | Step.SEAL:
            return _is_of_something(case)
        case Step.LOOK_UP:
            return case.subject is not None and case.subject.is_sound
        case Step.AUTHORISATION:
            return case.subject is not None and case.subject.is_authorised
        case Step.PROOF_OF_USE:
            proof = case.subject.proof if case.subject is not None else None
            return proof is not None and proof.shows_use
        case Step.VERIFICATION:
            is_judged = party.is_judged(case.flow.checks_of(party.role))
            return case.mode is Mode.OFFLINE or is_judged
        case Step.RELATION | Step.REASON:
            is_told = {Step.RELATION: case.relation in case.flow.relations}
            return is_told.get(stage.step, case.reason is not None)
        case Step.DOCUMENT:
            return case.flow.takes_documents(stage.role, party.documents)
        case Step.OWN_NUMBERS:
            return case.disputed is not None and case.disputed.may_be_disputed
        case step if step in SIM_STEPS:
            return _has_goods(case, step)
        case step:
            return party.has_yielded(step)


def _is_of_something(case: Case) -> bool:
    """Whether what the whole case is about is there: unit, order, or the number that was kept."""
    has_unit = case.unit is not None and case.unit.is_sound
    has_order = case.order is not None or not case.flow.is_of_order
    has_number = case.subject is not None or not case.flow.activates
    return (has_unit or not case.flow.opens_order) and has_order and has_number


def _has_goods(case: Case, step: Step) -> bool:
    has_number = case.number is not None or step is not Step.NUMBER_AND_SIM
    has_offer = bool(case.offer_code) or step is Step.NEW_SIM
    return has_number and has_offer and case.sim is not None


# What a step yields where it yields one thing.
_ONE_WORD: Final = {
    Step.UNIT: "unit",
    Step.REASON: "reason",
    Step.RELATION: "relation",
    Step.OWN_NUMBERS: "disputed",
}


def without(case: Case, stages: Sequence[Stage]) -> Case:
    """The case as it is when these stages lie before it once more."""
    steps = {stage.step for stage in stages}
    own: dict[str, Any] = {}
    for step, name in _ONE_WORD.items():
        if step in steps:
            own[name] = None
    if Step.LOOK_UP in steps or Step.AUTHORISATION in steps:
        own |= {"subject": None}
    elif Step.PROOF_OF_USE in steps and case.subject is not None:
        own |= {"subject": replace(case.subject, proof=None)}
    if Step.NUMBER_AND_SIM in steps:
        own |= {"number": None, "offer_code": "", "sim": None}
    if Step.OFFER_AND_SIM in steps:
        own |= {"offer_code": "", "sim": None}
    if Step.NEW_SIM in steps:
        own |= {"sim": None}
    if Step.VERIFICATION in steps:
        own |= {"mode": Mode.ONLINE}
    parties = tuple(
        party.without({stage.step for stage in stages if stage.role is party.role})
        for party in case.parties
    )
    return replace(case, parties=parties, **own)
