"""Checks of what is told of a card that lies there."""

from __future__ import annotations

import time
from dataclasses import fields
from datetime import timedelta
from typing import Final

from drivers.api import (
    CardEvent,
    CardPresent,
    CardRefused,
    CardRemoved,
    ReaderRestarted,
    ReaderRestarting,
    SimRead,
    SimRefused,
    SimRemoved,
)
from drivers.card.checks import RecordRefused
from drivers.card.layouts import PHOTO_SIZE, TEXT_SIZE
from drivers.card.read import CardRead
from drivers.conformance.hands import FIRST, Hand
from drivers.conformance.subject import OVERRUN_S, Subject, seconds
from drivers.conformance.verdict import Verdict, failed, passed, reported, skipped

__all__ = [
    "answers",
    "bytes_are_whole",
    "chip_number_is_told",
    "events_are_known",
    "is_fresh",
    "parse_agrees",
    "poll_waits_as_told",
    "polls_during_a_read",
    "shown",
    "told_once",
]

# So many seconds of silence are a device that is dead; a driver that says so needs about half.
_DEAD_S: Final = 8.0
_QUIET_S: Final = 1.5
_TIMEOUTS_S: Final = (0.0, 0.02, 0.1, 0.3)
_GOES: Final = 3
_CLOCK: Final = timedelta(seconds=1)
_NO_CARD: Final = "no card was read"
_EVENTS: Final = frozenset(
    {
        *(CardRead, CardRefused, CardRemoved, CardPresent, SimRead, SimRefused, SimRemoved),
        *(ReaderRestarting, ReaderRestarted),
    }
)


def shown(event: CardEvent | None) -> str:
    """What may be said of an event: never who it is."""
    match event:
        case CardRead(kind=kind, warnings=warnings):
            count = len(warnings)
            words = f", {count} warning{'s' * (count != 1)}: {', '.join(warnings)}" if count else ""
            return f"a {kind.value.upper()} card{words}"
        case CardRefused(reason=reason):
            return f"a card that was refused ({reason})"
        case None:
            return "nothing"
    return type(event).__name__


def answers(subject: Subject) -> Verdict:
    """A device that is there is not silent; a card that lies there is told."""
    subject.info()
    hand = subject.hand
    began = time.monotonic()
    if hand is None:
        event = subject.wait_for(within_s=subject.wait_s)
    else:
        event = None if hand.has_card() is False else subject.wait_for(within_s=_QUIET_S)
        if event is None:
            event = _laid(subject, hand)
    info = subject.info()
    if event is None and not info.sam_id:
        event = subject.wait_for(within_s=max(0.0, began + _DEAD_S - time.monotonic()))
    took = seconds(time.monotonic() - began)
    if event is None:
        if hand is not None and hand.is_exact:
            return failed("a card was laid on the emulator, and nothing was told", took)
        return reported("no card was laid there", took)
    if isinstance(event, CardRefused):
        return reported(shown(event), took)
    return passed(shown(event), took)


def events_are_known(subject: Subject) -> Verdict:
    """Only the events of `drivers.api` are told, and none that merely looks like one."""
    strange = {type(each.event).__name__ for each in subject.heard if not _is_known(each.event)}
    if strange:
        return failed(f"nobody knows {', '.join(sorted(strange))}")
    kinds = sorted({type(each.event).__name__ for each in subject.heard})
    return passed(", ".join(kinds) or "nothing was told")


def bytes_are_whole(subject: Subject) -> Verdict:
    """Evidence is 256 bytes of text and 1024 of photo, whatever is derived from them."""
    card = subject.card
    if card is None:
        return skipped(_NO_CARD)
    text, photo = len(card.raw_text), len(card.raw_photo)
    if text != TEXT_SIZE or photo not in (0, PHOTO_SIZE):
        return failed(f"{text} bytes of text, {photo} of photo")
    return passed(f"{text} + {photo} bytes") if photo else reported(f"{text} bytes and no photo")


def parse_agrees(subject: Subject) -> Verdict:
    """`CardRead.parse` is the one way a read comes to be: the bytes say the same once more."""
    reads = [heard.event for heard in subject.heard if isinstance(heard.event, CardRead)]
    if not reads:
        return skipped(_NO_CARD)
    for card in reads:
        try:
            again = CardRead.parse(
                card.raw_text,
                card.raw_photo,
                sam_id=card.sam_id,
                card_serial=card.card_serial,
                read_at=card.read_at,
                duration_s=card.duration_s,
            )
        except (RecordRefused, ValueError, TypeError) as refused:
            return failed(f"CardRead.parse refuses these bytes ({type(refused).__name__})")
        names = [each.name for each in fields(CardRead)]
        if wrong := [name for name in names if getattr(again, name) != getattr(card, name)]:
            return failed(f"not what the bytes say: {', '.join(wrong)}")
    return passed(f"{len(reads)} reads")


def is_fresh(subject: Subject) -> Verdict:
    """Each read was made while its reader was open, and took no longer than that."""
    reads = [heard for heard in subject.heard if isinstance(heard.event, CardRead)]
    if not reads:
        return skipped(_NO_CARD)
    for heard in reads:
        card = heard.event
        assert isinstance(card, CardRead)  # noqa: S101 - chosen above
        if not heard.opened_wall - _CLOCK <= card.read_at <= heard.wall + _CLOCK:
            return failed("read_at is not between opening the reader and telling the card")
        if not 0 <= card.duration_s <= heard.at_s - heard.opened_at_s + _CLOCK.total_seconds():
            return failed("duration_s is longer than the reader was open", seconds(card.duration_s))
    return passed()


def chip_number_is_told(subject: Subject) -> Verdict:
    """A chip may have a number, and a module may refuse to tell it."""
    card = subject.card
    if card is None:
        return skipped(_NO_CARD)
    if not card.card_serial.strip("0"):
        return reported("the device tells no number of the chip, or refused to")
    return passed(f"{len(card.card_serial) // 2} bytes")


def told_once(subject: Subject) -> Verdict:
    """A card that goes on lying there is not told again."""
    if subject.card is None:
        return skipped(_NO_CARD)
    reads = 0
    for event in subject.listen(_QUIET_S):
        if isinstance(event, CardRemoved):
            reads = -1  # a module may lose sight of a card, and find it again
        elif isinstance(event, CardRead | CardRefused):
            reads += 1
            if reads > 0:
                return failed(f"told again without a removal in between: {shown(event)}")
    return passed()


def poll_waits_as_told(subject: Subject) -> Verdict:
    """A poll never waits longer than told, also not when it is told not to wait at all."""
    worst = 0.0
    for timeout_s in _TIMEOUTS_S:
        overruns = []
        for _ in range(_GOES):
            began = time.monotonic()
            subject.poll(timeout_s)
            overruns.append(time.monotonic() - began - timeout_s)
            if overruns[-1] <= OVERRUN_S:
                break
        worst = max(worst, min(overruns))
        if min(overruns) > OVERRUN_S:
            late = seconds(min(overruns), OVERRUN_S)
            return failed(f"poll({timeout_s:g}) takes too long each time", late)
    return passed(
        f"timeouts of {', '.join(f'{each:g}' for each in _TIMEOUTS_S)} s",
        seconds(max(0.0, worst), OVERRUN_S),
    )


def polls_during_a_read(subject: Subject) -> Verdict:
    """A read that takes longer than a poll is continued by the next one."""
    if not subject.overruns:
        return passed()
    timeout_s, took_s = max(subject.overruns, key=lambda each: each[1] - each[0])
    late = seconds(took_s - timeout_s, OVERRUN_S)
    if len(subject.overruns) == 1 and late.value < 3 * OVERRUN_S:
        return reported("one poll was late, as on a busy machine", late)
    return failed(f"{len(subject.overruns)} polls took longer than told", late)


def _laid(subject: Subject, hand: Hand) -> CardEvent | None:
    if hand.has_card():
        hand.lift()  # a module finds a card only once; this one was found before we came
    hand.lay(FIRST)
    return subject.wait_for(within_s=hand.patience_s)


def _is_known(event: object) -> bool:
    return type(event) in _EVENTS
