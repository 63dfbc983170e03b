"""Keeps one worker at work: a hang is killed, a crash is started again, and both are counted."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import Final, NoReturn

from drivers.api import AddressInvalid, LibraryUnusable, ReaderError, ReaderUnavailable
from drivers.transport.byte_stream import system_words
from drivers.vendor import messages
from drivers.vendor.binary import Binary, look_at, misfit
from drivers.vendor.messages import Message, MessageInvalid
from drivers.vendor.process import WorkerGone, WorkerProcess

__all__ = ["MAX_RESTARTS", "START_TIMEOUT_S", "Answer", "Stopped", "Supervisor"]

MAX_RESTARTS: Final = 3
START_TIMEOUT_S: Final = 10.0
# So long without a stop, and the ones before count no more.
_FORGIVEN_AFTER_S: Final = 60.0
# How long a crash may take to become visible behind a closed pipe, and a farewell to be said.
_CRASH_S: Final = 0.05
_FAREWELL_S: Final = 0.2
_LONGEST_TEXT: Final = 200
_ERRORS: Final[Mapping[str, type[ReaderError]]] = {
    "option": AddressInvalid,
    "reader": ReaderUnavailable,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a function returned, and what it wrote. Its repr shows no data."""

    code: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Stopped:
    """The worker stopped, with whatever was asked of it, and has been started again."""

    restart: int
    is_hang: bool


@dataclass(slots=True)
class _Call:
    name: str
    payload: bytes = field(repr=False)
    timeout_s: float
    number: int = 0


class Supervisor:
    """One library in one worker. Used from one thread, and owns none.

    Args:
        words: what the worker is to do; `job` and `library`, and what these need.
        interpreter: a Python of the library's bitness; empty for the one that runs this.
    """

    def __init__(
        self,
        words: Mapping[str, str],
        *,
        interpreter: str = "",
        start_timeout_s: float = START_TIMEOUT_S,
        now: Callable[[], float] = time.monotonic,
        make_process: Callable[[str, Path], WorkerProcess] = WorkerProcess,
    ) -> None:
        self.abi = ""
        self._words = dict(words)
        self._library = Path(words["library"])
        self._interpreter = interpreter
        self._start_timeout_s = start_timeout_s
        self._now = now
        self._make_process = make_process
        self._process: WorkerProcess | None = None
        self._stage = messages.HELLO  # what the worker says next
        self._asked: _Call | None = None
        self._waiting: _Call | None = None
        self._count = 0
        self._deadline = inf
        self._stops = 0
        self._last_stop_at = -inf

    def open(self) -> None:
        """Start the worker and wait until it has the library, and the reader, open.

        Raises:
            LibraryUnusable: the library does not fit, hangs, or crashes too often.
            ReaderUnavailable: the library does not open the reader.
            AddressInvalid: an option does not go with this library.
        """
        binary = self._look_at_library()
        if not self._interpreter:
            own = look_at(sys.executable)
            self._refuse_misfit(binary, own)
        self._start()
        while self._stage != messages.ANSWER:
            stopped = self._look(self._left())
            if isinstance(stopped, Stopped) and stopped.is_hang:
                self._fail("does not come back from being loaded, or from opening the reader")

    def call(self, name: str, payload: bytes, timeout_s: float) -> None:
        """Ask for something, without waiting.

        Nothing can interrupt a library: what was asked before is done first, and its answer
        dropped.
        """
        self._waiting = _Call(name, payload, timeout_s)
        self._ask()

    def take(self, timeout_s: float) -> Answer | Stopped | None:
        """Return the answer to the last call, or that it was lost; None after `timeout_s`.

        Raises:
            LibraryUnusable: it has stopped once too often.
            ReaderError: it came back, and cannot be used any more.
        """
        due = self._now() + timeout_s
        while True:
            outcome = self._look(min(self._left(), max(0.0, due - self._now())))
            if outcome is not None or self._now() >= due:
                return outcome

    def forgive(self) -> None:
        """Count from the beginning: the library has done sound work."""
        self._stops = 0

    def close(self) -> None:
        """End the worker. Closing twice does nothing."""
        if self._process is not None:
            self._process.send(messages.encode(messages.CLOSE))
            self._process.end(_FAREWELL_S)
            self._process = None

    def _left(self) -> float:
        """How long what is under way may still take."""
        return max(0.0, self._deadline - self._now())

    def _look(self, timeout_s: float) -> Answer | Stopped | None:
        if self._process is None:
            self._fail("is closed")
        outcome: Answer | None = None
        try:
            heard = self._process.listen(timeout_s)
            for message in heard:  # behind the last answer none is in turn
                outcome = self._take_message(message)
        except WorkerGone:
            return self._stop()
        except MessageInvalid as cause:
            return self._stop(str(cause))
        if not heard and self._now() >= self._deadline:
            asked = self._asked.name if self._asked else "its start"
            return self._stop(f"took too long over {asked}", is_hang=True)
        return outcome

    def _take_message(self, message: Message) -> Answer | None:
        kind, body = message
        is_starting = self._stage == messages.STARTED
        if kind == self._stage == messages.HELLO:
            self._greet(messages.decode_words(body))
        elif kind == messages.STARTED and is_starting:
            self.abi = _printable(messages.decode_words(body).get("abi", ""))
            self._stage, self._deadline = messages.ANSWER, inf
            self._ask()
        elif kind == messages.FAULT and is_starting:
            words = messages.decode_words(body)
            raise _ERRORS.get(words.get("code", ""), LibraryUnusable)(
                f"{self._library.name} {_printable(words.get('text', ''))}"
            )
        elif kind == messages.BROKEN and self._asked is not None:
            raise MessageInvalid(_printable(messages.decode_words(body).get("text", "")))
        elif kind == messages.ANSWER and self._asked is not None:
            return self._take_answer(*messages.decode_answer(body))
        else:
            raise MessageInvalid(f"message {kind} out of turn")
        return None

    def _greet(self, words: Mapping[str, str]) -> None:
        if words.get("version") != messages.VERSION or words.get("bits") not in ("32", "64"):
            raise MessageInvalid("another language")
        if words.get("system"):
            own = Binary(words["system"], int(words["bits"]), words.get("machine", ""))
            self._refuse_misfit(self._look_at_library(), own)
        self._stage = messages.STARTED
        self._send(messages.encode(messages.START, (messages.encode_words(self._words),)))

    def _take_answer(self, number: int, code: int, data: bytes) -> Answer | None:
        if self._asked is None or number != self._asked.number:
            raise MessageInvalid("the answer to another call")
        self._asked, self._deadline = None, inf
        if self._waiting is not None:
            self._ask()
            return None
        return Answer(code, data)

    def _ask(self) -> None:
        """Send what waits, if the worker is free."""
        call = self._waiting
        if call is None or self._asked is not None or self._stage != messages.ANSWER:
            return
        self._count += 1
        call.number = self._count
        self._asked, self._waiting = call, None
        self._deadline = self._now() + call.timeout_s
        self._send(messages.encode_call(call.number, call.name, call.payload))

    def _send(self, message: bytearray) -> None:
        if self._process is not None:
            self._process.send(message)

    def _start(self) -> None:
        self._stage, self._asked, self._waiting = messages.HELLO, None, None
        self._deadline = self._now() + self._start_timeout_s
        self._process = self._make_process(
            self._interpreter or sys.executable, self._library.parent
        )

    def _stop(self, why: str = "", *, is_hang: bool = False) -> Stopped:
        """Bury the worker and start another one.

        Raises:
            LibraryUnusable: that was once too often, or it is no worker at all.
        """
        process, self._process = self._process, None
        how = process.end(0.0 if why else _CRASH_S) if process is not None else ""
        if self._stage == messages.HELLO and not why:
            name = Path(self._interpreter or sys.executable).name
            self._fail(
                f"needs a worker: {name} {how} before it said a word; is it Python 3.11 or newer?"
            )
        now = self._now()
        if now - self._last_stop_at > _FORGIVEN_AFTER_S:
            self._stops = 0
        self._last_stop_at = now
        self._stops += 1
        if self._stops > MAX_RESTARTS:
            self._fail(f"stopped {self._stops} times; the last time it {why or how}")
        self._start()
        return Stopped(self._stops, is_hang)

    def _look_at_library(self) -> Binary | None:
        try:
            return look_at(self._library)
        except OSError as cause:
            raise LibraryUnusable(f"{self._library.name}: {system_words(cause)}") from cause

    def _refuse_misfit(self, library: Binary | None, process: Binary | None) -> None:
        if process is not None and (words := misfit(library, process)):
            self._fail(words)

    def _fail(self, words: str) -> NoReturn:
        raise LibraryUnusable(f"{self._library.name} {words}")


def _printable(text: str) -> str:
    """Pass on the words of a process that runs somebody else's code."""
    return "".join(each if each.isprintable() else "?" for each in text[:_LONGEST_TEXT])
