"""PC/SC without a service: its calls over slots and chips of the test's own."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Protocol

__all__ = ["FakeSlot", "FakeWinScard", "NoChip"]

UNKNOWN_READER, TIMEOUT, SHARING, NO_CHIP = 0x80100009, 0x8010000A, 0x8010000B, 0x8010000C
INVALID_HANDLE, NO_SERVICE, NO_READERS = 0x80100003, 0x8010001D, 0x8010002E
REMOVED, UNPOWERED, NOT_TRANSACTED = 0x80100069, 0x80100067, 0x80100016


class NoChip(Exception):
    """Raised by a chip that is pulled while it is asked."""


class Chip(Protocol):
    @property
    def atr(self) -> bytes: ...

    def answer(self, command: bytes) -> bytes: ...


class FakeSlot:
    """What lies in one slot, and who else has it."""

    def __init__(self) -> None:
        self.chip: Chip | None = None
        self.changes = 0
        self.is_mute = self.is_taken = self.is_unavailable = False

    def insert(self, chip: Chip) -> None:
        self.chip = chip
        self.changes += 1

    def remove(self) -> None:
        self.chip = None
        self.changes += 1

    @property
    def flags(self) -> int:
        if self.is_unavailable:
            return 0x08
        present = 0x20 if self.chip else 0x10
        mute = 0x200 if self.chip and self.is_mute else 0
        return self.changes << 16 | present | mute | (0x80 if self.is_taken else 0)


class FakeWinScard:
    """The service and its library.

    Attributes:
        calls: how often each call was made.
        trouble: by call, codes it returns or exceptions it raises before it works again.
        happenings: what happens, one after the other, while somebody waits in vain.
    """

    def __init__(self, *names: str) -> None:
        self.slots = {name: FakeSlot() for name in names}
        self.is_running = True
        self.calls: Counter[str] = Counter()
        self.commands: list[bytes] = []
        self.trouble: dict[str, deque[int | Exception]] = {}
        self.happenings: deque[Callable[[], object]] = deque()
        self.contexts: set[int] = set()
        self.cards: dict[int, tuple[FakeSlot, int]] = {}
        self.transactions: set[int] = set()
        self.shares: list[int] = []
        self.dispositions: list[int] = []
        self._next = 100

    def plan(self, call: str, *troubles: int | Exception) -> None:
        self.trouble.setdefault(call, deque()).extend(troubles)

    def restart(self) -> None:
        """End the service and start it: it knows nobody any more."""
        self.is_running = True
        self.contexts.clear()
        self.cards.clear()

    def SCardEstablishContext(self, scope: int) -> tuple[int, int]:
        if code := self._begin("SCardEstablishContext"):
            return code, 0
        assert scope == 2
        self._next += 1
        self.contexts.add(self._next)
        return 0, self._next

    def SCardReleaseContext(self, context: int) -> int:
        code = self._begin("SCardReleaseContext", context)
        self.contexts.discard(context)
        return code

    def SCardListReaders(self, context: int, groups: list[str]) -> tuple[int, list[str]]:
        assert groups == []
        code = self._begin("SCardListReaders", context)
        if not code and not self.slots:
            return NO_READERS, []
        return code, [] if code else list(self.slots)

    def SCardGetStatusChange(
        self, context: int, timeout_ms: int, known: list[tuple[str, int]]
    ) -> tuple[int, list[tuple[str, int, list[int]]]]:
        ((name, flags),) = known
        until = time.monotonic() + timeout_ms / 1000
        while True:
            code = self._begin("SCardGetStatusChange", context)
            slot = self.slots.get(name)
            if code or slot is None:
                return code or UNKNOWN_READER, [(name, 0, [])]
            atr = list(slot.chip.atr) if slot.chip and not slot.is_mute else []
            if slot.flags != flags:
                return 0, [(name, slot.flags | 0x02, atr)]
            if self.happenings and timeout_ms:
                self.happenings.popleft()()
            elif time.monotonic() >= until:
                return TIMEOUT, [(name, flags, [])]
            else:
                time.sleep(max(0.0, until - time.monotonic()))

    def SCardConnect(
        self, context: int, reader: str, share: int, protocols: int
    ) -> tuple[int, int, int]:
        code = self._begin("SCardConnect", context)
        slot = self.slots.get(reader)
        self.shares.append(share)
        if not code:
            if slot is None:
                code = UNKNOWN_READER
            elif slot.is_taken:
                code = SHARING
            elif slot.chip is None:
                code = NO_CHIP
            elif slot.is_mute:
                code = UNPOWERED
        if code or slot is None:
            return code, 0, 0
        assert protocols == 3
        self._next += 1
        self.cards[self._next] = (slot, slot.changes)
        return 0, self._next, 2

    def SCardDisconnect(self, card: int, disposition: int) -> int:
        self.dispositions.append(disposition)
        code = self._begin("SCardDisconnect")
        return code or (0 if self.cards.pop(card, None) else INVALID_HANDLE)

    def SCardBeginTransaction(self, card: int) -> int:
        code = self._begin("SCardBeginTransaction") or self._of(card)
        if not code:
            self.transactions.add(card)
        return code

    def SCardEndTransaction(self, card: int, disposition: int) -> int:
        self.dispositions.append(disposition)
        code = self._begin("SCardEndTransaction")
        if not code and card not in self.transactions:
            return NOT_TRANSACTED
        self.transactions.discard(card)
        return code

    def SCardTransmit(self, card: int, protocol: int, command: list[int]) -> tuple[int, list[int]]:
        assert protocol == 2
        if code := self._begin("SCardTransmit") or self._of(card):
            return code, []
        slot = self.cards[card][0]
        assert slot.chip is not None
        self.commands.append(bytes(command))
        try:
            return 0, list(slot.chip.answer(bytes(command)))
        except NoChip:
            slot.remove()
            return REMOVED, []

    def _begin(self, call: str, context: int | None = None) -> int:
        self.calls[call] += 1
        if troubles := self.trouble.get(call):
            trouble = troubles.popleft()
            if isinstance(trouble, Exception):
                raise trouble
            return trouble
        if not self.is_running:
            return NO_SERVICE
        return INVALID_HANDLE if context is not None and context not in self.contexts else 0

    def _of(self, card: int) -> int:
        if card not in self.cards:
            return INVALID_HANDLE
        slot, changes = self.cards[card]
        return 0 if slot.changes == changes and slot.chip else REMOVED
