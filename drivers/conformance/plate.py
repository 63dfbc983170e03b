"""Checks that need somebody who lays cards and lifts them."""

from __future__ import annotations

import random
import time
from typing import Final

from drivers.api import CardEvent, CardPresent, CardRefused
from drivers.card.read import CardRead
from drivers.conformance.hands import FIRST, SECOND, PersonHand
from drivers.conformance.reading import shown
from drivers.conformance.subject import DriverRaised, Subject, seconds
from drivers.conformance.verdict import Figure, Verdict, failed, passed, reported, skipped

__all__ = [
    "cards_are_not_mixed",
    "laid_again_is_read_again",
    "laid_is_told_soon",
    "pulled_card_gives_nobody",
    "read_costs_line_time",
    "removal_is_told_once",
]

LINE_BYTES: Final = 10 + 15 + 10 + 19 + 10 + 1295
"""What find, select and read take on the line, requests and replies."""

_TOLD_S: Final = 0.35
_LINE_RATIO: Final = 1.10
_LINE_READS: Final = 3
_LAYINGS: Final = 4
_REMOVAL_S: Final = 3.0
_NO_HAND: Final = "nobody here to lay and lift cards (--unattended)"


def removal_is_told_once(subject: Subject) -> Verdict:
    """A card that was lifted is told to have gone, once."""
    hand = subject.hand
    if hand is None:
        return skipped(_NO_HAND)
    if subject.card is None:
        return skipped("no card was read")
    hand.lift()
    began = time.monotonic()
    removals = subject.removals
    if not removals and not _is_told_gone(subject):
        late = seconds(time.monotonic() - began, hand.patience_s)
        return failed("the card was lifted, and no CardRemoved ever came", late)
    took = seconds(time.monotonic() - began)
    subject.listen(1.0)
    if (count := subject.removals) != 1:
        return failed(f"told {count} times")
    return passed("before the card was lifted, as modules do" if removals else "", took)


def laid_again_is_read_again(subject: Subject) -> Verdict:
    """The same card, lifted and laid again, is read again: the same bytes."""
    card = subject.card
    if subject.hand is None:
        return skipped(_NO_HAND)
    if card is None:
        return skipped("no card was read")
    event = _lay(subject, FIRST)
    if event is None:
        return failed("the card was laid again, and nothing was told")
    if not isinstance(event, CardRead):
        return reported(shown(event))
    expected = subject.hand.card(FIRST)
    if expected is not None and event.raw_text != expected.text:
        return failed("another card was told than the one that lies there")
    if expected is None and event.raw_text != card.raw_text:
        return reported("another card was laid")
    return passed()


def cards_are_not_mixed(subject: Subject) -> Verdict:
    """Two cards in turn: text and photo are always those of the card that lies there."""
    hand = subject.hand
    if hand is None:
        return skipped(_NO_HAND)
    if subject.card is None:
        return skipped("no card was read")
    told: list[CardRead] = []
    for slug in (SECOND, FIRST) if not hand.is_exact else (SECOND, FIRST, SECOND, FIRST):
        event = _lay(subject, slug)
        if not isinstance(event, CardRead):
            if hand.is_exact:
                return failed(f"{shown(event)} instead of the card that lies there")
            return reported(shown(event)) if event else skipped("no second card was laid")
        expected = hand.card(slug)
        if expected and (event.raw_text, event.raw_photo) != (expected.text, expected.photo):
            whose = "text" if event.raw_text != expected.text else "photo"
            return failed(f"the {whose} of another card was told than of the one that lies there")
        told.append(event)
    if len({(each.raw_text, each.raw_photo) for each in told}) != len(
        {each.raw_text for each in told}
    ):
        return failed("one text came with two photos: the two cards are mixed")
    if told[0].raw_text == told[1].raw_text:
        return reported("the same card was laid twice")
    return passed(f"{len(told)} layings")


def laid_is_told_soon(subject: Subject) -> Verdict:
    """From laying a card to its event: 350 ms and what the line needs."""
    hand = subject.hand
    if hand is None or not hand.is_exact:
        return skipped("the moment when a real hand lays a card cannot be measured")
    if subject.card is None:
        return skipped("no card was read")
    limit_s = _TOLD_S + _line_s(hand.line_baud())
    worst = Figure(0.0, "s", limit_s)
    for _ in range(2):  # a machine that stalled once may try again
        times = []
        for _ in range(_LAYINGS):
            _lift(subject)
            subject.listen(random.uniform(0.0, 0.3))  # noqa: S311 - any moment will do
            began = time.monotonic()
            hand.lay(FIRST)
            event = subject.wait_for(CardRead, CardRefused, CardPresent, within_s=hand.patience_s)
            if event is None:
                return failed("a card was laid, and nothing was told")
            times.append(time.monotonic() - began)
        worst = seconds(max(times), limit_s)
        if worst.value <= limit_s:
            return passed(f"the longest of {_LAYINGS}", worst)
    return failed(f"the longest of {_LAYINGS}, measured twice", worst)


def read_costs_line_time(subject: Subject) -> Verdict:
    """Where bytes take their time, a read takes 1.10 of it at most."""
    reads = [each.event for each in subject.heard if isinstance(each.event, CardRead)]
    if not reads:
        return skipped("no card was read")
    best_s = min(read.duration_s for read in reads)
    baud = subject.hand.line_baud() if subject.hand else None
    if baud is not None:
        ratio = Figure(best_s / _line_s(baud), "of the line time", _LINE_RATIO)
        told = f"the best of {len(reads)} reads at {baud} baud"
        return passed(told, ratio) if best_s <= _LINE_RATIO * _line_s(baud) else failed(told, ratio)
    # What the device itself takes is not known, so nothing can be held against the driver.
    usual = "115200" if subject.scheme == "sam-serial" else ""
    told_baud = subject.options.get("baud", usual)
    if told_baud.isdecimal() and int(told_baud):
        ratio = Figure(best_s / _line_s(int(told_baud)), "of the line time")
        return reported(f"{best_s:.3f} s, what the device takes for itself included", ratio)
    return reported("this line has no rate to compare with", seconds(best_s))


def pulled_card_gives_nobody(subject: Subject) -> Verdict:
    """A card that is taken away while it is read: a typed reason, or nothing, and no identity."""
    hand = subject.hand
    if hand is None:
        return skipped(_NO_HAND)
    if subject.card is None:
        return skipped("no card was read")
    _lift(subject)
    if isinstance(hand, PersonHand):
        hand.pull_at_once()
    elif hand.has_faults:
        hand.fault("card_pulled times=1")
        hand.lay(SECOND)
    else:
        return skipped("this plate cannot be emptied in the middle of a read")
    try:
        event = subject.wait_for(CardRead, CardRefused, within_s=hand.patience_s)
    except DriverRaised as raised:
        if not raised.is_typed:
            raise
        return passed(str(raised))
    finally:
        hand.repair()
        hand.lift()
    if isinstance(event, CardRead):
        if hand.is_exact:
            return failed("a card that left after 400 bytes of its record was told")
        return reported("the hand was slower than the reader")
    return passed(shown(event))


def _lay(subject: Subject, slug: str) -> CardEvent | None:
    """Lift what lies there, lay this card, and return what is told of it."""
    hand = subject.hand
    assert hand is not None  # noqa: S101 - asked before
    _lift(subject)
    hand.lay(slug)
    kinds = (CardRead, CardRefused, CardPresent)
    return subject.wait_for(*kinds, within_s=hand.patience_s)


def _lift(subject: Subject) -> None:
    hand = subject.hand
    assert hand is not None  # noqa: S101 - asked before
    if hand.has_card() is not False:
        hand.lift()
        _is_told_gone(subject)


def _is_told_gone(subject: Subject) -> bool:
    hand = subject.hand
    return subject.wait_gone(_REMOVAL_S if hand is None or hand.is_exact else hand.patience_s)


def _line_s(baud: int | None) -> float:
    return LINE_BYTES * 10 / baud if baud else 0.0
