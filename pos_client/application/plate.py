"""Cards that belong to no case: one that waits for the gateway, others that were passed over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from drivers.api import ReaderInfo
from drivers.card.read import CardRead
from pos_client.application.ports import Clock

__all__ = ["Plate", "WaitingCard"]

PATIENCE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class WaitingCard:
    """A read that nobody has accounted for yet, and that nobody sees before."""

    read: CardRead = field(repr=False)
    info: ReaderInfo
    until_ns: int


class Plate:
    """The only place where a read may wait: in memory, alone, and for seconds.

    Of a card that was passed over nothing is kept but that one was laid. Whether it still lies
    there nobody knows: after a read most modules find no card, lifted or not.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._passed_over: set[str] = set()
        self._without_sam: set[str] = set()
        self.waiting: WaitingCard | None = None

    @property
    def has_unread_card(self) -> bool:
        """Whether the last card on some reader has to be laid again."""
        return bool(self._passed_over)

    @property
    def has_card_without_sam(self) -> bool:
        """Whether a card lies on a reader that sees it and cannot read it."""
        return bool(self._without_sam)

    @property
    def is_overdue(self) -> bool:
        waiting = self.waiting
        return waiting is not None and self._clock.monotonic_ns() >= waiting.until_ns

    def park(self, read: CardRead, info: ReaderInfo) -> None:
        patience_ns = int(PATIENCE.total_seconds() * 1e9)
        self.waiting = WaitingCard(read, info, self._clock.monotonic_ns() + patience_ns)

    def take(self) -> WaitingCard | None:
        waiting, self.waiting = self.waiting, None
        return waiting

    def pass_over(self, address: str) -> None:
        """A card was laid and not taken; the clerk has to lay it again."""
        self._passed_over.add(address)

    def see(self, address: str) -> None:
        """A card lies on this reader, which has no SAM."""
        self._without_sam.add(address)

    def look_away(self, address: str) -> None:
        """It has been taken off."""
        self._without_sam.discard(address)

    def wipe(self) -> None:
        """Nobody waits any more."""
        waiting = self.take()
        if waiting is not None:
            self.pass_over(waiting.info.address)

    def clear(self, address: str) -> None:
        """This reader is gone, or has another card."""
        self._passed_over.discard(address)
        self._without_sam.discard(address)
        if self.waiting is not None and self.waiting.info.address == address:
            self.waiting = None
