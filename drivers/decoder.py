"""What a remote-SAM reader needs beside the promise of every driver: who opens its cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from drivers.api import Driver, Reader

__all__ = ["Decoded", "Decoder", "DecoderRefused", "RemoteDriver"]


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a decoder elsewhere has opened of a card.

    Attributes:
        raw_text, raw_photo: 256 and 1024 bytes, as a SAM on the host would give them.
        sam_id: the reader's number, as the decoder knows it.
        signed_read: the decoder's word over all of it, for whoever believes the decoder.
    """

    raw_text: bytes = field(repr=False)
    raw_photo: bytes = field(repr=False)
    card_serial: str = field(repr=False)
    sam_id: str
    signed_read: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DecoderRefused:
    """No read comes of this card now; `reason` is a code such as `decoder_away`."""

    reason: str


class Decoder(Protocol):
    """Who opens what a remote-SAM reader passes on; given to a driver by whoever opens the reader.

    One conversation at a time, all of it on the reader's thread. Nothing of the card can be read
    here before the decoder has answered, and drivers know nothing of where it stands.
    """

    def begin(self) -> None:
        """A card lies there: ask for the message that opens a conversation with it."""

    def finish(self, answer: bytes) -> None:
        """Pass on what reader and card have answered to that message."""

    def take(self, timeout_s: float) -> bytes | Decoded | DecoderRefused | None:
        """What came of the last request, or None after `timeout_s` seconds without an answer."""

    def give_up(self) -> None:
        """The card is gone, or the reader: whatever comes now is nobody's."""


class RemoteDriver(Driver, Protocol):
    """A driver whose readers pass on what only a decoder can open."""

    def open_with(
        self, address: str, target: str, options: Mapping[str, str], decoder: Decoder
    ) -> Reader:
        """As `open`. Without a decoder a card is seen and gives nothing."""
