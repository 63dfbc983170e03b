"""The calls of PC/SC, and what its result codes mean for whoever reads a card."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Sequence
from enum import Enum
from typing import Final, Protocol, cast

from drivers.api import (
    LibraryUnusable,
    ReaderBusy,
    ReaderError,
    ReaderForbidden,
    ReaderUnavailable,
    ServiceAway,
)

__all__ = [
    "NO_READERS",
    "SUCCESS",
    "TIMEOUT",
    "ChipTrouble",
    "During",
    "WinScard",
    "error_of",
    "load_winscard",
]

SUCCESS: Final = 0x00000000
TIMEOUT: Final = 0x8010000A
NO_READERS: Final = 0x8010002E
_COMM_ERROR: Final = 0x80100013
_SECURITY_VIOLATION: Final = 0x8010006A


class WinScard(Protocol):
    """The calls used, as `smartcard.scard` offers them.

    The monitors and connections that pyscard has above these die with the service for good.
    """

    def SCardEstablishContext(self, scope: int, /) -> Sequence[int]: ...  # noqa: N802
    def SCardReleaseContext(self, context: int, /) -> int: ...  # noqa: N802
    def SCardListReaders(  # noqa: N802
        self, context: int, groups: list[str], /
    ) -> tuple[int, list[str]]: ...
    def SCardGetStatusChange(  # noqa: N802
        self, context: int, timeout_ms: int, known: list[tuple[str, int]], /
    ) -> tuple[int, list[tuple[str, int, list[int]]]]: ...
    def SCardConnect(  # noqa: N802
        self, context: int, reader: str, share: int, protocols: int, /
    ) -> Sequence[int]: ...
    def SCardDisconnect(self, card: int, disposition: int, /) -> int: ...  # noqa: N802
    def SCardBeginTransaction(self, card: int, /) -> int: ...  # noqa: N802
    def SCardEndTransaction(self, card: int, disposition: int, /) -> int: ...  # noqa: N802
    def SCardTransmit(  # noqa: N802
        self, card: int, protocol: int, command: list[int], /
    ) -> tuple[int, list[int]]: ...


class ChipTrouble(ReaderError):
    """The chip in the slot, not the reader: it left, it is dumb, or it talks nonsense."""

    code = "chip_trouble"


class During(Enum):
    """What was being done when a call failed."""

    OPENING = "opening"
    WATCHING = "watching"
    CONNECTING = "connecting"
    TALKING = "talking"


class _Meaning(Enum):
    GONE = "the chip has left"
    CHIP = "the chip does not answer as it should"
    BUSY = "another program has it"
    FORBIDDEN = "this user may not"
    SERVICE = "the service is away, or was restarted"
    READER = "the reader is away, or unusable"


_MEANINGS: Final = {
    0x8010000C: ("SCARD_E_NO_SMARTCARD", _Meaning.GONE),
    0x80100069: ("SCARD_W_REMOVED_CARD", _Meaning.GONE),
    0x80100008: ("SCARD_E_INSUFFICIENT_BUFFER", _Meaning.CHIP),
    TIMEOUT: ("SCARD_E_TIMEOUT", _Meaning.CHIP),
    0x8010000D: ("SCARD_E_UNKNOWN_CARD", _Meaning.CHIP),
    0x8010000E: ("SCARD_E_CANT_DISPOSE", _Meaning.CHIP),
    0x8010000F: ("SCARD_E_PROTO_MISMATCH", _Meaning.CHIP),
    0x80100015: ("SCARD_E_INVALID_ATR", _Meaning.CHIP),
    0x80100016: ("SCARD_E_NOT_TRANSACTED", _Meaning.CHIP),
    0x8010001C: ("SCARD_E_CARD_UNSUPPORTED", _Meaning.CHIP),
    0x80100023: ("SCARD_E_DIR_NOT_FOUND", _Meaning.CHIP),
    0x80100024: ("SCARD_E_FILE_NOT_FOUND", _Meaning.CHIP),
    0x80100025: ("SCARD_E_NO_DIR", _Meaning.CHIP),
    0x80100026: ("SCARD_E_NO_FILE", _Meaning.CHIP),
    0x80100028: ("SCARD_E_WRITE_TOO_MANY", _Meaning.CHIP),
    0x80100029: ("SCARD_E_BAD_SEEK", _Meaning.CHIP),
    0x8010002A: ("SCARD_E_INVALID_CHV", _Meaning.CHIP),
    0x8010002F: ("SCARD_E_COMM_DATA_LOST", _Meaning.CHIP),
    0x80100065: ("SCARD_W_UNSUPPORTED_CARD", _Meaning.CHIP),
    0x80100066: ("SCARD_W_UNRESPONSIVE_CARD", _Meaning.CHIP),
    0x80100067: ("SCARD_W_UNPOWERED_CARD", _Meaning.CHIP),
    0x80100068: ("SCARD_W_RESET_CARD", _Meaning.CHIP),
    0x8010006B: ("SCARD_W_WRONG_CHV", _Meaning.CHIP),
    0x8010006C: ("SCARD_W_CHV_BLOCKED", _Meaning.CHIP),
    0x8010006D: ("SCARD_W_EOF", _Meaning.CHIP),
    0x8010006F: ("SCARD_W_CARD_NOT_AUTHENTICATED", _Meaning.CHIP),
    0x8010000B: ("SCARD_E_SHARING_VIOLATION", _Meaning.BUSY),
    0x80100031: ("SCARD_E_SERVER_TOO_BUSY", _Meaning.BUSY),
    0x80100027: ("SCARD_E_NO_ACCESS", _Meaning.FORBIDDEN),
    # Policy, as polkit's: of the service, not of the chip, to which no PIN is ever sent.
    _SECURITY_VIOLATION: ("SCARD_W_SECURITY_VIOLATION", _Meaning.FORBIDDEN),
    0x80100002: ("SCARD_E_CANCELLED", _Meaning.SERVICE),
    # A handle that the service no longer knows: it was another service that gave it out.
    0x80100003: ("SCARD_E_INVALID_HANDLE", _Meaning.SERVICE),
    0x80100012: ("SCARD_E_SYSTEM_CANCELLED", _Meaning.SERVICE),
    _COMM_ERROR: ("SCARD_F_COMM_ERROR", _Meaning.SERVICE),
    0x80100018: ("SCARD_P_SHUTDOWN", _Meaning.SERVICE),
    0x8010001D: ("SCARD_E_NO_SERVICE", _Meaning.SERVICE),
    0x8010001E: ("SCARD_E_SERVICE_STOPPED", _Meaning.SERVICE),
    0x8010002B: ("SCARD_E_UNKNOWN_RES_MNG", _Meaning.SERVICE),
    0x80100001: ("SCARD_F_INTERNAL_ERROR", _Meaning.READER),
    0x80100004: ("SCARD_E_INVALID_PARAMETER", _Meaning.READER),
    0x80100005: ("SCARD_E_INVALID_TARGET", _Meaning.READER),
    0x80100006: ("SCARD_E_NO_MEMORY", _Meaning.READER),
    0x80100007: ("SCARD_F_WAITED_TOO_LONG", _Meaning.READER),
    0x80100009: ("SCARD_E_UNKNOWN_READER", _Meaning.READER),
    0x80100010: ("SCARD_E_NOT_READY", _Meaning.READER),
    0x80100011: ("SCARD_E_INVALID_VALUE", _Meaning.READER),
    0x80100014: ("SCARD_F_UNKNOWN_ERROR", _Meaning.READER),
    0x80100017: ("SCARD_E_READER_UNAVAILABLE", _Meaning.READER),
    0x80100019: ("SCARD_E_PCI_TOO_SMALL", _Meaning.READER),
    0x8010001A: ("SCARD_E_READER_UNSUPPORTED", _Meaning.READER),
    0x8010001B: ("SCARD_E_DUPLICATE_READER", _Meaning.READER),
    0x8010001F: ("SCARD_E_UNEXPECTED", _Meaning.READER),
    0x80100020: ("SCARD_E_ICC_INSTALLATION", _Meaning.READER),
    0x80100021: ("SCARD_E_ICC_CREATEORDER", _Meaning.READER),
    0x80100022: ("SCARD_E_UNSUPPORTED_FEATURE", _Meaning.READER),
    0x8010002C: ("SCARD_E_NO_SUCH_CERTIFICATE", _Meaning.READER),
    0x8010002D: ("SCARD_E_CERTIFICATE_UNAVAILABLE", _Meaning.READER),
    NO_READERS: ("SCARD_E_NO_READERS_AVAILABLE", _Meaning.READER),
    0x80100030: ("SCARD_E_NO_KEY_CONTAINER", _Meaning.READER),
    0x8010006E: ("SCARD_W_CANCELLED_BY_USER", _Meaning.READER),
}
_KINDS: Final[dict[_Meaning, type[ReaderError]]] = {
    _Meaning.GONE: ChipTrouble,
    _Meaning.CHIP: ChipTrouble,
    _Meaning.BUSY: ReaderBusy,
    _Meaning.FORBIDDEN: ReaderForbidden,
    _Meaning.SERVICE: ServiceAway,
    _Meaning.READER: ReaderUnavailable,
}


def error_of(code: int, subject: str, during: During) -> ReaderError:
    """Say what a result code means for `subject`."""
    name, meaning = _MEANINGS.get(code, (f"{code:#010x}", _Meaning.READER))
    if code == _COMM_ERROR and during in (During.CONNECTING, During.TALKING):
        meaning = _Meaning.CHIP  # if it was the service's, the next call to that one tells
    elif code == _SECURITY_VIOLATION and during in (During.WATCHING, During.TALKING):
        meaning = _Meaning.SERVICE  # pcsc-lite's word for a service that died in the middle
    elif _KINDS[meaning] is ChipTrouble and during in (During.OPENING, During.WATCHING):
        meaning = _Meaning.READER
    return _KINDS[meaning](f"{subject}: {meaning.value} ({name})")


def load_winscard() -> WinScard:
    """Load the calls.

    Raises:
        ServiceAway: this computer has no PC/SC at all.
        LibraryUnusable: pyscard is missing, or does not fit this interpreter.
    """
    if sys.platform.startswith("linux"):
        # Without it pyscard complains on standard output and goes on.
        try:
            ctypes.CDLL("libpcsclite.so.1")
        except OSError as cause:
            raise ServiceAway("PC/SC is not installed: no libpcsclite") from cause
    try:
        from smartcard import scard
    except Exception as cause:  # an ImportError, or whatever an extension of another build does
        raise LibraryUnusable(f"pyscard cannot be loaded: {type(cause).__name__}") from cause
    return cast("WinScard", scard)
