"""Neither a person nor a SIM that lay in a slot is in what was recorded of it."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from drivers.api import ReaderError
from drivers.readers.pcsc_pages import read_page_layout
from drivers.readers.pcsc_reader import PcscReader
from drivers.sim_card import decode_iccid, decode_imsi
from drivers.simulator.chip_faults import ChipFault, ChipFaultKind, FaultyChip
from drivers.simulator.chips import SIMS, BareIdChip, Chip, PagedIdChip, SimChip, SimProfile
from drivers.simulator.deck import load_deck
from drivers.transcripts import recording
from drivers.transcripts.chips import scrub_slot
from drivers.transcripts.invented import Substitutes
from drivers.transcripts.recording import Hand, NotRepeatable, record
from drivers.transcripts.steps import Commanded, Placed
from drivers.transcripts.transcript import Transcript
from drivers.transport.pcsc import SlotState
from drivers.transport.winscard import ChipTrouble
from tests.unit.drivers.transcripts.persons import Person, people, traces_of
from tests.unit.drivers.transcripts.studio import stories, what_is_said

ADDRESS = "pcsc:Invented reader 12345678 00 00?sam_id=FF12FF0010"
OPTIONS = {"sam_id": "FF12FF0010"}
SAM_ID = "05.01-20101014-0001234567-0987654321"


class Slot:
    """A slot on a clock of its own, with the emulator's chips in it."""

    name = "Invented reader 12345678 00 00"

    def __init__(self, faults: Sequence[ChipFault] = ()) -> None:
        self.now_s = 0.0
        self._faults = list(faults)
        self._chip: FaultyChip | None = None
        self._before: Chip | None = None
        self._changes = 0

    def clock(self) -> float:
        return self.now_s

    def insert(self, chip: Chip) -> None:
        self._chip, self._changes = FaultyChip(chip, self._faults, self._before), self._changes + 1
        self._before = chip

    def eject(self) -> None:
        self._chip, self._changes = None, self._changes + 1

    def watch(self, timeout_s: float) -> SlotState:
        self.now_s += timeout_s
        atr = self._chip.chip.atr if self._chip else b""
        is_there = self._chip is not None
        return SlotState(
            is_present=is_there, is_mute=False, is_taken=False, atr=atr, changes=self._changes
        )

    def connect(self) -> None:
        if self._chip is None:
            raise ChipTrouble("nothing is there")
        self._chip.reset()

    def transmit(self, command: bytes) -> bytes:
        if self._chip is None:
            raise ChipTrouble("nothing is there")
        spoken = self._chip.answer(command)
        self.now_s += spoken.pause_s + 0.01
        if spoken.data is None:
            if spoken.leaves:
                self.eject()
            raise ChipTrouble("it says nothing")
        return spoken.data

    def disconnect(self) -> None: ...

    def close(self) -> None: ...


def recorded(chips: Sequence[Chip], faults: Sequence[ChipFault] = ()) -> Transcript:
    slot, laid = Slot(faults), iter(chips)

    def ask(hand: Hand) -> None:
        if hand in (Hand.LAY, Hand.LAY_AGAIN):
            slot.insert(next(laid))
        elif hand in (Hand.LIFT, Hand.LIFT_AGAIN):
            slot.eject()

    def opened(address: str) -> PcscReader:
        return PcscReader(
            slot,
            read_page_layout(OPTIONS),
            address=address,
            driver="pcsc",
            driver_version="1",
            clock=slot.clock,
        )

    return record(ADDRESS, 30.0, ask, open_reader=opened)


digits = st.integers(0, 2**63).map(lambda seed: "".join(Random(seed).choices("0123456789", k=14)))
sims = st.builds(
    SimProfile,
    iccid=digits.map(lambda serial: f"898601{serial}"),
    imsi=digits.map(lambda serial: f"4{serial}"),
    is_imsi_open=st.booleans(),
    knows_uicc=st.booleans(),
    manner=st.sampled_from(["plain", "fetch", "le", "wish"]),
)
faults = st.lists(
    st.builds(
        ChipFault,
        st.sampled_from([kind for kind in ChipFaultKind if kind is not ChipFaultKind.DUMB]),
        after=st.integers(0, 12),
        times=st.none() | st.integers(1, 4),
        size=st.integers(0, 1300),
    ),
    max_size=2,
)
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)


@settings(
    max_examples=60,
    deadline=None,
    phases=UNSHRUNK,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.tuples(people(), people()), st.booleans(), faults)
def test_no_recording_of_a_slot_holds_a_card_that_lay_there(
    laid: tuple[Person, Person], is_bare: bool, misbehaviour: list[ChipFault]
) -> None:
    chips: list[Chip] = [
        BareIdChip(person.card) if is_bare else PagedIdChip(person.card, sam_id=SAM_ID)
        for person in laid
    ]
    try:
        transcript = recorded(chips, misbehaviour)
    except ReaderError as no:
        event(f"given up: {no.code}")
        return
    event("recorded")
    text = transcript.written()
    for person in laid:
        assert traces_of(person, what_is_said(transcript), text) == []
    assert not transcript.sam_id or transcript.sam_id.startswith("99.99-")
    assert "12345678" not in text


@settings(max_examples=60, deadline=None, phases=UNSHRUNK)
@given(st.tuples(sims, sims), faults)
def test_no_recording_of_a_slot_holds_the_numbers_of_a_sim(
    drawn: tuple[SimProfile, SimProfile], misbehaviour: list[ChipFault]
) -> None:
    try:
        transcript = recorded([SimChip(sim) for sim in drawn], misbehaviour)
    except ReaderError as no:
        event(f"given up: {no.code}")
        return
    event("recorded")
    text, said = transcript.written(), what_is_said(transcript)
    for sim in drawn:
        # Head and check digit of an ICCID, and the network of an IMSI, are everybody's.
        for number in (sim.iccid[6:18], sim.imsi[5:15]):
            assert number not in text
            swapped = "".join(number[at + 1] + number[at] for at in range(0, len(number), 2))
            shifted = swapped.encode().hex()
            assert bytes.fromhex(swapped) not in said
            assert shifted not in text


@pytest.mark.parametrize("name", SIMS)
def test_a_sim_keeps_what_is_told_of_it(name: str) -> None:
    transcript = recorded([SimChip(SIMS[name]), SimChip(SIMS[name])])
    event_ = transcript.told[0]
    facts, sim = dict(event_.facts), SIMS[name]
    assert event_.event in ("sim_read", "sim_refused")
    if event_.event == "sim_read":
        assert len(str(facts["iccid"])) == len(sim.iccid)
        assert str(facts["iccid"]).isdecimal() is sim.iccid.isdecimal()
        assert bool(facts["imsi"]) is sim.is_imsi_open


@pytest.mark.parametrize("kind", list(ChipFaultKind))
def test_every_fault_of_a_chip_can_be_recorded(kind: ChipFaultKind) -> None:
    deck = load_deck()
    chips = [PagedIdChip(deck[slug].card()) for slug in ("resident-ma", "foreign-2017-muster")]
    for times in (None, 1):
        for after in (0, 2):
            told = stories(recorded(chips, [ChipFault(kind, after=after, times=times)]))
            assert told or (kind, after) == (ChipFaultKind.PULLED, 0)


@pytest.mark.parametrize(
    "chip",
    [
        PagedIdChip(load_deck()["resident-expired"].card()),
        BareIdChip(load_deck()["resident-expired"].card()),
        SimChip(SIMS["usim-fetch"]),
    ],
    ids=["pages", "bare", "SIM"],
)
def test_a_recording_in_which_a_chip_was_left_is_given_up(
    chip: Chip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "scrub_slot", lambda steps, *_: list(steps))
    with pytest.raises(NotRepeatable, match="something of the card is left"):
        recorded([chip, chip])


def scrubbed(answers: Sequence[tuple[str, str]]) -> list[str]:
    steps = [Commanded(0.0, bytes.fromhex(c), bytes.fromhex(a)) for c, a in answers]
    layout = read_page_layout({})
    done = scrub_slot(steps, Substitutes(), layout)
    return [step.answer.hex().upper() for step in done if isinstance(step, Commanded)]


def test_what_nobody_asked_for_by_a_known_command_is_blanked_and_no_status_is_trusted() -> None:
    assert scrubbed([("00CA004F00", "11223344556677889000")]) == ["00" * 8 + "9000"]
    assert scrubbed([("00CA004F00", "11223344556677884142")]) == ["00" * 8 + "6F00"]
    assert scrubbed([("00B0000009", "0811223344556677889000")]) == ["00" * 9 + "9000"]


def test_a_page_that_comes_in_two_pieces_is_replaced_too() -> None:
    card = load_deck()["resident-ma"].card()
    stream = PagedIdChip(card).stream
    asked = []
    for number in range(6):
        page = stream[256 * number :][:256]
        asked.append((f"FFB0{number:02X}0000", page[:100].hex() + "61FF"))
        asked.append(("00C00000FF", page[100:].hex() + "9000"))
    told = b"".join(bytes.fromhex(answer)[:-2] for answer in scrubbed(asked))
    assert len(told) == len(stream)
    assert card.text[122:158] not in told
    assert told[:4] == stream[:4]


def test_of_an_atr_only_what_kind_of_chip_it_is_is_kept() -> None:
    def kept(atr: str) -> str:
        state = SlotState(
            is_present=True, is_mute=False, is_taken=False, atr=bytes.fromhex(atr), changes=1
        )
        (step,) = scrub_slot([Placed(0.0, state)], Substitutes(), read_page_layout({}))
        assert isinstance(step, Placed)
        return step.state.atr.hex().upper()

    assert kept("3B04" + "11223344") == "3B0400000000"
    assert kept("3B8F8001" + "804F0CA000000306" + "03900000000000") == (
        "3B8F8001" + "804F0CA000000306" + "03900000000000"
    )
    assert kept("3B888001" + "D103860C00800300" + "1E") == "3B888001D103860C008003001E"
    # T=1 with a checksum, which has to fit again.
    assert kept("3B8280014142" + "00") == "3B82800100000" + "3"
    assert kept("41424344") == "00" * 4
    assert kept("") == ""


def test_an_iccid_in_the_place_of_another_is_refused_for_the_same_reason() -> None:
    for digits_, reason in (
        ("89" + "1" * 15, "length"),
        ("44" + "1" * 18, "prefix"),
        ("", "blank"),
    ):
        packed = digits_.ljust(20, "F")
        file = "".join(packed[at + 1] + packed[at] for at in range(0, 20, 2))
        *_, answer = scrubbed([("00A40004022FE2", "9000"), ("00B000000A", file + "9000")])
        assert decode_iccid(bytes.fromhex(answer)[:-2])[1] == reason
        assert not digits_ or answer[:20] != file


def test_an_imsi_in_the_place_of_another_is_one() -> None:
    answers = scrubbed([("00A40004026F07", "9000"), ("00B0000009", "0849061010325476989000")])
    imsi = decode_imsi(bytes.fromhex(answers[-1])[:-2])
    assert len(imsi) == 15
    assert imsi.startswith("46000999")
