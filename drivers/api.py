"""The promise between a reader and whoever uses one. Imports nothing of ours at run time.

A driver turns an address such as `sam-serial:/dev/ttyUSB0?baud=115200` into a `Reader`; a
reader tells what happens on its plate as `CardEvent` values, and fails with one tree of errors::

    ReaderError
     |- AddressInvalid        the address itself cannot be understood
     |- DriverUnknown         no driver speaks this scheme
     |   `- DriverForbidden   one does, and the carrier's list does not name exactly that code
     |- ReaderUnavailable     it cannot be opened, or it vanished while open
     |   |- ReaderForbidden   it is there, and this user may not open it
     |   |- ReaderBusy        it is there, and another program has it
     |   |- ServiceAway       the system service between us and it does not run (PC/SC)
     |   `- LibraryUnusable   the vendor's library is missing, or of another bitness
     |- ReaderSilent          it is open and does not answer
     `- ReaderFaulty          it answers, and what it says is that it is broken
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, ClassVar, Protocol, Self, TypeAlias

if TYPE_CHECKING:
    from drivers.card.read import CardRead

__all__ = [
    "AddressInvalid",
    "CardEvent",
    "CardPresent",
    "CardRefused",
    "CardRemoved",
    "Driver",
    "DriverForbidden",
    "DriverUnknown",
    "LibraryUnusable",
    "Prospect",
    "Reader",
    "ReaderBusy",
    "ReaderError",
    "ReaderFaulty",
    "ReaderForbidden",
    "ReaderInfo",
    "ReaderRestarted",
    "ReaderRestarting",
    "ReaderSilent",
    "ReaderUnavailable",
    "ServiceAway",
    "SimRead",
    "SimRefused",
    "SimRemoved",
]


class ReaderError(Exception):
    """Any trouble with a reader. Drivers raise nothing else on purpose.

    The message is for engineers and never quotes a card.
    """

    code: ClassVar[str] = "reader_error"


class AddressInvalid(ReaderError):
    """The address cannot be understood: wrong form, unknown or malformed option."""

    code = "address_invalid"


class DriverUnknown(ReaderError):
    """No installed and allowed driver speaks the scheme of this address."""

    code = "driver_unknown"


class DriverForbidden(DriverUnknown):
    """It is installed and may not be run: the carrier's list names something else, or nothing."""

    code = "driver_forbidden"


class ReaderUnavailable(ReaderError):
    """The reader cannot be opened, or it vanished while it was open."""

    code = "reader_unavailable"


class ReaderForbidden(ReaderUnavailable):
    """The reader is there, and the system does not let this user open it."""

    code = "reader_forbidden"


class ReaderBusy(ReaderUnavailable):
    """The reader is there, and another program holds it open."""

    code = "reader_busy"


class ServiceAway(ReaderUnavailable):
    """The system service between us and the reader (PC/SC) is missing or does not run."""

    code = "service_away"


class LibraryUnusable(ReaderUnavailable):
    """The vendor's library cannot be used: missing, incomplete, or of another bitness."""

    code = "library_unusable"


class ReaderSilent(ReaderError):
    """The line is open and nothing that answers a request ever comes."""

    code = "reader_silent"


class ReaderFaulty(ReaderError):
    """The module reports a fault of its own (SW3 60, 66, or 24 twice)."""

    code = "reader_faulty"


@dataclass(frozen=True, slots=True)
class ReaderInfo:
    """What is known of an opened reader. Holds nothing of any card.

    Attributes:
        simulated: a fact that the driver states and that every gateway outside demo mode refuses.
        name: what people call it, such as "Synjones SS628"; empty where only the address is known.
        capabilities: of `raw_text`, `raw_photo`, `sam_id`, `sim` and `presence`; without `raw_text`
            nobody's identity can be read here.
    """

    address: str
    driver: str
    driver_version: str
    sam_id: str
    simulated: bool = False
    capabilities: frozenset[str] = field(default_factory=frozenset)
    name: str = ""


@dataclass(frozen=True, slots=True)
class Prospect:
    """Something on this computer that may be a reader, found without opening it.

    Attributes:
        address: what `open_reader` takes; empty while nothing could open it.
        name: what people call it.
        is_known: whether it is a reader for sure; a serial port may have anything behind it.
        obstacle: why it cannot be opened as things are, the code of a `ReaderError`; else empty.
        remedy: what removes the obstacle: `udev_rule`, `dialout_group`, `pcsc_service`, `winusb`.
        usb_id: vendor and product as `0400:c35a`, empty where it is not on USB.
        serial_number: the device's own, by which it is known again on another port.
    """

    address: str
    name: str
    is_known: bool = False
    obstacle: str = ""
    remedy: str = ""
    usb_id: str = ""
    serial_number: str = ""


@dataclass(frozen=True, slots=True)
class CardRemoved:
    """The card that was read, or refused, has left the plate, as far as the module can tell.

    Most modules find a card once, and then none before it was lifted: this may be told of a
    card that still lies there.
    """


@dataclass(frozen=True, slots=True)
class CardRefused:
    """A card lies there and nothing may be taken from it: there is no partial identity.

    Attributes:
        reason: a code of `drivers.sam.status`, `drivers.sam.tries` or `drivers.card.checks`, such
            as `birth_date`, `data_invalid`, `read_failed`, `checksum`, `timeout` or `stale_record`.
        tries: how often reading was tried before giving up.
        is_unreadable: whether the chip gave no complete record at all (another reader may
            help), as opposed to a record that must not be believed.
    """

    reason: str
    tries: int = 1
    is_unreadable: bool = False


@dataclass(frozen=True, slots=True)
class CardPresent:
    """An ID card lies on a reader without a SAM: that it is there is all that can be told.

    Attributes:
        chip_number: eight bytes of the chip in hex, empty where it tells none. It is the chip's,
            not the person's: presence, never identity.
    """

    chip_number: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SimRead:
    """A SIM in the slot of a reader.

    Attributes:
        iccid: 19 or 20 characters as the SIM has them (ITU-T E.118), letters in capitals.
        imsi: 15 digits where the SIM tells it without a PIN, else empty. No PIN is ever sent.
    """

    iccid: str = field(repr=False)
    imsi: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SimRefused:
    """A chip in the slot that gives no ICCID; `reason` is a code such as `not_a_sim` or `blank`."""

    reason: str


@dataclass(frozen=True, slots=True)
class SimRemoved:
    """The chip has left the slot."""


@dataclass(frozen=True, slots=True)
class ReaderRestarting:
    """What runs a reader's library stopped, and is started again. Nobody has to do anything.

    Attributes:
        restart: which one this is, counted since the library last did sound work.
        allowed: how many there may be; one more stop, and the reader is lost.
    """

    restart: int
    allowed: int


@dataclass(frozen=True, slots=True)
class ReaderRestarted:
    """It runs again."""


CardEvent: TypeAlias = (
    "CardRead | CardRefused | CardRemoved | CardPresent | SimRead | SimRefused | SimRemoved"
    " | ReaderRestarting | ReaderRestarted"
)


class Reader(Protocol):
    """One opened reader, used from one thread only. Leaving the `with` closes it."""

    @property
    def info(self) -> ReaderInfo: ...

    def poll(self, timeout_s: float) -> CardEvent | None:
        """Return the next event, or None after `timeout_s` seconds of silence.

        Never waits longer than told: a read that takes longer is continued by the next call.

        Raises:
            ReaderError: the reader is lost; close it and open it again.
        """

    def close(self) -> None:
        """Give the line back. Closing twice does nothing."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class Driver(Protocol):
    """One kind of way to read. Registered under an entry point whose name is the scheme."""

    scheme: str
    version: str

    def discover(self) -> Iterable[str]:
        """List the addresses worth opening. Opens nothing, so it is cheap and safe."""

    def open(self, address: str, target: str, options: Mapping[str, str]) -> Reader:
        """Open `target`, the part of `address` behind the scheme, its query taken off.

        Raises:
            AddressInvalid: an option or the target makes no sense.
            ReaderUnavailable: it cannot be opened.
        """
