"""The reader behind every PC/SC slot, whatever chip comes into it."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from datetime import datetime
from hashlib import blake2b
from typing import Final, NoReturn, TypeAlias, TypeVar

from drivers.apdu import Conversation
from drivers.api import (
    CardEvent,
    CardPresent,
    CardRefused,
    CardRemoved,
    ReaderBusy,
    ReaderError,
    ReaderInfo,
    SimRefused,
    SimRemoved,
)
from drivers.card.checks import RecordRefused
from drivers.card.number import CHINA_TIME
from drivers.card.read import CardRead
from drivers.readers.chips import (
    Finding,
    PagedRecord,
    PageLayout,
    is_contactless,
    read_chip,
)
from drivers.readers.opened import OpenedReader
from drivers.sam.tries import ABSENT_RUN, Setback, Tries
from drivers.transport.pcsc import Slot, SlotState
from drivers.transport.tap import tapped_slot
from drivers.transport.winscard import ChipTrouble

__all__ = ["PcscReader"]

# Between two tries: longer than the service takes to see that a card was pulled (pcscd: 0.4 s).
_RETRY_S: Final = 0.5
# How long another program may have the slot for itself before that is told.
_PATIENCE_S: Final = 2.0
_BUSY_S: Final = 0.1
# What vsmartcard calls its slots: every card in them is a program.
_VIRTUAL: Final = "Virtual PCD"

_Result = TypeVar("_Result")
# None when a step is done and nothing happened: a moment to look at the clock.
_Steps: TypeAlias = "Generator[CardEvent | None, None, _Result]"


class PcscReader(OpenedReader):
    """One opened slot. Takes it over and closes it, also when opening fails.

    A chip is connected to while it is read, and left to other programs the rest of the time.

    Args:
        clock: another one than this computer's, in seconds; it must pass while `slot` is watched.
    """

    def __init__(
        self,
        slot: Slot,
        layout: PageLayout,
        *,
        address: str,
        driver: str,
        driver_version: str,
        clock: Callable[[], float] | None = None,
    ) -> None:
        super().__init__(address, clock)
        self._slot = slot = tapped_slot(slot, self._now)
        self._layout = layout
        self._driver = driver
        self._driver_version = driver_version
        self._sam_id = ""
        self._due = 0.0
        self._seen_at = 0.0
        self._has_answered = False
        self._mark_key = os.urandom(32)
        self._last = ("", b"")
        self._steps = self._run()
        try:
            # Told here and not at the first poll, or a slot that is taken would be found and
            # lost again every second.
            self._state = slot.watch(0.0)
            if self._state.is_taken:
                raise ReaderBusy(f"{slot.name}: another program has it for itself alone")
        except ReaderError:
            self.close()
            raise

    @property
    def info(self) -> ReaderInfo:
        """What is known by now; a SAM behind PC/SC tells its id with the first card, if at all."""
        reads = {"raw_text", "raw_photo"} if self._layout.count else set()
        tells = {"sam_id"} if self._layout.count and self._layout.sam_id_command else set()
        return ReaderInfo(
            address=self._address,
            driver=self._driver,
            driver_version=self._driver_version,
            sam_id=self._sam_id,
            simulated=self._slot.name.startswith(_VIRTUAL),
            capabilities=frozenset({"sim", "presence"} | reads | tells),
            name=self._slot.name,
        )

    def _next_event(self, due: float) -> CardEvent | None:
        self._due = due
        while True:
            event = next(self._steps)
            if event is not None or self._now() >= due:
                return event

    def _let_go(self) -> None:
        self._steps.close()
        self._slot.close()

    # One chip after the other --------------------------------------------------------------

    def _run(self) -> _Steps[NoReturn]:
        while True:
            state = self._state
            if not state.is_present:
                self._watch()
                yield None
                continue
            self._seen_at = self._now()
            event = yield from self._read(state)
            is_card = isinstance(event, CardRead | CardRefused | CardPresent)
            is_told = event is not None
            yield event
            event = None  # nobody here keeps a person
            yield from self._stay(state, float("inf"))
            if is_told:
                yield CardRemoved() if is_card else SimRemoved()

    def _watch(self, until: float = float("inf")) -> None:
        wait_s = min(until, self._due) - self._now()
        self._state = self._slot.watch(max(0.0, wait_s))

    def _stay(self, first: SlotState, wait_s: float) -> _Steps[bool]:
        """Wait while the chip is the one that it was, and tell whether it still is."""
        until = self._now() + wait_s
        while (is_same := _is_same(self._state, first)) and self._now() < until:
            self._watch(until)
            yield None
        return is_same

    def _read(self, state: SlotState) -> _Steps[CardEvent | None]:
        """Try whatever chip this is until it is read, gone, or not worth another try."""
        tries = Tries()
        self._has_answered = False
        if state.is_mute:  # not yet pushed in, or upside down
            is_there = yield from self._stay(state, _RETRY_S)
            return SimRefused("no_answer") if is_there else None
        while not tries.are_over:
            try:
                yield from self._connect()
                finding = yield from self._converse(read_chip(state.atr, self._layout))
                return self._judge(finding)
            except ChipTrouble:
                tries.note(Setback("read_failed"))
            except RecordRefused as refused:
                tries.note(Setback(refused.reason, is_record=True))
            except Setback as setback:
                tries.note(setback)
            finally:
                self._slot.disconnect()
            if not (yield from self._stay(state, _RETRY_S)):
                tries.absent_run = ABSENT_RUN
        return self._refusal(state, tries)

    def _connect(self) -> _Steps[None]:
        patience_ends = self._now() + _PATIENCE_S
        while True:
            try:
                self._slot.connect()
            except ReaderBusy:
                if self._now() >= patience_ends:
                    raise
                self._watch(self._now() + _BUSY_S)
                yield None
            else:
                return

    def _converse(self, script: Conversation[_Result]) -> _Steps[_Result]:
        """One command at a time: in between there may be no time left."""
        try:
            command = next(script)
            while True:
                answer = self._slot.transmit(command)
                self._has_answered = True
                command = script.send(answer)
                yield None
        except StopIteration as done:
            result: _Result = done.value
            return result

    def _judge(self, finding: Finding) -> CardEvent:
        if not isinstance(finding, PagedRecord):
            return finding
        self._sam_id = finding.sam_id or self._sam_id
        card = CardRead.parse(
            finding.base.text,
            finding.base.photo,
            sam_id=self._sam_id,
            card_serial=finding.chip_number,
            read_at=datetime.now(CHINA_TIME),
            duration_s=self._now() - self._seen_at,
        )
        mark = blake2b(card.raw_text + card.raw_photo, key=self._mark_key).digest()
        number, last_mark = self._last
        if mark == last_mark and number and card.card_serial and number != card.card_serial:
            # The record of the card before, from a reader that kept it.
            raise Setback("sequence_error", is_record=True)
        self._last = (card.card_serial, mark)
        return card

    def _refusal(self, state: SlotState, tries: Tries) -> CardEvent | None:
        is_gone = tries.absent_run >= ABSENT_RUN
        if is_gone and not self._has_answered:
            return None  # it was never really there
        if self._layout.serves(state.atr):
            return tries.refusal()
        if is_contactless(state.atr):
            return CardPresent()
        return SimRefused("read_failed" if is_gone else "no_answer")


def _is_same(state: SlotState, first: SlotState) -> bool:
    """Whether the chip of `first` is still in the slot, and as it was."""
    told = (state.is_present, state.changes, state.is_mute)
    return told == (True, first.changes, first.is_mute)
