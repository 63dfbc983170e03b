"""A reader on USB: a bridge with its descriptors and pipes, and a module on a line behind it."""

from __future__ import annotations

import errno
import os
import time
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Any

import usb.core

from drivers.simulator.packets import FrameCutter, ModuleLine, Part, PartKind, is_quiet

__all__ = [
    "BULK",
    "INTERRUPT",
    "OFFICIAL",
    "SIMPLE",
    "UsbEndpoint",
    "UsbReader",
    "UsbSetting",
    "usb_error",
]

BULK, INTERRUPT = 2, 3
_LOOK_S = 0.002


@dataclass(frozen=True, slots=True)
class UsbEndpoint:
    """One pipe."""

    address: int
    kind: int = BULK
    packet_size: int = 64


@dataclass(frozen=True, slots=True)
class UsbSetting:
    """One alternate setting of an interface."""

    endpoints: tuple[UsbEndpoint, ...] = ()
    interface: int = 0
    alternate: int = 0
    device_class: int = 0xFF


OFFICIAL = (UsbSetting(tuple(map(UsbEndpoint, (0x02, 0x06, 0x81, 0x85)))),)
"""Preamble and LEN on pipe 02, the rest on 06; replies on 81 and 85."""

SIMPLE = (UsbSetting(tuple(map(UsbEndpoint, (0x01, 0x82)))),)
"""Whole frames on one pipe each way."""


class UsbReader:
    """A reader on USB: a bridge with its pipes, and a module on a line behind it.

    Args:
        requests, replies: the pipes that it really uses; of two, the first carries heads.
        settings: all that its descriptors show.

    What it does badly is told by its attributes:
        empty_packets: an empty packet before each one that is not.
        packet_bytes: packets are no longer than this.
        takes_at_once: bytes of a request that one transfer takes before it times out.
        drops_partial: what came of a transfer that timed out is lost, as with some back ends.
        unplugs_after: it is pulled after so many packets.
        errors: error numbers of what opening, claiming and so on will fail with, by name.
    """

    def __init__(
        self,
        line: ModuleLine,
        *,
        settings: tuple[UsbSetting, ...] = OFFICIAL,
        requests: tuple[int, ...] = (0x02, 0x06),
        replies: tuple[int, ...] = (0x81, 0x85),
        vid: int = 0x0400,
        pid: int = 0xC35A,
        serial: str = "",
        product: str = "",
        bus: int = 1,
        ports: tuple[int, ...] = (1,),
    ) -> None:
        self.line = line
        self.settings = settings
        self.requests = requests
        self.replies = replies
        self.vid, self.pid = vid, pid
        self.texts = {1: product, 2: serial}
        self.bus, self.ports = bus, ports
        self.address = 1
        self.is_configured = True
        self.kernel_drivers: set[int] = set()
        self.claimed: set[int] = set()
        self.alternates: dict[int, int] = defaultdict(int)
        self.empty_packets = False
        self.packet_bytes: int | None = None
        self.takes_at_once: int | None = None
        self.drops_partial = False
        self.unplugs_after: int | None = None
        self.errors: dict[str, int] = {}
        self.is_plugged = False
        self.log: list[str] = []
        self._failures: dict[int, deque[int]] = defaultdict(deque)
        self._halted: set[int] = set()
        self._heard = {address: bytearray() for address in requests}
        self._cutter = FrameCutter()
        self._gathered = {address: bytearray() for address in replies}
        self._packets: dict[int, deque[bytes]] = {address: deque() for address in replies}

    def fail(self, address: int, number: int, times: int = 1) -> None:
        """Let the next transfers on a pipe fail; EPIPE halts it until it is cleared."""
        self._failures[address].extend([number] * times)

    def power_on(self) -> None:
        """Begin anew, as after plugging in."""
        self._halted.clear()
        self._cutter.reset()
        for bytes_held in (*self._heard.values(), *self._gathered.values()):
            bytes_held.clear()
        for packets in self._packets.values():
            packets.clear()
        self.alternates.clear()
        self.claimed.clear()

    def clear_halt(self, address: int) -> None:
        """Set a halted pipe going again."""
        self.log.append(f"clear {address:02x}")
        self._halted.discard(address)

    def write(self, address: int, data: bytes, until_s: float) -> int:
        """Take in what a transfer brings; return how much of it."""
        self._insist(address)
        taken = data[: self.takes_at_once] if address in self.requests else b""
        if not taken:
            time.sleep(max(0.0, until_s - time.monotonic()))
            raise usb_error(errno.ETIMEDOUT)
        self._heard[address] += taken
        self._hand_on()
        return len(taken)

    def read(self, address: int, size: int, until_s: float) -> bytes:
        """Bring packets until one is not full, the transfer is, or time is up."""
        packet_size = self._endpoint(address).packet_size
        got = bytearray()
        while True:
            self._insist(address)
            self._pump(time.monotonic())
            packets = self._packets.get(address, deque())
            while packets and len(got) < size:
                packet = self._next_packet(packets)
                got += packet
                if len(packet) < packet_size:
                    return bytes(got)
            if len(got) >= size:
                return bytes(got)
            if (left_s := until_s - time.monotonic()) <= 0:
                if got and not self.drops_partial:
                    return bytes(got)
                raise usb_error(errno.ETIMEDOUT)
            due_s = self.line.next_due_s
            until_due_s = _LOOK_S if due_s is None else max(0.0, due_s - time.monotonic())
            time.sleep(min(left_s, until_due_s, _LOOK_S))

    def _hand_on(self) -> None:
        """Pass requests to the module, a split one when both of its parts have come."""
        head, *body = (self._heard[address] for address in self.requests)
        if not body:
            self._ask(bytes(head))
            head.clear()
        elif len(head) >= 7 and len(body[0]) >= (length := int.from_bytes(head[5:7], "big")):
            self._ask(bytes(head[:7] + body[0][:length]))
            del head[:7], body[0][:length]

    def _ask(self, request: bytes) -> None:
        self._cutter.reset()  # what never came of a reply before will not come any more
        self.line.receive(request, time.monotonic())

    def _pump(self, now_s: float) -> None:
        arrival = self.line.take(now_s)
        for part in self._cutter.feed(arrival.data):
            self._gather(part)
        if is_quiet(self.line, now_s):
            for part in self._cutter.quiet():
                self._gather(part)
            for address in self.replies:
                self._make_packets(address, is_end=True)
        if arrival.unplugs:
            self.is_plugged = False
            self._insist(0)

    def _gather(self, part: Part) -> None:
        address = self.replies[-1 if part.kind is PartKind.BODY else 0]
        self._gathered[address] += part.data
        is_split = len(self.replies) > 1
        ends = part.ends and (is_split or part.kind is PartKind.BODY)
        self._make_packets(address, is_end=ends)

    def _make_packets(self, address: int, *, is_end: bool) -> None:
        gathered = self._gathered[address]
        size = min(self._endpoint(address).packet_size, self.packet_bytes or 4096)
        while len(gathered) >= size or (gathered and is_end):
            if self.empty_packets:
                self._packets[address].append(b"")
            self._packets[address].append(bytes(gathered[:size]))
            del gathered[:size]

    def _next_packet(self, packets: deque[bytes]) -> bytes:
        if self.unplugs_after is not None:
            self.unplugs_after -= 1
            if self.unplugs_after < 0:
                self.unplugs_after = None
                self.is_plugged = False
                self._insist(0)
        return packets.popleft()

    def _endpoint(self, address: int) -> UsbEndpoint:
        return next(
            endpoint
            for setting in self.settings
            for endpoint in setting.endpoints
            if endpoint.address == address
        )

    def _insist(self, address: int) -> None:
        if not self.is_plugged:
            raise usb_error(errno.ENODEV)
        if self._failures[address]:
            number = self._failures[address].popleft()
            if number == errno.EPIPE:
                self._halted.add(address)
            else:
                raise usb_error(number)
        if address in self._halted:
            raise usb_error(errno.EPIPE)


def usb_error(number: int) -> Any:
    """Build what the library raises for a number of the system."""
    kind = usb.core.USBTimeoutError if number == errno.ETIMEDOUT else usb.core.USBError
    if number == errno.ENOSYS:
        return NotImplementedError("not on this system")
    return kind(os.strerror(number), None, number)
