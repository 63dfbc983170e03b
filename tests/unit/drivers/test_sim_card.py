"""The number of a SIM, from every generation and in every manner, and never a PIN."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.api import SimRead, SimRefused
from drivers.sim_card import decode_iccid, decode_imsi, read_sim
from drivers.simulator.chips import SIMS, BareIdChip, SimChip, SimProfile
from drivers.simulator.deck import load_deck
from tests.unit.drivers.vectors import VECTORS

REASONS = {"blank", "prefix", "length", "not_a_sim", "read_failed"}
# SELECT, READ BINARY, GET RESPONSE: whatever else is sent to a SIM does more than look.
HARMLESS = {0xA4, 0xB0, 0xC0}


class Watched:
    """A chip that takes down what it was asked, and fails for what nobody may ask."""

    def __init__(self, chip: Any) -> None:
        self._chip = chip
        self.asked: list[bytes] = []

    def __call__(self, command: bytes) -> bytes:
        self.asked.append(command)
        assert command[1] in HARMLESS, command.hex()
        answer: bytes = self._chip.answer(command)
        return answer


@pytest.mark.parametrize("name", SIMS)
def test_a_sim_tells_its_number_and_its_imsi_where_that_is_open(name: str) -> None:
    profile = SIMS[name]
    chip = SimChip(profile)
    sim = read_sim(Watched(chip))
    expected = {"blank": SimRefused("blank"), "not-telecom": SimRefused("prefix")}.get(name)
    imsi = profile.imsi if profile.is_imsi_open else ""
    assert sim == (expected or SimRead(profile.iccid, imsi))
    assert chip.forbidden_asked == 0


def test_class_00_is_spoken_first_and_class_a0_only_to_who_knows_no_other() -> None:
    modern, old = Watched(SimChip(SIMS["usim-open"])), Watched(SimChip(SIMS["sim-2g-open"]))
    read_sim(modern)
    read_sim(old)
    assert {command[0] for command in modern.asked} == {0x00}
    assert [command[0] for command in old.asked][:2] == [0x00, 0xA0]
    assert modern.asked[:3] == [
        bytes.fromhex("00A40004023F00"),
        bytes.fromhex("00A40004022FE2"),
        bytes.fromhex("00B000000A"),
    ]
    assert bytes.fromhex("A0A40000027F20") in old.asked


@pytest.mark.parametrize("status", ["6E00", "6D00", "6A81", "6F00", "6985"])
def test_whatever_way_class_00_is_declined_class_a0_is_tried(status: str) -> None:
    chip = SimChip(SIMS["sim-2g"])

    def transmit(command: bytes) -> bytes:
        return bytes.fromhex(status) if command[0] == 0 else chip.answer(command)

    assert read_sim(transmit) == SimRead(SIMS["sim-2g"].iccid)


@pytest.mark.parametrize("status", ["6A86", "6B00"])
def test_a_sim_that_gives_no_template_is_asked_for_none(status: str) -> None:
    chip = SimChip(SIMS["usim"])

    def transmit(command: bytes) -> bytes:
        wants_template = command[1] == 0xA4 and command[3] == 0x04
        return bytes.fromhex(status) if wants_template else chip.answer(command)

    assert read_sim(transmit) == SimRead(SIMS["usim"].iccid)


@pytest.mark.parametrize("status", ["6982", "6985", "9804", "6A82", "6300"])
def test_an_imsi_that_is_not_open_is_left_alone(status: str) -> None:
    chip = SimChip(SIMS["usim-open"])

    def transmit(command: bytes) -> bytes:
        return bytes.fromhex(status) if command == b"\0\xb0\0\0\x09" else chip.answer(command)

    assert read_sim(transmit) == SimRead(SIMS["usim-open"].iccid)


def test_another_chip_is_no_sim() -> None:
    card = load_deck()["resident-lin"].card()
    assert read_sim(BareIdChip(card).answer) == SimRefused("not_a_sim")
    assert read_sim(lambda _: b"\x6d\x00") == SimRefused("not_a_sim")


@pytest.mark.parametrize("data", [b"", bytes(9), bytes(11), b"\x98" * 255])
def test_a_number_of_another_length_is_none(data: bytes) -> None:
    def transmit(command: bytes) -> bytes:
        return (data if command[1] == 0xB0 else b"") + b"\x90\x00"

    assert read_sim(transmit) == SimRefused("read_failed")


def test_an_answer_that_never_ends_is_given_up() -> None:
    asked = []

    def transmit(command: bytes) -> bytes:
        asked.append(command)
        return b"\x61\x10"

    assert read_sim(transmit) == SimRefused("not_a_sim")
    assert len(asked) < 60


def test_what_transmit_raises_goes_through() -> None:
    def transmit(_command: bytes) -> bytes:
        raise KeyError("pulled")

    with pytest.raises(KeyError):
        read_sim(transmit)


@pytest.mark.parametrize("row", VECTORS["iccid"], ids=lambda row: row["name"])
def test_the_published_numbers_are_read(row: dict[str, Any]) -> None:
    expected = row["expect"]
    reason = {"blank_card": "blank"}.get(expected.get("reason", ""), expected.get("reason", ""))
    assert decode_iccid(bytes.fromhex(row["ef_2fe2"])) == ("" if reason else row["iccid"], reason)


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("FFFFFFFFFFFFFFFFFFFF", "blank"),
        ("00000000000000000000", "prefix"),
        ("98FFFFFFFFFFFFFFFFFF", "length"),
        ("9868000000000000F0FF", "length"),
        ("", "blank"),
    ],
)
def test_a_number_that_is_none_says_why(file: str, reason: str) -> None:
    assert decode_iccid(bytes.fromhex(file)) == ("", reason)


@pytest.mark.parametrize("row", VECTORS["imsi"], ids=lambda row: row["imsi"])
def test_the_published_imsi_is_read(row: dict[str, str]) -> None:
    assert decode_imsi(bytes.fromhex(row["ef_6f07"])) == row["imsi"]


@pytest.mark.parametrize(
    ("file", "imsi"),
    [
        ("0849060000000000F1", ""),  # a filler among the digits
        ("08490600000000001F", ""),
        ("FFFFFFFFFFFFFFFFFF", ""),
        ("000000000000000000", ""),
        ("094906000000000010", ""),  # longer than the file
        ("", ""),
    ],
)
def test_an_imsi_of_another_form_is_none(file: str, imsi: str) -> None:
    assert decode_imsi(bytes.fromhex(file)) == imsi


@given(st.binary(max_size=40))
def test_any_bytes_are_a_number_or_a_reason(file: bytes) -> None:
    iccid, reason = decode_iccid(file)
    assert bool(iccid) is not bool(reason)
    assert not iccid or (iccid.startswith("89") and len(iccid) >= 19 and iccid[-1] != "F")
    imsi = decode_imsi(file)
    assert imsi == "" or (imsi.isdecimal() and 6 <= len(imsi) <= 80)


statuses = st.sampled_from(["9000", "9130", "9F16", "6110", "6C0A", "6E00", "6982", "6A82"])
answers = st.one_of(
    st.binary(max_size=30),
    st.builds(lambda data, status: data + bytes.fromhex(status), st.binary(max_size=12), statuses),
    st.builds(lambda data: b"\x98\x68" + data + b"\x90\x00", st.binary(min_size=8, max_size=8)),
)


@given(st.lists(answers, max_size=40))
def test_whatever_a_chip_answers_is_a_number_or_a_reason(told: list[bytes]) -> None:
    left = iter(told)

    def transmit(command: bytes) -> bytes:
        assert command[1] in HARMLESS
        return next(left, b"\x6f\x00")

    sim = read_sim(transmit)
    if isinstance(sim, SimRefused):
        assert sim.reason in REASONS
    else:
        assert 19 <= len(sim.iccid) <= 20
        assert sim.iccid.startswith("89")
        assert len(sim.imsi) <= 15


@given(st.from_regex(r"89[0-9A-E]{16,17}[0-9A-E]", fullmatch=True))
def test_what_a_sim_was_given_is_what_is_read(iccid: str) -> None:
    assert read_sim(SimChip(SimProfile(iccid)).answer) == SimRead(iccid)


@given(st.from_regex(r"[0-9]{14,15}", fullmatch=True))
def test_an_imsi_is_read_as_it_was_written(imsi: str) -> None:
    is_odd = len(imsi) % 2
    nibbles = ("9" if is_odd else "1") + imsi + ("" if is_odd else "F")
    file = bytes(int(nibbles[at + 1] + nibbles[at], 16) for at in range(0, len(nibbles), 2))
    assert decode_imsi(bytes([len(file)]) + file) == imsi
