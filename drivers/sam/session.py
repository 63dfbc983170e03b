"""The conversation with a module: find, select, read, and what to do when that goes wrong.

Sans-IO: a session yields what it wants from the line, and is resumed with what came.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final, NoReturn

from drivers.api import (
    CardRefused,
    CardRemoved,
    ReaderFaulty,
    ReaderSilent,
    ReaderUnavailable,
)
from drivers.card.checks import RecordRefused
from drivers.card.read import CardRead
from drivers.sam import commands, status
from drivers.sam.commands import Command
from drivers.sam.exchange import TIMEOUT, Answer, Exchange, LineTiming, NoAnswer
from drivers.sam.frames import Reply
from drivers.sam.payloads import parse_base, parse_sam_id
from drivers.sam.script import Script, Send, Tell, Wait
from drivers.sam.seen import SeenCards
from drivers.sam.status import Remedy
from drivers.sam.tries import MAX_TRIES, STALE_RECORD, TWO_RECORDS, Setback, Tries

__all__ = ["Session"]

FIND_INTERVAL_S: Final = 0.3
# After a read most modules answer "no card" until the card is lifted, and afterwards too; one
# such answer between two others is a flicker.
REMOVED_RUN: Final = 2
# One lost answer is an accident. A module that reboots when its port is opened needs seconds.
SILENT_EXCHANGES: Final = 4
FAULTY_FINDS: Final = 3
SAM_ID_TRIES: Final = 3
NUMBER_TRIES: Final = 3
# A record that has lain about for longer than this, because nobody polled, tells nothing of the
# card that lies there now.
FRESH_S: Final = 1.0

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

    _exchanged: Exchange  # the last one

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
        self._seen = SeenCards()
        self._number_tries = NUMBER_TRIES
        self._read_at = 0.0
        self._is_overdue = False
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
            if self._number_tries > 0 and self._seen.lacks_number(self._last_mark):
                number = yield from self._ask_number()  # another read of the record may follow
                self._seen.note(self._last_mark, "", number)
            event = yield from self._wait_for_removal(absent_run)
            yield Tell(CardRemoved())
            if event and self._now() > self._read_at + FRESH_S:
                event = CardRefused(STALE_RECORD)

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
        """Tell cards apart without keeping them; empty for a refused card."""
        if isinstance(event, CardRefused):
            return b""
        mark = self._seen.mark(event)
        self._seen.note(mark, event.card_serial)
        return mark

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
        if self._is_overdue:
            raise Setback(STALE_RECORD, is_record=True)
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
        self._read_at = self._now()
        yield from self._confirm(reply, card)
        self._was_reset = False
        return card

    def _confirm(self, record: Reply, card: CardRead) -> Script[None]:
        """Ask one question more: whatever comes before its answer belongs to an earlier one.

        Nothing in a record says which card it is of. So another record behind it, late by any
        time, makes both doubtful; and when a card comes that was told before, its chip is asked
        for its number, since a module may send a record of its memory once more.
        """
        mark, number = self._seen.mark(card), b""
        is_known = self._seen.knows(mark)
        if is_known and self._number_tries > 0:
            number = yield from self._ask_number(record)
        if not number:
            yield from self._bring_out(record)
        if is_known and self._seen.is_from_another_chip(mark, card.card_serial, number):
            raise Setback(STALE_RECORD, is_record=True)

    def _bring_out(self, record: Reply) -> Script[None]:
        """Let the module tell its id behind a record: only that proves that nothing is under way.

        A module that rests first is asked once more. From one that never told its id any answer
        will do, or as much silence.
        """
        answer = yield from self._exchange_behind(record, commands.SAM_ID)
        if self.sam_id and answer == NoAnswer(TIMEOUT):
            answer = yield from self._exchange_behind(record, commands.SAM_ID)
            if isinstance(answer, NoAnswer):
                raise Setback(answer.reason)  # a new search brings module and driver into step
        if isinstance(answer, NoAnswer):
            if answer.reason != TIMEOUT:
                raise Setback(answer.reason, is_line=True)
        elif answer.reply.status == status.SUCCESS:
            self._insist_on_module(answer.reply)
        elif self.sam_id:
            raise Setback(STALE_RECORD, is_record=True)

    def _insist_on_module(self, reply: Reply) -> None:
        sam_id = parse_sam_id(reply.data)
        if self.sam_id and sam_id != self.sam_id:
            raise ReaderUnavailable("another module answers than the one that was opened")
        self.sam_id = sam_id

    def _ask_number(self, behind: Reply | None = None) -> Script[bytes]:
        """Ask the chip for its own number, which is nobody's; empty where there is none to have."""
        command = commands.READ_CARD_MANAGEMENT_NUMBER
        answer = yield from self._exchange_behind(behind, command)
        if isinstance(answer, NoAnswer) and answer.reason != TIMEOUT:
            answer = yield from self._exchange_behind(behind, command)
        if isinstance(answer, NoAnswer):
            self._number_tries -= 1
            return b""
        is_unknown = answer.reply.status == status.COMMAND_UNKNOWN
        self._number_tries = 0 if is_unknown else NUMBER_TRIES
        return answer.reply.data if answer.reply.status == status.SUCCESS else b""

    def _exchange_behind(self, record: Reply | None, command: Command) -> Script[Answer | NoAnswer]:
        answer = yield from self._exchange(command, behind=record)
        if record and self._exchanged.has_met_record:
            raise Setback(TWO_RECORDS, is_record=True)
        if record and (self._exchanged.has_met_stray or self._is_overdue):
            raise Setback(STALE_RECORD, is_record=True)
        return answer

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

    def _exchange(
        self, command: Command, wait_s: float | None = None, *, behind: Reply | None = None
    ) -> Script[Answer | NoAnswer]:
        outcome = yield from self._hear(command, wait_s, behind)
        self._silent_run = self._silent_run + 1 if isinstance(outcome, NoAnswer) else 0
        if self._silent_run >= SILENT_EXCHANGES:
            raise ReaderSilent(f"no answer to {self._silent_run} requests in a row")
        return outcome

    def _hear(
        self, command: Command, wait_s: float | None, behind: Reply | None
    ) -> Script[Answer | NoAnswer]:
        """Send a request and wait for its answer."""
        heard = self._exchanged.rest if behind else b""
        yield Send(command.request, keeps_input=behind is not None)
        exchange = Exchange(command, self._line, self._now(), wait_s=wait_s, behind=behind)
        outcome = exchange.feed(heard, self._now()) if heard else None
        self._is_overdue = False
        while outcome is None:
            due = exchange.deadline
            piece = yield Wait(due)
            self._is_overdue |= bool(piece) and self._now() > due + FRESH_S
            outcome = exchange.feed(piece, self._now())
        self._exchanged = exchange
        return outcome


def _remedy(answer: Answer) -> Remedy:
    return status.meaning(answer.reply.status).remedy


def _reason(answer: Answer) -> str:
    reason = status.meaning(answer.reply.status).reason
    return reason if answer.is_expected and reason else status.UNEXPECTED_STATUS
