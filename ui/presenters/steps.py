"""Where am I: the steps with what they yielded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from pos_client.application.progress_state import StepState, StepStatus
from pos_client.application.state import CasePhase, CaseState
from pos_client.domain.flow import PartyRole, Step
from pos_client.domain.flows import FLOWS, NEW_NUMBER
from pos_client.domain.phone_number import grouped
from pos_client.domain.subject import Subject
from pos_client.domain.verdict import Check, Consequence
from ui.i18n import has
from ui.i18n.message import Message, message
from ui.presenters.subject import of_flow, of_person
from ui.theme.tokens import Tone

__all__ = ["StepLine", "of_role", "present_steps", "steps_ahead", "verification_word"]

_OVER = (CasePhase.REFUSED, CasePhase.CARD_REFUSED, CasePhase.CARD_UNREADABLE)


@dataclass(frozen=True, slots=True)
class StepLine:
    """`tone` is GOOD when done, INFO now, BAD where it ended.

    WAITING stands where no verdict was got, or one that somebody has to look at first.
    """

    name: str
    label: Message
    note: Message | str
    status: Message
    tone: Tone


def verification_word(case: CaseState) -> Message:
    """In one word: a verdict that asks for a review is no match."""
    if case.is_offline:
        return message("case.yield_captured")
    asked = [each for each in case.verdicts if each.consequence is Consequence.NEEDS_REVIEW]
    return message("case.yield_to_review" if asked else "case.yield_verified")


def present_steps(case: CaseState) -> tuple[StepLine, ...]:
    """Done with what they yielded, the present one lifted, the rest quiet.

    Where several people take part, one line each stands for those whose turn it is not.
    """
    if not _has_several_people(case):
        return tuple(_line(each, case) for each in case.steps)
    lines: list[StepLine] = []
    for _, together in groupby(case.steps, _of_one):
        lines += _lines_of(tuple(together), case)
    return tuple(lines)


def _of_one(each: StepState) -> tuple[PartyRole | None, Step | None]:
    """Neighbours that belong together: what one person goes through, and what all of them sign."""
    is_in_person = each.step in _OF_SOMEBODY and each.step is not Step.FORM
    return (each.role, None) if is_in_person else (None, each.step)


def _lines_of(steps: tuple[StepState, ...], case: CaseState) -> Iterator[StepLine]:
    first, statuses = steps[0], {each.status for each in steps}
    if first.step is Step.FORM:
        shown = next((each for each in steps if each.status is not StepStatus.DONE), first)
        line, is_now = _line(shown, case), shown.status is StepStatus.CURRENT
        is_one = len(steps) == 1
        signs = message("case.signs_now", role=_role_word(shown.role, case))
        note = signs if is_now or is_one else message("case.hint_sign_all")
        yield line if line.tone is Tone.GOOD else replace(line, note=note)
    elif StepStatus.CURRENT in statuses and first.step in _OF_SOMEBODY:
        head = _line(first, case)
        label = message("case.step_of", step=head.label, role=_role_word(first.role, case))
        yield replace(head, label=label)
        yield from (_line(each, case) for each in steps[1:])
    elif first.step in _OF_SOMEBODY:
        name = f"person-{first.role.value}"
        label = message(of_flow(f"case.person_{first.role.value}", case.flow))
        if statuses == {StepStatus.DONE}:
            done = message("case.step_done")
            yield StepLine(name, label, message("case.yield_verified"), done, Tone.GOOD)
        else:
            to_do = message("case.step_to_do")
            hint = message(of_person("case.hint_person", case.flow, first.role))
            yield StepLine(name, label, hint, to_do, Tone.QUIET)
    else:
        yield from (_line(each, case) for each in steps)


def steps_ahead() -> tuple[StepLine, ...]:
    """Those of a new number before anybody has come: a page is drawn with them at leisure."""
    to_do = message("case.step_to_do")
    return tuple(
        StepLine(
            step.value,
            message(f"case.step_{step.value}"),
            message(f"case.hint_{step.value}"),
            to_do,
            Tone.QUIET,
        )
        for step in NEW_NUMBER.steps
        if step is not Step.REVIEW
    )


def _line(each: StepState, case: CaseState) -> StepLine:
    label = message(of_flow(f"case.step_{each.step.value}", case.flow))
    done, is_saved = message("case.step_done"), case.phase is CasePhase.SAVED
    name = each.step.value
    if each.status is StepStatus.DONE or is_saved:
        is_left = each.step is Step.REVIEW and each.role in case.left_to_centre
        is_asking = case.is_offline or case.step is Step.REVIEW
        is_open = is_left or (each.step is Step.VERIFICATION and is_asking)
        tone = Tone.WAITING if is_open else Tone.GOOD
        return StepLine(name, label, _yielded(each, case), done, tone)
    if each.status is StepStatus.CURRENT:
        if case.phase in _OVER:
            refused = message("case.yield_refused")
            return StepLine(name, label, refused, refused, Tone.BAD)
        return StepLine(name, label, _hint(each, case), message("case.step_current"), Tone.INFO)
    return StepLine(name, label, _hint(each, case), message("case.step_to_do"), Tone.QUIET)


def _has_several_people(case: CaseState) -> bool:
    """Whether somebody else takes part, so that it has to be said whose step this is."""
    return len({each.role for each in case.steps}) > 1


def _role_word(role: PartyRole, case: CaseState) -> Message:
    """What somebody is called in a case with others."""
    return message(of_flow(f"case.role_{role.value}", case.flow))


def of_role(words: Message, case: CaseState) -> Message:
    """What a page asks or tells, with the name of whom it is about where others take part."""
    is_about_somebody = case.step in _OF_SOMEBODY or case.phase is CasePhase.REREAD
    if not is_about_somebody or not _has_several_people(case):
        return words
    if has(own := f"{words.key}_of"):  # the sentence says who it is that has to do something
        return message(own, role=_role_word(case.role, case))
    return message("case.of_role", role=_role_word(case.role, case), words=words)


def _hint(each: StepState, case: CaseState) -> Message:
    """What a step will ask; whoever has the number already takes no slot of their limit."""
    kind = ""
    if each.step is Step.VERIFICATION and Check.QUOTA not in FLOWS[case.flow].checks_of(each.role):
        kind = "_number"
    return message(of_person(f"case.hint_{each.step.value}{kind}", case.flow, each.role))


def _about_number(each: StepState, subject: Subject) -> Message | str:
    if each.step is not Step.PROOF_OF_USE or subject.proof is None:
        return grouped(subject.phone_number)
    return message(f"subject.proof_{subject.proof.method.value}")


def _yielded(each: StepState, case: CaseState) -> Message | str:
    if case.subject is not None and each.step in _ABOUT_NUMBER:
        return _about_number(each, case.subject)
    match each.step:
        case Step.READ_CARD:
            return message("case.yield_read", seconds=each.yielded or f"{case.duration_s:.2f}")
        case Step.VERIFICATION:
            return verification_word(case)
        case Step.NUMBER_AND_SIM:
            return grouped(case.held_number)
        case Step.OWN_NUMBERS:
            return case.disputed_number or message("case.step_done")
        case Step.REVIEW if each.role in case.left_to_centre:
            return message("case.yield_left")
        case step:
            return message(_YIELDED.get(step, "case.step_done"))


# Steps that are about one person; the others are about the case.
_OF_SOMEBODY = (
    Step.READ_CARD,
    Step.VISUAL_CHECK,
    Step.CONSENT,
    Step.LIVE_PHOTO,
    Step.VERIFICATION,
    Step.REVIEW,
    Step.FORM,
)
_ABOUT_NUMBER = (Step.LOOK_UP, Step.PROOF_OF_USE, Step.AUTHORISATION)
# What a step has yielded, where one word says it.
_YIELDED = {
    Step.VISUAL_CHECK: "case.yield_checked",
    Step.CONSENT: "case.yield_agreed",
    Step.LIVE_PHOTO: "case.yield_photo",
    Step.REVIEW: "case.yield_reviewed",
    Step.OFFER_AND_SIM: "case.yield_new_sim",
    Step.RELATION: "case.yield_related",
    Step.DOCUMENT: "case.yield_document",
    Step.REASON: "case.yield_related",
    Step.UNIT: "case.yield_unit",
    Step.NEW_SIM: "case.yield_new_sim",
    Step.FORM: "case.yield_signed",
}
