"""The promise between a reader and whoever uses one. Imports nothing of ours at run time.

A driver turns an address such as `sam-serial:/dev/ttyUSB0?baud=115200` into a `Reader`; a
reader tells what happens on its plate as `CardEvent` values, and fails with one tree of errors::

    ReaderError
     |- AddressInvalid        the address itself cannot be understood
     |- DriverUnknown         no driver speaks this scheme, or it is not allowed here
     |- ReaderUnavailable     it cannot be opened, or it vanished while open
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
    "CardRefused",
    "CardRemoved",
    "Driver",
    "DriverUnknown",
    "Reader",
    "ReaderError",
    "ReaderFaulty",
    "ReaderInfo",
    "ReaderSilent",
    "ReaderUnavailable",
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


class ReaderUnavailable(ReaderError):
    """The reader cannot be opened, or it vanished while it was open."""

    code = "reader_unavailable"


class ReaderSilent(ReaderError):
    """The line is open and nothing that answers a request ever comes."""

    code = "reader_silent"


class ReaderFaulty(ReaderError):
    """The module reports a fault of its own (SW3 60, 66, or 24 twice)."""

    code = "reader_faulty"


@dataclass(frozen=True, slots=True)
class ReaderInfo:
    """What is known of an opened reader. Holds nothing of any card.

    `simulated` is a fact that the driver states and that every gateway outside demo mode refuses.
    """

    address: str
    driver: str
    driver_version: str
    sam_id: str
    simulated: bool = False
    capabilities: frozenset[str] = field(default_factory=frozenset)


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
        reason: a code of `drivers.sam.status` or `drivers.card.checks`, such as `birth_date`,
            `data_invalid`, `read_failed`, `checksum` or `timeout`.
        tries: how often reading was tried before giving up.
        is_unreadable: whether the chip gave no complete record at all (another reader may
            help), as opposed to a record that must not be believed.
    """

    reason: str
    tries: int = 1
    is_unreadable: bool = False


CardEvent: TypeAlias = "CardRead | CardRefused | CardRemoved"


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
