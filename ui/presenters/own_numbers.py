"""The numbers in the customer's own name: who looks at what, and which line is marked."""

from __future__ import annotations

from dataclasses import dataclass, field

from pos_client.application.state import CaseState
from pos_client.domain.own_number import OwnNumber
from pos_client.domain.phone_number import grouped
from ui.i18n.message import Message, message
from ui.presenters.moments import calendar

__all__ = ["OwnNumberLine", "OwnNumbersPanel", "own_numbers_question", "present_own_numbers"]


@dataclass(frozen=True, slots=True)
class OwnNumberLine:
    """One line; `place` is what customer and clerk call it by, from 1."""

    place: int
    number: str = field(repr=False)
    note: Message
    may_be_disputed: bool
    reference: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OwnNumbersPanel:
    """`lines` is None before the customer looks at the screen."""

    lines: tuple[OwnNumberLine, ...] | None
    is_asking: bool


def present_own_numbers(case: CaseState) -> OwnNumbersPanel | None:
    """None where the step shows nobody their numbers."""
    shown = case.own_numbers
    if shown is None:
        return None
    lines = None
    if shown.numbers is not None:
        lines = tuple(_line(place, each) for place, each in enumerate(shown.numbers, 1))
    return OwnNumbersPanel(lines, shown.is_asking)


def own_numbers_question(case: CaseState) -> tuple[str, str]:
    """What the page asks, to turn the screen, which line or nothing more, and what its key says."""
    shown, asks = case.own_numbers, "turn"
    if shown is not None and shown.numbers is not None:
        asks = "list" if shown.numbers else "none"
    return f"own_numbers.{asks}", f"own_numbers.go_on_{asks}"


def _line(place: int, number: OwnNumber) -> OwnNumberLine:
    if number.answer is not None:
        note = message(f"own_numbers.answer_{number.answer.value}")
    elif number.is_disputed:
        note = message("own_numbers.disputed")
    elif number.registered_on is None:
        note = message("own_numbers.for_long")
    else:
        note = message("own_numbers.since", day=calendar(number.registered_on))
    mask = number.masked_phone_number
    return OwnNumberLine(place, _in_groups(mask), note, number.may_be_disputed, number.reference)


def _in_groups(mask: str) -> str:
    """As `grouped` writes a number, for its mask."""
    return grouped(mask) if "*" not in mask else f"{mask[:3]} {mask[3:7]} {mask[7:]}"
