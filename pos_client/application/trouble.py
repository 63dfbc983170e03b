"""Everything that can go wrong, as facts with a code; `ui/i18n` has the sentences.

::

    Trouble
     |- ReaderTrouble      R-1xx  the reader, or what lies on it
     |- GatewayTrouble     G-2xx  the way to the gateway and what it answers
     |   `- how it ended decides what the outbox does: see each class
     |- StoreTrouble       S-3xx  keeping
     |- DeviceTrouble      D-4xx  enrolment, configuration, clock
     |- ClerkTrouble       C-5xx  log-in
     |- CaseTrouble        B-6xx  the business of the case itself
     `- PaperTrouble       P-7xx  a paper, and its way to the printer
"""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "AlreadyEnrolled",
    "AlreadyOpen",
    "CaptureClosed",
    "CaseTrouble",
    "ClerkTrouble",
    "ClockWrong",
    "CodeRefused",
    "ConfigurationInvalid",
    "ContactNumberRefused",
    "CounterBusy",
    "DeviceNotEnrolled",
    "DeviceTrouble",
    "DifferentPerson",
    "DiskFull",
    "GatewayFileInvalid",
    "GatewayTrouble",
    "HoldExpired",
    "IdentityTyped",
    "KeyFileExposed",
    "LogInRefused",
    "NoGatewayForLogIn",
    "NoNumberLeft",
    "NotAuthorised",
    "OnlineOnly",
    "OutcomeUnknown",
    "PaperNotKept",
    "PaperTrouble",
    "PrinterAddressWrong",
    "PrinterForbidden",
    "PrinterMissing",
    "PrinterSilent",
    "PrinterTrouble",
    "PrinterWithoutPaper",
    "ReadRefused",
    "ReaderTrouble",
    "ReturnRefused",
    "ReviewRefused",
    "ScanUnknown",
    "SessionEnded",
    "SettingsInvalid",
    "SimMissing",
    "StorageFault",
    "StoreDamaged",
    "StoreMissing",
    "StoreTooNew",
    "StoreTrouble",
    "StoreUnsafe",
    "Trouble",
    "Unreachable",
    "Unreadable",
    "UntrustedGateway",
    "UntrustedReceipt",
    "all_codes",
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


class Unreadable(GatewayTrouble):
    """The gateway will never take this record as it is."""

    code = "G-206"


class StoreTrouble(Trouble):
    """Keeping failed. What was acknowledged before is safe."""

    code = "S-300"


class DiskFull(StoreTrouble):
    """No room: this registration was not saved."""

    code = "S-301"


class StorageFault(StoreTrouble):
    """The disk reported an error; it is never asked twice."""

    code = "S-302"


class StoreDamaged(StoreTrouble):
    """The data file does not hold together."""

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


class ClerkTrouble(Trouble):
    """Log-in."""

    code = "C-500"


class LogInRefused(ClerkTrouble):
    """Unknown work id or wrong password."""

    code = "C-501"


class NoGatewayForLogIn(ClerkTrouble):
    """Offline, and this clerk has not logged in online here within the window."""

    code = "C-502"


class SessionEnded(ClerkTrouble):
    """The gateway does not know this session any more; a new log-in is needed."""

    code = "C-503"


class ReviewRefused(ClerkTrouble):
    """This work id may not review this case."""

    code = "C-504"


class CaseTrouble(Trouble):
    """The rules do not let the case go on."""

    code = "B-600"


class CaptureClosed(CaseTrouble):
    """Nothing more may be captured offline; `facts["limit"]` says which limit."""

    code = "B-601"


class IdentityTyped(CaseTrouble):
    """Somebody typed an ID number into a field that is for something else."""

    code = "B-602"


class CounterBusy(CaseTrouble):
    """A card was laid while another customer's case is open."""

    code = "B-603"


class DifferentPerson(CaseTrouble):
    """The card laid again belongs to somebody else; the case waits for its own."""

    code = "B-604"


class HoldExpired(CaseTrouble):
    """The number was kept too long; another one has to be chosen."""

    code = "B-605"


class NoNumberLeft(CaseTrouble):
    """There is no number to choose from."""

    code = "B-606"


class OnlineOnly(CaseTrouble):
    """This flow needs the gateway: 需联网办理."""

    code = "B-607"


class SimMissing(CaseTrouble):
    """No SIM has been read yet."""

    code = "B-608"


class ScanUnknown(CaseTrouble):
    """What was scanned is nothing that this moment asks for."""

    code = "B-609"


class ReturnRefused(CaseTrouble):
    """The gateway does not take this slip. `reason`: `unknown`, `early`, `expired`, `completed`."""

    code = "B-610"


class ContactNumberRefused(CaseTrouble):
    """That is no mobile number."""

    code = "B-611"


class PaperTrouble(Trouble):
    """A paper did not come out. Its case has been saved before."""

    code = "P-700"


class PrinterTrouble(PaperTrouble):
    """The printer did not take it, or not whole.

    Attributes:
        is_begun: the printer took some of it, so that part of a paper may lie there.
    """

    def __init__(self, address: str = "", *, is_begun: bool = False) -> None:
        super().__init__(address)
        self.is_begun = is_begun


class PrinterAddressWrong(PrinterTrouble):
    """What the settings say is no printer's address."""

    code = "P-701"


class PrinterMissing(PrinterTrouble):
    """No such printer here."""

    code = "P-702"


class PrinterForbidden(PrinterTrouble):
    """This computer does not let us use it."""

    code = "P-703"


class PrinterSilent(PrinterTrouble):
    """Switched off, unplugged, busy, or it takes no more data."""

    code = "P-704"


class PrinterWithoutPaper(PrinterTrouble):
    """It says that its paper is out."""

    code = "P-705"


class PaperNotKept(PaperTrouble):
    """What this paper says is not here any more."""

    code = "P-706"


def all_codes() -> dict[str, type[Trouble]]:
    """Every code with its fact."""
    found: dict[str, type[Trouble]] = {}
    waiting: list[type[Trouble]] = [Trouble]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if kind.code:
            found[kind.code] = kind
    return found
