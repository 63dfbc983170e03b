"""The far end of vpcd, the virtual reader of vsmartcard: chips for a real PC/SC service.

Messages are a length of two bytes and as many bytes; one byte alone is a control. vpcd has two
slots on neighbouring ports. Either it listens there (`DEVICENAME /dev/null:PORT`) and is called, or
it calls (`DEVICENAME 127.0.0.1:PORT`), and both ports have to listen before it starts.

vpcd 3.3, that of Debian 12, listens on all interfaces; when it calls, an empty slot takes pcscd
down with it, so that chips have to lie in both slots from the beginning and stay there.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections import deque

from drivers.simulator.chip_faults import FaultyChip

__all__ = ["VPCD_PORT", "VirtualSlot", "addresses_of", "virtual_slots"]

VPCD_PORT = 35963
"""Where vpcd listens unless it is told otherwise."""

_HERE = "127.0.0.1"
_NAME = "Virtual PCD"
_SLOTS = 2
_OFF, _ON, _RESET, _ATR = b"\x00", b"\x01", b"\x02", b"\x04"
_REDIAL_S = 0.1
# The service asks every 0.4 s.
_EMPTY_S = 0.6
_PIECE = 65538


def virtual_slots(port: int) -> list[VirtualSlot]:
    """Both slots: those of the vpcd that listens at `port`, else for one that will call.

    Args:
        port: of the first slot, 0 for any two neighbours that are free.

    Raises:
        OSError: something else listens there.
    """
    line = _called(port) if port else None
    if line is not None:
        return [VirtualSlot(port, None, line), VirtualSlot(port + 1, None)]
    for _ in range(1 if port else 50):
        listeners: list[socket.socket] = []
        try:
            for slot in range(_SLOTS):
                at = listeners[0].getsockname()[1] + slot if listeners else port
                listeners.append(socket.create_server((_HERE, at)))
        except (OSError, OverflowError):
            for listener in listeners:
                listener.close()
            if port:
                raise
        else:
            return [VirtualSlot(each.getsockname()[1], each) for each in listeners]
    raise OSError("found no two free ports side by side")


def addresses_of(slots: list[VirtualSlot]) -> dict[str, str]:
    """Where the reader is found once pcscd runs, and what `pcscd --config` needs for that."""
    port = slots[0].port
    device = "/dev/null" if slots[0].calls else _HERE
    return {
        "address": f"pcsc:{_NAME} 00 00",
        "sim_address": f"pcsc:{_NAME} 00 01",
        "reader_conf": f'FRIENDLYNAME "{_NAME}"\n'
        f"DEVICENAME {device}:{port}\n"
        "LIBPATH /usr/lib/pcsc/drivers/serial/libifdvpcd.so\n"
        f"CHANNELID {port}\n",
    }


class VirtualSlot:
    """One slot. Nothing here waits: the loop around it watches, serves, and minds `due_s`.

    Where vpcd is called, an empty slot keeps the question for the ATR open, so that a chip is seen
    when it comes and not with the next question, as by a reader that tells of its own accord. Not
    at once, though: the service has to see first that the slot is empty.
    """

    def __init__(
        self, port: int, listener: socket.socket | None, line: socket.socket | None = None
    ) -> None:
        self.port = port
        self.chip: FaultyChip | None = None
        self.commands = 0
        self._listener = listener
        if listener is not None:
            listener.setblocking(False)
        self._line: socket.socket | None = None
        if line is not None:
            self._begin(line)
        self._heard = bytearray()
        self._atr_is_wanted = False
        self._answers: deque[tuple[float, bytes | None]] = deque()
        self._redial_s = 0.0
        self._empty_until_s = 0.0

    @property
    def calls(self) -> bool:
        """Whether vpcd is called, as opposed to waited for."""
        return self._listener is None

    @property
    def is_connected(self) -> bool:
        return self._line is not None

    @property
    def due_s(self) -> float | None:
        """When `serve` is worth calling again though nothing has come."""
        if self._answers:
            return self._answers[0][0]
        return self._redial_s if self.calls and self._line is None else None

    def watched(self) -> list[int]:
        """The file descriptors to be watched for reading."""
        ends = (self._line, self._listener if self._line is None else None)
        return [end.fileno() for end in ends if end is not None]

    def insert(self, chip: FaultyChip) -> None:
        """Put a chip into the empty slot."""
        self.chip, self.commands = chip, 0
        if self._atr_is_wanted:
            self._atr_is_wanted = False
            self._say(chip.atr)

    def remove(self) -> None:
        """Take the chip out; an empty slot stays empty."""
        if self.chip is not None:
            self.chip = None
            self._empty_until_s = time.monotonic() + _EMPTY_S
            self._hang_up()

    def serve(self, ready: set[int], now_s: float) -> None:
        """Do what is due, and take in what has come."""
        if self._line is None:
            self._connect(ready, now_s)
        elif self._line.fileno() in ready:
            self._listen(now_s)
        while self._answers and self._answers[0][0] <= now_s:
            _, answer = self._answers.popleft()
            if answer is None:
                self.remove()
            else:
                self._say(answer)

    def close(self) -> None:
        """Hang up and free the port."""
        self._hang_up()
        if self._listener is not None:
            self._listener.close()

    def _connect(self, ready: set[int], now_s: float) -> None:
        if self._listener is not None:
            if self._listener.fileno() in ready:
                with contextlib.suppress(OSError):
                    self._begin(self._listener.accept()[0])
        elif now_s >= self._redial_s:
            self._redial_s = now_s + _REDIAL_S
            line = _called(self.port)
            if line is not None:
                self._begin(line)
            else:
                # A service that is only starting must not be kept waiting in its first question.
                self._empty_until_s = self._redial_s + _EMPTY_S

    def _begin(self, line: socket.socket) -> None:
        line.settimeout(1.0)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._line = line
        self._acknowledge_at_once()

    def _acknowledge_at_once(self) -> None:
        # vpcd sends length and message apart and waits in between; the system forgets this wish
        # with every piece that comes. Elsewhere than on Linux there is no such wish.
        if self._line is not None and hasattr(socket, "TCP_QUICKACK"):
            self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)

    def _listen(self, now_s: float) -> None:
        assert self._line is not None  # noqa: S101 - it was ready a moment ago
        try:
            self._acknowledge_at_once()
            piece = self._line.recv(_PIECE)
            self._acknowledge_at_once()
        except OSError:
            piece = b""
        if not piece:
            self._hang_up()
            return
        self._heard += piece
        while len(self._heard) >= 2:
            end = 2 + int.from_bytes(self._heard[:2], "big")
            if len(self._heard) < end:
                return
            message = bytes(self._heard[2:end])
            del self._heard[:end]
            self._take(message, now_s)

    def _take(self, message: bytes, now_s: float) -> None:
        if message == _ATR:
            if self.chip is not None:
                self._say(self.chip.atr)
            elif now_s < self._empty_until_s or not self.calls:
                self._hang_up()  # an empty answer would be waited for
            else:
                self._atr_is_wanted = True
        elif message in (_OFF, _ON, _RESET):
            if self.chip is not None:
                self.chip.reset()
        elif self.chip is not None:
            self.commands += 1
            spoken = self.chip.answer(message)
            if spoken.data is not None or spoken.leaves:
                self._answers.append((now_s + spoken.pause_s, spoken.data))

    def _say(self, message: bytes) -> None:
        if self._line is not None:
            try:
                self._line.sendall(len(message).to_bytes(2, "big") + message)
            except OSError:
                self._hang_up()

    def _hang_up(self) -> None:
        self._heard.clear()
        self._answers.clear()
        self._atr_is_wanted = False
        if self._line is not None:
            self._line.close()
            self._line = None
        self._redial_s = 0.0


def _called(port: int) -> socket.socket | None:
    try:
        return socket.create_connection((_HERE, port), timeout=1.0)
    except OSError:
        return None
