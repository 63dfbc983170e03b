"""One request and whatever comes back, until it is answered or time runs out. Knows no clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from drivers.sam.commands import Command, Fit, may_be_record
from drivers.sam.frames import Reply, ReplyParser

__all__ = ["Answer", "Exchange", "LineTiming", "NoAnswer"]

TIMEOUT: Final = "timeout"
_REQUEST_SIZE: Final = 10


@dataclass(frozen=True, slots=True)
class LineTiming:
    """How long a line takes.

    Attributes:
        byte_s: for one byte; 0.0 where only the module's own time counts.
        pause_s: how long it may be silent in the middle of a reply, besides the time of bytes.
        delay_s: how much later than sent a request or a reply may arrive.
    """

    byte_s: float = 0.0
    pause_s: float = 0.2
    delay_s: float = 0.0

    @classmethod
    def from_baud(cls, baud: int) -> LineTiming:
        """Eight bits, a start and a stop bit."""
        return cls(10 / baud)

    @property
    def gap_s(self) -> float:
        """Silence after which a reply is no longer under way.

        A device that hands on packets of 64 bytes is silent while it gathers the next one.
        """
        return self.pause_s + 64 * self.byte_s


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
    those of any monotonic clock. After an answer, `rest` is what came behind it.

    Args:
        behind: the record that this request is sent behind, as a question that brings out
            whatever is still on its way; `has_met_record` and `has_met_stray` then tell what
            else came than this record once more.
    """

    # Silence inside a frame, in gaps, after which the rest is given up. One gap is enough to
    # look for a good frame in what has come; a slow device gets some more for the rest.
    _PATIENCE_GAPS: Final = 3
    # More than this, with the head of a frame in it, is what is left of some answer.
    _LITTER_SIZE: Final = 64

    def __init__(
        self,
        command: Command,
        line: LineTiming,
        sent_at: float,
        *,
        wait_s: float | None = None,
        behind: Reply | None = None,
    ) -> None:
        self._command = command
        self._line = line
        wait_s = command.wait_s if wait_s is None else wait_s
        wait_s += line.delay_s + line.byte_s * (_REQUEST_SIZE + command.longest_answer)
        self._wait_s = wait_s
        self._until = sent_at + wait_s
        # A device that hands out its answer in drops is heard to the end, but not for ever.
        self._cap = sent_at + 4 * wait_s
        self._last_byte_at: float | None = None
        self._quiet_seen_at = sent_at
        self._parser = ReplyParser()
        self._misfit: Reply | None = None
        self._behind = behind
        self._has_met_record = False
        self.has_met_stray = False
        self._has_met_head = False
        self._unexplained_size = 0

    @property
    def rest(self) -> bytes:
        """What has come and is no part of an answer that was handed out."""
        return self._parser.rest

    @property
    def has_met_record(self) -> bool:
        """Whether another record came, whole or damaged: one of the two is somebody else's."""
        has_met_head = self._has_met_head or self._parser.first_defect is not None
        stray_size = self._unexplained_size - len(self.rest)
        return self._has_met_record or (has_met_head and stray_size > self._LITTER_SIZE)

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

        What follows an answer stays unread in `rest`.
        """
        if piece:
            self._last_byte_at = now
            self._parser.add(piece)
            self._unexplained_size += len(piece)
            answer = self._judge(self._parser.next_reply, now)
            return answer or (self._conclude() if now >= self._cap else None)
        self._quiet_seen_at = now
        if self._is_quiet_for(1, now):
            self._has_met_head |= self._parser.pending_length is not None
            if answer := self._judge(self._parser.salvage_reply, now):
                return answer
        return self._conclude() if self._is_over(now) else None

    def _judge(self, next_reply: Callable[[], Reply | None], now: float) -> Answer | None:
        while (reply := next_reply()) is not None:
            self._unexplained_size -= reply.frame_size
            fit = self._command.fit(reply)
            if fit is Fit.ANSWER:
                return Answer(reply)
            if reply != self._behind:
                self.has_met_stray = True
                self._has_met_record |= may_be_record(reply)
            if fit is Fit.STALE:
                # A module does one thing at a time: only now it turns to this request.
                self._until = max(self._until, now + self._wait_s)
            else:
                self._misfit = self._misfit or reply
        return None

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
        is_spoilt = any(map(self._command.expects_length, self._parser.damaged_lengths))
        return now >= self._until or (is_spoilt and self._is_quiet_for(1, now))

    def _conclude(self) -> Answer | NoAnswer:
        if self._misfit is not None:
            return Answer(self._misfit, is_expected=False)
        return NoAnswer(self._parser.conclude() or TIMEOUT)
