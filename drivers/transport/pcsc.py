"""A slot of the PC/SC service: what lies in it, and commands to the chip."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final, Protocol

from drivers.api import ReaderError, ReaderUnavailable
from drivers.transport import winscard
from drivers.transport.byte_stream import system_words
from drivers.transport.winscard import ChipTrouble, During, WinScard, error_of, load_winscard

__all__ = ["PcscSlot", "Slot", "SlotState", "list_slots", "same_slot"]

_SCOPE_SYSTEM: Final = 2
_SHARED: Final = 2
_T0_OR_T1: Final = 3
_LEAVE: Final = 0
_STATUS_SIZE: Final = 2
# SCARD_STATE_...
_UNAWARE, _IGNORE, _CHANGED, _UNKNOWN, _UNAVAILABLE = 0x00, 0x01, 0x02, 0x04, 0x08
_PRESENT, _EXCLUSIVE, _MUTE = 0x20, 0x80, 0x200

# "NAME 00 01" (pcsc-lite: reader, slot) and "NAME 1" (Windows, macOS).
_NUMBERED: Final = re.compile(
    r"(?P<name>.+?) (?:(?P<reader>[0-9A-F]{2}) (?P<slot>[0-9A-F]{2})|\d+)"
)


@dataclass(frozen=True, slots=True)
class SlotState:
    """What the service says of a slot.

    Attributes:
        changes: counts chips that came and left, also those that nobody was watching for.
        is_mute: a chip that does not answer when it is switched on.
        is_taken: another program has it for itself alone.
    """

    is_present: bool
    is_mute: bool
    is_taken: bool
    atr: bytes
    changes: int


class Slot(Protocol):
    """What a reader needs of a slot; `PcscSlot` is the real one."""

    @property
    def name(self) -> str: ...

    def watch(self, timeout_s: float) -> SlotState: ...
    def connect(self) -> None: ...
    def transmit(self, command: bytes) -> bytes: ...
    def disconnect(self) -> None: ...
    def close(self) -> None: ...


class PcscSlot:
    """One slot, over a context of its own; a slot outlives no restart of the service.

    Args:
        wanted: the name of the reader; the numbers at its end may have changed.

    Raises:
        ServiceAway: PC/SC does not run here.
        ReaderUnavailable: there is no such reader.
    """

    def __init__(self, wanted: str, scard: WinScard | None = None) -> None:
        self._scard = scard or load_winscard()
        self.name = wanted
        self._context: int | None = None
        self._card: int | None = None
        self._protocol = 0
        self._known = _UNAWARE
        self._state = SlotState(is_present=False, is_mute=False, is_taken=False, atr=b"", changes=0)
        try:
            self._context = _context_of(self._scard)
            self.name = same_slot(wanted, _names(self._scard, self._context))
            self.watch(0.0)
        except ReaderError:
            self.close()
            raise

    def watch(self, timeout_s: float) -> SlotState:
        """Return what is in the slot as soon as that changes, and after `timeout_s` anyway."""
        with _mapped(self.name):
            code, states = self._scard.SCardGetStatusChange(
                self._opened(), int(timeout_s * 1000), [(self.name, self._known)]
            )
            ((_, flags, atr),) = states or [("", 0, [])]
        if code & 0xFFFFFFFF == winscard.TIMEOUT:
            return self._state
        self._insist(code, During.WATCHING)
        if flags & (_UNKNOWN | _UNAVAILABLE | _IGNORE):
            raise ReaderUnavailable(f"{self.name} was taken away, or is in a bad state")
        self._known = flags & ~_CHANGED
        self._state = SlotState(
            is_present=bool(flags & _PRESENT),
            is_mute=bool(flags & _MUTE),
            is_taken=bool(flags & _EXCLUSIVE),
            atr=bytes(atr),
            changes=flags >> 16,
        )
        return self._state

    def connect(self) -> None:
        """Switch the chip on and keep other programs from talking in between.

        Raises:
            ChipTrouble: there is none, or it does not answer.
            ReaderBusy: another program has it for itself alone.
        """
        with _mapped(self.name):
            code, card, protocol = self._scard.SCardConnect(
                self._opened(), self.name, _SHARED, _T0_OR_T1
            )
        self._insist(code, During.CONNECTING)
        self._card, self._protocol = card, protocol
        try:
            with _mapped(self.name):
                code = self._scard.SCardBeginTransaction(card)
            self._insist(code, During.TALKING)
        except ReaderError:
            self.disconnect()
            raise

    def transmit(self, command: bytes) -> bytes:
        """Send a command to the chip and return its whole answer.

        Raises:
            ChipTrouble: the chip left, or gives no answer.
        """
        if self._card is None:
            raise ChipTrouble(f"{self.name}: not connected to any chip")
        with _mapped(self.name):
            code, answer = self._scard.SCardTransmit(self._card, self._protocol, list(command))
            told = bytes(answer or [])
        self._insist(code, During.TALKING)
        if len(told) < _STATUS_SIZE:
            raise ChipTrouble(f"{self.name}: an answer without a status")
        return told

    def disconnect(self) -> None:
        """Leave the chip to other programs, switched on as it is. Twice does nothing."""
        card, self._card = self._card, None
        if card is not None:
            # Whatever stands in the way is told by the next call that matters.
            with suppress(ReaderError), _mapped(self.name):
                self._scard.SCardEndTransaction(card, _LEAVE)
            with suppress(ReaderError), _mapped(self.name):
                self._scard.SCardDisconnect(card, _LEAVE)

    def close(self) -> None:
        """Give everything back. Closing twice does nothing."""
        self.disconnect()
        context, self._context = self._context, None
        if context is not None:
            with suppress(ReaderError), _mapped(self.name):
                self._scard.SCardReleaseContext(context)

    def _opened(self) -> int:
        if self._context is None:
            raise ReaderUnavailable(f"{self.name} is closed")
        return self._context

    def _insist(self, code: int, during: During) -> None:
        if code & 0xFFFFFFFF != winscard.SUCCESS:
            raise error_of(code & 0xFFFFFFFF, self.name, during)


def list_slots(scard: WinScard | None = None) -> tuple[str, ...]:
    """Name the readers that the service has now; opens none of them.

    Raises:
        ServiceAway: PC/SC does not run here.
    """
    scard = scard or load_winscard()
    context = _context_of(scard)
    try:
        return tuple(_names(scard, context))
    finally:
        with suppress(ReaderError), _mapped("PC/SC"):
            scard.SCardReleaseContext(context)


def same_slot(wanted: str, names: Sequence[str]) -> str:
    """Find the reader called `wanted`: exactly so, or with other numbers at its end.

    Readers are numbered in the order of plugging in. The number of the slot within a reader is
    no accident: contact and contactless side do not stand in for each other.

    Raises:
        ReaderUnavailable: none fits, or several do.
    """
    if wanted in names:
        return wanted
    asked = _NUMBERED.fullmatch(wanted)
    found = []
    for name in names:
        numbered = _NUMBERED.fullmatch(name)
        bare = numbered["name"] if numbered else name
        if bare != (asked["name"] if asked else wanted):
            continue
        if asked and numbered and asked["slot"] != numbered["slot"]:
            continue
        found.append(name)
    # Who gives no number means the first one; who gives one does not mean a third reader.
    if len(found) == 1 or (found and not asked):
        return min(found)
    known = ", ".join(names) or "none at all"
    raise ReaderUnavailable(f"no PC/SC reader is called {wanted!r} and no other; there is: {known}")


def _context_of(scard: WinScard) -> int:
    with _mapped("PC/SC"):
        code, context = scard.SCardEstablishContext(_SCOPE_SYSTEM)
    if code & 0xFFFFFFFF != winscard.SUCCESS:
        raise error_of(code & 0xFFFFFFFF, "PC/SC", During.OPENING)
    return context


def _names(scard: WinScard, context: int) -> list[str]:
    with _mapped("PC/SC"):
        code, names = scard.SCardListReaders(context, [])
    code &= 0xFFFFFFFF
    if code == winscard.NO_READERS:
        return []
    if code != winscard.SUCCESS:
        raise error_of(code, "PC/SC", During.OPENING)
    return list(names)


@contextmanager
def _mapped(subject: str) -> Iterator[None]:
    try:
        yield
    except ReaderError:
        raise
    # The library reports by codes, and raises what its C half comes across: TypeError,
    # MemoryError, SystemError, `smartcard.scard.error`, UnicodeDecodeError for odd names.
    except Exception as cause:
        raise ReaderUnavailable(f"{subject}: {system_words(cause)}") from cause
