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
from drivers.simulator.wire import (
    BAUD_RATES,
    COMMANDS,
    Defect,
    Request,
    RequestReader,
    encode_reply,
)

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

    `cards` finds the card that a fault lays by its name; `swapped_to` names that one, as long as
    it lies there.

    What is known of the card - found, selected, done with - is always said of one laying, and
    the plate is one attribute, so that a lift in the middle of anything cannot be missed.
    """

    def __init__(
        self,
        *,
        sam_id: str = SIMULATED_SAM_ID,
        baud: int = 115200,
        faults: Faults | None = None,
        cards: Callable[[str], SimulatedCard] | None = None,
    ) -> None:
        numbers = [int(number) for number in re.split(r"[.-]", sam_id)]
        self._sam_id = struct.pack("<HHIII", *numbers)
        self.sam_id = sam_id
        self.baud = baud
        self.swapped_to = ""
        self.cards = cards
        self._misbehaviour = Misbehaviour(faults or Faults())
        self._record_of_last: tuple[_Laying, bytes] | None = None
        self._record_before = b""
        self._cut_at: int | None = None
        self._ahead: list[Outgoing] = []
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
        """The faults still in force or waiting."""
        return self._misbehaviour.left

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self._misbehaviour = Misbehaviour(faults, previous=self._misbehaviour.previous)

    @property
    def has_card(self) -> bool:
        """Whether a card lies on the plate."""
        return self._plate is not None

    def lay(self, card: SimulatedCard) -> None:
        """Put a card on the plate, in place of the one that lies there."""
        self._plate, self.swapped_to = _Laying(card), ""
        self._misbehaviour.notice("lay")

    def lift(self) -> None:
        """Take the card off the plate."""
        self._plate, self.swapped_to = None, ""
        self._misbehaviour.notice("lift")

    def power_on(self) -> None:
        """Forget everything but the plate, as after the cable was pulled."""
        self._requests = RequestReader()
        self._waiting_since_s = self._found = self._selected = self._done = None

    def feed(self, data: bytes, now_s: float) -> list[Outgoing]:
        """Take in bytes that arrived at `now_s` and return what goes out."""
        data = self._misbehaviour.hear(data, self.baud)
        requests = self._requests.feed(data)
        outgoing = [out for request in requests for out in self._answer(request, now_s)]
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
        return self._answer(self._requests.give_up(), now_s)

    def _answer(self, request: Request, now_s: float) -> list[Outgoing]:
        body = request.body
        command = COMMANDS.get(body[:2].hex().upper()) or COMMANDS.get(body[:1].hex().upper(), "")
        self._cut_at, self._ahead = None, []
        if self._misbehaviour.is_busy(command, now_s):
            return []
        baud = self.baud
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
        spoilt = self._misbehaviour.spoil(request.raw, command, reply[: self._cut_at], baud)
        return self._ahead + spoilt

    def _reset(self, _body: bytes) -> bytes:
        self._found = self._selected = self._done = None
        return encode_reply(_OK)

    def _find(self, _body: bytes) -> bytes:
        laying, self._found, self._selected = self._plate, None, None
        is_missed = laying is not None and self._misbehaviour.strikes(
            FaultKind.NO_CARD, "find_card"
        )
        if laying is None or laying is self._done or is_missed:
            return encode_reply(_NO_CARD)
        self._found = laying
        self._misbehaviour.notice("find")
        self._swap(FaultKind.SWAP_AFTER_FIND, "find_card")
        return encode_reply(_FOUND, bytes(4))

    def _select(self, _body: bytes) -> bytes:
        found, self._found = self._found, None
        if found is None:
            return encode_reply(_NOTHING_FOUND)
        collides = self._misbehaviour.strikes(FaultKind.COLLISION, "select_card")
        if found is not self._plate or collides:
            return encode_reply(_SELECT_FAILED)
        self._selected = found
        self._misbehaviour.notice("select")
        self._swap(FaultKind.SWAP_AFTER_SELECT, "select_card")
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
        reply = encode_reply(_OK, self._misbehaviour.spoil_record(command, data))
        return self._with_record_before(laying, reply) if command == "read_base" else reply

    def _with_record_before(self, laying: _Laying, reply: bytes) -> bytes:
        """Send the record, or what a module makes of it that still holds the one before."""
        if self._record_of_last and self._record_of_last[0] is not laying:
            self._record_before = self._record_of_last[1]
        self._record_of_last = laying, reply
        self._misbehaviour.notice("read")
        if self._misbehaviour.strikes(FaultKind.REPLAY, "read_base"):
            reply = self._record_before or reply
        if late := self._misbehaviour.strikes(FaultKind.LATE_RECORD, "read_base"):
            self._ahead = [Outgoing(self._record_before), Outgoing(b"", late.pause_s)]
        if pulled := self._misbehaviour.strikes(FaultKind.CARD_PULLED, "read_base"):
            self._plate, self._cut_at = None, pulled.byte_count
        return reply

    def _swap(self, kind: FaultKind, command: str) -> None:
        """Lay another card in place of the one that lies there, as a quick hand would."""
        if (swap := self._misbehaviour.strikes(kind, command)) and self.cards is not None:
            self.lay(self.cards(swap.card))
            self.swapped_to = swap.card

    def _set_baud(self, body: bytes) -> bytes:
        if body[1] >= len(BAUD_RATES):
            return encode_reply(_BAD_COMMAND)
        self.baud = BAUD_RATES[body[1]]
        return encode_reply(_OK)

    def _set_max_rf_frame(self, body: bytes) -> bytes:
        return encode_reply(_OK if body[2] >= 24 else _BAD_COMMAND)


def _length(part: bytes) -> bytes:
    return len(part).to_bytes(2, "big")
