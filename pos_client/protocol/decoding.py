"""The two calls by which a remote-SAM reader's card is opened behind the gateway (level A)."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Annotated, Any

from pos_client.protocol import strict_json
from pos_client.protocol.form import has_form
from pos_client.protocol.message import Length, Message, NoIdNumber, Pattern

__all__ = [
    "DecodingAnswer",
    "DecodingRequest",
    "Frames",
    "FramesRefused",
    "SignedReadAnswer",
    "SignedReadRequest",
]

_BASE64 = r"^[A-Za-z0-9+/]+={0,2}$"
_FORM = dict.fromkeys(("raw_text", "raw_photo", "card_serial"), str)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodingRequest(Message):
    """A card lies on a remote-SAM reader; its read is to answer this challenge of a case."""

    challenge_id: Annotated[str, Length(1, 64), NoIdNumber()]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodingAnswer(Message):
    """What the reader has to pass to the card, in base64, and how this conversation is called."""

    decoding_id: str
    opening: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedReadRequest(Message):
    """What card and reader have answered, in base64; nobody but the decoder can read it.

    `reply_key` is an uncompressed P-256 point in base64, made for this answer alone.
    """

    decoding_id: Annotated[str, Length(1, 64), NoIdNumber()]
    answer: Annotated[str, Length(1, 16384), Pattern(_BASE64), NoIdNumber()]
    reply_key: Annotated[str, Length(1, 128), Pattern(_BASE64), NoIdNumber()]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedReadAnswer(Message):
    """The decoder's word on the read, and its frames, sealed to `reply_key`, in base64."""

    signed_read: str
    sealed_frames: str


class FramesRefused(ValueError):
    """What was opened are no frames of a card."""


@dataclass(frozen=True, slots=True)
class Frames:
    """What a decoder has opened of a card: the plaintext of `sealed_frames`."""

    raw_text: bytes = field(repr=False)
    raw_photo: bytes = field(repr=False)
    card_serial: str = field(repr=False)

    def to_bytes(self) -> bytes:
        """Canonical JSON, to be sealed."""
        return strict_json.canonical(
            {
                "raw_text": base64.b64encode(self.raw_text).decode(),
                "raw_photo": base64.b64encode(self.raw_photo).decode(),
                "card_serial": self.card_serial,
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Frames:
        """Raises FramesRefused for anything but the exact form."""
        try:
            plain: dict[str, Any] = strict_json.loads(data)
            if not has_form(plain, _FORM):
                raise FramesRefused("form")
            raw_text = base64.b64decode(plain["raw_text"], validate=True)
            raw_photo = base64.b64decode(plain["raw_photo"], validate=True)
        except ValueError as error:
            raise FramesRefused(type(error).__name__) from None
        return cls(raw_text, raw_photo, plain["card_serial"])
