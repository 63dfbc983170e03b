"""One request and whatever comes back, until it is answered or time runs out. Knows no clock."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

from drivers.sam.commands import Command, Fit
from drivers.sam.frames import Reply, ReplyParser

__all__ = ["Answer", "Exchange", "LineTiming", "NoAnswer"]

TIMEOUT: Final = "timeout"
_REQUEST_SIZE: Final = 10


@dataclass(frozen=True, slots=True)
class LineTiming:
    """How long a line takes for one byte; 0.0 where only the module's own time counts."""

    byte_s: float = 0.0

    @classmethod
    def from_baud(cls, baud: int) -> LineTiming:
        """Eight bits, a start and a stop bit."""
        return cls(10 / baud)

    @property
    def gap_s(self) -> float:
        """Silence after which a reply is no longer under way.

        A device that hands on packets of 64 bytes is silent while it gathers the next one.
        """
        return 0.2 + 64 * self.byte_s


@dataclass(frozen=True, slots=True)
class Answer:
    """A sound reply. When not expected, it is all that came, and fits this request badly."""

    reply: Reply
    is_expected: bool = True


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Nothing sound came: `timeout`, or the first defect, `checksum` or `length`."""

    reason: str


class Exchange:
    """Waits for the answer to one request.

    Feed it what arrives; when nothing did by `deadline`, feed it an empty piece. Times are
    those of any monotonic clock.
    """

    # Silence inside a frame, in gaps, after which the rest is given up. One gap is enough to
    # look for a good frame in what has come; a slow device gets some more for the rest.
    _PATIENCE_GAPS: Final = 3

    def __init__(
        self, command: Command, line: LineTiming, sent_at: float, *, wait_s: float | None = None
    ) -> None:
        self._command = command
        self._line = line
        wait_s = command.wait_s if wait_s is None else wait_s
        wait_s += line.byte_s * (_REQUEST_SIZE + command.longest_answer)
        self._wait_s = wait_s
        self._until = sent_at + wait_s
        # A device that hands out its answer in drops is heard to the end, but not for ever.
        self._cap = sent_at + 4 * wait_s
        self._last_byte_at: float | None = None
        self._quiet_seen_at = sent_at
        self._parser = ReplyParser()
        self._answers: deque[Reply] = deque()
        self._misfit: Reply | None = None

    @property
    def is_receiving(self) -> bool:
        """Whether the head of a frame has come, and its rest may still be under way."""
        is_unfinished = self._parser.pending_length is not None
        return is_unfinished and not self._is_quiet_for(1, self._quiet_seen_at)

    @property
    def deadline(self) -> float:
        """When to feed an empty piece unless bytes arrive before."""
        times = [self._until, self._cap]
        if self._last_byte_at is not None:
            gap_s = self._line.gap_s
            times += [self._last_byte_at + gap_s, self._last_byte_at + self._PATIENCE_GAPS * gap_s]
        return min((time for time in times if time > self._quiet_seen_at), default=self._cap)

    def feed(self, piece: bytes, now: float) -> Answer | NoAnswer | None:
        """Take in some bytes, or an empty piece after silence; None means: go on waiting.

        Further answers that came along are handed out by the next calls.
        """
        if piece:
            self._last_byte_at = now
            answer = self._judge(self._parser.feed(piece), now)
            return answer or (self._conclude() if now >= self._cap else None)
        self._quiet_seen_at = now
        swallowed = self._parser.salvage() if self._is_quiet_for(1, now) else []
        if answer := self._judge(swallowed, now):
            return answer
        return self._conclude() if self._is_over(now) else None

    def _judge(self, replies: list[Reply], now: float) -> Answer | None:
        for reply in replies:
            fit = self._command.fit(reply)
            if fit is Fit.ANSWER:
                self._answers.append(reply)
            elif fit is Fit.STALE:
                # A module does one thing at a time: only now it turns to this request.
                self._until = max(self._until, now + self._wait_s)
            else:
                self._misfit = self._misfit or reply
        return Answer(self._answers.popleft()) if self._answers else None

    def _is_quiet_for(self, gaps: int, now: float) -> bool:
        return self._last_byte_at is not None and (
            now >= self._last_byte_at + gaps * self._line.gap_s
        )

    def _is_over(self, now: float) -> bool:
        if now >= self._cap:
            return True
        pending = self._parser.pending_length
        if pending is not None:
            if not self._is_quiet_for(self._PATIENCE_GAPS, now):
                return False
            return now >= self._until or self._command.expects_length(pending)
        # What looked like our answer and failed its checksum will not come again by itself.
        is_spoilt = self._command.expects_length(self._parser.damaged_length)
        return now >= self._until or (is_spoilt and self._is_quiet_for(1, now))

    def _conclude(self) -> Answer | NoAnswer:
        if self._misfit is not None:
            return Answer(self._misfit, is_expected=False)
        return NoAnswer(self._parser.conclude() or TIMEOUT)
