"""The HID devices of this computer. All of it runs on the one thread of the HID library."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from drivers.api import LibraryUnusable, ReaderBusy, ReaderError, ReaderUnavailable
from drivers.transport.byte_stream import not_permitted, printable, system_words
from drivers.transport.hid_layouts import HidLayout, ReportKind
from drivers.transport.hid_thread import HID_THREAD

__all__ = ["HidDevice", "HidEntry", "list_hid_devices"]

_LIST_TIMEOUT_S: Final = 2.0
_VENDOR_PAGES: Final = range(0xFF00, 0x10000)
# Generic desktop: what types or points is no reader that we could ask for anything.
_DESKTOP_PAGE: Final = 0x01
_KEYBOARD_AND_MOUSE: Final = frozenset({0x02, 0x06})
# Reports that wait in the system when a device is asked for them.
_MAX_WAITING: Final = 64
# Refused GET_REPORTs in a row after which it is looked whether the device is still there: some
# refuse as long as they have nothing to say.
_REFUSALS: Final = 25
_FORBIDDEN: Final = (os.strerror(errno.EACCES), "LIBUSB_ERROR_ACCESS", "(0x00000005)")
_BUSY: Final = (os.strerror(errno.EBUSY), "LIBUSB_ERROR_BUSY", "(0x00000020)")


@dataclass(frozen=True, slots=True)
class HidEntry:
    """One HID device, as the system lists it."""

    path: bytes
    serial: str
    product: str
    usage_page: int
    usage: int
    interface: int

    @property
    def is_keyboard_or_mouse(self) -> bool:
        """Whether its reports go to the system's own input."""
        return self.usage_page == _DESKTOP_PAGE and self.usage in _KEYBOARD_AND_MOUSE


def list_hid_devices(vid: int, pid: int) -> list[HidEntry]:
    """List the devices with these numbers that may be readers, the likeliest first."""
    with HID_THREAD.entered():
        listing = HID_THREAD.submit(lambda: _entries(vid, pid))
        try:
            return [e for e in listing.result(_LIST_TIMEOUT_S) if not e.is_keyboard_or_mouse]
        except TimeoutError as cause:
            listing.cancel()
            raise ReaderUnavailable("the HID library is busy with another device") from cause


class HidDevice:
    """An opened HID device. Made, used and closed on the thread of the library.

    `path` and `serial` tell equal devices apart; an empty text fits all.

    Raises:
        ReaderForbidden, ReaderBusy: it is there, and not for us, or not now.
        LibraryUnusable: the library cannot be loaded.
        ReaderUnavailable: it is not there.
    """

    def __init__(
        self, vid: int, pid: int, layout: HidLayout, *, serial: str = "", path: str = ""
    ) -> None:
        self._what = f"HID device {vid:04x}:{pid:04x}"
        self._numbers = vid, pid
        self._layout = layout
        self._refusals = 0
        entry = _choose(_entries(vid, pid), serial, path)
        if entry is None:
            raise ReaderUnavailable(f"{self._what} is not on the bus")
        self.name = printable(entry.product)
        self._path = entry.path
        self._device: Any = _library().device()
        try:
            self._device.open_path(entry.path)
            # Without this a wait of no length at all would last for ever.
            self._device.set_nonblocking(1)
        except Exception as cause:
            fact = _refusal(f"{self._what} cannot be opened", entry.path, _said(self._device))
            self.close()
            raise fact from cause

    def send(self, reports: Sequence[bytes]) -> None:
        """Send the reports of one request."""
        form = self._layout.request
        is_feature = form.kind is ReportKind.FEATURE
        with self._mapped("cannot be written to"):
            send = self._device.send_feature_report if is_feature else self._device.write
            for report in reports:
                if send(bytes((form.report_id,)) + report) < 0:
                    raise ReaderUnavailable(f"{self._what} does not take a request")

    def take(self, wait_ms: int) -> list[bytes]:
        """Return the reports that are there, without ids, after at most `wait_ms` without any."""
        taken: list[bytes] = []
        with self._mapped("cannot be read"):
            while len(taken) < _MAX_WAITING:
                report = self._next_report(0 if taken else wait_ms)
                if not report:
                    break
                taken.append(report)
                if not any(self._without_id(report)):
                    break  # perhaps there is nothing more to say
        return [report for report in map(self._without_id, taken) if report]

    def close(self) -> None:
        """Give the device back."""
        with suppress(Exception):
            self._device.close()

    def _next_report(self, wait_ms: int) -> bytes:
        form = self._layout.reply
        if form.kind is ReportKind.INPUT:
            return bytes(self._device.read(form.size + 1, wait_ms))
        get = (
            self._device.get_feature_report
            if form.kind is ReportKind.FEATURE
            else self._device.get_input_report
        )
        try:
            report = bytes(get(form.report_id, form.size + 1))
        except OSError:
            self._refusals += 1
            if not self._refusals % _REFUSALS and not self._is_listed():
                raise
            return b""
        self._refusals = 0
        return report

    def _without_id(self, report: bytes) -> bytes:
        """Take the id off; a report with another one is about something else."""
        form = self._layout.reply
        if form.kind is ReportKind.INPUT and not form.report_id:
            return report
        return report[1:] if report[0] == form.report_id else b""

    def _is_listed(self) -> bool:
        return any(entry.path == self._path for entry in _entries(*self._numbers))

    @contextmanager
    def _mapped(self, trouble: str) -> Iterator[None]:
        try:
            yield
        except ReaderError:
            raise
        # OSError for a device that was pulled, ValueError for one that was closed meanwhile.
        except Exception as cause:
            sentence = f"{self._what} {trouble}: {system_words(cause)}"
            raise ReaderUnavailable(sentence) from cause


def _library() -> Any:
    try:
        import hid
    except ImportError as cause:
        raise LibraryUnusable(f"the HID library cannot be loaded: {cause}") from cause
    # Another package brings a module with the same name and other contents.
    if not hasattr(hid, "device"):
        raise LibraryUnusable(f"{hid.__file__} is not the module of the package hidapi")
    return hid


def _entries(vid: int, pid: int) -> list[HidEntry]:
    try:
        listed = _library().enumerate(vid, pid)
        entries = [
            HidEntry(
                each["path"],
                each["serial_number"] or "",
                each["product_string"] or "",
                each["usage_page"],
                each["usage"],
                each["interface_number"],
            )
            for each in listed
        ]
    except ReaderError:
        raise
    except Exception as cause:
        what = f"HID device {vid:04x}:{pid:04x}"
        raise ReaderUnavailable(f"{what} cannot be looked for: {system_words(cause)}") from cause
    return sorted(entries, key=lambda e: (e.usage_page not in _VENDOR_PAGES, e.interface, e.path))


def _choose(entries: Sequence[HidEntry], serial: str, path: str) -> HidEntry | None:
    for entry in entries:
        is_named = path and os.fsdecode(entry.path) == path
        may_be = is_named or not (path or entry.is_keyboard_or_mouse)
        if may_be and serial in ("", entry.serial):
            return entry
    return None


def _refusal(sentence: str, path: bytes, said: str) -> ReaderUnavailable:
    """Find out why a device does not open; the library itself tells no number."""
    node = _node_of(os.fsdecode(path))
    may_not = node is not None and node.exists() and not os.access(node, os.R_OK | os.W_OK)
    if may_not or any(words in said for words in _FORBIDDEN):
        return not_permitted(f"{sentence}: no permission")
    if any(words in said for words in _BUSY):
        return ReaderBusy(f"{sentence}: another program has it open")
    return ReaderUnavailable(sentence)


def _said(device: Any) -> str:
    said = ""
    with suppress(Exception):
        said = str(device.error())
    return said


def _node_of(path: str) -> Path | None:
    """Return the file behind a path of the library, where this system has one.

    On Linux it is `/dev/hidraw0`, or the place on the bus, such as `1-2.3:1.0`.
    """
    if path.startswith("/dev/"):
        return Path(path)
    if place := re.fullmatch(r"(\d+-[\d.]+):\d+\.\d+", path):
        device = Path("/sys/bus/usb/devices", place[1])
        with suppress(OSError, ValueError):
            bus, number = (int((device / name).read_text("ascii")) for name in ("busnum", "devnum"))
            return Path(f"/dev/bus/usb/{bus:03d}/{number:03d}")
    return None
