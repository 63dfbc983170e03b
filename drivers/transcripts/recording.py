"""Recording a reader once, with a test card: into memory, then without anybody, then to disk.

Nothing of what was read is written anywhere before an invented person stands in its place, the
result has been played to the same driver, and that one has told the same of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from enum import Enum
from typing import Final

from drivers.api import (
    AddressInvalid,
    CardEvent,
    CardPresent,
    CardRefused,
    CardRemoved,
    Reader,
    ReaderError,
    ReaderInfo,
    SimRead,
    SimRefused,
    SimRemoved,
)
from drivers.card.read import CardRead
from drivers.readers.pcsc_pages import read_page_layout
from drivers.registry import open_reader, split_address
from drivers.transcripts.chips import scrub_slot
from drivers.transcripts.driver import ReplayReader
from drivers.transcripts.events import VERDICT_FACTS, told_of, verdict_of
from drivers.transcripts.frames import scrub_line
from drivers.transcripts.invented import Substitutes
from drivers.transcripts.leftovers import is_left_in, secrets_of
from drivers.transcripts.listening import Listener
from drivers.transcripts.replay import TranscriptOver
from drivers.transcripts.steps import Came, Commanded, Step, Told
from drivers.transcripts.transcript import Transcript
from drivers.transport.tap import laid_tap

__all__ = ["Hand", "NotRecordable", "NotRepeatable", "played", "record"]

_POLL_S: Final = 0.1
_ROUNDS: Final = 2
_LAID: Final = (CardRead, CardRefused, CardPresent, SimRead, SimRefused)
_TAKEN: Final = (CardRemoved, SimRemoved)
# A vendor may print a number into a name that tells one device from all others.
_LONG_NUMBER: Final = re.compile(r"\d{5,}")
_LIBRARIES: Final = "vendor"


class NotRecordable(AddressInvalid):
    """Nothing of this reader can be recorded; the text says what to do instead."""

    code = "not_recordable"


class NotRepeatable(ReaderError):
    """The recording may not be kept: an invented person in it makes another story of it."""

    code = "not_repeatable"


class Hand(Enum):
    """What somebody has to do at the reader."""

    LAY = "lay"
    LIFT = "lift"
    LAY_AGAIN = "lay_again"
    LIFT_AGAIN = "lift_again"
    DONE = "done"


def record(
    address: str,
    seconds: float,
    ask: Callable[[Hand], None],
    *,
    open_reader: Callable[[str], Reader] = open_reader,
) -> Transcript:
    """Let a test card be laid and lifted, twice, and return what can be played ever after.

    Ends when that is done, when the reader is lost, or when `seconds` are over: what came until
    then is recorded, silence too.

    Args:
        ask: is told what somebody has to do next.

    Raises:
        NotRecordable: this way to read passes by every tap.
        NotRepeatable: the recording is given up; record once more.
        ReaderError: the reader cannot be opened.
    """
    scheme, _, _ = split_address(address)
    _refuse_libraries(scheme)
    listener = Listener()
    secrets: list[bytes] = []
    with laid_tap(listener), open_reader(address) as reader:
        if listener.timing is None and not listener.is_slot:
            raise NotRecordable(f"{scheme}: nothing of this reader's exchange passes through here")
        try:
            for event in _events(reader, listener, seconds, ask):
                listener.steps.append(verdict_of(event, listener.now_s))
                secrets += secrets_of(event)
        except ReaderError as lost:
            listener.steps.append(verdict_of(lost, listener.now_s))
        return _kept(listener, reader.info, address, secrets)


def played(transcript: Transcript) -> tuple[Told, ...]:
    """Play it to its driver, and return what that one told."""
    return _played(transcript)[0]


def _played(transcript: Transcript) -> tuple[tuple[Told, ...], str]:
    told: list[Told] = []
    with ReplayReader(transcript) as reader:
        try:
            while True:
                if (event := reader.poll(_POLL_S)) is not None:
                    told.append(told_of(event, reader.clock.now_s))
        except TranscriptOver:
            pass
        except ReaderError as lost:
            told.append(told_of(lost, reader.clock.now_s))
        return tuple(told), reader.info.sam_id


def _refuse_libraries(scheme: str) -> None:
    if scheme == _LIBRARIES:
        raise NotRecordable(
            "a vendor's library says nothing on a line that could be heard; record the same "
            "reader as sam-serial:, sam-usb: or sam-hid:"
        )


def _events(
    reader: Reader, listener: Listener, seconds: float, ask: Callable[[Hand], None]
) -> Iterator[CardEvent]:
    """Yield what the reader tells while somebody lays and lifts a card."""
    hands = iter((Hand.LAY, Hand.LIFT, Hand.LAY_AGAIN, Hand.LIFT_AGAIN))
    ask(next(hands))
    awaited: tuple[type[object], ...] = _LAID
    while listener.now_s < seconds:
        event = reader.poll(_POLL_S)
        if event is None:
            continue
        yield event
        if isinstance(event, awaited):
            hand = next(hands, None)
            if hand is None:
                break
            ask(hand)
            awaited = _TAKEN if awaited is _LAID else _LAID
    ask(Hand.DONE)


def _kept(
    listener: Listener, info: ReaderInfo, address: str, secrets: Sequence[bytes]
) -> Transcript:
    try:
        return _with_told(_sanitised(listener, info, address, secrets))
    except NotRepeatable:
        raise
    except Exception as bug:  # noqa: BLE001 - its text may quote the card, so nobody sees it
        raise NotRepeatable(f"a fault of the recorder: {type(bug).__name__}") from None


def _sanitised(
    listener: Listener, info: ReaderInfo, address: str, secrets: Sequence[bytes]
) -> Transcript:
    ended_s = listener.now_s
    scheme, _, options = split_address(address)
    substitutes = Substitutes()
    if listener.timing is not None:
        options = {}
        steps = scrub_line(listener.steps, substitutes)
    else:
        steps = scrub_slot(listener.steps, substitutes, read_page_layout(options))
    # It never is: this looks for it in another way than that by which it was replaced.
    if is_left_in(_heard(steps), secrets, substitutes.invented):
        raise NotRepeatable("something of the card is left in the recording; nothing was written")
    return Transcript(
        scheme=scheme,
        name=_LONG_NUMBER.sub("#", info.name),
        capabilities=tuple(sorted(info.capabilities)),
        sam_id="",
        timing=listener.timing,
        options=options,
        steps=tuple(steps),
        ended_s=ended_s,
    )


def _heard(steps: Sequence[Step]) -> bytes:
    """Join all that a device said."""
    said = [step.data for step in steps if isinstance(step, Came)]
    return b"".join(said + [step.answer for step in steps if isinstance(step, Commanded)])


def _with_told(transcript: Transcript) -> Transcript:
    """Put in what its own driver tells of it, which has to be what the device's told."""
    told, sam_id = _played(transcript)
    if [_verdict(each) for each in told] != [_verdict(each) for each in transcript.told]:
        raise NotRepeatable(
            "played again with an invented person, the recording tells something else; "
            "nothing was written, so record once more"
        )
    following = iter(told)
    steps = (
        replace(next(following), at_s=step.at_s) if isinstance(step, Told) else step
        for step in transcript.steps
    )
    return replace(transcript, sam_id=sam_id, steps=tuple(steps))


def _verdict(told: Told) -> tuple[str, dict[str, object]]:
    facts = {name: value for name, value in told.facts if name in VERDICT_FACTS}
    return told.event, facts
