"""One customer after another at a simulated reader, and a fault that meets the second one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from drivers.api import CardEvent, CardRefused, ReaderError
from drivers.card.read import CardRead
from drivers.readers.sam_reader import SamReader
from drivers.sam.exchange import LineTiming
from drivers.simulator.deck import load_deck
from drivers.simulator.device import SamDevice
from drivers.simulator.faults import Faults
from drivers.simulator.line import PacedLine
from drivers.transport.in_process import InProcessLine
from tests.unit.drivers.virtual_time import virtual_time

__all__ = ["FIRST", "NEXT", "SECOND", "Play", "play", "word_of"]

DECK = load_deck()
FIRST, SECOND, NEXT = "resident-wang", "resident-lin", "hmt-ho"
_QUIET_S = 30.0


def word_of(event: CardEvent) -> str:
    """Say an event in the words of `docs/reader-faults.md`."""
    match event:
        case CardRefused(reason=reason):
            return f"CardRefused({reason})"
        case CardRead(warnings=warnings) if warnings:
            return f"CardRead({', '.join(warnings)})"
    return type(event).__name__


class Play:
    """A reader with a paced line on a virtual clock; every read is checked against the plate."""

    def __init__(self, reader: SamReader, device: SamDevice) -> None:
        self._reader = reader
        self._slug = ""
        self.device = device
        self.last_read: CardRead | None = None

    def lay(self, slug: str) -> None:
        """Lay a card of the deck."""
        self._slug = slug
        self.device.lay(DECK[slug].card())

    def serve(self, slug: str) -> list[str]:
        """Lay a card, hear what is told of it, and lift it; a good reader tells two words."""
        self.lay(slug)
        told = self.hear()
        self.device.lift()
        return told if told[-1:] == ["CardRemoved"] else told + self.hear()

    def hear(self) -> list[str]:
        """Return what is told until nothing more is, or the reader is lost."""
        told = []
        try:
            while (event := self._reader.poll(_QUIET_S)) is not None:
                if isinstance(event, CardRead):
                    self.last_read = event
                told.append(word_of(event))
        except ReaderError as lost:
            told.append(type(lost).__name__)
        return told

    @property
    def is_right_person(self) -> bool:
        """Whether the last read has the number of the card that was laid last."""
        slug = self.device.swapped_to or self._slug
        return (
            self.last_read is not None and self.last_read.id_number == DECK[slug].fields.id_number
        )


@contextmanager
def play(faults: Faults | None = None, *, is_late: bool = True) -> Iterator[Play]:
    """Open a reader whose first customer was served well, and let `faults` meet the second."""
    with virtual_time():
        device = SamDevice(cards=lambda slug: DECK[slug].card())
        line = InProcessLine(PacedLine(device))
        with SamReader(
            line,
            address="sim:",
            driver="sim",
            driver_version="1.0",
            timing=LineTiming.from_baud(device.baud),
        ) as reader:
            scene = Play(reader, device)
            assert scene.serve(FIRST) == ["CardRead", "CardRemoved"]
            device.faults = faults or Faults()
            yield scene
