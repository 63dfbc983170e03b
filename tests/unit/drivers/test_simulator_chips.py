"""The chips of the simulator, their faults, and what can be told to them."""

from __future__ import annotations

import json
import select
import socket
from collections.abc import Iterator

import pytest

from drivers.simulator.chip_faults import ChipFault, ChipFaultKind, FaultyChip, Spoken
from drivers.simulator.chips import SAM_ID_COMMAND, SIMS, BareIdChip, PagedIdChip, SimChip
from drivers.simulator.deck import load_deck
from drivers.simulator.pcsc_verbs import PcscVerbs
from drivers.simulator.vpcd import VirtualSlot, addresses_of, virtual_slots

DECK = load_deck()
LIN, WANG = (DECK[slug].card() for slug in ("resident-lin", "resident-wang"))
READ_PAGE_0, READ_NUMBER = bytes.fromhex("FFB0000000"), bytes.fromhex("0036000008")


def faulty(*lines: str, before: bool = False) -> FaultyChip:
    faults = [ChipFault.parse(line.split()) for line in lines]
    return FaultyChip(PagedIdChip(LIN), faults, PagedIdChip(WANG) if before else None)


GOOD = PagedIdChip(LIN).answer(READ_PAGE_0)


def test_a_record_lies_in_six_pages_and_the_last_one_is_short() -> None:
    pages = [PagedIdChip(LIN).answer(bytes([0xFF, 0xB0, page, 0, 0])) for page in range(7)]
    assert [len(page) - 2 for page in pages] == [256] * 5 + [4, 0]
    assert b"".join(page[:-2] for page in pages) == b"\x01\0\x04\0" + LIN.text + LIN.photo
    assert {page[-2:] for page in pages[:6]} == {b"\x90\x00"}
    assert PagedIdChip.atr[13:15] == b"\x90\x00"


def test_the_atrs_have_the_form_that_readers_give_them() -> None:
    for atr in (PagedIdChip.atr, BareIdChip.atr):
        assert atr[:1] + atr[2:4] == b"\x3b\x80\x01"
        assert len(atr) == 4 + (atr[1] & 0x0F) + 1
        check = 0
        for byte in atr[1:]:
            check ^= byte
        assert check == 0


def test_chips_answer_their_own_questions_alone() -> None:
    assert BareIdChip(LIN).answer(READ_NUMBER) == LIN.serial + b"\x90\x00"
    assert BareIdChip(LIN).answer(READ_PAGE_0) == b"\x6d\x00"
    assert len(PagedIdChip(LIN).answer(SAM_ID_COMMAND)) == 18
    assert PagedIdChip(LIN).answer(b"\x00\xa4\x00\x00") == b"\x6d\x00"


def test_a_sim_counts_what_nobody_may_ask() -> None:
    sim = SimChip(SIMS["usim"])
    for command in ("0020000108FFFFFFFFFFFFFFFF", "00D6000001FF", "A0200001081234", "002C0001"):
        assert sim.answer(bytes.fromhex(command)) == b"\x63\xc2"
    assert sim.forbidden_asked == 4
    assert SimChip(SIMS["sim-2g"]).answer(bytes.fromhex("00A40004023F00")) == b"\x6e\x00"


def test_switching_a_sim_off_lets_it_forget_its_files() -> None:
    sim = SimChip(SIMS["usim"])
    sim.answer(bytes.fromhex("00A4000C022FE2"))
    assert sim.answer(bytes.fromhex("00B000000A"))[-2:] == b"\x90\x00"
    sim.reset()
    assert sim.answer(bytes.fromhex("00B000000A")) == b"\x69\x86"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("pulled", Spoken(None, leaves=True)),
        ("pulled after=1", Spoken(GOOD)),
        ("silent", Spoken(None)),
        ("slow seconds=2", Spoken(GOOD, 2.0)),
        ("wrong_status", Spoken(b"\x6f\x00")),
        ("wrong_status status=6982", Spoken(b"\x69\x82")),
        ("short size=1", Spoken(GOOD[:-3] + GOOD[-2:])),
        ("long size=2", Spoken(GOOD[:-2] + bytes(2) + GOOD[-2:])),
        ("lying_length size=3", Spoken(GOOD[:2] + b"\x00\x03" + GOOD[4:])),
    ],
)
def test_each_fault_does_what_its_name_says(line: str, expected: Spoken) -> None:
    assert faulty(line).answer(READ_PAGE_0) == expected


def test_the_other_faults_too() -> None:
    garbled = faulty("garbled").answer(READ_PAGE_0).data
    assert garbled is not None
    assert [a ^ b for a, b in zip(garbled, GOOD, strict=True) if a != b] == [1]
    assert len(faulty("dumb").atr) > 33
    assert faulty().atr == PagedIdChip.atr
    before = PagedIdChip(WANG).answer(READ_PAGE_0)
    once = faulty("replay times=1", before=True)
    assert [once.answer(READ_PAGE_0).data for _ in range(2)] == [before, GOOD]
    assert faulty("replay", before=True).answer(READ_NUMBER).data == LIN.serial + b"\x90\x00"
    assert faulty("replay").answer(READ_PAGE_0).data == GOOD


def test_faults_happen_as_often_as_told_and_as_late() -> None:
    chip = faulty("wrong_status times=2 after=1")
    answers = [chip.answer(READ_PAGE_0).data for _ in range(4)]
    assert answers == [GOOD, b"\x6f\x00", b"\x6f\x00", GOOD]


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("", "one of: pulled"),
        ("pull", "did you mean pulled"),
        ("slow minutes=1", "unknown key"),
        ("slow seconds=never", "seconds cannot be"),
        ("slow seconds=-1", "seconds cannot be"),
        ("short size=99999", "size cannot be"),
        ("wrong_status status=9", "status cannot be"),
        ("wrong_status status=zzzz", "status cannot be"),
    ],
)
def test_a_fault_that_makes_no_sense_is_explained(line: str, hint: str) -> None:
    with pytest.raises(ValueError, match=hint):
        ChipFault.parse(line.split())


def test_every_fault_can_be_named() -> None:
    for kind in ChipFaultKind:
        assert ChipFault.parse([kind.value]).kind is kind


# Verbs ------------------------------------------------------------------------------------


class Desk:
    def __init__(self) -> None:
        self.plate, self.drawer = (VirtualSlot(1, None), VirtualSlot(2, None))
        self.is_over = False
        self.verbs = PcscVerbs(self.plate, self.drawer, DECK, self._finish)

    def _finish(self) -> None:
        self.is_over = True

    def ask(self, line: str) -> str:
        answer = self.verbs.answer(line)
        assert "\n" not in answer
        return answer

    def state(self) -> dict[str, object]:
        state: dict[str, object] = json.loads(self.ask("state").removeprefix("ok "))
        return state


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_cards_and_sims_are_put_in_and_taken_out(desk: Desk) -> None:
    assert desk.ask("lay resident-lin") == "ok resident-lin"
    assert desk.ask("insert usim") == "ok usim"
    assert (desk.state()["card"], desk.state()["sim"]) == ("resident-lin", "usim")
    assert isinstance(desk.plate.chip and desk.plate.chip.chip, PagedIdChip)
    assert desk.ask("lay resident-wang").startswith("error resident-lin is in there")
    assert desk.ask("insert blank").startswith("error usim is in there")
    assert desk.ask("lift") == desk.ask("lift") == desk.ask("eject") == "ok"
    assert (desk.state()["card"], desk.state()["sim"]) == (None, None)
    assert desk.ask("lay resident-lin bare") == "ok resident-lin"
    assert isinstance(desk.plate.chip and desk.plate.chip.chip, BareIdChip)


def test_faults_are_set_shown_and_cleared(desk: Desk) -> None:
    assert desk.ask("fault slow seconds=1 times=3") == "ok slow"
    (fault,) = json.loads(desk.ask("state").removeprefix("ok "))["faults"]
    assert (fault["kind"], fault["seconds"], fault["times"]) == ("slow", 1.0, 3)
    assert desk.ask("faults clear") == "ok"
    assert desk.state()["faults"] == []


def test_what_can_be_put_in_is_listed(desk: Desk) -> None:
    assert {each["name"] for each in json.loads(desk.ask("sims").removeprefix("ok "))} == set(SIMS)
    slugs = [entry.slug for entry in DECK.entries]
    assert [each["slug"] for each in json.loads(desk.ask("deck").removeprefix("ok "))] == slugs


@pytest.mark.parametrize(
    "line",
    [
        "",
        "nonsense",
        "lay",
        "lay nobody",
        "lay resident-lin upside-down",
        "insert",
        "insert none",
        "fault none",
        "faults",
        "faults none",
        "lift now",
    ],
)
def test_a_line_that_cannot_be_followed_is_explained(desk: Desk, line: str) -> None:
    assert desk.ask(line).startswith("error ")
    assert not desk.is_over


def test_quitting_ends_it(desk: Desk) -> None:
    assert desk.ask("quit") == "ok"
    assert desk.is_over


# The line ---------------------------------------------------------------------------------


@pytest.fixture
def called() -> Iterator[tuple[list[VirtualSlot], socket.socket]]:
    """Slots that wait for a vpcd, and the test in the place of one."""
    slots = virtual_slots(0)
    line = socket.create_connection(("127.0.0.1", slots[0].port))
    line.settimeout(5)
    serve(slots[0])
    yield slots, line
    line.close()
    for slot in slots:
        slot.close()


def serve(slot: VirtualSlot, now_s: float = 1e9) -> None:
    for _ in range(3):
        slot.serve(set(select.select(slot.watched(), [], [], 0.02)[0]), now_s)


def say(line: socket.socket, message: bytes) -> None:
    line.sendall(len(message).to_bytes(2, "big") + message)


def hear(line: socket.socket) -> bytes:
    size = int.from_bytes(line.recv(2, socket.MSG_WAITALL), "big")
    return line.recv(size, socket.MSG_WAITALL)


def test_two_neighbouring_ports_of_this_machine_wait(
    called: tuple[list[VirtualSlot], socket.socket],
) -> None:
    slots, _ = called
    assert slots[1].port == slots[0].port + 1
    assert not slots[0].calls
    told = addresses_of(slots)
    assert f"DEVICENAME 127.0.0.1:{slots[0].port}\n" in told["reader_conf"]
    assert told["address"] == "pcsc:Virtual PCD 00 00"


def test_a_port_that_is_taken_is_no_place_to_wait() -> None:
    free = virtual_slots(0)
    port = free[0].port
    free[0].close()
    with pytest.raises(OSError, match="in use"):
        virtual_slots(port)
    free[1].close()
    for slot in virtual_slots(port):
        slot.close()


def test_a_vpcd_that_listens_is_called() -> None:
    with socket.create_server(("127.0.0.1", 0)) as vpcd:
        port = vpcd.getsockname()[1]
        slots = virtual_slots(port)
        assert slots[0].calls
        assert slots[0].is_connected
        assert f"DEVICENAME /dev/null:{port}\n" in addresses_of(slots)["reader_conf"]
        for slot in slots:
            slot.close()


def test_an_empty_slot_keeps_who_called_no_atr_waiting(
    called: tuple[list[VirtualSlot], socket.socket],
) -> None:
    slots, line = called
    say(line, b"\x04")
    serve(slots[0])
    assert line.recv(1) == b""


def test_the_atr_is_told_when_a_chip_comes_and_on_every_question() -> None:
    with socket.create_server(("127.0.0.1", 0)) as vpcd:
        slots = virtual_slots(vpcd.getsockname()[1])
        line, _ = vpcd.accept()
    with line:
        line.settimeout(5)
        say(line, b"\x04")
        serve(slots[0])
        assert select.select([line], [], [], 0.05)[0] == []
        slots[0].insert(faulty())
        assert hear(line) == PagedIdChip.atr
        say(line, b"\x04")
        serve(slots[0])
        assert hear(line) == PagedIdChip.atr
        for slot in slots:
            slot.close()


def test_commands_are_answered_also_in_pieces_and_when_their_time_has_come(
    called: tuple[list[VirtualSlot], socket.socket],
) -> None:
    slots, line = called
    slots[0].insert(faulty("slow seconds=5 times=1"))
    line.sendall(b"\x00\x05\xff\xb0")
    serve(slots[0])
    line.sendall(b"\x00\x00\x00")
    serve(slots[0], 100.0)
    assert slots[0].due_s == 105.0
    serve(slots[0], 104.9)
    assert slots[0].due_s == 105.0
    serve(slots[0], 105.0)
    assert hear(line) == GOOD
    for control in (b"\x00", b"\x01", b"\x02"):
        say(line, control)
    say(line, READ_PAGE_0)
    serve(slots[0])
    assert hear(line) == GOOD
    assert slots[0].commands == 2


@pytest.mark.parametrize("how", ["taken out", "pulled"])
def test_a_chip_that_leaves_takes_the_line_with_it(
    called: tuple[list[VirtualSlot], socket.socket], how: str
) -> None:
    slots, line = called
    slots[0].insert(faulty("pulled"))
    if how == "pulled":
        say(line, READ_PAGE_0)
        serve(slots[0])
    else:
        slots[0].remove()
    assert line.recv(1) == b""
    assert slots[0].chip is None
    assert not slots[0].is_connected
    again = socket.create_connection(("127.0.0.1", slots[0].port))
    with again:
        again.settimeout(5)
        serve(slots[0], 0.0)
        say(again, b"\x04")  # sooner than the service has seen the empty slot
        serve(slots[0], 0.0)
        assert again.recv(1) == b""
