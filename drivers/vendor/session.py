"""The conversation with a vendor's library: the same as with a module, asked in another way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from math import inf
from typing import Final

from drivers.api import ReaderRestarted, ReaderRestarting, ReaderUnavailable
from drivers.card.read import CardRead
from drivers.sam.commands import Command, Fit
from drivers.sam.exchange import TIMEOUT, Answer, LineTiming, NoAnswer
from drivers.sam.frames import Defect, Reply
from drivers.sam.script import Script, Send, Tell, Wait
from drivers.sam.session import Session
from drivers.sam.tries import Setback, Tries
from drivers.vendor.library_line import decode_outcome
from drivers.vendor.supervisor import MAX_RESTARTS

__all__ = ["LIBRARY_STOPPED", "STALE_READ", "LibrarySession"]

# Why a card gives nothing: the library stopped at it, or handed out the card before it.
LIBRARY_STOPPED: Final = "library_stopped"
STALE_READ: Final = "stale_read"

# Codes that no module sends, since they are about the way to it.
_RECEIVE_TIMEOUT, _TRANSFER_FAILED = 0x02, 0x03
_READER_AWAY: Final = {
    0x01: "the port cannot be opened",
    0x04: "the USB device is not configured",
    0x05: "the serial port cannot be used",
    0x06: "the USB device is disabled",
}
_NO_SERIAL: Final = ("", "0" * 16)
_LOOK_S: Final = 1.0


class LibrarySession(Session):
    """Asks by the names of commands; knows no frames, and no line that could damage them."""

    def __init__(
        self, line: LineTiming, *, now: Callable[[], float], wall: Callable[[], datetime]
    ) -> None:
        super().__init__(line, now=now, wall=wall)
        self._number_tries = 0  # no function of the library tells the chip's number
        self._is_restarting = False
        self._last_record = b""
        self._last_serial = ""

    def _hear(
        self, command: Command, wait_s: float | None, behind: Reply | None
    ) -> Script[Answer | NoAnswer]:
        """Call a function and wait for it; how long that may take is the supervisor's business."""
        del behind  # a call has one answer, and no other one can follow it
        yield Send(command.name.encode())
        until = inf if wait_s is None else self._now() + wait_s
        piece = b""
        while not piece:
            if self._now() >= until:
                return NoAnswer(TIMEOUT)
            piece = yield Wait(min(until, self._now() + _LOOK_S))
        outcome = decode_outcome(piece)
        if isinstance(outcome, int):
            self._is_restarting = True
            yield Tell(ReaderRestarting(outcome, MAX_RESTARTS))
            return NoAnswer(LIBRARY_STOPPED)
        if self._is_restarting:
            self._is_restarting = False
            yield Tell(ReaderRestarted())
        return _judge(command, outcome.code, outcome.data)

    def _confirm(self, record: Reply, card: CardRead) -> Script[None]:
        """Nothing can be under way behind the answer of a call; see `_read` for what may be old."""
        del record, card
        yield from ()

    def _read(self, tries: Tries) -> Script[CardRead]:
        """Believe no record that may be left over from the card before.

        A library may hand out once more what it still has. The same text under another serial
        number of the chip is such a record; without numbers it is read again, and has to stay
        the same. A module that allows no second reading leaves the first one standing.
        """
        card = yield from super()._read(tries)
        record, serial = self._mark(card), tries.card_serial
        if record == self._last_record:
            if self._last_serial != serial and not {serial, self._last_serial} & {*_NO_SERIAL}:
                raise Setback(STALE_READ, is_record=True)
            again = yield from self._read_again(tries)
            if again is not None and again.raw_text != card.raw_text:
                raise Setback(STALE_READ, is_record=True)
        self._last_record, self._last_serial = record, serial
        return card

    def _read_again(self, tries: Tries) -> Script[CardRead | None]:
        try:
            return (yield from super()._read(tries))
        except Setback as setback:
            if setback.is_line or setback.is_record:
                raise
            return None


def _judge(command: Command, code: int, data: bytes) -> Answer | NoAnswer:
    if code in _READER_AWAY:
        raise ReaderUnavailable(f"the library reports {code:02X}: {_READER_AWAY[code]}")
    if code == _RECEIVE_TIMEOUT:
        return NoAnswer(TIMEOUT)
    if code == _TRANSFER_FAILED:
        return NoAnswer(Defect.CHECKSUM)
    if code == command.success and not command.is_record and len(data) not in command.sizes:
        return NoAnswer(Defect.LENGTH)
    reply = Reply(code, data)
    return Answer(reply, is_expected=command.fit(reply) is Fit.ANSWER)
