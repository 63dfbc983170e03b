"""Faults do what they say, as often as they say, and the same again from the same seed."""

from __future__ import annotations

import pytest

from drivers.simulator.faults import Fault, FaultKind, Faults, Misbehaviour, Outgoing
from drivers.simulator.faults.kinds import COMMANDS_TO_CARD
from drivers.simulator.faults.noise import BitNoise, heard_at
from drivers.simulator.wire import BAUD_RATES, COMMANDS, checksum, encode_reply

REQUEST = bytes.fromhex("AAAAAA96690003200122")
REPLY = encode_reply(0x9F, bytes(4))


def spoil(*faults: Fault, seed: int = 0) -> list[Outgoing]:
    return Misbehaviour(Faults(faults, seed)).spoil(REQUEST, "find_card", REPLY)


def joined(outgoing: list[Outgoing]) -> bytes:
    return b"".join(out.data for out in outgoing)


def test_without_faults_a_reply_goes_out_as_it_is() -> None:
    assert spoil() == [Outgoing(REPLY)]


def test_each_fault_does_what_it_says() -> None:
    assert spoil(Fault(FaultKind.SILENT)) == []
    assert joined(spoil(Fault(FaultKind.DUPLICATE))) == REPLY * 2
    assert joined(spoil(Fault(FaultKind.ECHO))) == REQUEST + REPLY
    assert joined(spoil(Fault(FaultKind.TRUNCATE, size=3))) == REPLY[:-3]
    assert joined(spoil(Fault(FaultKind.BAD_CHECKSUM)))[:-1] == REPLY[:-1]
    assert joined(spoil(Fault(FaultKind.BAD_CHECKSUM))) != REPLY
    assert joined(spoil(Fault(FaultKind.WRONG_STATUS, status=0x66))) == encode_reply(0x66)
    assert spoil(Fault(FaultKind.DELAY, seconds=1.5)) == [Outgoing(REPLY, pause_s=1.5)]
    assert spoil(Fault(FaultKind.UNPLUG, size=5)) == [Outgoing(REPLY[:5], unplugs=True)]


def test_a_length_lies_and_the_checksum_goes_with_it() -> None:
    for kind, length in (
        (FaultKind.SHORT_LENGTH, "0005"),
        (FaultKind.LONG_LENGTH, "000B"),
        (FaultKind.ABSURD_LENGTH, "FFFF"),
    ):
        said = joined(spoil(Fault(kind, size=3)))
        assert said[5:7].hex().upper() == length
        assert said[7:-1] == REPLY[7:-1]
        assert checksum(said[5:]) == 0


def test_a_status_is_told_with_what_the_card_said() -> None:
    assert joined(spoil(Fault(FaultKind.WRONG_STATUS, status=0x41, sw=0x6982))) == encode_reply(
        0x41, card_status=b"\x69\x82"
    )


def answers(fault: Fault, *commands: str) -> list[bytes]:
    """Say one reply after another, each with its own status."""
    misbehaviour = Misbehaviour(Faults((fault,)))
    return [
        joined(misbehaviour.spoil(REQUEST, command, encode_reply(number)))
        for number, command in enumerate(commands)
    ]


def test_a_stuck_module_says_one_thing_for_ever() -> None:
    said = answers(Fault(FaultKind.STUCK, on="select_card"), *COMMANDS.values())
    assert said == [encode_reply(min(at, 4)) for at in range(len(said))]


def test_a_lagging_module_is_one_reply_behind_for_ever() -> None:
    said = answers(Fault(FaultKind.LAGGING, nth=2, times=1), *COMMANDS.values())
    late = [encode_reply(at) for at in range(1, len(said) - 1)]
    assert said == [encode_reply(0), b"", *late]


def test_a_busy_module_hears_nothing_until_it_has_time() -> None:
    misbehaviour = Misbehaviour(Faults((Fault(FaultKind.BUSY, times=1, seconds=2),)))
    assert [misbehaviour.is_busy("find_card", now) for now in (10, 11.9, 12, 30)] == [
        True,
        True,
        False,
        False,
    ]


def test_what_the_card_takes_part_in_is_slow_and_nothing_else() -> None:
    slow = Misbehaviour(Faults((Fault(FaultKind.SLOW_CARD, seconds=2),)))
    pauses = {
        command: slow.spoil(REQUEST, command, REPLY)[0].pause_s for command in COMMANDS.values()
    }
    assert {command for command, pause_s in pauses.items() if pause_s == 2} == COMMANDS_TO_CARD


def test_garbage_surrounds_a_reply() -> None:
    inside = joined(spoil(Fault(FaultKind.GARBAGE_INSIDE, size=6)))
    assert inside[:7] + inside[13:] == REPLY
    assert joined(spoil(Fault(FaultKind.GARBAGE_BEFORE, size=6)))[6:] == REPLY
    assert joined(spoil(Fault(FaultKind.GARBAGE_AFTER, size=6)))[:-6] == REPLY


def test_a_split_reply_comes_in_pieces_with_pauses_between_them() -> None:
    pieces = spoil(Fault(FaultKind.SPLIT, size=4, seconds=0.01), Fault(FaultKind.DELAY, seconds=1))
    assert joined(pieces) == REPLY
    assert [len(piece.data) for piece in pieces] == [4, 4, 4, 3]
    assert [piece.pause_s for piece in pieces] == [1, 0.01, 0.01, 0.01]


def test_a_stale_reply_comes_in_front_of_the_right_one() -> None:
    misbehaviour = Misbehaviour(Faults((Fault(FaultKind.STALE),)))
    second = encode_reply(0x90, bytes(8))
    assert joined(misbehaviour.spoil(REQUEST, "find_card", REPLY)) == REPLY
    assert joined(misbehaviour.spoil(REQUEST, "select_card", second)) == REPLY + second


def test_a_fault_happens_as_often_as_told_and_only_to_its_command() -> None:
    fault = Fault(FaultKind.SILENT, times=2, on="find_card")
    misbehaviour = Misbehaviour(Faults((fault,)))
    assert misbehaviour.spoil(REQUEST, "select_card", REPLY) == [Outgoing(REPLY)]
    assert misbehaviour.spoil(REQUEST, "find_card", REPLY) == []
    assert misbehaviour.left.active[0].times == 1
    assert misbehaviour.spoil(REQUEST, "find_card", REPLY) == []
    assert misbehaviour.left.active == ()
    assert misbehaviour.spoil(REQUEST, "find_card", REPLY) == [Outgoing(REPLY)]


def every_fault_by_chance(seed: int) -> list[list[Outgoing]]:
    faults = tuple(Fault(kind, chance=0.4) for kind in FaultKind)
    misbehaviour = Misbehaviour(Faults(faults, seed))
    return [misbehaviour.spoil(REQUEST, "find_card", REPLY) for _ in range(200)]


def test_the_same_seed_gives_the_same_misbehaviour() -> None:
    assert every_fault_by_chance(7) == every_fault_by_chance(7)
    assert every_fault_by_chance(7) != every_fault_by_chance(8)


def test_noise_flips_about_as_many_bits_as_told_and_the_same_ones_again() -> None:
    quiet = bytes(100_000)
    noisy = BitNoise(5).flip(quiet, 0.001)
    assert 700 < sum(byte.bit_count() for byte in noisy) < 900
    assert noisy == BitNoise(5).flip(quiet, 0.001) != BitNoise(6).flip(quiet, 0.001)
    assert BitNoise(5).flip(quiet, 0.0) == quiet
    assert BitNoise(5).flip(b"\x0f", 1.0) == b"\xf0"


def test_what_is_heard_is_spoilt_alike_however_it_comes_in_pieces() -> None:
    def heard(size: int) -> bytes:
        module = Misbehaviour(Faults((Fault(FaultKind.LINE_NOISE, rate=0.01),), 7))
        pieces = [said[at : at + size] for at in range(0, len(said), size)]
        return b"".join(module.hear(piece, 115200) for piece in pieces)

    said = REQUEST * 20
    assert heard(1) == heard(7) == heard(len(said)) != said


@pytest.mark.parametrize("spoken", BAUD_RATES)
@pytest.mark.parametrize("heard", BAUD_RATES)
def test_bytes_are_understood_at_their_own_speed_only(spoken: int, heard: int) -> None:
    assert (heard_at(REPLY * 3, spoken, heard) == REPLY * 3) == (spoken == heard)


def test_a_slower_receiver_hears_less_and_a_faster_one_more() -> None:
    assert len(heard_at(bytes(range(256)), 115200, 9600)) < 40
    assert len(heard_at(bytes(range(256)), 9600, 115200)) > 256


def test_a_fault_is_read_from_words() -> None:
    words = [
        "wrong_status",
        "status=66",
        "chance=0.5",
        "times=3",
        "on=read_base",
        "seconds=0.25",
        "size=8",
    ]
    assert Fault.parse(words) == Fault(
        FaultKind.WRONG_STATUS, 0.5, 3, "read_base", seconds=0.25, size=8, status=0x66
    )
    assert Fault.parse(["silent"]) == Fault(FaultKind.SILENT)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", "which fault"),
        ("silnt", "did you mean silent"),
        ("delay second=1", "unknown key 'second'"),
        ("delay seconds=soon", "seconds cannot be 'soon'"),
        ("delay seconds=nan", "seconds cannot be 'nan'"),
        ("delay chance=1.5", "chance cannot be '1.5'"),
        ("silent times=0", "times cannot be '0'"),
        ("silent on=lunch", "on cannot be 'lunch'"),
        ("wrong_status status=100", "status cannot be '100'"),
        ("wrong_status sw=10000", "sw cannot be '10000'"),
        ("delay nth=0", "nth cannot be '0'"),
        ("delay after=lunch", "after cannot be 'lunch'"),
        ("baud_mismatch baud=300", "baud cannot be '300'"),
        ("line_noise rate=2", "rate cannot be '2'"),
        ("swap_after_find", "swap_after_find needs a second card"),
        ("swap_after_find card=", "card cannot be ''"),
        ("then", "which fault"),
    ],
)
def test_a_fault_that_makes_no_sense_is_explained(words: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Fault.parse(words.split())
