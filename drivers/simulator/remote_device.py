"""A reader without a SAM: it passes on what its card answers to a decoder, and reads none of it.

The card's own cryptography is given by whoever makes the device: it belongs to the decoder's side.
"""

from __future__ import annotations

from collections.abc import Callable

from drivers.sam.remote_frames import (
    EXCHANGE,
    FIND,
    IDENTIFY,
    REFUSED,
    Frame,
    FrameReader,
    encode_frame,
)
from drivers.simulator.device import SIMULATED_SAM_ID, SamDevice, SimulatedCard
from drivers.simulator.faults import Outgoing

__all__ = ["CardAnswers", "RemoteSamDevice"]

CardAnswers = Callable[[SimulatedCard, str, bytes], bytes | None]
"""What card and reader answer to an opening message, by card and reader's number; None for a card
that does not know this decoder."""


class RemoteSamDevice(SamDevice):
    """The same plate as of a module, and another language. It knows no faults of that one."""

    def __init__(
        self, answers: CardAnswers, *, sam_id: str = SIMULATED_SAM_ID, baud: int = 115200
    ) -> None:
        super().__init__(sam_id=sam_id, baud=baud)
        self._answers = answers
        self._frames = FrameReader()
        self._layings = 0

    def lay(self, card: SimulatedCard) -> None:
        """Put a card on the plate, in place of the one that lies there."""
        self._layings += 1
        super().lay(card)

    def power_on(self) -> None:
        """Forget everything but the plate."""
        super().power_on()
        self._frames = FrameReader()

    def feed(self, data: bytes, now_s: float) -> list[Outgoing]:
        """Take in bytes and return what goes out."""
        del now_s
        return [Outgoing(encode_frame(self._reply(frame))) for frame in self._frames.feed(data)]

    @property
    def wakes_at_s(self) -> float | None:
        """It waits for nothing."""
        return None

    def wake(self, now_s: float) -> list[Outgoing]:
        """There is nothing to wake up for."""
        del now_s
        return []

    def _reply(self, frame: Frame) -> Frame:
        laying = self._plate
        if frame.kind == IDENTIFY:
            return Frame(IDENTIFY, self.sam_id.encode())
        if frame.kind == FIND:
            return Frame(FIND, (self._layings if laying else 0).to_bytes(4, "big"))
        if frame.kind != EXCHANGE or laying is None:
            return Frame(REFUSED, b"no_card")
        answer = self._answers(laying.card, self.sam_id, frame.payload)
        if answer is None:
            return Frame(REFUSED, b"decoder_unknown")
        return Frame(EXCHANGE, answer)
