"""A slot of PC/SC: its name, its state, its chip; and whatever goes wrong has its own word."""

from __future__ import annotations

import builtins
import ctypes
from collections.abc import Callable
from typing import Any

import pytest
from smartcard import scard

from drivers.api import (
    LibraryUnusable,
    ReaderBusy,
    ReaderError,
    ReaderForbidden,
    ReaderUnavailable,
    ServiceAway,
)
from drivers.transport import winscard
from drivers.transport.pcsc import PcscSlot, list_slots, same_slot
from drivers.transport.winscard import ChipTrouble, During, error_of, load_winscard
from tests.unit.drivers.fake_winscard import FakeWinScard

NAME = "ACS ACR1281 1S Dual Reader [CCID] (0042) 00 00"

CODES = {
    name: getattr(scard, name) & 0xFFFFFFFF
    for name in dir(scard)
    if name.startswith(("SCARD_E_", "SCARD_F_", "SCARD_W_", "SCARD_P_"))
}
# What the window tells apart; every other code is a reader that cannot be used.
TOLD_APART = {
    ServiceAway: {
        "SCARD_E_NO_SERVICE",
        "SCARD_E_SERVICE_STOPPED",
        "SCARD_E_INVALID_HANDLE",
        "SCARD_E_CANCELLED",
        "SCARD_E_SYSTEM_CANCELLED",
        "SCARD_E_UNKNOWN_RES_MNG",
        "SCARD_F_COMM_ERROR",
        "SCARD_P_SHUTDOWN",
    },
    ReaderBusy: {"SCARD_E_SHARING_VIOLATION", "SCARD_E_SERVER_TOO_BUSY"},
    ReaderForbidden: {"SCARD_E_NO_ACCESS", "SCARD_W_SECURITY_VIOLATION"},
}
OF_THE_CHIP = {
    "SCARD_E_NO_SMARTCARD",
    "SCARD_W_REMOVED_CARD",
    "SCARD_W_RESET_CARD",
    "SCARD_W_UNPOWERED_CARD",
    "SCARD_W_UNRESPONSIVE_CARD",
    "SCARD_W_UNSUPPORTED_CARD",
    "SCARD_E_PROTO_MISMATCH",
    "SCARD_E_NOT_TRANSACTED",
    "SCARD_E_COMM_DATA_LOST",
    "SCARD_E_TIMEOUT",
    "SCARD_F_COMM_ERROR",
}
LIBRARY_TROUBLE = [
    TypeError("Expected a python long as SCARDCONTEXT."),
    SystemError("returned NULL without setting an exception"),
    MemoryError("Unable to allocate temporary array"),
    OverflowError("int too big"),
    ValueError("not enough values to unpack"),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "an odd name"),
    scard.error("whatever"),
]


def told(name: str, during: During) -> type[ReaderError]:
    return type(error_of(CODES[name], "X", during))


@pytest.mark.parametrize("name", CODES)
def test_every_code_of_the_service_is_a_reader_error_and_named(name: str) -> None:
    expected = next((kind for kind, names in TOLD_APART.items() if name in names), None)
    error = error_of(CODES[name], "X", During.OPENING)
    assert type(error) is (expected or ReaderUnavailable)
    # Two names share a number on Linux.
    assert name in str(error) or name == "SCARD_E_UNSUPPORTED_FEATURE"
    for during in During:
        assert isinstance(error_of(CODES[name], "X", during), ReaderError)


@pytest.mark.parametrize("during", [During.CONNECTING, During.TALKING])
@pytest.mark.parametrize("name", sorted(OF_THE_CHIP))
def test_what_the_chip_is_to_blame_for_loses_no_reader(name: str, during: During) -> None:
    assert told(name, during) is ChipTrouble
    assert told(name, During.OPENING) is not ChipTrouble
    assert told(name, During.WATCHING) is not ChipTrouble


def test_a_service_that_dies_in_the_middle_is_away_and_forbids_nothing() -> None:
    """What pcsc-lite says when its other end is reset; the same word is polkit's refusal."""
    violation = "SCARD_W_SECURITY_VIOLATION"
    assert told(violation, During.WATCHING) is told(violation, During.TALKING) is ServiceAway
    assert told(violation, During.CONNECTING) is ReaderForbidden


def test_an_unknown_code_is_a_reader_error_too_and_shown_as_a_number() -> None:
    error = error_of(0x801000FF, "X", During.TALKING)
    assert type(error) is ReaderUnavailable
    assert "0x801000ff" in str(error)


CALLS: dict[str, Callable[[PcscSlot], object]] = {
    "SCardGetStatusChange": lambda slot: slot.watch(0.0),
    "SCardConnect": PcscSlot.connect,
    "SCardBeginTransaction": PcscSlot.connect,
    "SCardTransmit": lambda slot: (slot.connect(), slot.transmit(b"\x00\xa4\x00\x00")),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("trouble", LIBRARY_TROUBLE, ids=lambda each: type(each).__name__)
def test_every_error_of_the_library_is_mapped(call: str, trouble: Exception) -> None:
    service = FakeWinScard(NAME)
    service.slots[NAME].insert(Chip())
    slot = PcscSlot(NAME, service)
    service.plan(call, trouble)
    with pytest.raises(ReaderUnavailable) as lost:
        CALLS[call](slot)
    assert lost.value.__cause__ is trouble
    slot.close()
    assert not service.contexts
    assert not service.transactions


@pytest.mark.parametrize("call", ["SCardEstablishContext", "SCardListReaders"])
@pytest.mark.parametrize("trouble", LIBRARY_TROUBLE, ids=lambda each: type(each).__name__)
def test_so_is_every_error_of_opening(call: str, trouble: Exception) -> None:
    service = FakeWinScard(NAME)
    for use in (lambda: PcscSlot(NAME, service), lambda: list_slots(service)):
        service.plan(call, trouble)
        with pytest.raises(ReaderUnavailable) as lost:
            use()
        assert lost.value.__cause__ is trouble
        assert not service.contexts


@pytest.mark.parametrize("call", [*CALLS, "SCardEstablishContext", "SCardListReaders"])
@pytest.mark.parametrize("sign", [0, 1 << 32])
def test_a_code_is_understood_signed_and_unsigned(call: str, sign: int) -> None:
    service = FakeWinScard(NAME)
    service.slots[NAME].insert(Chip())

    def use() -> None:
        slot = PcscSlot(NAME, service)
        try:
            service.plan(call, 0x8010001D - sign)
            CALLS[call](slot)
        finally:
            slot.close()

    if call not in CALLS:
        service.plan(call, 0x8010001D - sign)
    with pytest.raises(ServiceAway):
        use()
    assert not service.contexts


class Chip:
    atr = b"\x3b\x00"

    def answer(self, command: bytes) -> bytes:
        return command[:2] + b"\x90\x00"


def test_a_chip_is_shared_left_as_it_is_and_not_interrupted() -> None:
    service = FakeWinScard(NAME)
    service.slots[NAME].insert(Chip())
    slot = PcscSlot(NAME, service)
    slot.connect()
    assert len(service.transactions) == 1
    assert slot.transmit(b"\x00\xb0\x00\x00\x0a") == b"\x00\xb0\x90\x00"
    slot.disconnect()
    slot.disconnect()
    assert not service.transactions
    assert not service.cards
    assert set(service.shares) == {scard.SCARD_SHARE_SHARED}
    assert set(service.dispositions) == {scard.SCARD_LEAVE_CARD}


def test_a_closed_slot_is_unavailable_and_keeps_nothing() -> None:
    service = FakeWinScard(NAME)
    service.slots[NAME].insert(Chip())
    slot = PcscSlot(NAME, service)
    slot.connect()
    slot.close()
    slot.close()
    assert not service.contexts
    assert not service.cards
    for use in (lambda: slot.watch(0.0), slot.connect):
        with pytest.raises(ReaderUnavailable):
            use()
    with pytest.raises(ChipTrouble):
        slot.transmit(b"\x00")


def test_nothing_is_kept_either_when_the_service_has_died() -> None:
    service = FakeWinScard(NAME)
    slot = PcscSlot(NAME, service)
    service.is_running = False
    with pytest.raises(ServiceAway):
        slot.watch(0.0)
    slot.close()
    assert not service.contexts


@pytest.mark.parametrize("answer", [b"", b"\x90"])
def test_an_answer_without_a_status_is_the_chip_leaving(answer: bytes) -> None:
    class Torn(Chip):
        def answer(self, _command: bytes) -> bytes:
            return answer

    service = FakeWinScard(NAME)
    service.slots[NAME].insert(Torn())
    slot = PcscSlot(NAME, service)
    slot.connect()
    with pytest.raises(ChipTrouble):
        slot.transmit(b"\x00\xa4\x00\x00")


def test_a_reader_in_a_bad_state_is_unavailable() -> None:
    service = FakeWinScard(NAME)
    slot = PcscSlot(NAME, service)
    service.slots[NAME].is_unavailable = True
    with pytest.raises(ReaderUnavailable):
        slot.watch(0.0)
    with pytest.raises(ReaderUnavailable):
        PcscSlot(NAME, service)


def test_the_readers_are_named_and_none_is_no_error() -> None:
    assert list_slots(FakeWinScard(NAME, "B 01 00")) == (NAME, "B 01 00")
    assert list_slots(FakeWinScard()) == ()


@pytest.mark.parametrize(
    ("wanted", "names", "found"),
    [
        (NAME, [NAME, "B 00 00"], NAME),
        ("A 00 00", ["A 01 00", "A 00 00"], "A 00 00"),
        ("A 00 00", ["A 01 00"], "A 01 00"),
        ("A 00 01", ["A 01 00", "A 01 01"], "A 01 01"),
        ("A", ["B 00 00", "A 00 01", "A 00 00"], "A 00 00"),
        ("A [x] (1) 00 00", ["A [x] (1) 02 00"], "A [x] (1) 02 00"),
        ("ACS ACR122 0", ["ACS ACR122 1"], "ACS ACR122 1"),
        ("A 1B 00", ["A 0F 00"], "A 0F 00"),
        ("身份证阅读器 00 00", ["身份证阅读器 01 00"], "身份证阅读器 01 00"),
    ],
)
def test_a_renumbered_reader_is_still_found(wanted: str, names: list[str], found: str) -> None:
    assert same_slot(wanted, names) == found


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ("A 00 00", []),
        ("A 00 00", ["A 00 01"]),
        ("A 00 00", ["B 00 00"]),
        ("A 00 00", ["A 01 00", "A 02 00"]),
        ("A", ["AB 00 00"]),
        ("A (1) 00 00", ["A (2) 00 00"]),
    ],
)
def test_no_other_reader_stands_in(wanted: str, names: list[str]) -> None:
    with pytest.raises(ReaderUnavailable, match="there is:"):
        same_slot(wanted, names)


def test_a_computer_without_pcsc_says_so_and_prints_nothing(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def missing(name: str, *_: object) -> None:
        raise OSError(f"{name}: cannot open shared object file")

    monkeypatch.setattr(ctypes, "CDLL", missing)
    with pytest.raises(ServiceAway, match="not installed"):
        load_winscard()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("trouble", [ImportError("wrong ELF class"), RuntimeError("other build")])
def test_a_library_that_does_not_load_is_unusable(
    monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    real = builtins.__import__

    def fail(name: str, *rest: Any, **more: Any) -> Any:
        if name == "smartcard":
            raise trouble
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", fail)
    with pytest.raises(LibraryUnusable) as unusable:
        load_winscard()
    assert unusable.value.__cause__ is trouble


def test_the_table_has_every_code_once() -> None:
    names = [name for name, _ in winscard._MEANINGS.values()]
    assert len(set(names)) == len(names)
