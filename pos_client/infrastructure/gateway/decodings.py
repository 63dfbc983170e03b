"""The port `Decodings`: a card's ciphertext to the decoder, a signed read back."""

from __future__ import annotations

import base64
import hashlib

from drivers.decoder import Decoded
from pos_client.application.decodings import OpenedDecoding
from pos_client.application.trouble import UntrustedGateway
from pos_client.domain.evidence import Challenge
from pos_client.infrastructure.crypto.reply_key import ReplyKey, ReplyRefused
from pos_client.infrastructure.gateway.configuration import SignedWordings
from pos_client.infrastructure.gateway.line import GatewayLine
from pos_client.infrastructure.gateway.signed_headers import SignedHeaders
from pos_client.protocol import decoding as messages
from pos_client.protocol import words
from pos_client.protocol.api import Paths
from pos_client.protocol.jws import TokenRefused
from pos_client.protocol.words import Session

__all__ = ["HttpDecodings"]


class HttpDecodings:
    """Implements `ports.Decodings` over the interactive client's line, on its thread."""

    def __init__(self, line: GatewayLine, wordings: SignedWordings, headers: SignedHeaders) -> None:
        self._line = line
        self._wordings = wordings
        self._headers = headers

    def open(self, challenge: Challenge, session: Session) -> OpenedDecoding:
        answer = self._line.call(
            "POST",
            Paths.DECODINGS,
            messages.DecodingAnswer,
            stranger=UntrustedGateway,
            headers=self._headers.of(session),
            message=messages.DecodingRequest(challenge_id=challenge.id),
        )
        try:
            opening = base64.b64decode(answer.opening, validate=True)
        except ValueError:
            raise UntrustedGateway("an opening that is none") from None
        return OpenedDecoding(answer.decoding_id, challenge.id, opening)

    def finish(self, opened: OpenedDecoding, answer: bytes, session: Session) -> Decoded:
        """What comes back is sealed to a key of this call, and what is said of it is signed."""
        reply_key = ReplyKey()
        said = self._line.call(
            "POST",
            Paths.SIGNED_READS,
            messages.SignedReadAnswer,
            stranger=UntrustedGateway,
            headers=self._headers.of(session),
            message=messages.SignedReadRequest(
                decoding_id=opened.decoding_id,
                answer=base64.b64encode(answer).decode(),
                reply_key=reply_key.point,
            ),
        )
        try:
            signed = words.signed_read_from(said.signed_read, self._wordings.signing_keys)
            info = hashlib.sha256(said.signed_read.encode()).digest()
            frames = messages.Frames.from_bytes(reply_key.open(said.sealed_frames, info))
        except (TokenRefused, ReplyRefused, messages.FramesRefused) as no:
            raise UntrustedGateway(f"a read that nobody signed: {type(no).__name__}") from None
        digest = words.frames_sha256(frames.raw_text, frames.raw_photo, frames.card_serial)
        asked = (opened.challenge_id, self._wordings.device_id, digest)
        if (signed.challenge_id, signed.device_id, signed.frames_sha256) != asked:
            raise UntrustedGateway("a read of something else")
        return Decoded(
            frames.raw_text,
            frames.raw_photo,
            frames.card_serial,
            signed.sam_id,
            said.signed_read,
        )
