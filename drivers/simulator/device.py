"""A SAM_V module with a plate, byte for byte: requests in, replies out, no I/O and no waiting.

It keeps the order that modules insist on: find, select, read; select again after every find;
a card that was read is not found again before it was lifted (or the module was reset).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass, field

from drivers.simulator.faults import FaultKind, Faults, Misbehaviour, Outgoing
from drivers.simulator.wire import COMMANDS, Defect, Request, RequestReader, encode_reply

__all__ = [
    "BAUD_RATES",
    "SIMULATED_SAM_ID",
    "SamDevice",
    "SimulatedCard",
    "is_simulated_sam_id",
    "simulated_sam_id",
]

SIMULATED_SAM_ID = "99.99-20260101-0000000001-0000000001"
"""The id of the first simulated module; every other one begins with the same `99.99-`."""

BAUD_RATES = (115200, 57600, 38400, 19200, 9600)
"""What the parameter of "set speed" stands for, by position."""

# How long the module waits for the rest of a request.
_PATIENCE_S = 0.5

_OK, _FOUND, _EMPTY, _NO_CARD = 0x90, 0x9F, 0x91, 0x80
_SELECT_FAILED, _READ_FAILED = 0x81, 0x41
_NOT_ALLOWED, _NOTHING_FOUND = 0x23, 0x34
_BAD_CHECKSUM, _BAD_LENGTH, _BAD_COMMAND = 0x10, 0x11, 0x21


def simulated_sam_id(serial: int) -> str:
    """The id of the simulated module with this serial number."""
    return f"{SIMULATED_SAM_ID[:-10]}{serial:010d}"


def is_simulated_sam_id(sam_id: str) -> bool:
    """Whether this id, with or without dashes, is one of a simulated module."""
    return re.sub(r"\D", "", sam_id).startswith("9999")


@dataclass(frozen=True, slots=True)
class SimulatedCard:
    """What the chip of an invented card holds. Its repr shows no identity."""

    text: bytes = field(repr=False)
    photo: bytes = field(repr=False, default=b"")
    extra_address: bytes = field(repr=False, default=b"")
    serial: bytes = field(repr=False, default=bytes(8))
    management_number: bytes = field(repr=False, default=bytes(16))
    fingers: bytes = field(repr=False, default=b"")


class _Laying:
    """One laying of a card: the same card laid again is another one."""

    def __init__(self, card: SimulatedCard) -> None:
        self.card = card


class SamDevice:
    """The module. `lay` and `lift` may be called from another thread than `feed`.

    What is known of the card - found, selected, done with - is always said of one laying, and
    the plate is one attribute, so that a lift in the middle of anything cannot be missed.
    """

    def __init__(
        self, *, sam_id: str = SIMULATED_SAM_ID, baud: int = 115200, faults: Faults | None = None
    ) -> None:
        numbers = [int(number) for number in re.split(r"[.-]", sam_id)]
        self._sam_id = struct.pack("<HHIII", *numbers)
        self.sam_id = sam_id
        self.baud = baud
        self._misbehaviour = Misbehaviour(faults or Faults())
        self._requests = RequestReader()
        self._waiting_since_s: float | None = None
        self._plate: _Laying | None = None
        self._found: _Laying | None = None
        self._selected: _Laying | None = None
        self._done: _Laying | None = None
        self._handlers: dict[str, Callable[[bytes], bytes]] = {
            "reset_sam": self._reset,
            "sam_status": lambda _: encode_reply(_OK),
            "sam_id": lambda _: encode_reply(_OK, self._sam_id),
            "find_card": self._find,
            "select_card": self._select,
            "read_base": self._read_base,
            "read_base_fingerprint": self._read_base_fingerprint,
            "read_extra_address": self._read_extra_address,
            "read_card_management_number": self._read_management_number,
            "set_baud": self._set_baud,
            "set_max_rf_frame": self._set_max_rf_frame,
        }

    @property
    def faults(self) -> Faults:
        """The faults still in force."""
        return self._misbehaviour.left

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self._misbehaviour = Misbehaviour(faults)

    @property
    def has_card(self) -> bool:
        """Whether a card lies on the plate."""
        return self._plate is not None

    def lay(self, card: SimulatedCard) -> None:
        """Put a card on the plate, in place of the one that lies there."""
        self._plate = _Laying(card)

    def lift(self) -> None:
        """Take the card off the plate."""
        self._plate = None

    def power_on(self) -> None:
        """Forget everything but the plate, as after the cable was pulled."""
        self._requests = RequestReader()
        self._waiting_since_s = self._found = self._selected = self._done = None

    def feed(self, data: bytes, now_s: float) -> list[Outgoing]:
        """Take in bytes that arrived at `now_s` and return what goes out."""
        outgoing = [out for request in self._requests.feed(data) for out in self._answer(request)]
        self._waiting_since_s = now_s if self._requests.has_unfinished else None
        return outgoing

    @property
    def wakes_at_s(self) -> float | None:
        """When the module loses patience with an unfinished request."""
        return None if self._waiting_since_s is None else self._waiting_since_s + _PATIENCE_S

    def wake(self, now_s: float) -> list[Outgoing]:
        """Complain about the unfinished request once its time is up."""
        if self.wakes_at_s is None or now_s < self.wakes_at_s:
            return []
        self._waiting_since_s = None
        return self._answer(self._requests.give_up())

    def _answer(self, request: Request) -> list[Outgoing]:
        body = request.body
        command = COMMANDS.get(body[:2].hex().upper()) or COMMANDS.get(body[:1].hex().upper(), "")
        if request.defect is Defect.LENGTH:
            reply = encode_reply(_BAD_LENGTH)
        elif request.defect is Defect.CHECKSUM:
            reply = encode_reply(_BAD_CHECKSUM)
        elif not command:
            reply = encode_reply(_BAD_COMMAND)
        elif len(body) != (3 if command == "set_max_rf_frame" else 2):
            reply = encode_reply(_BAD_LENGTH)
        else:
            reply = self._handlers[command](body)
        return self._misbehaviour.spoil(request.raw, command, reply)

    def _reset(self, _body: bytes) -> bytes:
        self._found = self._selected = self._done = None
        return encode_reply(_OK)

    def _find(self, _body: bytes) -> bytes:
        laying, self._found, self._selected = self._plate, None, None
        if laying is None or laying is self._done:
            return encode_reply(_NO_CARD)
        self._found = laying
        return encode_reply(_FOUND, bytes(4))

    def _select(self, _body: bytes) -> bytes:
        found, self._found = self._found, None
        if found is None:
            return encode_reply(_NOTHING_FOUND)
        if found is not self._plate:
            return encode_reply(_SELECT_FAILED)
        self._selected = found
        if self._misbehaviour.strikes(FaultKind.MUST_LIFT, "select_card"):
            self._done = found
        return encode_reply(_OK, bytes(8))

    def _read_base(self, _body: bytes) -> bytes:
        return self._read(
            "read_base",
            lambda card: _length(card.text) + _length(card.photo) + card.text + card.photo,
        )

    def _read_base_fingerprint(self, _body: bytes) -> bytes:
        return self._read(
            "read_base_fingerprint",
            lambda card: (
                b"".join(map(_length, (card.text, card.photo, card.fingers)))
                + card.text
                + card.photo
                + card.fingers
            ),
        )

    def _read_extra_address(self, _body: bytes) -> bytes:
        return self._read("read_extra_address", lambda card: card.extra_address)

    def _read_management_number(self, _body: bytes) -> bytes:
        return self._read(
            "read_card_management_number",
            lambda card: bytes(4) + card.serial + card.management_number,
        )

    def _read(self, command: str, item: Callable[[SimulatedCard], bytes]) -> bytes:
        laying = self._selected
        if laying is None:
            return encode_reply(_NOT_ALLOWED)
        if self._misbehaviour.strikes(FaultKind.CARD_LOST, command):
            self._plate = None
        slips = self._misbehaviour.strikes(FaultKind.CARD_SLIPS, command)
        if slips or laying is not self._plate:
            self._selected = None
            return encode_reply(_READ_FAILED)
        data = item(laying.card)
        if not data:
            return encode_reply(_EMPTY)
        if command.startswith("read_base") and not self._misbehaviour.strikes(
            FaultKind.KEEPS_FINDING, command
        ):
            self._done = laying
        return encode_reply(_OK, data)

    def _set_baud(self, body: bytes) -> bytes:
        if body[1] >= len(BAUD_RATES):
            return encode_reply(_BAD_COMMAND)
        self.baud = BAUD_RATES[body[1]]
        return encode_reply(_OK)

    def _set_max_rf_frame(self, body: bytes) -> bytes:
        return encode_reply(_OK if body[2] >= 24 else _BAD_COMMAND)


def _length(part: bytes) -> bytes:
    return len(part).to_bytes(2, "big")
