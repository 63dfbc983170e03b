"""The chips that a PC/SC slot may hold: invented ID cards and SIMs, answering commands.

Written apart from the driver's own knowledge of them: a slip in one shows against the other.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from functools import reduce
from operator import xor
from typing import Protocol

from drivers.simulator.device import SIMULATED_SAM_ID, SimulatedCard

__all__ = ["SAM_ID_COMMAND", "SIMS", "BareIdChip", "Chip", "PagedIdChip", "SimChip", "SimProfile"]

SAM_ID_COMMAND = bytes.fromhex("FF12FF0010")
"""What these readers want to be asked for their SAM id; every vendor has a command of its own."""

_PAGE = 256
_OK, _NO_CLASS, _NO_COMMAND, _BAD_PLACE = "9000", "6E00", "6D00", "6B00"
_READ_NUMBER = bytes.fromhex("0036000008")


class Chip(Protocol):
    """Something with contacts, or in the field."""

    @property
    def atr(self) -> bytes: ...

    def reset(self) -> None:
        """Forget what was selected, as when switched off."""

    def answer(self, command: bytes) -> bytes:
        """Answer one command, status behind."""


def _with_check(atr: str) -> bytes:
    counted = bytes.fromhex(atr)
    return counted + bytes([reduce(xor, counted[1:])])


class PagedIdChip:
    """An ID card on a reader whose SAM hands its record out in pages."""

    atr = _with_check("3B8F8001804F0CA000000306039000 00000000")

    def __init__(self, card: SimulatedCard, *, sam_id: str = SIMULATED_SAM_ID) -> None:
        lengths = struct.pack(">HH", len(card.text), len(card.photo))
        self.stream = lengths + card.text + card.photo
        self._number = card.serial
        numbers = [int(number) for number in re.split(r"[.-]", sam_id)]
        self._sam_id = struct.pack("<HHIII", *numbers)

    def reset(self) -> None:
        pass

    def answer(self, command: bytes) -> bytes:
        if command == SAM_ID_COMMAND:
            return _answer(_OK, self._sam_id)
        if command == _READ_NUMBER:
            return _answer(_OK, self._number)
        if command[:2] != b"\xff\xb0":
            return _answer(_NO_COMMAND)
        page = self.stream[command[2] * _PAGE :][:_PAGE]
        return _answer(_OK, page) if page else _answer(_BAD_PLACE)


class BareIdChip:
    """The same card on a reader without a SAM: it tells the number of its chip, and no more."""

    atr = _with_check("3B888001 D103860C008003 00")

    def __init__(self, card: SimulatedCard) -> None:
        self._number = card.serial

    def reset(self) -> None:
        pass

    def answer(self, command: bytes) -> bytes:
        return _answer(_OK, self._number) if command == _READ_NUMBER else _answer(_NO_COMMAND)


@dataclass(frozen=True, slots=True)
class SimProfile:
    """One SIM of the drawer.

    Attributes:
        iccid: up to twenty characters; empty is a SIM that nobody has written.
        is_imsi_open: whether the IMSI can be read without a PIN.
        knows_uicc: whether it speaks class 00; one of the second generation knows class A0 only.
        manner: how it answers: `plain`, `fetch` (61xx), `le` (6Cxx first) or `wish` (91xx).
    """

    iccid: str
    imsi: str = "460009999900001"
    is_imsi_open: bool = False
    knows_uicc: bool = True
    manner: str = "plain"


SIMS = {
    "usim": SimProfile("89860099990000000013"),
    "usim-open": SimProfile("89860099990000000021", is_imsi_open=True),
    "usim-19": SimProfile("8986009999000000006", is_imsi_open=True),
    "usim-letters": SimProfile("898600A999000000004C", manner="fetch"),
    "usim-fetch": SimProfile("89860099990000000054", is_imsi_open=True, manner="fetch"),
    "usim-le": SimProfile("89860099990000000062", is_imsi_open=True, manner="le"),
    "usim-wish": SimProfile("89860099990000000070", is_imsi_open=True, manner="wish"),
    "sim-2g": SimProfile("89860099990000000088", knows_uicc=False),
    "sim-2g-open": SimProfile("89860099990000000096", is_imsi_open=True, knows_uicc=False),
    "abroad": SimProfile("8944009999000000001"),
    "not-telecom": SimProfile("1234567890123456789"),
    "blank": SimProfile(""),
}
"""The drawer of invented SIMs, by the name to insert them by."""

_MF, _ICCID, _GSM, _IMSI = b"\x3f\x00", b"\x2f\xe2", b"\x7f\x20", b"\x6f\x07"
_USIM = bytes.fromhex("A0000000871002FF86FF0389FFFFFFFF")
# Whatever asks for a PIN, changes one, or writes.
_FORBIDDEN = frozenset({0x20, 0x24, 0x26, 0x28, 0x2C, 0xD6, 0xDC, 0xE2, 0x32, 0x04, 0x44, 0xE0})


class SimChip:
    """A SIM: a few files behind SELECT and READ BINARY. It counts what nobody may ask of it."""

    atr = bytes.fromhex("3B1A94") + b"INVENTED 1"

    def __init__(self, profile: SimProfile) -> None:
        self._profile = profile
        self._files = {
            _ICCID: _swapped(profile.iccid.ljust(20, "F")),
            _IMSI: bytes([8]) + _swapped("9" + profile.imsi),
        }
        self.forbidden_asked = 0
        self.reset()

    def reset(self) -> None:
        self._folder, self._file, self._waiting = _MF, b"", b""
        self._has_told_le = False

    def answer(self, command: bytes) -> bytes:
        if len(command) < 4:
            return _answer("6700")
        card_class, instruction = command[0], command[1]
        if card_class != 0xA0 and not (card_class == 0 and self._profile.knows_uicc):
            return _answer(_NO_CLASS)
        if instruction in _FORBIDDEN:
            self.forbidden_asked += 1
            return _answer("63C2")
        if instruction == 0xA4:
            return self._select(command)
        if instruction == 0xB0:
            return self._read(command)
        if instruction == 0xC0:
            data, self._waiting = self._waiting, b""
            return _answer(_OK, data) if data else _answer("6F00")
        return _answer(_NO_COMMAND)

    def _select(self, command: bytes) -> bytes:
        name = command[5 : 5 + command[4]] if len(command) > 5 else b""
        is_gsm = command[0] == 0xA0
        self._has_told_le = False
        if command[2] == 0x04 and name and _USIM.startswith(name):
            self._folder, self._file = _USIM, b""
        elif name in (_MF, _GSM):
            self._folder, self._file = name, b""
        elif (name == _ICCID and self._folder == _MF) or (name == _IMSI and self._folder != _MF):
            self._file = name
        else:
            return _answer("9404" if is_gsm else "6A82")
        template = bytes([0x62, 0x04, 0x83, 0x02]) + name[-2:]
        if is_gsm:
            self._waiting = template
            return _answer(f"9F{len(template):02X}")
        return self._give(template if command[3] == 0x04 else b"")

    def _read(self, command: bytes) -> bytes:
        is_gsm = command[0] == 0xA0
        if not self._file:
            return _answer("9400" if is_gsm else "6986")
        if self._file == _IMSI and not self._profile.is_imsi_open:
            return _answer("9804" if is_gsm else "6982")
        data = self._files[self._file]
        if self._profile.manner == "le" and not self._has_told_le:
            self._has_told_le = True
            return _answer(f"6C{len(data):02X}")
        if len(command) < 5 or command[4] != len(data):
            return _answer(f"{'67' if is_gsm else '6C'}{len(data):02X}")
        return _answer(_OK, data) if is_gsm else self._give(data)

    def _give(self, data: bytes) -> bytes:
        if data and self._profile.manner == "fetch":
            self._waiting = data
            return _answer(f"61{len(data):02X}")
        return _answer("9130" if self._profile.manner == "wish" else _OK, data)


def _swapped(digits: str) -> bytes:
    return bytes(int(digits[at + 1] + digits[at], 16) for at in range(0, len(digits), 2))


def _answer(status: str, data: bytes = b"") -> bytes:
    return data + bytes.fromhex(status)
