"""The question before a case is given up: it names what is lost."""

from __future__ import annotations

from dataclasses import dataclass

from pos_client.application.progress_state import StepStatus
from pos_client.application.state import CaseState
from pos_client.domain.flow import Step
from pos_client.domain.phone_number import grouped
from ui.i18n.message import Message, message

__all__ = ["CancelScreen", "present_cancel"]

_LOSES = {
    Step.VISUAL_CHECK: "check",
    Step.CONSENT: "consent",
    Step.LIVE_PHOTO: "photo",
    Step.VERIFICATION: "verdicts",
    Step.REVIEW: "review",
    Step.DOCUMENT: "documents",
    Step.FORM: "form",
}


@dataclass(frozen=True, slots=True)
class CancelScreen:
    loses: Message


def present_cancel(case: CaseState) -> CancelScreen:
    """List what this case has yielded so far."""
    is_read = bool(case.masked_name)
    lost = [message("frame.lost_read" if is_read else "frame.lost_look_up")]
    done = {each.step for each in case.steps if each.status is StepStatus.DONE}
    for step, name in _LOSES.items():
        if step in done and not (step is Step.VERIFICATION and case.is_offline):
            lost.append(message(f"frame.lost_{name}"))
    if case.has_reservation:
        lost.append(message("frame.lost_reservation"))
    if case.held_number:
        lost.append(message("frame.lost_number", number=grouped(case.held_number)))
    words = lost[-1]
    for each in reversed(lost[:-1]):
        words = message("frame.list", first=each, rest=words)
    return CancelScreen(message("frame.cancel_loses", lost=words))
