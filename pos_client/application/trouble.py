"""Everything that can go wrong, as facts with a code; `ui/i18n` has the sentences.

::

    Trouble
     |- ReaderTrouble      R-1xx  the reader, or what lies on it; `recording_trouble.py`
     |- GatewayTrouble     G-2xx  the way to the gateway and what it answers
     |   `- how it ended decides what the outbox does: see each class
     |- StoreTrouble       S-3xx  keeping
     |- DeviceTrouble      D-4xx  enrolment, configuration, clock
     |- ClerkTrouble       C-5xx  log-in
     |- CaseTrouble        B-6xx  the business of the case itself: `case_trouble.py`
     |- PaperTrouble       P-7xx  a paper, and its way to the printer: `paper_trouble.py`
     |- RelayTrouble       L-8xx  the shop's second copies: `relay_trouble.py`
     `- UpdateTrouble      U-9xx  a newer version of the program: `update_trouble.py`
"""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "AlreadyEnrolled",
    "AlreadyOpen",
    "CardUnreadable",
    "ClerkTrouble",
    "ClockWrong",
    "CodeRefused",
    "ConfigurationInvalid",
    "CutShort",
    "DeviceNotEnrolled",
    "DeviceRefused",
    "DeviceTrouble",
    "DiskFull",
    "EvidenceKeyAway",
    "GatewayFileInvalid",
    "GatewayTrouble",
    "KeyFileExposed",
    "LogInRefused",
    "LoggedInElsewhere",
    "NoGatewayForLogIn",
    "NotAuthorised",
    "NotEntitled",
    "OpeningFailed",
    "OutboxStalled",
    "OutcomeUnknown",
    "ReadRefused",
    "ReaderTrouble",
    "ReviewRefused",
    "SavingUnsure",
    "SessionEnded",
    "SettingsInvalid",
    "SignaturesAlike",
    "SignedByOne",
    "StorageFault",
    "StoreBusy",
    "StoreDamaged",
    "StoreMissing",
    "StoreTooNew",
    "StoreTrouble",
    "StoreUnsafe",
    "TooManyTries",
    "Trouble",
    "Unreachable",
    "Unreadable",
    "UntrustedGateway",
    "UntrustedReceipt",
]


class Trouble(Exception):
    """A fact that somebody has to be told.

    Attributes:
        code: stands on the screen; `docs/trouble.md` has a line for each.
        facts: figures and names for the sentence. Never anything of a card.
    """

    code: ClassVar[str] = ""

    def __init__(self, detail: str = "", /, **facts: str | int) -> None:
        super().__init__(detail or type(self).__name__)
        self.facts = facts


class ReaderTrouble(Trouble):
    """The reader went away or does not answer."""

    code = "R-101"


class ReadRefused(Trouble):
    """The card laid again cannot be used; `facts["reason"]` is the driver's word."""

    code = "R-110"


class CardUnreadable(Trouble):
    """The card of the open case was laid again, and its chip did not answer in three tries."""

    code = "R-111"


class GatewayTrouble(Trouble):
    """The way to the gateway, or its answer."""

    code = "G-200"


class Unreachable(GatewayTrouble):
    """Nothing of the request can have arrived."""

    code = "G-201"


class OutcomeUnknown(GatewayTrouble):
    """It may have arrived: only the same id and bytes may be sent again, nothing undone."""

    code = "G-202"


class UntrustedReceipt(OutcomeUnknown):
    """No receipt, a bad signature, or the hash of another body: this settles nothing."""

    code = "G-203"


class UntrustedGateway(Unreachable):
    """TLS shows that this is not the carrier's gateway."""

    code = "G-204"


class NotAuthorised(GatewayTrouble):
    """The gateway does not know this device or session any more (401, 403)."""

    code = "G-205"


class DeviceRefused(NotAuthorised):
    """The device itself is known no more: revoked, or its certificate has run out."""

    code = "G-208"


class Unreadable(GatewayTrouble):
    """The gateway will never take this record as it is."""

    code = "G-206"


class OutboxStalled(GatewayTrouble):
    """The worker that drains the queue did nothing for too long; another one has taken over."""

    code = "G-207"


class StoreTrouble(Trouble):
    """Keeping failed. What was acknowledged before is safe."""

    code = "S-300"


class DiskFull(StoreTrouble):
    """No room: this registration was not saved."""

    code = "S-301"


class StorageFault(StoreTrouble):
    """The disk reported an error; it is never asked twice."""

    code = "S-302"


class SavingUnsure(StorageFault):
    """The disk failed after the last write: what was to be kept is there, unless it lied before."""

    code = "S-308"


class StoreDamaged(StoreTrouble):
    """The data file does not hold together, or is an old copy; `check` says what has found it."""

    code = "S-303"


class StoreMissing(StoreTrouble):
    """This device has registered before and its data file is gone."""

    code = "S-304"


class StoreTooNew(StoreTrouble):
    """The data file was written by a newer program."""

    code = "S-305"


class StoreUnsafe(StoreTrouble):
    """SQLite would not promise what "saved" means: a pragma, a share, a missing permission."""

    code = "S-306"


class AlreadyOpen(StoreTrouble):
    """Another program holds this home."""

    code = "S-307"


class StoreBusy(StoreTrouble):
    """Another program holds the data file, and did not let go of it in five seconds."""

    code = "S-310"


class CutShort(Trouble):
    """The program was never closed after it had saved `count` registrations, the last at `time`."""

    code = "S-320"


class DeviceTrouble(Trouble):
    """The device itself."""

    code = "D-400"


class DeviceNotEnrolled(DeviceTrouble):
    """This computer is not a device of any outlet yet."""

    code = "D-401"


class CodeRefused(DeviceTrouble):
    """The one-time code is unknown, used, not approved or too old."""

    code = "D-402"


class GatewayFileInvalid(DeviceTrouble):
    """The carrier's file that names the gateway cannot be used."""

    code = "D-403"


class ConfigurationInvalid(DeviceTrouble):
    """No signed configuration that may be believed, or it has expired."""

    code = "D-404"


class ClockWrong(DeviceTrouble):
    """The computer's date cannot be right."""

    code = "D-405"


class SettingsInvalid(DeviceTrouble):
    """The local settings file holds something that does not belong there."""

    code = "D-406"


class KeyFileExposed(DeviceTrouble):
    """Others on this computer may read a key of the device; it is not used."""

    code = "D-407"


class AlreadyEnrolled(DeviceTrouble):
    """This computer is a device already; its keys are never overwritten."""

    code = "D-408"


class EvidenceKeyAway(DeviceTrouble):
    """The token that holds the evidence key cannot be used; `reason` says which part of it.

    `library`, `token`, `pin`, `key` or `sign`.
    """

    code = "D-409"


class OpeningFailed(DeviceTrouble):
    """The counter could not be opened, for a reason that nobody foresaw; `kind` is its name."""

    code = "D-410"


class ClerkTrouble(Trouble):
    """Log-in."""

    code = "C-500"


class LogInRefused(ClerkTrouble):
    """Unknown work id, wrong password, or a second factor that is wrong or was used."""

    code = "C-501"


class TooManyTries(LogInRefused):
    """Nobody looks at a password of this work id for a while; `retry_after_s` says how long."""

    code = "C-506"


class NoGatewayForLogIn(ClerkTrouble):
    """Offline, and this clerk has not logged in online here within the window."""

    code = "C-502"


class SessionEnded(ClerkTrouble):
    """The gateway does not know this session any more; a new log-in is needed."""

    code = "C-503"


class LoggedInElsewhere(SessionEnded):
    """The gateway has ended this log-in: the clerk is logged in elsewhere, or was dismissed."""

    code = "C-507"


class SignedByOne(ClerkTrouble):
    """A hand-over was to be signed twice by the same work id."""

    code = "C-508"


class SignaturesAlike(ClerkTrouble):
    """Both signatures of a sheet are one and the same ink."""

    code = "C-509"


class ReviewRefused(ClerkTrouble):
    """This work id may not review this case."""

    code = "C-504"


class NotEntitled(ClerkTrouble):
    """This role serves no customers: it looks at masks, and changes nothing."""

    code = "C-505"
