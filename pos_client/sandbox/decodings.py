"""The decoder behind the gateway: a read bound to challenge, case and device, signed once."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import Column, Connection, String, Table, insert, select

from pos_client.protocol import decoding as messages
from pos_client.protocol import strict_json
from pos_client.protocol.api import TroubleCode
from pos_client.protocol.jws import TokenType
from pos_client.protocol.words import SignedRead, frames_sha256, signed_read_claims
from pos_client.sandbox import tables
from pos_client.sandbox.cipher_session import SessionRefused, TestAuthority
from pos_client.sandbox.decoder import Conversation, Decoder
from pos_client.sandbox.devices import Clock, Device, Devices
from pos_client.sandbox.keys import KeyRing, seal_to
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import Refusal

__all__ = ["Decodings"]

_LIFE = timedelta(minutes=2)
_MOST = 256
_CHALLENGES = tables.challenges

# A challenge yields one signed read: it cannot be had of two cards, whoever asks how often.
_SIGNED = Table(
    "signed_reads",
    tables.METADATA,
    Column("challenge_id", String, primary_key=True),
    Column("signed_at", tables.Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class _Asked:
    device_id: str
    challenge_id: str
    real_name_transaction_id: str
    expires_at: datetime
    conversation: Conversation = field(repr=False)


class Decodings:
    """Conversations under way, in memory: after a restart the card is laid again."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        policy: SandboxPolicy,
        keys: KeyRing,
        devices: Devices,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._keys = keys
        self._devices = devices
        self._decoder = Decoder(TestAuthority().point if policy.is_demo else None)
        self._asked: OrderedDict[str, _Asked] = OrderedDict()

    def open(self, device: Device, request: messages.DecodingRequest) -> messages.DecodingAnswer:
        """Open a conversation for a challenge of a case that waits for its read.

        Raises:
            Refusal: not ours, not this device's, of the offline pool, spent, or too old.
        """
        now = self._clock()
        row = self._connection.execute(
            select(_CHALLENGES).where(_CHALLENGES.c.id == request.challenge_id)
        ).one_or_none()
        is_at_hand = (
            row is not None
            and row.device_id == device.id
            and bool(row.real_name_transaction_id)
            and not row.is_spent
            and row.expires_at >= now
        )
        if row is None or not is_at_hand or self._was_signed(row.id):
            raise Refusal(422, TroubleCode.DECODING_REFUSED)
        context = strict_json.canonical(
            {
                "challenge_id": row.id,
                "nonce": base64.b64encode(row.nonce).decode(),
                "real_name_transaction_id": row.real_name_transaction_id,
                "device_id": device.id,
                "outlet_code": device.outlet_code,
            }
        )
        conversation = self._decoder.converse(hashlib.sha256(context).digest())
        decoding_id = f"de-{secrets.token_hex(10)}"
        self._asked[decoding_id] = _Asked(
            device.id, row.id, row.real_name_transaction_id, now + _LIFE, conversation
        )
        while len(self._asked) > _MOST:
            self._asked.popitem(last=False)
        opening = base64.b64encode(conversation.opening).decode()
        return messages.DecodingAnswer(decoding_id=decoding_id, opening=opening)

    def sign(
        self, device: Device, request: messages.SignedReadRequest
    ) -> messages.SignedReadAnswer:
        """Open what the card has answered, and say so with a signature.

        Raises:
            Refusal: 404 for a conversation that is over, 422 for an answer that proves nothing.
        """
        now, asked = self._clock(), self._asked.pop(request.decoding_id, None)
        if asked is None or asked.device_id != device.id or asked.expires_at < now:
            raise Refusal(404, TroubleCode.DECODING_UNKNOWN)
        try:
            answer = base64.b64decode(request.answer, validate=True)
            reply_key = _point(request.reply_key)
        except ValueError:
            raise Refusal(400, TroubleCode.REQUEST_UNREADABLE) from None
        try:
            card = self._decoder.open(asked.conversation, answer)
        except SessionRefused:
            self._devices.raise_alarm(device.id, "CARD_NOT_BELIEVED", asked.challenge_id)
            raise Refusal(422, TroubleCode.DECODING_REFUSED) from None
        if self._was_signed(asked.challenge_id):
            raise Refusal(422, TroubleCode.DECODING_REFUSED)
        self._connection.execute(
            insert(_SIGNED), {"challenge_id": asked.challenge_id, "signed_at": now}
        )
        frames = messages.Frames(card.raw_text, card.raw_photo, card.serial.hex())
        said = SignedRead(
            challenge_id=asked.challenge_id,
            real_name_transaction_id=asked.real_name_transaction_id,
            device_id=device.id,
            sam_id=card.sam_id,
            frames_sha256=frames_sha256(frames.raw_text, frames.raw_photo, frames.card_serial),
            issued_at=now,
            token="",
        )
        token = self._keys.sign_word(signed_read_claims(said), TokenType.SIGNED_READ)
        info = hashlib.sha256(token.encode()).digest()
        sealed = base64.b64encode(seal_to(reply_key, frames.to_bytes(), info)).decode()
        return messages.SignedReadAnswer(signed_read=token, sealed_frames=sealed)

    def _was_signed(self, challenge_id: str) -> bool:
        known = select(_SIGNED.c.challenge_id).where(_SIGNED.c.challenge_id == challenge_id)
        return self._connection.scalar(known) is not None


def _point(text: str) -> ec.EllipticCurvePublicKey:
    raw = base64.b64decode(text, validate=True)
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
