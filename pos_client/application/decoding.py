"""Reads that a decoder behind the gateway opens: begun only for a case that waits for its card."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from queue import Empty, SimpleQueue
from typing import Protocol

from drivers.decoder import Decoded, DecoderRefused
from pos_client.application.decodings import OpenedDecoding
from pos_client.application.desk import Desk
from pos_client.application.trouble import Trouble, Unreadable
from pos_client.application.workers import Workers
from pos_client.domain.evidence import Challenge
from pos_client.protocol.api import TroubleCode

__all__ = ["Decoding", "RemoteDecoder", "WaitingCase"]

PATIENCE = timedelta(seconds=5)

_Said = bytes | Decoded | DecoderRefused
_Tell = Callable[[_Said], None]


class WaitingCase(Protocol):
    """What the counter's desk knows of the next read."""

    @property
    def may_read(self) -> bool:
        """Whether a card laid now would begin a case, or continue one that asks for it."""

    @property
    def next_challenge(self) -> Challenge | None:
        """The case's challenge that the next read answers; never one of the offline pool."""

    def prepare(self) -> None:
        """Ask for that challenge, if nobody has."""


@dataclass(frozen=True, slots=True)
class _Begun:
    opened: OpenedDecoding
    challenge: Challenge
    tell: _Tell = field(repr=False)


class Decoding:
    """At most one conversation at a time. Lives on the counter's thread."""

    def __init__(self, desk: Desk, workers: Workers, case: WaitingCase) -> None:
        self._desk = desk
        self._workers = workers
        self._case = case
        self._waiting: _Tell | None = None
        self._until_ns = 0
        self._begun: _Begun | None = None

    def begin(self, tell: _Tell) -> None:
        """A card lies on a remote-SAM reader: ask the decoder, as soon as there is a challenge."""
        self._give_up()
        if not self._desk.is_at_work:
            tell(DecoderRefused("counter_closed"))
        elif not self._case.may_read:
            tell(DecoderRefused("counter_busy"))
        else:
            self._waiting = tell
            patience_ns = PATIENCE // timedelta(microseconds=1) * 1000
            self._until_ns = self._desk.tools.clock.monotonic_ns() + patience_ns
            self.tick()

    def finish(self, answer: bytes) -> None:
        """Reader and card have answered."""
        begun, session = self._begun, self._desk.session
        self._begun = None
        if begun is None or session is None:
            return
        decodings = self._desk.tools.decodings
        self._workers.ask(
            lambda: decodings.finish(begun.opened, answer, session),
            begun.tell,
            lambda trouble: begun.tell(_refusal(trouble)),
        )

    def tick(self) -> None:
        """Several times a second: the challenge may have come, or patience may be over."""
        desk, tell = self._desk, self._waiting
        if tell is None:
            return
        session, challenge = desk.session, self._case.next_challenge
        if session is not None and challenge is not None and desk.is_reachable:
            self._waiting = None
            self._workers.ask(
                lambda: desk.tools.decodings.open(challenge, session),
                lambda opened: self._opened(_Begun(opened, challenge, tell)),
                lambda trouble: tell(_refusal(trouble)),
            )
        elif not desk.is_reachable or desk.tools.clock.monotonic_ns() >= self._until_ns:
            self._waiting = None
            tell(DecoderRefused("decoder_away"))
        else:
            self._case.prepare()

    def _opened(self, begun: _Begun) -> None:
        self._begun = begun
        begun.tell(begun.opened.opening)

    def _give_up(self) -> None:
        self._waiting = self._begun = None


class RemoteDecoder:
    """Implements `drivers.api.Decoder` for one reader, on that reader's thread."""

    def __init__(
        self, decoding: Decoding, on_counter: Callable[[Callable[[], None]], None]
    ) -> None:
        self._decoding = decoding
        self._on_counter = on_counter
        self._said: SimpleQueue[tuple[int, _Said]] = SimpleQueue()
        self._number = 0

    def begin(self) -> None:
        self._number += 1
        number = self._number
        self._on_counter(lambda: self._decoding.begin(lambda said: self._said.put((number, said))))

    def finish(self, answer: bytes) -> None:
        self._on_counter(lambda: self._decoding.finish(answer))

    def take(self, timeout_s: float) -> _Said | None:
        due = time.monotonic() + timeout_s
        while True:
            try:
                number, said = self._said.get(timeout=max(0.0, due - time.monotonic()))
            except Empty:
                return None
            if number == self._number:  # of a card that still lies there
                return said

    def give_up(self) -> None:
        self._number += 1


def _refusal(trouble: Trouble) -> DecoderRefused:
    is_no = isinstance(trouble, Unreadable)
    is_disbelief = is_no and trouble.facts.get("code") == TroubleCode.DECODING_REFUSED
    return DecoderRefused("card_not_believed" if is_disbelief else "decoder_away")
