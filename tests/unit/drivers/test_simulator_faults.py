"""Faults do what they say, as often as they say, and the same again from the same seed."""

from __future__ import annotations

import pytest

from drivers.simulator.faults import Fault, FaultKind, Faults, Misbehaviour, Outgoing
from drivers.simulator.wire import encode_reply

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


def test_garbage_surrounds_a_reply() -> None:
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
    ],
)
def test_a_fault_that_makes_no_sense_is_explained(words: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Fault.parse(words.split())
