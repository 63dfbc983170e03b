"""The flows of the counter as data: which steps, in which one legal order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos_client.domain.verdict import Check

__all__ = ["FLOWS", "LEGAL_AT", "NEW_NUMBER", "Command", "Flow", "Step"]


class Step(StrEnum):
    """One step of a case, in the words of the counter."""

    READ_CARD = "READ_CARD"
    VISUAL_CHECK = "VISUAL_CHECK"
    VERIFICATION = "VERIFICATION"
    NUMBER_AND_SIM = "NUMBER_AND_SIM"
    SEAL = "SEAL"


class Command(StrEnum):
    """What may be asked of an open case."""

    TAKE_READ = "TAKE_READ"
    CONFIRM_VISUAL_CHECK = "CONFIRM_VISUAL_CHECK"
    TAKE_VERDICTS = "TAKE_VERDICTS"
    GO_OFFLINE = "GO_OFFLINE"
    CHOOSE_NUMBER = "CHOOSE_NUMBER"
    SEAL = "SEAL"


@dataclass(frozen=True, slots=True)
class Flow:
    """One kind of registration.

    Attributes:
        name: what the protocol calls it.
        steps: the one legal order.
        checks: whose verdicts have to be there; a missing one is never a pass.
    """

    name: str
    steps: tuple[Step, ...]
    checks: tuple[Check, ...]


NEW_NUMBER = Flow(
    "new_number",
    (
        Step.READ_CARD,
        Step.VISUAL_CHECK,
        Step.VERIFICATION,
        Step.NUMBER_AND_SIM,
        Step.SEAL,
    ),
    (Check.ONLINE_VERIFICATION, Check.QUOTA),
)

FLOWS = {flow.name: flow for flow in (NEW_NUMBER,)}

# Where each command is legal. A command anywhere else raises and leaves an audit entry.
LEGAL_AT: dict[Command, Step] = {
    Command.TAKE_READ: Step.READ_CARD,
    Command.CONFIRM_VISUAL_CHECK: Step.VISUAL_CHECK,
    Command.TAKE_VERDICTS: Step.VERIFICATION,
    Command.GO_OFFLINE: Step.VERIFICATION,
    Command.CHOOSE_NUMBER: Step.NUMBER_AND_SIM,
    Command.SEAL: Step.SEAL,
}
