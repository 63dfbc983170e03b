"""外出准备: what a day without the network takes, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pos_client.application.state import CounterState
from pos_client.application.step_state import (
    PreparationItem,
    PreparationState,
    PreparationStatus,
)
from ui.i18n.message import Message, message
from ui.presenters.bars import limit_words
from ui.presenters.glance import Glance
from ui.presenters.moments import until
from ui.theme.tokens import Tone

__all__ = ["FieldWorkScreen", "GearLine", "present_field_work"]

_TONES = {
    PreparationStatus.GOOD: Tone.GOOD,
    PreparationStatus.WARNING: Tone.WAITING,
    PreparationStatus.MISSING: Tone.BAD,
    PreparationStatus.WORKING: Tone.QUIET,
}
_UNITS = {
    "disk": "steps.field_megabytes",
    "battery": "steps.field_percent",
    "location": "steps.field_metres",
}


@dataclass(frozen=True, slots=True)
class GearLine:
    name: str
    label: Message
    figure: Message | str
    word: Message
    tone: Tone


@dataclass(frozen=True, slots=True)
class FieldWorkScreen:
    """`promise` is the banner's own figure: the minimum of all limits, never more."""

    promise: Message
    tone: Tone
    lines: tuple[GearLine, ...]
    is_working: bool


def present_field_work(
    preparation: PreparationState, state: CounterState, glance: Glance
) -> FieldWorkScreen:
    """How many cases until when, and what that rests on."""
    offline = state.offline
    promise, tone = message("steps.field_unknown"), Tone.QUIET
    if offline is not None and offline.allowed_more > 0:
        tone = Tone.GOOD
        count = offline.allowed_more
        promise = message("steps.field_may_always", count=count)
        if offline.until is not None:
            promise = message(
                "steps.field_may", count=count, until=until(offline.until, glance.now)
            )
    elif offline is not None:
        promise = message("steps.field_may_not", limit=limit_words(offline.limit))
        tone = Tone.BAD
    lines = tuple(_line(item, glance) for item in preparation.items)
    return FieldWorkScreen(promise, tone, lines, preparation.is_working)


def _line(item: PreparationItem, glance: Glance) -> GearLine:
    figure: Message | str = ""
    if isinstance(item.figure, datetime):
        figure = until(item.figure, glance.now)
    elif item.name == "location" and isinstance(item.figure, str):
        figure = message(f"steps.field_{item.figure}")
    elif item.figure != "":
        unit = _UNITS.get(item.name)
        figure = message(unit, count=item.figure) if unit else str(item.figure)
    return GearLine(
        item.name,
        message(f"steps.field_{item.name}"),
        figure,
        message(f"steps.field_{item.status.value}"),
        _TONES[item.status],
    )
