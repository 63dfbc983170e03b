"""What is said of readers where there is room for a sentence: in the strip, between customers."""

from __future__ import annotations

from pos_client.application.state import (
    CounterState,
    ReaderChange,
    ReaderPhase,
    ReadersState,
    ReaderState,
)
from ui.i18n import has
from ui.i18n.message import Message, message
from ui.presenters.first import Lamp
from ui.presenters.keys import Key
from ui.theme.tokens import Tone

__all__ = ["hindrance_of", "loss_words", "present_reader_lamp", "remedy_words"]

_GONE = "reader_unavailable"


def loss_words(code: str) -> Message:
    """Why a reader cannot be used, each reason in its own words."""
    key = f"cards.lost_{code}"
    return message(key) if has(key) else message("cards.lost_unknown", code=code)


def remedy_words(code: str, remedy: str = "") -> Message:
    """What to do about it; a remedy that is known for sure goes before the usual one."""
    for key in (f"cards.remedy_{remedy}", f"cards.do_{code}"):
        if has(key):
            return message(key)
    return message("cards.do_other")


def present_reader_lamp(state: CounterState) -> Lamp:
    """How many readers are ready, or which one is in trouble; what has changed is said a while."""
    readers, reader = state.readers, state.reader
    if readers.test is not None and readers.test.is_running:
        return Lamp(Tone.WAITING, message("readers.strip_testing"))
    if _is_chosen_away(readers):
        return Lamp(Tone.BAD, message("readers.strip_away"))
    if reader.phase is ReaderPhase.READY:
        return _ready(readers, reader)
    if reader.phase is ReaderPhase.RESTARTING:
        count = {"restart": reader.restart, "allowed": reader.restarts_allowed}
        return Lamp(Tone.WAITING, message("frame.reader_restarting", **count))
    if reader.phase is ReaderPhase.LOST:
        return Lamp(Tone.BAD, loss_words(reader.code))
    if readers.has_looked and not reader.address:
        return Lamp(Tone.BAD, message("readers.none"))
    return Lamp(Tone.QUIET, message("frame.reader_searching"))


def hindrance_of(state: CounterState) -> tuple[str, Message] | None:
    """Why no card can be read now: the key of a headline, and what to do."""
    readers, reader = state.readers, state.reader
    if _is_chosen_away(readers):
        safe = message("readers.idle_away_safe", name=readers.chosen, key=Key.READERS)
        return "readers.idle_away", safe
    if reader.phase is ReaderPhase.LOST and reader.code == _GONE:
        return "case.no_reader", message("case.no_reader_safe")
    if reader.phase is ReaderPhase.LOST:
        words = loss_words(reader.code)
        to_do = remedy_words(reader.code, reader.remedy)
        # A code that has no sentence is named on the page of readers.
        headline = words.key if not words.facts else "cards.lost_reader_error"
        return headline, message("readers.idle_safe", to_do=to_do, key=Key.READERS)
    is_none = reader.phase is ReaderPhase.SEARCHING and not reader.address
    if is_none and readers.has_looked:
        to_do = remedy_words(_GONE)
        return "readers.none", message("readers.idle_safe", to_do=to_do, key=Key.READERS)
    return None


def _is_chosen_away(readers: ReadersState) -> bool:
    return bool(readers.chosen) and not readers.chosen_address


def _ready(readers: ReadersState, reader: ReaderState) -> Lamp:
    if readers.change is not None:
        change, name = readers.change
        tone = Tone.WAITING if change is ReaderChange.LOST else Tone.GOOD
        return Lamp(tone, message(_CHANGES[change], name=name))
    used = [each for each in readers.all if not each.is_slot]
    count = len([each for each in used if each.phase is ReaderPhase.READY])
    for each in used:
        if each.phase is ReaderPhase.LOST and each.is_known and not readers.chosen:
            reason = loss_words(each.code)
            words = message("readers.strip_some", count=count, name=each.name, reason=reason)
            return Lamp(Tone.WAITING, words)
    if reader.has_card_without_sam:
        return Lamp(Tone.WAITING, message("readers.strip_no_sam"))
    if count > 1:
        return Lamp(Tone.GOOD, message("readers.strip_many", count=count))
    key = "frame.reader_simulated" if reader.is_simulated else "frame.reader_ready"
    return Lamp(Tone.GOOD, message(key))


_CHANGES = {
    ReaderChange.FOUND: "readers.strip_found",
    ReaderChange.BACK: "readers.strip_back",
    ReaderChange.LOST: "readers.strip_gone",
}
