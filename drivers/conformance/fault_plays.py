"""Every named fault of the emulator, played: a customer, the fault, another one, a third one.

What is told of each stands in `docs/reader-faults.md`. A driver that chooses another refusal than
ours is reported; one that tells the wrong person, or cannot serve the third customer, fails.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from drivers.api import CardEvent, CardRefused
from drivers.card.read import CardRead
from drivers.conformance.calls import Stuck
from drivers.conformance.hands import FIRST, NEXT, SECOND, DeviceHand, Hand, hand_of_sim
from drivers.conformance.subject import DriverRaised, Subject, seconds
from drivers.conformance.verdict import Finding, Verdict, failed, passed, reported, skipped

__all__ = ["FAULTS", "FaultPlay", "play_all", "play_fault"]

_NOTHING: Final = "nothing"
_NOTHING_S: Final = 2.5
_EVENT_S: Final = 30.0
_GONE_S: Final = 4.0
_AT_ONCE: Final = 16
# No hand is as quick as a reader: the card lies a moment longer than its reading takes.
_LINGERS_S: Final = 0.2


@dataclass(frozen=True, slots=True)
class FaultPlay:
    """A fault in the words of the emulator, and what is told of the second customer."""

    words: str
    told: str

    @property
    def demand(self) -> str:
        """What the driver has to make of it."""
        return f"tells {self.told}, and serves whoever comes next"


def _read(*faults: str) -> Iterator[FaultPlay]:
    return (FaultPlay(words, "CardRead") for words in faults)


def _refused(reason: str, *faults: str) -> Iterator[FaultPlay]:
    return (FaultPlay(words, f"CardRefused({reason})") for words in faults)


FAULTS: Final = (
    # On the plate.
    FaultPlay("no_card", _NOTHING),
    *_read("slow_card", "must_lift", "keeps_finding", "card_slips times=1"),
    *_refused("read_failed", "card_pulled", "card_lost", "card_slips on=read_base"),
    *_read("swap_after_find card=hmt-ho times=1", "swap_after_select card=hmt-ho times=1"),
    *_refused("select_failed", "collision"),
    # In the module.
    *_read("busy times=1", "silent times=1", "delay", "stale"),
    *(FaultPlay(words, "ReaderSilent") for words in ("busy", "silent")),
    *_refused("timeout", "silent on=read_base", "stuck", "lagging"),
    *_refused("data_invalid", "wrong_status status=33 sw=6A82 on=read_base"),
    *_refused("read_failed", "wrong_status status=41 sw=6982 on=read_base"),
    *_refused("auth_failed", "wrong_status status=31 sw=6982 on=select_card"),
    FaultPlay("wrong_status status=60 sw=6982 on=find_card", "ReaderFaulty"),
    *_refused("stale_record", "replay"),
    *_refused("two_records", "late_record"),
    *_read("replay times=1", "late_record times=1"),
    # On the line.
    *_read("split", "duplicate", "echo", "garbage_before size=200", "garbage_after size=200"),
    *_read("garbage_inside times=1 on=read_base", "truncate times=1 on=read_base size=900"),
    *_refused("timeout", "truncate on=read_base", "long_length on=read_base"),
    *_refused("checksum", "bad_checksum on=read_base", "short_length on=read_base"),
    *_refused("length", "absurd_length on=read_base"),
    FaultPlay("line_noise rate=0.01", "ReaderSilent"),
    FaultPlay("baud_mismatch", "ReaderSilent"),
    FaultPlay("unplug on=read_base size=600", "ReaderUnavailable"),
    # In the record.
    *_refused("inner_length", "inner_length"),
    *_refused("text_length", "text_length"),
    *_refused("photo_length", "photo_length"),
    FaultPlay("no_photo", "CardRead(no_photo)"),
    *_read("photo_undecodable"),
    *_refused("unknown_layout", "unknown_layout"),
    *_refused("name_missing", "name_missing"),
    FaultPlay("lone_surrogate", "CardRead(invalid_utf16)"),
    *_refused("birth_date", "impossible_date"),
    FaultPlay("wrong_birth", "CardRead(birth_id_mismatch)"),
    *_refused("id_check_digit", "bad_check_digit", "twin_damage"),
    *_refused("id_region", "unknown_region"),
    *_refused("validity", "impossible_validity"),
)
"""At least one play for every kind of fault; each is a row of `docs/reader-faults.md`."""


def play_all(subject: Subject, plays: Iterable[FaultPlay]) -> Iterator[Finding]:
    """Play faults on the emulator behind `subject`.

    A simulated device in this process is made by each opening, so that several can be played at
    once, each with a reader of its own.
    """
    if not isinstance(subject.hand, DeviceHand) or subject.scheme != "sim":
        for each in plays:
            yield _finding(subject, each)
        return
    subject.close()
    with ThreadPoolExecutor(_AT_ONCE, "faults") as pool:
        yield from pool.map(lambda each: _alone(subject, each), plays)


def _alone(subject: Subject, play: FaultPlay) -> Finding:
    deck = subject.options.get("deck", "")
    own = subject.again("sim:" + (f"?deck={deck}" if deck else ""), hand_of_sim())
    try:
        return _finding(own, play)
    finally:
        subject.untyped += own.untyped
        own.end()


def _finding(subject: Subject, play: FaultPlay) -> Finding:
    try:
        verdict = play_fault(subject, play)
    except (DriverRaised, Stuck) as trouble:
        verdict = failed(str(trouble))
    return Finding(f"fault {play.words}", play.demand, verdict)


def play_fault(subject: Subject, play: FaultPlay) -> Verdict:
    """Serve a first customer, let the fault meet the second, and serve a third one."""
    hand = subject.hand
    if hand is None:
        return skipped("no emulator whose control could be reached")
    subject.opened()
    if told := _serve(subject, hand, FIRST):
        return failed(f"before the fault: {told}")
    hand.fault(play.words)
    began = time.monotonic()
    try:
        told, event = _told_of(subject, hand, play)
        slug = hand.lying()
    finally:
        hand.repair()
        hand.lift()
    took = seconds(time.monotonic() - began)
    if isinstance(event, CardRead) and not _is_of(event, hand, slug):
        return failed("somebody else was told than the person whose card lies there", took)
    if subject.reader is None:
        subject.reopen()
    elif event is not None:
        subject.wait_gone(_GONE_S)
    if then := _serve(subject, hand, NEXT):
        return failed(f"{told}, and then: {then}", took)
    return _judge(play, told, took.value)


def _judge(play: FaultPlay, told: str, took_s: float) -> Verdict:
    took = seconds(took_s)
    if told == play.told:
        return passed(told, took)
    was_read, may_be_read = told.startswith("CardRead"), play.told.startswith("CardRead")
    if was_read != may_be_read:
        return failed(f"{told} instead of {play.told}", took)
    return reported(f"{told} where our own drivers tell {play.told}", took)


def _serve(subject: Subject, hand: Hand, slug: str) -> str:
    """Lay a card, have it read, and lift it; say what went wrong, if anything did."""
    if hand.has_card():
        hand.lift()
        subject.wait_gone(_GONE_S)
    hand.lay(slug)
    event = subject.wait_for(CardRead, CardRefused, within_s=hand.patience_s)
    subject.listen(_LINGERS_S)
    hand.lift()
    if not isinstance(event, CardRead):
        return f"{_word_of(event)} instead of a good card"
    if not _is_of(event, hand, slug):
        return "a good card was taken for another one"
    subject.wait_gone(_GONE_S)
    return ""


def _told_of(subject: Subject, hand: Hand, play: FaultPlay) -> tuple[str, CardEvent | None]:
    hand.lay(SECOND)
    within_s = _NOTHING_S if play.told == _NOTHING else _EVENT_S
    try:
        event = subject.wait_for(CardRead, CardRefused, within_s=within_s)
    except DriverRaised as raised:
        if not raised.is_typed:
            raise
        return type(raised.error).__name__, None
    return _word_of(event), event


def _is_of(card: CardRead, hand: Hand, slug: str) -> bool:
    """Whether it is this person, by the number: faults of the record may spoil everything else."""
    expected = hand.card(slug)
    return expected is None or (
        CardRead.parse(expected.text, expected.photo).id_number == card.id_number
    )


def _word_of(event: CardEvent | None) -> str:
    """Say an event in the words of `docs/reader-faults.md`."""
    match event:
        case None:
            return _NOTHING
        case CardRefused(reason=reason):
            return f"CardRefused({reason})"
        case CardRead(warnings=warnings) if warnings:
            return f"CardRead({', '.join(warnings)})"
    return type(event).__name__
