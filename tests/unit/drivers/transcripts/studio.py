"""Recordings made in virtual time: an emulated module, and a hand that does what it is asked."""

from __future__ import annotations

from collections.abc import Sequence

from drivers.readers.sam_reader import SamReader
from drivers.sam.exchange import LineTiming
from drivers.simulator.deck import load_deck
from drivers.simulator.device import SamDevice, SimulatedCard
from drivers.simulator.faults import Faults
from drivers.simulator.line import PacedLine
from drivers.transcripts.recording import Hand, record
from drivers.transcripts.steps import Came, Commanded
from drivers.transcripts.transcript import Transcript
from drivers.transport.in_process import InProcessLine
from tests.unit.drivers.virtual_time import virtual_time

__all__ = ["DECK", "recorded", "stories", "what_is_said"]

DECK = load_deck()


def recorded(
    cards: Sequence[SimulatedCard],
    faults: Faults | None = None,
    *,
    device: SamDevice | None = None,
    seconds: float = 60.0,
) -> Transcript:
    """Record two cards that are laid one after the other."""
    plate = device or SamDevice()
    plate.cards = lambda slug: DECK[slug].card()
    plate.faults = faults or Faults()
    laid = iter(cards)

    def ask(hand: Hand) -> None:
        if hand in (Hand.LAY, Hand.LAY_AGAIN):
            plate.lay(next(laid))
        elif hand in (Hand.LIFT, Hand.LIFT_AGAIN):
            plate.lift()

    def opened(address: str) -> SamReader:
        return SamReader(
            InProcessLine(PacedLine(plate)),
            address=address,
            driver="sim",
            driver_version="1.0",
            timing=LineTiming.from_baud(plate.baud),
        )

    with virtual_time():
        return record("sim:", seconds, ask, open_reader=opened)


def what_is_said(transcript: Transcript) -> bytes:
    """Join what the device says in it, as a reader would put the pieces together."""
    steps = transcript.steps
    pieces = [step.data for step in steps if isinstance(step, Came)]
    return b"".join(pieces + [step.answer for step in steps if isinstance(step, Commanded)])


def stories(transcript: Transcript) -> list[str]:
    """Name what was told, with its reason."""
    facts = [(told.event, dict(told.facts)) for told in transcript.told]
    return [f"{event} {fact.get('reason', '')}".rstrip() for event, fact in facts]
