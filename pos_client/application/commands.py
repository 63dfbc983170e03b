"""What the window and the command line may ask of the counter. No command carries an identity."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import UUID

from pos_client.application.day_commands import DayCommand
from pos_client.application.people_commands import PeopleCommand
from pos_client.application.review_commands import ReviewCommand
from pos_client.application.subject_commands import SubjectCommand
from pos_client.application.unit_commands import UnitCommand
from pos_client.domain.handwritten_signature import HandwrittenSignature
from pos_client.domain.live_photo import LivePhoto
from pos_client.domain.paper import PaperKind
from pos_client.domain.registration import OutboxState

__all__ = [
    "BeginReaderTest",
    "CancelCase",
    "ChooseNumber",
    "ChooseOffer",
    "ConfirmStep",
    "CounterCommand",
    "DayCommand",
    "DismissTrouble",
    "Enrol",
    "ExportQueue",
    "FindNumbers",
    "FinishCase",
    "GiveConsent",
    "ImportQueue",
    "LeaveFieldWork",
    "LoadQueuePage",
    "Lock",
    "LogIn",
    "LogOut",
    "MakePaper",
    "NotePrinted",
    "PrepareFieldWork",
    "PutAside",
    "RefuseVisualCheck",
    "ReleaseQuarantined",
    "RetryVerification",
    "ReviewCommand",
    "SendNow",
    "SetContactNumber",
    "SignForm",
    "StepBack",
    "StopReaderTest",
    "TakeLivePhoto",
    "TakeScan",
    "Unlock",
    "UseReader",
]


@dataclass(frozen=True, slots=True)
class Enrol:
    """Make this computer a device of an outlet: the carrier's file and a one-time code."""

    gateway_file: str
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LogIn:
    """Work id and password; and six digits where the outlet asks for a second factor."""

    clerk_number: str
    password: str = field(repr=False)
    second_factor: str = field(default="", repr=False)


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
class GiveConsent:
    """The customer has answered the notices and signed; `declined` only where it may be.

    The handwritten signature is bound to the SHA-256 that `CaseState.consent` shows.
    """

    agreed: tuple[str, ...]
    declined: tuple[str, ...]
    handwritten_signature: HandwrittenSignature


@dataclass(frozen=True, slots=True)
class TakeLivePhoto:
    """A frame that the program's own camera took; the case then asks for its verdicts."""

    photo: LivePhoto


@dataclass(frozen=True, slots=True)
class TakeScan:
    """What a scanner read, without its Enter: the ICCID of a SIM, or the code of a slip.

    Nothing that a hand typed comes this way.
    """

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ChooseOffer:
    """Mark one of the offers; `ConfirmStep` then takes it along with number and SIM."""

    code: str


@dataclass(frozen=True, slots=True)
class SignForm:
    """The customer has signed the form, bound to the SHA-256 that `CaseState.form` shows."""

    handwritten_signature: HandwrittenSignature


@dataclass(frozen=True, slots=True)
class SetContactNumber:
    """A number at which the carrier may tell the customer; typed, marked so, sealed, optional."""

    phone_number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MakePaper:
    """A paper of a saved case, answered by `news.PaperMade`.

    Attributes:
        registration_id: whose; None means the case saved last.
    """

    kind: PaperKind
    registration_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class NotePrinted:
    """A printer has taken a paper, or a part of it: whatever comes after is a reprint."""

    kind: PaperKind
    case_number: str


@dataclass(frozen=True, slots=True)
class PrepareFieldWork:
    """外出准备: fetch what a day without the gateway takes, and test what it needs.

    What only the window can test comes with the command: whether a camera is there, and the
    battery in percent, None where there is none.
    """

    has_camera: bool
    battery_percent: int | None = None


@dataclass(frozen=True, slots=True)
class LeaveFieldWork:
    """Close the page of the preparation."""


@dataclass(frozen=True, slots=True)
class UseReader:
    """Use the reader at this address alone, also after a restart; an empty one uses all."""

    reader: str = ""


@dataclass(frozen=True, slots=True)
class BeginReaderTest:
    """Try the reader at this address rung by rung; of the card nothing is kept or shown."""

    reader: str


@dataclass(frozen=True, slots=True)
class StopReaderTest:
    """Give the reader back; what the test has found is forgotten."""


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
class PutAside:
    """Let one pending record wait until somebody lets it go again."""

    registration_id: UUID


@dataclass(frozen=True, slots=True)
class ExportQueue:
    """Write everything without a receipt into a new file of this folder, sealed as it is."""

    folder: str


@dataclass(frozen=True, slots=True)
class ImportQueue:
    """Take in what another counter of the outlet has exported, and deliver it."""

    file: str


@dataclass(frozen=True, slots=True)
class LoadQueuePage:
    """One keyset page of the queue, answered by `news.QueuePageLoaded`.

    Attributes:
        needs_customer: instead of these states, what was captured offline and now needs its
            customer: awaited at the counter, or refused.
        under_review: instead of these states, what the carrier's reviewers have not decided yet.
        forwarded: instead of our own, what other counters captured and this one delivers.
    """

    states: tuple[OutboxState, ...] = (OutboxState.PENDING, OutboxState.QUARANTINED)
    below_sequence: int | None = None
    above_sequence: int | None = None
    limit: int = 50
    needs_customer: bool = False
    under_review: bool = False
    forwarded: bool = False


QueueCommand: TypeAlias = (
    SendNow | ReleaseQuarantined | PutAside | ExportQueue | ImportQueue | LoadQueuePage
)
CounterCommand: TypeAlias = (
    SubjectCommand
    | UnitCommand
    | DayCommand
    | PeopleCommand
    | GiveConsent
    | TakeLivePhoto
    | ReviewCommand
    | TakeScan
    | ChooseOffer
    | SignForm
    | SetContactNumber
    | MakePaper
    | NotePrinted
    | PrepareFieldWork
    | LeaveFieldWork
    | UseReader
    | BeginReaderTest
    | StopReaderTest
    | Enrol
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
    | QueueCommand
)
