"""Whoever was read while a transcript was recorded is not in it, whatever the line did."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from drivers.api import ReaderError
from drivers.card.layouts import CardKind
from drivers.sam.frames import Defect, ReplyParser
from drivers.simulator.device import SamDevice, SimulatedCard, simulated_sam_id
from drivers.simulator.faults import Fault, FaultKind, Faults
from drivers.simulator.faults.kinds import NEEDS_CARD
from drivers.simulator.record import CardFields, encode_text
from drivers.simulator.wire import encode_reply
from drivers.transcripts import recording
from drivers.transcripts.frames import scrub_frames
from drivers.transcripts.invented import Substitutes
from drivers.transcripts.recording import NotRepeatable
from drivers.transcripts.steps import Came, Step
from tests.unit.drivers.transcripts.persons import Person, people, traces_of
from tests.unit.drivers.transcripts.studio import DECK, recorded, what_is_said

PREAMBLE = bytes.fromhex("AAAAAA9669")


@st.composite
def troubles(draw: st.DrawFn) -> Faults:
    """Draw up to three faults in a measure that leaves something to be heard."""
    drawn = []
    for kind in draw(st.lists(st.sampled_from(FaultKind), max_size=3)):
        words: dict[str, Any] = {"times": draw(st.none() | st.integers(1, 3))}
        words["on"] = draw(st.none() | st.sampled_from(["find_card", "select_card", "read_base"]))
        words["after"] = draw(st.none() | st.sampled_from(["lift", "read"]))
        words["size"] = draw(st.none() | st.integers(0, 1400))
        words["seconds"] = draw(st.none() | st.floats(0, 2))
        words["rate"] = draw(st.sampled_from([0.00003, 0.0003, 0.003]))
        words["card"] = "hmt-wong" if kind in NEEDS_CARD else ""
        drawn.append(Fault(kind, **words))
    return Faults(tuple(drawn), draw(st.integers(0, 2**32)))


class NumberedDevice(SamDevice):
    """A module that tells the number of the chip when it is selected."""

    def _select(self, body: bytes) -> bytes:
        reply = super()._select(body)
        laid = self._selected
        return encode_reply(0x90, laid.card.serial) if laid else reply


# A recording takes long enough to make shrinking one a matter of minutes.
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)


@settings(
    max_examples=60,
    deadline=None,
    phases=UNSHRUNK,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.tuples(people(), people()), troubles())
def test_no_recording_holds_anybody_who_was_read(
    laid: tuple[Person, Person], faults: Faults
) -> None:
    device = NumberedDevice(sam_id="05.01-20101014-0001234567-0987654321")
    try:
        cards = [person.card for person in laid]
        transcript = recorded(cards, faults, device=device, seconds=20)
    except ReaderError as no:
        event(f"given up: {no.code}")
        return
    event("recorded")
    text = transcript.written()
    for person in laid:
        assert traces_of(person, what_is_said(transcript), text) == []
    assert device._sam_id not in what_is_said(transcript)
    assert transcript.sam_id in ("", simulated_sam_id(1))


def test_the_search_finds_somebody_who_was_left_in() -> None:
    fields = CardFields(
        kind=CardKind.RESIDENT,
        sex="1",
        birth_date=date(1890, 5, 6),
        id_number="11010518900506001X",
        valid_from=date(2015, 2, 3),
        valid_until=None,
        name="欧阳赫连闾丘",
        ethnicity="01",
        address="巷尾九百九十九号旧宅",
        issuer="旧城巷尾警署",
    )
    card = SimulatedCard(encode_text(fields), bytes(range(256)) * 4, serial=bytes(range(1, 9)))
    person = Person(card, fields)
    for left in (card.text, card.text[60:90], card.text[130:150], card.photo[40:48], card.serial):
        assert traces_of(person, b"\x55" * 9 + left)
    assert traces_of(person, b"", "a name: 欧阳赫连闾丘")
    assert traces_of(person, b"", card.serial.hex().upper())


shreds = st.lists(
    st.one_of(
        st.tuples(st.integers(0, 1290), st.integers(4, 1295)).map(lambda cut: ("piece", cut)),
        st.sampled_from([("preamble", ()), ("record", ()), ("spoilt", ())]),
        st.integers(0, 0x0B00).map(lambda length: ("head", length)),
    ),
    max_size=8,
)


@settings(max_examples=80, deadline=None)
@given(people(), shreds)
def test_shreds_of_a_record_are_never_kept_and_frames_stay_frames(
    person: Person, pieces: list[tuple[str, Any]]
) -> None:
    card = person.card
    frame = encode_reply(0x90, b"\x01\x00\x04\x00" + card.text + card.photo)
    spoilt = frame[:-1] + bytes([frame[-1] ^ 1])
    made = {"preamble": PREAMBLE, "record": frame, "spoilt": spoilt}
    stream = b""
    for what, measure in pieces:
        if what == "piece":
            stream += frame[measure[0] :][: measure[1]]
        elif what == "head":
            stream += PREAMBLE + measure.to_bytes(2, "big")
        else:
            stream += made[what]
    scrubbed, _ = scrub_frames(stream, Substitutes())
    assert len(scrubbed) == len(stream)
    assert traces_of(person, scrubbed) == []
    places = [at for at in range(len(stream)) if stream.startswith(PREAMBLE, at)]
    assert [at for at in places if not scrubbed.startswith(PREAMBLE, at)] == [
        at for at in places if inside_sound_frame(stream, at)
    ]


def inside_sound_frame(stream: bytes, at: int) -> bool:
    before = (place for place in range(max(0, at - 1294), at) if stream.startswith(PREAMBLE, place))
    return any(is_sound_at(stream, place) for place in before)


def is_sound_at(stream: bytes, at: int) -> bool:
    frame = stream[at : at + 1295]
    check = 0
    for each in frame[5:]:
        check ^= each
    return frame[:7] == PREAMBLE + b"\x05\x08" and len(frame) == 1295 and check == 0


def test_a_bug_of_the_recorder_quotes_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(steps: list[Step], _: Substitutes) -> list[Step]:
        raise ValueError(f"no such thing: {what_is_heard(steps).hex()}")

    monkeypatch.setattr(recording, "scrub_line", stumble)
    with pytest.raises(NotRepeatable) as given_up:
        recorded([DECK["resident-ma"].card()] * 2)
    assert str(given_up.value) == "a fault of the recorder: ValueError"
    assert given_up.value.__cause__ is None
    assert given_up.value.__suppress_context__


def what_is_heard(steps: list[Step]) -> bytes:
    return b"".join(step.data for step in steps if isinstance(step, Came))


@pytest.mark.parametrize("length", [0x0055, 0x0004, 0x0508])
def test_a_frame_that_failed_its_checksum_does_so_still(length: int) -> None:
    # With fillers in it the first one would have a good checksum by chance.
    frame = PREAMBLE + length.to_bytes(2, "big") + bytes(length - 1) + b"\x77"
    scrubbed, notes = scrub_frames(frame, Substitutes())
    parser = ReplyParser()
    assert parser.feed(scrubbed) == []
    assert parser.first_defect is Defect.CHECKSUM
    assert notes == []


def test_a_recording_in_which_somebody_was_left_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recording, "scrub_line", lambda steps, _: list(steps))
    with pytest.raises(NotRepeatable, match="something of the card is left"):
        recorded([DECK["resident-expired"].card()] * 2)


@pytest.mark.parametrize("kind", list(FaultKind))
@pytest.mark.parametrize(
    "slugs", [("resident-ma", "hmt-tsai"), ("foreign-2017-expired", "foreign-2023-unknown")]
)
def test_every_fault_can_be_recorded_and_tells_the_same_again(
    kind: FaultKind, slugs: tuple[str, str]
) -> None:
    laid = [DECK[slug] for slug in slugs]
    for times in (None, 1):
        # A reader that is away before it is open has nothing to be recorded.
        on = "find_card" if kind is FaultKind.UNPLUG else None
        card = "hmt-wong" if kind in NEEDS_CARD else ""
        fault = Fault(kind, card=card, times=times, on=on)
        transcript = recorded([entry.card() for entry in laid], Faults((fault,), seed=3))
        text = what_is_said(transcript).decode("utf-16-le", "replace")
        assert [entry.slug for entry in laid if entry.fields.id_number in text] == []
