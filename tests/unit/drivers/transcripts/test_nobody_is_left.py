"""Whoever was read while a transcript was recorded is not in it, whatever the line did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from drivers.api import ReaderError
from drivers.card.layouts import CardKind
from drivers.card.number import check_digit
from drivers.simulator import deck
from drivers.simulator.device import SamDevice, SimulatedCard, simulated_sam_id
from drivers.simulator.faults import Fault, FaultKind, Faults
from drivers.simulator.faults.kinds import NEEDS_CARD
from drivers.simulator.record import CardFields, encode_extra_address, encode_text
from drivers.simulator.wire import encode_reply
from drivers.transcripts.frames import scrub_frames
from drivers.transcripts.invented import Substitutes
from tests.unit.drivers.transcripts.studio import DECK, recorded, what_is_said

SHIPPED = Path(deck.__file__).with_name("deck.json").read_text("utf-8").replace("-", "")
PREAMBLE = bytes.fromhex("AAAAAA9669")

chinese = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
names = st.text(chinese, min_size=2, max_size=15)
addresses = st.text(chinese, min_size=6, max_size=35)
births = st.dates(date(1881, 1, 1), date(1899, 12, 31))  # nobody of the deck is as old
uids = st.randoms(use_true_random=False).map(lambda chances: chances.randbytes(8))
photos = st.randoms(use_true_random=False).map(lambda chances: chances.randbytes(1024))


@dataclass(frozen=True)
class Person:
    """Somebody with a card, and what of it nobody may find again."""

    card: SimulatedCard
    fields: CardFields
    extra_address: str = ""

    @property
    def secrets(self) -> dict[str, str]:
        fields = self.fields
        names = {"name": fields.name, "latin name": fields.name_latin, "issuer": fields.issuer}
        places = {"address": fields.address, "extra address": self.extra_address}
        numbers = {"number": fields.id_number, "permit number": fields.permit_number}
        return names | places | numbers | {"birth date": f"{fields.birth_date:%Y%m%d}"}

    @property
    def numbers(self) -> dict[str, bytes]:
        card = self.card
        return {"photo": card.photo, "UID": card.serial, "card number": card.management_number}


@st.composite
def people(draw: st.DrawFn) -> Person:
    """Draw somebody with a card of any kind."""
    kind = draw(st.sampled_from(CardKind))
    birth, serial = draw(births), draw(st.integers(0, 999))
    sex = "1" if serial % 2 else "2"
    prefix = {CardKind.HMT_RESIDENT: "810000", CardKind.FOREIGN_PR_2023: "911156"}
    body = f"{prefix.get(kind, '110105')}{birth:%Y%m%d}{serial:03d}"
    number = body + check_digit(body)
    if kind is CardKind.FOREIGN_PR_2017:
        number = "FRA" + f"{draw(st.integers(10**11, 10**12 - 1))}"
    latin = draw(st.text(st.sampled_from("ABCDEFGHKLMNOPRSTUVWXYZ, "), min_size=12, max_size=40))
    fields = CardFields(
        kind=kind,
        sex=sex,
        birth_date=birth,
        id_number=number,
        valid_from=date(2015, 2, 3),
        valid_until=None,
        name=draw(names),
        name_latin="Q" + latin.strip() + "Q",
        ethnicity="01" if kind is CardKind.RESIDENT else "",
        nationality="FRA" if kind is CardKind.FOREIGN_PR_2017 else "250",
        address=draw(addresses),
        issuer=draw(st.text(chinese, min_size=6, max_size=15)),
        permit_number=f"H{draw(st.integers(10**7, 10**8 - 1))}",
        issue_count="01",
        card_version="01",
        authority_code="3100",
    )
    extra = draw(addresses)
    card = SimulatedCard(
        text=encode_text(fields),
        photo=draw(photos),
        extra_address=encode_extra_address(extra),
        serial=draw(uids),
        management_number=draw(uids) + draw(uids),
    )
    return Person(card, fields, extra)


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


def windows_of(data: bytes) -> set[bytes]:
    return {data[at : at + 8] for at in range(len(data) - 7)}


def traces_of(person: Person, data: bytes, text: str = "") -> list[str]:
    """Name what of a person is found in the bytes that a device says, or in the file."""
    found = []
    said = windows_of(data)
    for name, value in person.secrets.items():
        # Whoever writes half an address has written an address; six digits are anywhere.
        halves = (value[at : at + 6] for at in range(len(value) - 5))
        parts = {value, *(half for half in halves if not half.isascii())}
        for part in (part for part in parts if part not in SHIPPED):
            for code in ("utf-16-le", "utf-16-be", "utf-8", "gbk"):
                written = part.encode(code, "ignore")
                if len(written) > 3 and (written in data or written in text.encode()):
                    found.append(f"{name} as {code}")
    for name, secret in person.numbers.items():
        telling = [window for window in windows_of(secret) if len({*window}) > 3]
        found += [name for window in telling if window in said or window.hex().upper() in text]
    return sorted({*found})


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
    whole = [place for place in range(at) if is_sound_at(stream, place)]
    return any(place + 1295 > at for place in whole)


def is_sound_at(stream: bytes, at: int) -> bool:
    frame = stream[at : at + 1295]
    check = 0
    for each in frame[5:]:
        check ^= each
    return frame[:7] == PREAMBLE + b"\x05\x08" and len(frame) == 1295 and check == 0


@pytest.mark.parametrize("kind", list(FaultKind))
def test_every_fault_can_be_recorded_and_tells_the_same_again(kind: FaultKind) -> None:
    laid = [DECK[slug] for slug in ("resident-ma", "hmt-tsai")]
    for times in (None, 1):
        # A reader that is away before it is open has nothing to be recorded.
        on = "find_card" if kind is FaultKind.UNPLUG else None
        card = "hmt-wong" if kind in NEEDS_CARD else ""
        fault = Fault(kind, card=card, times=times, on=on)
        transcript = recorded([entry.card() for entry in laid], Faults((fault,), seed=3))
        text = what_is_said(transcript).decode("utf-16-le", "replace")
        assert [entry.slug for entry in laid if entry.fields.id_number in text] == []
