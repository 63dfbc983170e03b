"""The page of readers: each by its name, how far it gets, and what removes an obstacle."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.discovery.ladder import RUNGS, Rung, RungState, ladder_of
from pos_client.application.commands import BeginReaderTest, StopReaderTest, UseReader
from pos_client.application.state import (
    CounterState,
    ReaderPhase,
    ReadersState,
    ReaderState,
    ReaderTest,
)
from ui.i18n import has
from ui.i18n.message import Message, message
from ui.presenters.action import Action
from ui.presenters.keys import Key
from ui.presenters.reader_words import loss_words, remedy_words
from ui.theme.tokens import Tone

__all__ = ["ReaderLine", "ReadersScreen", "RungLine", "present_readers"]

_WAITS_FOR = RUNGS.index("card")
_ON_PLATE = RUNGS[_WAITS_FOR:]
_LOOKS = {RungState.GOOD: Tone.GOOD, RungState.BROKEN: Tone.BAD, RungState.NOT_REACHED: Tone.QUIET}


@dataclass(frozen=True, slots=True)
class RungLine:
    """One rung of the ladder."""

    label: Message
    word: Message
    tone: Tone


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """One reader.

    Attributes:
        address: what `config.toml` would call it.
        id: stays while the reader does, also before it has an address.
        facts: where it is and who speaks to it.
        advice: what removes the obstacle in its way.
        badge: whether it is used.
        use: what Enter does while this one is selected.
        told: what the ladder comes to, and what to do now.
        detail: the driver's own words about the rung that broke, for whoever is asked for help.
    """

    id: str
    name: str
    address: str
    word: Message
    tone: Tone
    facts: tuple[Message | str, ...]
    advice: Message | None
    badge: Message | None
    use: Action
    test: Action
    rungs: tuple[RungLine, ...]
    told: Message
    detail: Message | None


@dataclass(frozen=True, slots=True)
class ReadersScreen:
    """`nothing` stands in the place of the readers while there is none."""

    subline: Message
    lines: tuple[ReaderLine, ...]
    nothing: tuple[Message, Message] | None
    use_all: Action | None
    is_testing: bool


def present_readers(state: CounterState) -> ReadersScreen:
    """List all readers; what can be no reader has been left out below."""
    readers = state.readers
    subline = message("readers.subline_all")
    if readers.chosen:
        key = "readers.subline_only" if readers.chosen_address else "readers.subline_away"
        subline = message(key, name=readers.chosen)
    nothing = None
    if not readers.all:
        nothing = (message("readers.looking"), message("readers.none_to_do"))
        if readers.has_looked:
            nothing = (message("readers.none"), message("readers.none_to_do"))
    use_all = Action(message("readers.use_all"), Key.ALL, UseReader()) if readers.chosen else None
    return ReadersScreen(
        subline,
        tuple(_line(each, readers) for each in readers.all),
        nothing,
        use_all,
        is_testing=readers.test is not None and readers.test.is_running,
    )


def _line(reader: ReaderState, readers: ReadersState) -> ReaderLine:
    test = readers.test
    if test is None or test.address != reader.address:
        test = None
    word, tone = _state_of(reader, test)
    is_only = bool(reader.address) and reader.address == readers.chosen_address
    use = Action(message("readers.use_only"), Key.GO_ON)
    if is_only:
        use = Action(message("readers.use_all"), Key.GO_ON, UseReader())
    elif reader.address and not reader.is_slot:
        use = Action(message("readers.use_only"), Key.GO_ON, UseReader(reader.address))
    is_broken = reader.phase is ReaderPhase.LOST
    rungs = test.rungs if test is not None else _known_rungs(reader)
    return ReaderLine(
        id=reader.address or reader.name,
        name=reader.name or reader.address,
        address=reader.address,
        word=word,
        tone=tone,
        facts=tuple(_facts(reader)),
        advice=remedy_words(reader.code, reader.remedy) if is_broken else None,
        badge=_badge(reader, is_only=is_only),
        use=use,
        test=_test(reader, test),
        rungs=_ladder(rungs, is_running=test is not None and test.is_running),
        told=_told(rungs, reader, test),
        detail=_detail(rungs),
    )


def _state_of(reader: ReaderState, test: ReaderTest | None) -> tuple[Message, Tone]:
    if test is not None and test.is_running:
        return message("readers.testing"), Tone.WAITING
    match reader.phase:
        case ReaderPhase.LOST if not reader.is_known:
            return message("readers.maybe"), Tone.WAITING
        case ReaderPhase.LOST:
            return loss_words(reader.code), Tone.BAD
        case ReaderPhase.RESTARTING:
            count = {"restart": reader.restart, "allowed": reader.restarts_allowed}
            return message("readers.restarting", **count), Tone.WAITING
        case ReaderPhase.RESTING:
            return message("readers.resting"), Tone.QUIET
        case ReaderPhase.SEARCHING:
            return message("readers.opening"), Tone.QUIET
    if reader.has_card_without_sam:
        return message("readers.no_sam"), Tone.WAITING
    if reader.is_slot:
        return message("readers.slot"), Tone.GOOD
    has_answered = bool(reader.sam_id) or reader.driver == "pcsc"
    if not has_answered:
        return message("readers.opened"), Tone.QUIET
    return message("readers.ready"), Tone.GOOD


def _badge(reader: ReaderState, *, is_only: bool) -> Message | None:
    if is_only:
        return message("readers.used_only")
    if reader.phase is ReaderPhase.READY and reader.is_simulated:
        return message("readers.simulated")
    return None


def _facts(reader: ReaderState) -> list[Message | str]:
    facts: list[Message | str] = []
    transport = f"readers.by_{reader.driver}"
    if has(transport) and not (reader.driver == "sam-usb" and reader.usb_id):
        facts.append(message(transport))
    if reader.usb_id:
        facts.append(message("readers.fact_usb", usb_id=reader.usb_id))
    if reader.driver_version:
        facts.append(
            message("readers.fact_driver", driver=reader.driver, version=reader.driver_version)
        )
    if reader.sam_id:
        facts.append(message("readers.fact_sam", sam_id=reader.sam_id))
    return facts


def _test(reader: ReaderState, test: ReaderTest | None) -> Action:
    if test is not None and test.is_running:
        return Action(message("readers.stop_test"), Key.TEST, StopReaderTest())
    command = BeginReaderTest(reader.address) if reader.address else None
    return Action(message("readers.test"), Key.TEST, command)


def _known_rungs(reader: ReaderState) -> tuple[Rung, ...]:
    if reader.phase in (ReaderPhase.SEARCHING, ReaderPhase.RESTING):
        return ()
    if reader.has_card_without_sam:
        held = (Rung(name, RungState.GOOD) for name in RUNGS[:-1])
        return (*held, Rung(RUNGS[-1], RungState.BROKEN, "no_sam"))
    return ladder_of(reader.code, has_answered=bool(reader.sam_id))


def _ladder(rungs: tuple[Rung, ...], *, is_running: bool) -> tuple[RungLine, ...]:
    lines = [_rung(each) for each in rungs]
    for place in range(len(lines), len(RUNGS)):
        word, tone = message("readers.not_reached"), Tone.QUIET
        if is_running and place == len(rungs):
            key = "readers.waits_for_card" if place == _WAITS_FOR else "readers.checking"
            word, tone = message(key), Tone.INFO
        lines.append(RungLine(message(f"readers.rung_{RUNGS[place]}"), word, tone))
    return tuple(lines)


def _rung(rung: Rung) -> RungLine:
    word = message("readers.not_reached")
    if rung.state is RungState.GOOD:
        word = message("readers.good")
    elif rung.state is RungState.BROKEN:
        word = _reason(rung)
    return RungLine(message(f"readers.rung_{rung.name}"), word, _LOOKS[rung.state])


def _reason(rung: Rung) -> Message:
    if rung.name not in _ON_PLATE or has(f"cards.lost_{rung.code}"):
        return loss_words(rung.code)
    for key in (f"readers.{rung.code}", f"cards.{rung.code}", f"steps.sim_slot_{rung.code}"):
        if has(key):
            return message(key)
    return message("cards.unknown", reason=rung.code)


def _detail(rungs: tuple[Rung, ...]) -> Message | None:
    told = next((rung.told for rung in rungs if rung.state is RungState.BROKEN), "")
    return message("readers.detail", told=told) if told else None


def _told(rungs: tuple[Rung, ...], reader: ReaderState, test: ReaderTest | None) -> Message:
    if test is not None and test.is_running:
        return message("readers.test_safe")
    if test is None:  # what stands in its way is said in its line already
        return message("readers.test_hint")
    broken = next((rung for rung in rungs if rung.state is RungState.BROKEN), None)
    if broken is None:
        return message("readers.sound" if rungs else "readers.test_hint")
    if has(f"readers.{broken.code}_to_do"):
        return message(f"readers.{broken.code}_to_do")
    if broken.name in _ON_PLATE:
        return message("cards.to_do")
    return remedy_words(broken.code, reader.remedy)
