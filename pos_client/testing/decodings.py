"""A decoder in memory that opens whatever frames it is given, and signs them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime

from drivers.decoder import Decoded
from pos_client.application.decodings import OpenedDecoding
from pos_client.application.trouble import Trouble
from pos_client.domain.evidence import Challenge
from pos_client.protocol.decoding import Frames
from pos_client.protocol.words import Session, SignedRead, frames_sha256
from pos_client.testing.gateway_words import GatewayWords

__all__ = ["ScriptedDecodings"]


class ScriptedDecodings:
    """Implements `ports.Decodings`. What a card answers is the plain text of `Frames`.

    Attributes:
        troubles: raised by the next calls, one each.
        sam_id: the number of the reader that it believes to hear.
    """

    def __init__(
        self, words: GatewayWords, device_id: str, clock: Callable[[], datetime], sam_id: str
    ) -> None:
        self.troubles: deque[Trouble] = deque()
        self.sam_id = sam_id
        self._words = words
        self._device_id = device_id
        self._clock = clock
        self._challenges: dict[str, Challenge] = {}

    def open(self, challenge: Challenge, session: Session) -> OpenedDecoding:
        del session
        self._pass()
        self._challenges[challenge.id] = challenge
        return OpenedDecoding(f"de-{challenge.id}", challenge.id, challenge.nonce)

    def finish(self, opened: OpenedDecoding, answer: bytes, session: Session) -> Decoded:
        del session
        self._pass()
        frames, challenge = Frames.from_bytes(answer), self._challenges[opened.challenge_id]
        said = SignedRead(
            challenge_id=challenge.id,
            real_name_transaction_id=challenge.real_name_transaction_id,
            device_id=self._device_id,
            sam_id=self.sam_id,
            frames_sha256=frames_sha256(frames.raw_text, frames.raw_photo, frames.card_serial),
            issued_at=self._clock(),
            token="",
        )
        token = self._words.signed_read(said)
        return Decoded(frames.raw_text, frames.raw_photo, frames.card_serial, self.sam_id, token)

    def _pass(self) -> None:
        if self.troubles:
            raise self.troubles.popleft()
