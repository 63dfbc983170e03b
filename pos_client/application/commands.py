"""What the window and the command line may ask of the counter. No command carries an identity."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import UUID

from pos_client.domain.registration import OutboxState

__all__ = [
    "CancelCase",
    "ChooseNumber",
    "ConfirmStep",
    "CounterCommand",
    "DismissTrouble",
    "Enrol",
    "FindNumbers",
    "FinishCase",
    "LoadQueuePage",
    "Lock",
    "LogIn",
    "LogOut",
    "RefuseVisualCheck",
    "ReleaseQuarantined",
    "RetryVerification",
    "SendNow",
    "StepBack",
    "Unlock",
]


@dataclass(frozen=True, slots=True)
class Enrol:
    """Make this computer a device of an outlet: the carrier's file and a one-time code."""

    gateway_file: str
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LogIn:
    clerk_number: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LogOut:
    """End the session. Pending registrations stay queued and go on being delivered."""


@dataclass(frozen=True, slots=True)
class Lock:
    """Hide everything; an open case stays in memory."""


@dataclass(frozen=True, slots=True)
class Unlock:
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ConfirmStep:
    """Enter: go on from the step the screen shows.

    `step` names that step; if the case has moved on meanwhile the command does nothing, so a
    key pressed twice never confirms what nobody has seen.
    """

    step: str


@dataclass(frozen=True, slots=True)
class RefuseVisualCheck:
    """The person at the counter is not the one on the card."""


@dataclass(frozen=True, slots=True)
class RetryVerification:
    """Ask the gateway once more."""


@dataclass(frozen=True, slots=True)
class FindNumbers:
    """Search free numbers by the digits they contain, at most 8; empty finds any."""

    digits: str = ""


@dataclass(frozen=True, slots=True)
class ChooseNumber:
    """Mark one of the numbers found; `ConfirmStep` then holds it."""

    phone_number: str


@dataclass(frozen=True, slots=True)
class StepBack:
    """Esc."""


@dataclass(frozen=True, slots=True)
class CancelCase:
    """Deliberate: gives the case up with everything that was not saved."""


@dataclass(frozen=True, slots=True)
class FinishCase:
    """The next customer, please: leave the page of a case that has ended or was saved."""


@dataclass(frozen=True, slots=True)
class DismissTrouble:
    """The clerk has read it."""


@dataclass(frozen=True, slots=True)
class SendNow:
    """Try the whole queue at once."""


@dataclass(frozen=True, slots=True)
class ReleaseQuarantined:
    registration_id: UUID


@dataclass(frozen=True, slots=True)
class LoadQueuePage:
    """One keyset page of the queue, answered by `news.QueuePageLoaded`."""

    states: tuple[OutboxState, ...] = (OutboxState.PENDING, OutboxState.QUARANTINED)
    below_sequence: int | None = None
    above_sequence: int | None = None
    limit: int = 50


CounterCommand: TypeAlias = (
    Enrol
    | LogIn
    | LogOut
    | Lock
    | Unlock
    | ConfirmStep
    | RefuseVisualCheck
    | RetryVerification
    | FindNumbers
    | ChooseNumber
    | StepBack
    | CancelCase
    | FinishCase
    | DismissTrouble
    | SendNow
    | ReleaseQuarantined
    | LoadQueuePage
)
