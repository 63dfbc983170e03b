"""The conversation with a module: find, select, read, and what to do when that goes wrong.

Sans-IO: a session yields what it wants from the line, and is resumed with what came.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from hashlib import blake2b
from typing import Final, NoReturn

from drivers.api import CardRefused, CardRemoved, ReaderFaulty, ReaderSilent
from drivers.card.checks import RecordRefused
from drivers.card.read import CardRead
from drivers.sam import commands, status
from drivers.sam.commands import Command
from drivers.sam.exchange import Answer, Exchange, LineTiming, NoAnswer
from drivers.sam.frames import Reply
from drivers.sam.payloads import parse_base, parse_sam_id
from drivers.sam.script import Script, Send, Tell, Wait
from drivers.sam.status import Remedy
from drivers.sam.tries import MAX_TRIES, Setback, Tries

__all__ = ["Session"]

FIND_INTERVAL_S: Final = 0.3
# After a read most modules answer "no card" until the card is lifted, and afterwards too; one
# such answer between two others is a flicker.
REMOVED_RUN: Final = 2
# One lost answer is an accident. A module that reboots when its port is opened needs seconds.
SILENT_EXCHANGES: Final = 4
FAULTY_FINDS: Final = 3
SAM_ID_TRIES: Final = 3
# What a good record is held back for, to see whether another one follows it: a moment, and the
# time of a frame's head on the line.
SETTLE_S: Final = 0.001
SETTLE_BYTES: Final = 8

_NO_CARD: Final = frozenset({status.NO_CARD, 0x34})
_BAD_RECORD: Final = frozenset({status.DATA_INVALID, status.UNSUPPORTED_CARD})
# Failures of a search that tell of the module, not of a card.
_MODULE_TROUBLE: Final = frozenset({"protocol_error", "sequence_error"})


class Session:
    """One conversation, from opening the line to closing it.

    Args:
        line: how fast the line is.
        now: a monotonic clock in seconds, the one that `Wait.until` refers to.
        wall: the time of day, with its zone, that a read is stamped with.
    """

    def __init__(
        self, line: LineTiming, *, now: Callable[[], float], wall: Callable[[], datetime]
    ) -> None:
        self.sam_id = ""
        self._line = line
        self._now = now
        self._wall = wall
        self._silent_run = 0
        self._trouble_run = 0
        self._sam_id_tries = SAM_ID_TRIES
        self._found_at = 0.0
        self._last_find_at = float("-inf")
        self._was_reset = False
        self._is_searching = True
        self._mark_key = os.urandom(32)
        self._last_mark = b""

    def identify(self, wait_s: float | None = None) -> Script[None]:
        """Ask for the SAM id; a module that does not tell is asked again between cards."""
        self._sam_id_tries -= 1
        answer = yield from self._exchange(commands.SAM_ID, wait_s)
        if isinstance(answer, Answer):
            if answer.reply.status == status.SUCCESS:
                self.sam_id = parse_sam_id(answer.reply.data)
            elif answer.is_expected and _remedy(answer) is not Remedy.RESEND_ONCE:
                self._sam_id_tries = 0  # it does not tell, and will not

    def run(self) -> Script[NoReturn]:
        """Read one card after the other, for ever.

        Raises:
            ReaderSilent: several requests in a row brought nothing sound.
            ReaderFaulty: the module says that it is broken.
        """
        event: CardRead | CardRefused | None = None
        while True:
            absent_run = 0
            if event is None:
                tries = Tries()
                event = yield from self._next_card(tries)
                absent_run = tries.absent_run
            self._last_mark = self._mark(event)
            yield Tell(event)
            event = None  # nobody here keeps a person
            event = yield from self._wait_for_removal(absent_run)
            yield Tell(CardRemoved())

    def _next_card(self, tries: Tries) -> Script[CardRead | CardRefused]:
        while not tries.are_over:
            try:
                if tries.is_rereading:
                    return (yield from self._read(tries))
                is_found = yield from self._find()
                if not self.sam_id and self._sam_id_tries > 0:
                    yield from self.identify()
                elif is_found:
                    if tries.absent_run >= REMOVED_RUN:
                        tries.start_over()
                    tries.absent_run = 0
                    return (yield from self._read_found(tries))
                else:
                    tries.absent_run += 1
            except Setback as setback:
                if not (setback.is_line and self._is_searching):
                    tries.note(setback)
        return tries.refusal()

    def _wait_for_removal(self, absent_run: int) -> Script[CardRead | None]:
        """Announce nothing until the card was lifted, or the module claims so steadily.

        Cards may be swapped between two searches: a card found after a read is compared with
        the one that was read, and returned when it is another one. So is any card that can be
        read after a refused one was not found in between.
        """
        comparisons = MAX_TRIES if self._last_mark else 0
        while absent_run < REMOVED_RUN:
            try:
                is_found = yield from self._find()
                if is_found and comparisons:
                    comparisons -= 1
                    card = yield from self._read_found(Tries())
                    if self._mark(card) != self._last_mark:
                        return card
                    comparisons = 0
            except Setback as setback:
                absent_run = absent_run if setback.is_line else 0
            else:
                absent_run = 0 if is_found else absent_run + 1
                comparisons = comparisons if is_found else MAX_TRIES
        return None

    def _mark(self, event: CardRead | CardRefused) -> bytes:
        """Tell cards apart without keeping them: a keyed hash, empty for a refused card."""
        if isinstance(event, CardRefused):
            return b""
        return blake2b(event.raw_text, key=self._mark_key).digest()

    def _find(self) -> Script[bool]:
        """Search once, not sooner than the interval allows; tell whether a card was found."""
        while self._now() < (due := self._last_find_at + FIND_INTERVAL_S):
            yield Wait(due)
        self._is_searching = True
        self._last_find_at = self._now()
        try:
            reply = yield from self._ask(commands.FIND_CARD, accepted=_NO_CARD)
        except Setback as setback:
            self._count_trouble(setback)
            raise
        self._trouble_run = 0
        if reply.status in _NO_CARD:
            self._was_reset = False
            return False
        self._is_searching = False
        return True

    def _count_trouble(self, setback: Setback) -> None:
        self._trouble_run = self._trouble_run + 1 if setback.reason in _MODULE_TROUBLE else 0
        if self._trouble_run >= FAULTY_FINDS:
            raise ReaderFaulty(f"the module does not accept a search: {setback.reason}")

    def _read_found(self, tries: Tries) -> Script[CardRead]:
        self._found_at = self._last_find_at
        selected = yield from self._ask(commands.SELECT_CARD)
        tries.card_serial = selected.data.hex().upper()
        tries.is_selected = True
        return (yield from self._read(tries))

    def _read(self, tries: Tries) -> Script[CardRead]:
        self._is_searching = False
        reply = yield from self._ask(commands.READ_BASE)
        yield from self._refuse_second_record(reply)
        try:
            base = parse_base(reply.data)
            card = CardRead.parse(
                base.text,
                base.photo,
                sam_id=self.sam_id,
                card_serial=tries.card_serial,
                read_at=self._wall(),
                duration_s=self._now() - self._found_at,
            )
        except RecordRefused as refused:
            raise Setback(refused.reason, is_record=True) from None
        self._was_reset = False
        return card

    def _refuse_second_record(self, first: Reply) -> Script[None]:
        """Look whether another record follows at once: one of the two is somebody else's, late."""
        exchange = self._exchanged
        due = self._now() + SETTLE_S + SETTLE_BYTES * self._line.byte_s
        other = exchange.feed(b"", self._now())  # it may have come in the same piece
        while other is None and (exchange.is_receiving or self._now() < due):
            until = exchange.deadline if exchange.is_receiving else due
            piece = yield Wait(until)
            other = exchange.feed(piece, self._now())
        if isinstance(other, Answer) and other.is_expected and other.reply != first:
            raise Setback("sequence_error")

    def _ask(self, command: Command, accepted: frozenset[int] = frozenset()) -> Script[Reply]:
        """Send a request until it is understood; return its good or accepted answer."""
        answer = yield from self._exchange(command)
        if isinstance(answer, Answer) and _remedy(answer) is Remedy.RESEND_ONCE:
            answer = yield from self._exchange(command)
        if isinstance(answer, NoAnswer):
            raise Setback(answer.reason, is_line=True)
        reply = answer.reply
        if reply.status == command.success or reply.status in accepted:
            return reply
        remedy = _remedy(answer)
        if remedy is Remedy.DEVICE_FAULT or (remedy is Remedy.RESET_ONCE and self._was_reset):
            raise ReaderFaulty(f"the module reports status {reply.status:02X}")
        if remedy is Remedy.RESET_ONCE:
            self._was_reset = True
            yield from self._exchange(commands.RESET_SAM)
        raise Setback(_reason(answer), is_record=reply.status in _BAD_RECORD)

    def _exchange(self, command: Command, wait_s: float | None = None) -> Script[Answer | NoAnswer]:
        yield Send(command.request)
        exchange = Exchange(command, self._line, self._now(), wait_s=wait_s)
        outcome: Answer | NoAnswer | None = None
        while outcome is None:
            piece = yield Wait(exchange.deadline)
            outcome = exchange.feed(piece, self._now())
        self._exchanged = exchange
        self._silent_run = self._silent_run + 1 if isinstance(outcome, NoAnswer) else 0
        if self._silent_run >= SILENT_EXCHANGES:
            raise ReaderSilent(f"no answer to {self._silent_run} requests in a row")
        return outcome


def _remedy(answer: Answer) -> Remedy:
    return status.meaning(answer.reply.status).remedy


def _reason(answer: Answer) -> str:
    reason = status.meaning(answer.reply.status).reason
    return reason if answer.is_expected and reason else status.UNEXPECTED_STATUS
