"""Reads that a decoder behind the gateway opens: begun only for a case that waits for its card."""

from __future__ import annotations

import time
from collections.abc import Callable
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


class Decoding:
    """At most one conversation at a time, the newest. Lives on the counter's thread."""

    def __init__(self, desk: Desk, workers: Workers, case: WaitingCase) -> None:
        self._desk = desk
        self._workers = workers
        self._case = case
        self._current: _Tell | None = None
        self._is_waiting = False
        self._until_ns = 0
        self._opened: OpenedDecoding | None = None

    def begin(self, tell: _Tell) -> None:
        """A card lies on a remote-SAM reader: ask the decoder, as soon as there is a challenge."""
        if self._current is not None:  # two readers at once, or a card that has left
            self._refuse("counter_busy")
        if not self._desk.is_at_work:
            tell(DecoderRefused("counter_closed"))
        elif not self._case.may_read:
            tell(DecoderRefused("counter_busy"))
        else:
            self._current, self._is_waiting = tell, True
            patience_ns = PATIENCE // timedelta(microseconds=1) * 1000
            self._until_ns = self._desk.tools.clock.monotonic_ns() + patience_ns
            self.tick()

    def finish(self, tell: _Tell, answer: bytes) -> None:
        """Reader and card have answered; an answer to an earlier conversation is nobody's."""
        opened, session = self._opened, self._desk.session
        if self._current is not tell or opened is None:
            return
        if session is None:  # logged out while the card answered
            self._refuse("counter_closed")
            return
        self._opened = None
        decodings = self._desk.tools.decodings
        self._workers.ask(
            lambda: decodings.finish(opened, answer, session),
            lambda decoded: self._end(tell, decoded),
            lambda trouble: self._end(tell, _refusal(trouble)),
        )

    def tick(self) -> None:
        """Several times a second: the challenge may have come, or patience may be over."""
        desk, tell = self._desk, self._current
        if tell is None or not self._is_waiting:
            return
        session, challenge = desk.session, self._case.next_challenge
        if session is not None and challenge is not None and desk.is_reachable:
            self._is_waiting = False
            self._workers.ask(
                lambda: desk.tools.decodings.open(challenge, session),
                lambda opened: self._pass_on(tell, opened),
                lambda trouble: self._end(tell, _refusal(trouble)),
            )
        elif not desk.is_reachable or desk.tools.clock.monotonic_ns() >= self._until_ns:
            self._refuse("decoder_away")
        else:
            self._case.prepare()

    def _pass_on(self, tell: _Tell, opened: OpenedDecoding) -> None:
        if self._current is tell:
            self._opened = opened
            tell(opened.opening)

    def _refuse(self, reason: str) -> None:
        if self._current is not None:
            self._end(self._current, DecoderRefused(reason))

    def _end(self, tell: _Tell, said: _Said) -> None:
        if self._current is tell:
            self._current, self._opened, self._is_waiting = None, None, False
            tell(said)


class RemoteDecoder:
    """Implements `drivers.api.Decoder` for one reader, on that reader's thread."""

    def __init__(
        self, decoding: Decoding, on_counter: Callable[[Callable[[], None]], None]
    ) -> None:
        self._decoding = decoding
        self._on_counter = on_counter
        self._said: SimpleQueue[tuple[_Tell, _Said]] = SimpleQueue()
        self._tell: _Tell | None = None

    def begin(self) -> None:
        def tell(said: _Said) -> None:
            self._said.put((tell, said))

        self._tell = tell
        self._on_counter(lambda: self._decoding.begin(tell))

    def finish(self, answer: bytes) -> None:
        tell = self._tell
        if tell is not None:
            self._on_counter(lambda: self._decoding.finish(tell, answer))

    def take(self, timeout_s: float) -> _Said | None:
        due = time.monotonic() + timeout_s
        while True:
            try:
                tell, said = self._said.get(timeout=max(0.0, due - time.monotonic()))
            except Empty:
                return None
            if tell is self._tell:  # of a card that still lies there
                return said

    def give_up(self) -> None:
        self._tell = None


def _refusal(trouble: Trouble) -> DecoderRefused:
    is_no = isinstance(trouble, Unreadable)
    is_disbelief = is_no and trouble.facts.get("code") == TroubleCode.DECODING_REFUSED
    return DecoderRefused("card_not_believed" if is_disbelief else "decoder_away")
