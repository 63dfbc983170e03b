"""How far one gets with a reader: never one sentence "no card", but the first rung that breaks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from drivers.api import (
    AddressInvalid,
    CardEvent,
    CardPresent,
    CardRefused,
    DriverForbidden,
    DriverUnknown,
    LibraryUnusable,
    Reader,
    ReaderError,
    ReaderFaulty,
    ReaderInfo,
    ReaderSilent,
    ReaderUnavailable,
    ServiceAway,
    SimRead,
    SimRefused,
)
from drivers.card.read import CardRead
from drivers.registry import open_reader

__all__ = ["RUNGS", "Rung", "RungState", "climb", "ladder_of"]

RUNGS: Final = ("driver", "service", "reader", "answer", "card", "content")
"""From the address to a person: a driver that can be loaded, the service it needs, the reader on
its bus or line, an answer of its module, a card on the plate, and a record that may be believed."""

_POLL_S: Final = 0.1
# What an error says of the first rung that is broken.
_BROKEN: Final = (
    (AddressInvalid, "driver"),
    (DriverForbidden, "driver"),
    (DriverUnknown, "driver"),
    (LibraryUnusable, "driver"),
    (ServiceAway, "service"),
    (ReaderSilent, "answer"),
    (ReaderFaulty, "answer"),
    (ReaderUnavailable, "reader"),
)
# Refusals that tell of a card which gives nothing, not of what it says.
_GIVES_NOTHING: Final = frozenset({"timeout", "checksum", "length"})


class RungState(StrEnum):
    """Whether this rung holds."""

    GOOD = "good"
    BROKEN = "broken"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung. `code` is the reason of a broken one; `told` is for engineers, never of a card."""

    name: str
    state: RungState
    code: str = ""
    told: str = ""


def climb(
    address: str,
    wait_s: float,
    *,
    open_reader: Callable[[str], Reader] = open_reader,
    is_wanted: Callable[[], bool] = lambda: True,
) -> Iterator[Rung]:
    """Open the reader at `address`, wait for a card, and yield every rung as soon as it is known.

    Whoever was read is forgotten at once: no rung holds anything of a person.

    Args:
        is_wanted: asked several times a second; a no ends the waiting.
    """
    known = 0
    try:
        with open_reader(address) as reader:
            due = time.monotonic() + wait_s
            for rung in _good_rungs(reader, lambda: is_wanted() and time.monotonic() < due):
                known += 1
                yield rung
    except ReaderError as no:
        broken = next((name for kind, name in _BROKEN if isinstance(no, kind)), "reader")
        place = max(known, RUNGS.index(broken))
        yield from (Rung(name, RungState.GOOD) for name in RUNGS[known:place])
        yield Rung(RUNGS[place], RungState.BROKEN, no.code, str(no))
        known = place + 1
    yield from (Rung(name, RungState.NOT_REACHED) for name in RUNGS[known:])


def ladder_of(code: str, *, has_answered: bool) -> tuple[Rung, ...]:
    """How far a reader has come that nobody tests: by the code of its loss, if it is lost."""
    good = RUNGS[: RUNGS.index("card") if has_answered else RUNGS.index("answer")]
    broken = next((name for kind, name in _BROKEN if kind.code == code), "reader") if code else None
    if broken is not None:
        good = RUNGS[: RUNGS.index(broken)]
    return tuple(
        Rung(name, RungState.BROKEN, code)
        if name == broken
        else Rung(name, RungState.GOOD if name in good else RungState.NOT_REACHED)
        for name in RUNGS
    )


def _good_rungs(reader: Reader, may_wait: Callable[[], bool]) -> Iterator[Rung]:
    """The rungs of a reader that opened; the last one may be broken."""
    for name in RUNGS[:3]:
        yield Rung(name, RungState.GOOD)
    event = None
    while event is None and not reader.info.sam_id and may_wait():
        event = reader.poll(_POLL_S)
    yield Rung("answer", RungState.GOOD, told=_who(reader.info))
    while not _is_card(event) and may_wait():
        event = reader.poll(_POLL_S)
    yield from _card_rungs(event)


def _card_rungs(event: CardEvent | None) -> Iterator[Rung]:
    match event:
        case CardRead():
            yield Rung("card", RungState.GOOD)
            yield Rung("content", RungState.GOOD, told=f"{event.duration_s:.2f} s, {event.kind}")
        case SimRead():
            yield Rung("card", RungState.GOOD, told="a SIM")
            yield Rung("content", RungState.GOOD, told="its ICCID")
        case CardPresent():
            yield Rung("card", RungState.GOOD)
            yield Rung("content", RungState.BROKEN, "no_sam", "this reader has no SAM")
        case CardRefused(reason=reason) if reason in _GIVES_NOTHING or event.is_unreadable:
            yield Rung("card", RungState.BROKEN, reason, "the chip gives no complete record")
        case CardRefused(reason=reason) | SimRefused(reason=reason):
            yield Rung("card", RungState.GOOD)
            yield Rung("content", RungState.BROKEN, reason)
        case _:
            yield Rung("card", RungState.BROKEN, "no_card", "none was laid in time")


def _is_card(event: CardEvent | None) -> bool:
    return isinstance(event, CardRead | CardRefused | CardPresent | SimRead | SimRefused)


def _who(info: ReaderInfo) -> str:
    return " ".join(filter(None, (info.name, info.sam_id)))
