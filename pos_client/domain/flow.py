"""The flows of the counter as data: which steps, in which one legal order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos_client.domain.verdict import Check

__all__ = ["AWAIT_CUSTOMER", "FLOWS", "LEGAL_AT", "NEW_NUMBER", "Command", "Flow", "Mode", "Step"]


class Step(StrEnum):
    """One step of a case, in the words of the counter."""

    READ_CARD = "READ_CARD"
    VISUAL_CHECK = "VISUAL_CHECK"
    CONSENT = "CONSENT"
    LIVE_PHOTO = "LIVE_PHOTO"
    VERIFICATION = "VERIFICATION"
    REVIEW = "REVIEW"  # only where a verdict asks for it
    NUMBER_AND_SIM = "NUMBER_AND_SIM"
    FORM = "FORM"
    SEAL = "SEAL"


class Command(StrEnum):
    """What may be asked of an open case."""

    TAKE_READ = "TAKE_READ"
    REREAD = "REREAD"
    CONFIRM_VISUAL_CHECK = "CONFIRM_VISUAL_CHECK"
    GIVE_CONSENT = "GIVE_CONSENT"
    TAKE_PHOTO = "TAKE_PHOTO"
    TAKE_VERDICTS = "TAKE_VERDICTS"
    GO_OFFLINE = "GO_OFFLINE"
    TAKE_REVIEW = "TAKE_REVIEW"
    CHOOSE_NUMBER = "CHOOSE_NUMBER"
    SIGN_FORM = "SIGN_FORM"
    SEAL = "SEAL"


class Mode(StrEnum):
    """Whether the gateway verified a case, or it is merely captured."""

    ONLINE = "ONLINE"
    OFFLINE = "OFFLINE"


@dataclass(frozen=True, slots=True)
class Flow:
    """One kind of registration.

    Attributes:
        name: what the protocol calls it.
        steps: the one legal order; `REVIEW` is skipped where no verdict asks for it.
        checks: whose verdicts have to be there; a missing one is never a pass.
        is_online_only: it is refused before the card is read while the gateway is away.
    """

    name: str
    steps: tuple[Step, ...]
    checks: tuple[Check, ...]
    is_online_only: bool = False


NEW_NUMBER = Flow(
    "new_number",
    (
        Step.READ_CARD,
        Step.VISUAL_CHECK,
        Step.CONSENT,
        Step.LIVE_PHOTO,
        Step.VERIFICATION,
        Step.REVIEW,
        Step.NUMBER_AND_SIM,
        Step.FORM,
        Step.SEAL,
    ),
    (Check.ONLINE_VERIFICATION, Check.FACE_MATCH, Check.QUOTA),
)

# 待到店: a case captured offline, completed by its customer on a second visit.
AWAIT_CUSTOMER = Flow(
    "await_customer",
    NEW_NUMBER.steps,
    (Check.SAME_CUSTOMER, Check.ONLINE_VERIFICATION, Check.FACE_MATCH, Check.QUOTA),
    is_online_only=True,
)

FLOWS = {flow.name: flow for flow in (NEW_NUMBER, AWAIT_CUSTOMER)}

# Where each command is legal. A command anywhere else raises and leaves an audit entry.
LEGAL_AT: dict[Command, tuple[Step, ...]] = {
    Command.TAKE_READ: (Step.READ_CARD,),
    Command.REREAD: tuple(step for step in Step if step is not Step.READ_CARD),
    Command.CONFIRM_VISUAL_CHECK: (Step.VISUAL_CHECK,),
    Command.GIVE_CONSENT: (Step.CONSENT,),
    Command.TAKE_PHOTO: (Step.LIVE_PHOTO,),
    Command.TAKE_VERDICTS: (Step.VERIFICATION,),
    Command.GO_OFFLINE: (Step.VERIFICATION,),
    Command.TAKE_REVIEW: (Step.REVIEW,),
    Command.CHOOSE_NUMBER: (Step.NUMBER_AND_SIM,),
    Command.SIGN_FORM: (Step.FORM,),
    Command.SEAL: (Step.SEAL,),
}
