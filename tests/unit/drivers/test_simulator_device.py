"""The simulated module answers as the published vectors say, and insists on the order of things."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from drivers.simulator.device import (
    SIMULATED_SAM_ID,
    SamDevice,
    SimulatedCard,
    is_simulated_sam_id,
    simulated_sam_id,
)
from drivers.simulator.faults import Fault, FaultKind, Faults

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "vectors" / "card_readers.json").read_text("utf-8")
)
REQUESTS = {entry["name"]: bytes.fromhex(entry["hex"]) for entry in VECTORS["requests"]}
REPLIES = {entry["name"]: bytes.fromhex(entry["hex"]) for entry in VECTORS["responses"]}
RECORDS = [entry for entry in VECTORS["responses"] if "layout" in entry["expect"]]
NO_CARD = REPLIES["find_none"]
PLAIN_SUCCESS = REPLIES["reset_ok"]
CARD = SimulatedCard(text=bytes(256), photo=bytes(1024))


def status(reply: bytes) -> int:
    return reply[9]


class Bench:
    """A device and a clock, spoken to by the names of commands."""

    def __init__(self, *faults: Fault, seed: int = 0, sam_id: str = SIMULATED_SAM_ID) -> None:
        self.device = SamDevice(sam_id=sam_id, faults=Faults(faults, seed))

    def send(self, request: bytes, now_s: float = 0.0) -> bytes:
        return b"".join(out.data for out in self.device.feed(request, now_s))

    def ask(self, *commands: str) -> bytes:
        reply = b""
        for command in commands:
            reply = self.send(REQUESTS[command])
        return reply

    def read(self) -> bytes:
        return self.ask("find_card", "select_card", "read_base")


@pytest.mark.parametrize("record", RECORDS, ids=lambda entry: entry["name"])
def test_a_laid_record_is_read_as_the_vector_says(record: dict[str, Any]) -> None:
    text = bytes.fromhex(VECTORS["layouts"][record["expect"]["layout"]]["text_hex"])
    rest = REPLIES[record["name"]][10:-1].partition(text)[2]
    bench = Bench()
    bench.device.lay(SimulatedCard(text=text, photo=rest[:1024], fingers=rest[1024:]))

    assert bench.ask("find_card") == REPLIES["find_ok"]
    assert bench.ask("select_card") == REPLIES["select_ok"]
    assert bench.ask(record["request"]) == REPLIES[record["name"]]


@pytest.mark.parametrize("name", REQUESTS)
def test_every_request_of_the_vectors_is_answered_also_byte_by_byte(name: str) -> None:
    whole, pieces = Bench(), Bench()
    for bench in (whole, pieces):
        bench.device.lay(CARD)
        bench.ask("find_card", "select_card")

    expected = whole.send(REQUESTS[name])
    got = b"".join(pieces.send(bytes([byte])) for byte in REQUESTS[name])

    assert expected
    assert got == expected
    assert status(expected) not in (0x10, 0x11, 0x21)


def test_the_sam_id_goes_out_as_the_vector_says() -> None:
    known = VECTORS["sam_ids"][0]
    assert Bench(sam_id=known["text"]).ask("sam_id") == REPLIES["sam_id_ok"]


def test_a_simulated_sam_id_is_recognised_with_and_without_dashes() -> None:
    for serial in (1, 42, 4_294_967_295):
        assert is_simulated_sam_id(simulated_sam_id(serial))
        assert is_simulated_sam_id(simulated_sam_id(serial).replace("-", "").replace(".", ""))
    assert simulated_sam_id(1) == SIMULATED_SAM_ID
    assert not is_simulated_sam_id(VECTORS["sam_ids"][0]["text"])


def test_the_extra_address_and_the_management_number_go_out_as_the_vectors_say() -> None:
    bench = Bench()
    bench.device.lay(
        SimulatedCard(
            text=bytes(256),
            extra_address=REPLIES["extra_address_ok"][10:-1],
            serial=bytes.fromhex("1122334455667788"),
            management_number=bytes(range(0x40, 0x50)),
        )
    )
    bench.ask("find_card", "select_card")
    assert bench.ask("read_extra_address") == REPLIES["extra_address_ok"]
    assert bench.ask("read_card_management_number") == REPLIES["management_number_ok"]


def test_a_card_without_an_extra_address_says_so() -> None:
    bench = Bench()
    bench.device.lay(CARD)
    assert (
        bench.ask("find_card", "select_card", "read_extra_address")
        == (REPLIES["extra_address_none"])
    )


def test_an_empty_plate_and_a_lifted_card_are_not_found() -> None:
    bench = Bench()
    assert bench.ask("find_card") == NO_CARD
    bench.device.lay(CARD)
    bench.device.lift()
    assert bench.ask("find_card") == NO_CARD


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        (("select_card",), 0x34),
        (("read_base",), 0x23),
        (("find_card", "read_base"), 0x23),
        (("find_card", "select_card", "find_card", "read_base"), 0x23),
        (("find_card", "select_card", "select_card"), 0x34),
        (("find_card", "select_card", "reset_sam", "read_base"), 0x23),
        (("read_card_management_number",), 0x23),
    ],
)
def test_commands_out_of_order_are_refused(commands: tuple[str, ...], expected: int) -> None:
    bench = Bench()
    bench.device.lay(CARD)
    assert status(bench.ask(*commands)) == expected


def test_a_card_that_was_read_is_found_again_only_after_it_was_lifted() -> None:
    bench = Bench()
    bench.device.lay(CARD)
    assert status(bench.read()) == 0x90
    assert bench.ask("find_card") == NO_CARD
    bench.device.lift()
    assert bench.ask("find_card") == NO_CARD
    bench.device.lay(CARD)
    assert status(bench.read()) == 0x90


def test_the_extra_address_can_be_read_straight_after_the_base_read() -> None:
    bench = Bench()
    bench.device.lay(SimulatedCard(text=bytes(256), extra_address=bytes(70)))
    bench.read()
    assert status(bench.ask("read_extra_address")) == 0x90


def test_a_reset_makes_the_module_find_a_card_that_was_read() -> None:
    bench = Bench()
    bench.device.lay(CARD)
    bench.read()
    assert bench.ask("reset_sam") == PLAIN_SUCCESS
    assert status(bench.ask("find_card")) == 0x9F


@pytest.mark.parametrize("swapped", [False, True])
def test_a_card_that_moves_between_two_steps_fails_the_next_one(*, swapped: bool) -> None:
    bench = Bench()

    def move() -> None:
        bench.device.lift()
        if swapped:
            bench.device.lay(CARD)

    bench.device.lay(CARD)
    bench.ask("find_card")
    move()
    assert bench.ask("select_card") == REPLIES["select_failed"]

    bench.device.lay(CARD)
    bench.ask("find_card", "select_card")
    move()
    assert bench.ask("read_base") == REPLIES["read_failed"]


@pytest.mark.parametrize(
    ("request_hex", "expected"),
    [
        ("AAAAAA96690003200123", 0x10),  # checksum
        ("AAAAAA96690004200100" + "25", 0x11),  # one byte too many for this command
        ("AAAAAA96690000", 0x11),
        ("AAAAAA9669FFFF", 0x11),
        ("AAAAAA96690003400142", 0x21),  # no such command
        ("AAAAAA96690003300231", 0x21),  # not every module knows this one; ours does not
        ("AAAAAA96690003600566", 0x21),  # no such speed
        ("AAAAAA9669000461FF178D", 0x21),  # an RF frame of 23 bytes is too short
    ],
)
def test_defective_requests_are_answered_with_their_status(request_hex: str, expected: int) -> None:
    assert status(Bench().send(bytes.fromhex(request_hex))) == expected


def test_a_request_is_found_behind_stray_bytes() -> None:
    assert Bench().send(b"\x00\xaa\xaa" + REQUESTS["find_card"]) == NO_CARD


def test_a_request_whose_rest_stays_away_is_given_up_after_a_while() -> None:
    device = SamDevice()
    assert device.feed(REQUESTS["find_card"][:8], 10.0) == []
    assert device.wake(10.4) == []
    wakes_at_s = device.wakes_at_s
    assert wakes_at_s is not None
    assert status(device.wake(wakes_at_s)[0].data) == 0x11
    assert device.wakes_at_s is None
    assert device.feed(REQUESTS["find_card"], 11.0)[0].data == NO_CARD


def test_set_speed_changes_the_speed_of_the_line() -> None:
    bench = Bench()
    assert bench.ask("set_baud_9600") == PLAIN_SUCCESS
    assert bench.device.baud == 9600


def test_nothing_of_a_card_is_in_a_repr() -> None:
    card = SimulatedCard(text=b"invented")
    assert "invented" not in repr(card)
    bench = Bench()
    bench.device.lay(card)
    assert "invented" not in repr(bench.device.feed(REQUESTS["find_card"], 0.0))


def test_a_module_that_must_have_the_card_lifted_does_not_find_it_again() -> None:
    bench = Bench(Fault(FaultKind.MUST_LIFT), Fault(FaultKind.CARD_SLIPS, times=1))
    bench.device.lay(CARD)
    assert bench.read() == REPLIES["read_failed"]
    assert bench.ask("find_card") == NO_CARD
    bench.device.lift()
    bench.device.lay(CARD)
    assert status(bench.read()) == 0x90


def test_a_module_that_keeps_finding_gives_the_same_card_again() -> None:
    bench = Bench(Fault(FaultKind.KEEPS_FINDING))
    bench.device.lay(CARD)
    assert status(bench.read()) == 0x90
    assert status(bench.read()) == 0x90


def test_a_card_lost_in_the_middle_of_a_read_is_gone_and_one_that_slips_is_not() -> None:
    lost = Bench(Fault(FaultKind.CARD_LOST, times=1))
    slipped = Bench(Fault(FaultKind.CARD_SLIPS, times=1))
    for bench in (lost, slipped):
        bench.device.lay(CARD)
        assert bench.read() == REPLIES["read_failed"]
    assert lost.read() == REPLIES["operation_not_allowed"]
    assert not lost.device.has_card
    assert status(slipped.read()) == 0x90


def test_a_card_pulled_away_ends_the_reply_where_it_was() -> None:
    bench = Bench(Fault(FaultKind.CARD_PULLED, size=100))
    bench.device.lay(CARD)
    assert len(bench.read()) == 100
    assert not bench.device.has_card
    assert bench.ask("find_card") == NO_CARD


def test_the_record_of_the_card_before_is_kept_through_a_change_of_faults() -> None:
    bench = Bench()
    other = SimulatedCard(text=bytes([1]) * 256, photo=bytes(1024))
    bench.device.lay(other)
    before = bench.read()
    bench.device.faults = Faults((Fault(FaultKind.REPLAY, times=1), Fault(FaultKind.LATE_RECORD)))
    bench.device.lay(CARD)
    assert bench.read() == before + before
    own = bench.ask("read_base")
    assert own[: len(before)] == before
    assert own[len(before) :] != before
    assert len(own) == 2 * len(before)


def test_a_card_takes_the_place_of_another_in_a_quick_hand() -> None:
    other = SimulatedCard(text=bytes([1]) * 256, photo=bytes(1024))
    for kind, answers in (
        (FaultKind.SWAP_AFTER_FIND, (0x9F, 0x81, 0x23)),
        (FaultKind.SWAP_AFTER_SELECT, (0x9F, 0x90, 0x41)),
    ):
        bench = Bench(Fault(kind, card="other", times=1))
        bench.device.cards = {"other": other}.__getitem__
        bench.device.lay(CARD)
        commands = ("find_card", "select_card", "read_base")
        assert tuple(status(bench.ask(command)) for command in commands) == answers
        assert bench.device.swapped_to == "other"
        assert other.text in bench.read()
