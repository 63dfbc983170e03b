"""HID devices of our own behind the face of the library `hid`: `enumerate` and `device`.

Like the real library it must not be used from two threads; who did is written down.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from drivers.simulator.hid_wires import Wire
from drivers.simulator.packets import FrameCutter, ModuleLine, is_quiet

__all__ = ["HidBus", "HidReader"]

_LOOK_S = 0.001
# The longest report that any system takes.
_QUEUE = 64


class HidReader:
    """A reader on HID: a bridge that makes reports, and a module on a line behind it.

    What it does badly is told by its attributes:
        said: what the library says of a device that does not open; empty for one that does.
        refuses_when_idle: GET_REPORT fails as long as there is nothing to say.
        unplugs_after: it is pulled after so many reports.
        hold: while this is cleared, opening it and sending to it do not come to an end.
    """

    def __init__(
        self,
        line: ModuleLine,
        wire: Wire,
        *,
        vid: int = 0x0400,
        pid: int = 0xC35A,
        path: bytes = b"1-1:1.0",
        serial: str = "",
        product: str = "",
        usage_page: int = 0xFF00,
        usage: int = 1,
    ) -> None:
        self.line = line
        self.wire = wire
        self.path = path
        self.facts: dict[str, Any] = {
            "path": path,
            "vendor_id": vid,
            "product_id": pid,
            "serial_number": serial,
            "release_number": 0x0100,
            "manufacturer_string": "",
            "product_string": product,
            "usage_page": usage_page,
            "usage": usage,
            "interface_number": 0,
        }
        self.said = ""
        self.refuses_when_idle = False
        self.unplugs_after: int | None = None
        self.hold = threading.Event()
        self.hold.set()
        self.is_plugged = True
        self._cutter = FrameCutter()

    def power_on(self) -> None:
        """Begin anew, as after plugging in."""
        self._cutter.reset()
        self.wire.reset()
        self.wire.reports.clear()

    def take_report(self, data: bytes, *, is_feature: bool) -> int:
        """Take in what the host sends, its id in front; return how much, or -1."""
        self.hold.wait(5)
        fits = data[0] == self.wire.request_id and is_feature == self.wire.takes_features
        if not self.is_plugged or not fits:
            return -1
        self._cutter.reset()  # what never came of a reply before will not come any more
        self.wire.reset()
        self.line.receive(self.wire.request(data[1:]), time.monotonic())
        return len(data)

    def next_report(self, wait_s: float) -> bytes | None:
        """Return the next report, None when there is none in time.

        Raises:
            OSError: it was pulled.
        """
        until_s = time.monotonic() + wait_s
        while True:
            self._pump(time.monotonic())
            if not self.is_plugged:
                raise OSError("read error")
            if self.wire.reports:
                self._count_report()
                return self.wire.reports.popleft()
            left_s = until_s - time.monotonic()
            if left_s <= 0:
                return None
            time.sleep(min(left_s, _LOOK_S))

    def _count_report(self) -> None:
        if self.unplugs_after is not None:
            self.unplugs_after -= 1
            if self.unplugs_after < 0:
                self.unplugs_after = None
                self.is_plugged = False
                raise OSError("read error")

    def _pump(self, now_s: float) -> None:
        arrival = self.line.take(now_s)
        for part in self._cutter.feed(arrival.data):
            self.wire.gather(part)
        if is_quiet(self.line, now_s):
            for part in self._cutter.quiet():
                self.wire.gather(part)
            self.wire.quiet()
        while len(self.wire.reports) > _QUEUE:
            self.wire.reports.popleft()  # so the system loses the oldest
        if arrival.unplugs:
            self.is_plugged = False


class HidBus:
    """Stands in for the module `hid`. Plugging may be done from any thread."""

    def __init__(self) -> None:
        self.readers: list[HidReader] = []
        self.threads: set[int] = set()
        self.opened = 0
        self.closed = 0

    def plug(self, reader: HidReader, path: bytes | None = None) -> None:
        """Plug a reader in, perhaps under another path than before."""
        if path is not None:
            reader.path = reader.facts["path"] = path
        reader.power_on()
        reader.is_plugged = True
        self.readers.append(reader)

    def unplug(self, reader: HidReader) -> None:
        """Pull a reader out."""
        reader.is_plugged = False
        self.readers.remove(reader)

    def enumerate(self, vendor_id: int = 0, product_id: int = 0) -> list[dict[str, Any]]:
        """List the devices with these numbers, as the library does."""
        self.threads.add(threading.get_ident())
        return [
            dict(reader.facts)
            for reader in self.readers
            if reader.is_plugged
            and vendor_id in (0, reader.facts["vendor_id"])
            and product_id in (0, reader.facts["product_id"])
        ]

    def device(self) -> _Device:
        """Return an object that is no device yet, as the library does."""
        self.threads.add(threading.get_ident())
        return _Device(self)


class _Device:
    """What the library calls a device."""

    def __init__(self, bus: HidBus) -> None:
        self._bus = bus
        self._reader: HidReader | None = None
        self._said = ""
        self._is_nonblocking = False

    def open_path(self, path: bytes) -> None:
        self._here()
        for reader in self._bus.readers:
            if reader.path == path and reader.is_plugged:
                reader.hold.wait(5)
                if reader.said:
                    self._said = reader.said
                    break
                self._reader = reader
                self._bus.opened += 1
                return
        raise OSError("open failed")

    def error(self) -> str:
        return self._said

    def set_nonblocking(self, value: int) -> int:
        self._is_nonblocking = bool(value)
        return 0

    def write(self, data: bytes) -> int:
        return self._opened().take_report(bytes(data), is_feature=False)

    def send_feature_report(self, data: bytes) -> int:
        return self._opened().take_report(bytes(data), is_feature=True)

    def read(self, max_length: int, timeout_ms: int = 0) -> list[int]:
        reader = self._opened()
        if not timeout_ms and not self._is_nonblocking:
            raise AssertionError("this would wait for ever")
        report = None if reader.wire.is_asked else reader.next_report(timeout_ms / 1000)
        if report is None:
            return []
        prefix = bytes([reader.wire.reply_id]) if reader.wire.reply_id else b""
        return list((prefix + report)[:max_length])

    def get_input_report(self, report_num: int, max_length: int) -> list[int]:
        reader = self._opened()
        if not reader.wire.is_asked or report_num != reader.wire.reply_id:
            raise OSError("read error")
        report = reader.next_report(0.0)
        if report is None and reader.refuses_when_idle:
            raise OSError("read error")
        return list((bytes([report_num]) + (report or bytes(64)))[:max_length])

    def get_feature_report(self, report_num: int, max_length: int) -> list[int]:
        return self.get_input_report(report_num, max_length)

    def close(self) -> None:
        self._here()
        if self._reader is not None:
            self._bus.closed += 1
        self._reader = None

    def _opened(self) -> HidReader:
        self._here()
        if self._reader is None:
            raise ValueError("not open")
        return self._reader

    def _here(self) -> None:
        self._bus.threads.add(threading.get_ident())
